"""A PostgreSQL cluster of our own on the loopback, run by another user where we are root."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from models.refusals import BadSetting, Refusal

USER = "xuepu"
OTHERS = ("postgres", "nobody")  # who runs it for root
PATIENCE = 60  # seconds for a start or a stop


@dataclass(frozen=True)
class Postgres:
    """A cluster that runs. `password` is the one user's, kept in the folder for us alone."""

    folder: Path
    port: int
    password: str

    def url(self, database: str = "postgres", *, driver: str = "psycopg") -> str:
        return f"postgresql+{driver}://{USER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def alive(self) -> bool:
        """Say whether its first process still runs."""
        try:
            pid = int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])
            os.kill(pid, 0)
        except (OSError, ValueError, IndexError):
            return False
        return True

    def create(self, database: str, *, anew: bool = False) -> None:
        """Make a database, unless it is there; `anew` throws away what is there."""
        named = sql.Identifier(database)
        with psycopg.connect(self.url().replace("+psycopg", ""), autocommit=True) as connection:
            if anew:
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(named))
            there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database,)).fetchone()
            if there is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(named))


def binaries() -> Path | None:
    """Find the newest PostgreSQL server programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def kept_secret(path: Path) -> str:
    """Return the password kept in a file for us alone, made up on first use."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(24))
    return path.read_text()


@contextmanager
def running(folder: Path, *, options: str = "") -> Iterator[Postgres]:
    """Start the cluster kept in `folder`, made on first use; stop it in the end. `options` are the server's.

    Raises:
        BadSetting: there are no server programs, or nobody who may run them.
        Refusal: it does not start.

    """
    programs = binaries()
    if programs is None:
        raise BadSetting("没有找到 PostgreSQL 服务端程序，请先安装，例如 apt install postgresql。")
    folder.mkdir(parents=True, exist_ok=True)
    runner = _runner(folder)
    secret = folder / "password"
    password = kept_secret(secret)
    if runner:
        for path in (folder, secret):
            shutil.chown(path, runner)
    if not (folder / "data" / "PG_VERSION").exists():
        shutil.rmtree(folder / "data", ignore_errors=True)
        _call(
            runner, folder, programs / "initdb", "-D", "data", "-U", USER, "-E", "UTF8", "--locale=C",
            "-A", "scram-sha-256", f"--pwfile={secret.name}",
        )  # fmt: skip
    postgres = Postgres(folder, free_port(), password)
    settings = f"-p {postgres.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' {options}"
    control = (programs / "pg_ctl", "-D", "data", "-w", "-t", str(PATIENCE))
    _call(runner, folder, *control, "-l", "log", "-o", settings, "start")
    try:
        yield postgres
    finally:
        with suppress(Refusal):  # it may be gone already
            _call(runner, folder, *control, "-m", "fast", "stop")


def _runner(folder: Path) -> str:
    """Return the user who runs it; empty for ourselves."""
    if os.geteuid() != 0:
        return ""
    for name in OTHERS:
        with suppress(KeyError):
            pwd.getpwnam(name)
            break
    else:
        raise BadSetting(
            "PostgreSQL 不能用 root 运行，本机也没有 postgres 或 nobody 用户，请换一个普通用户。"
        )
    shutil.chown(folder, name)
    if subprocess.run([*_as(name), "test", "-w", str(folder)], check=False, capture_output=True).returncode:
        raise BadSetting(f"用户 {name} 进不去目录 {folder}，请用 --out 换一个其他用户也能进的目录。")
    return name


def _as(name: str) -> Sequence[str]:
    return ("setpriv", f"--reuid={name}", f"--regid={pwd.getpwnam(name).pw_gid}", "--clear-groups", "--")


def _call(runner: str, folder: Path, *words: str | Path) -> None:
    prefix = _as(runner) if runner else ()
    with (folder / "start.log").open("ab") as told:
        done = subprocess.run(
            [*prefix, *map(str, words)],
            check=False,
            cwd=folder,
            timeout=2 * PATIENCE,
            stdout=told,
            stderr=told,
        )
    if done.returncode:
        raise Refusal(f"PostgreSQL 没有启动成功，原因见 {folder / 'start.log'} 和 {folder / 'log'}。")
