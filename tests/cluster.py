"""A PostgreSQL cluster of the tests' own: it refuses to run as root, so it runs as nobody."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def binaries() -> Path | None:
    """Find the newest PostgreSQL server binaries."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def cluster() -> Iterator[str]:
    """Start a cluster on a free loopback port; yield its base URL, `postgresql+psycopg://…:port`."""
    programs = binaries()
    assert programs is not None
    memory = Path("/dev/shm")  # a copy of a database is a copy of many small files
    folder = Path(tempfile.mkdtemp(prefix="xuepu-pg-", dir=memory if os.access(memory, os.W_OK) else None))
    prefix: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody")
        prefix = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"]
    data, port = folder / "data", free_port()

    def call(*words: str) -> None:
        subprocess.run([*prefix, *words], check=True, capture_output=True, cwd=folder, timeout=60)

    try:
        call(
            str(programs / "initdb"), "-D", str(data), "-U", "xuepu", "-A", "trust", "-E", "UTF8",
            "--no-sync", "--locale=C",
        )  # fmt: skip
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        call(
            str(programs / "pg_ctl"), "-D", str(data), "-l", str(folder / "log"), "-w", "-o", options, "start"
        )
        yield f"postgresql+psycopg://xuepu@127.0.0.1:{port}"
        call(str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
