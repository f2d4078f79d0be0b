"""`./run cluster [--out DIR] [--once]`: start every part, sweep once, watch until somebody stops it."""

import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from cluster.at_work import AtWork
from cluster.children import Child
from cluster.postgres import Postgres, running
from cluster.server import Server, prefect_server
from models.refusals import BadSetting, Refusal
from office import Settings

USAGE = (
    "用法：./run cluster [--out 目录] [--once]，目录默认为 out/cluster；--once 发一次到期的提醒就停下。\n"
    "设置了 XUEPU_DATABASE_URL（PostgreSQL）时用本单位的数据，否则演示样例单位。"
)
WORKERS = ("甲", "乙")


@dataclass(frozen=True)
class Asked:
    out: Path
    once: bool


class Stopped(Exception):  # noqa: N818  (asked for, no error)
    """Somebody told us to stop."""


def read(words: Sequence[str]) -> Asked:
    """Read the arguments.

    Raises:
        Refusal: they are not what the usage says.

    """
    out, once, left = Path("out/cluster"), False, list(words)
    while left:
        word = left.pop(0)
        if word == "--once":
            once = True
        elif word == "--out" and left:
            out = Path(left.pop(0))
        else:
            raise Refusal(f"看不懂「{word}」。{USAGE}")
    return Asked(out.resolve(), once)


def say(words: str) -> None:
    print(words, flush=True)  # noqa: T201


def main() -> int:
    """Return 0 when stopped as asked, 1 where a part broke down, 2 where nothing could be started."""
    words = sys.argv[1:]
    if words and words[0] in ("-h", "--help"):
        say(USAGE)
        return 0
    signal.signal(signal.SIGTERM, _stop)
    try:
        asked = read(words)
        with ExitStack() as up:
            parts = up.enter_context(started(asked.out))
            _sweep(parts)
            return 0 if asked.once else _watched(parts)
    except (KeyboardInterrupt, Stopped):
        say("已全部停下；数据都在，再次运行会接着用。")
        return 0
    except Refusal as refusal:
        print(refusal, file=sys.stderr)  # noqa: T201
        return 2


def _stop(*_: object) -> None:
    raise Stopped


@dataclass(frozen=True)
class Parts:
    postgres: Postgres
    server: Server
    workers: Sequence[Child]
    office: AtWork


@contextmanager
def started(folder: Path) -> Iterator[Parts]:
    """Start every part in order; they end in the order turned round.

    Raises:
        Refusal: one cannot be started.

    """
    if not os.environ.get("XUEPU_DATABASE_URL", "postgresql").startswith("postgresql"):
        raise BadSetting(
            "集群要用 PostgreSQL：请把 XUEPU_DATABASE_URL 设为 postgresql+psycopg://…，或去掉它来演示样例单位。"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(f"写不到「{folder}」（{error.strerror}），请用 --out 换一个目录。") from error
    with ExitStack() as up:
        say("一、启动 PostgreSQL……")
        postgres = up.enter_context(running(folder / "postgres"))
        postgres.create("prefect")
        say("二、准备单位数据……")
        office = up.enter_context(_office(folder, postgres))
        say("三、启动 Prefect 服务……")
        database = postgres.url("prefect", driver="asyncpg")
        server = up.enter_context(prefect_server(folder / "prefect", office.environment, database=database))
        say("四、启动两个工作进程，部署时间表……")
        workers = [up.enter_context(server.worker(name)) for name in WORKERS]
        server.deploy()
        server.notice_dead_workers()
        parts = Parts(postgres, server, workers, office)
        for line in _standing(parts):
            say(line)
        yield parts


@contextmanager
def _office(folder: Path, postgres: Postgres) -> Iterator[AtWork]:
    """Give the office of the settings, if they name one on PostgreSQL; else the sample office."""
    url = os.environ.get("XUEPU_DATABASE_URL", "")
    if not url:
        from cluster.sample import sample_office  # noqa: PLC0415  (an office of one's own needs no sample)

        with sample_office(folder, postgres) as sample:
            yield sample
        return
    settings = Settings.load()
    home = settings.home.resolve()
    yield AtWork({**settings.environment(), "XUEPU_HOME": str(home)}, home, home / "mail", None)


def _standing(parts: Parts) -> Iterator[str]:
    yield ""
    yield f"PostgreSQL   127.0.0.1:{parts.postgres.port}（单位库和 Prefect 库分开）"
    yield f"Prefect      {parts.server.url}"
    for name, worker in zip(WORKERS, parts.workers, strict=True):
        yield f"工作进程{name}   进程号 {worker.pid}，工作池 xuepu"
    yield f"单位数据     {parts.office.home}"
    yield f"日志         {parts.server.folder}"
    yield ""


def _sweep(parts: Parts) -> None:
    """Have a worker run one sweep, and tell how it ended."""
    before = len(list(parts.office.mail.glob("*.eml"))) if parts.office.mail.is_dir() else 0
    now = parts.office.now and parts.office.now.isoformat()
    run = parts.server.run("reminder-sweep/reminder-sweep", now=now)
    state = parts.server.ended(run, 180)["state"]
    if state["type"] != "COMPLETED":
        raise Refusal(f"发送提醒的运行没有完成（{state['name']}），原因见 {parts.server.folder} 里的日志。")
    after = len(list(parts.office.mail.glob("*.eml"))) if parts.office.mail.is_dir() else 0
    at = f"（按 {parts.office.now:%Y-%m-%d %H:%M}）" if parts.office.now else ""
    say(f"五、工作进程发了一次到期的提醒{at}：运行 {run} 完成，新到邮件 {after - before} 封。")


def _watched(parts: Parts) -> int:
    """Wait until somebody stops us; start a dead worker again, give up where the rest is gone."""
    say("一切就绪，按时间表运行。按 Ctrl-C 停下。")
    while True:
        time.sleep(1)
        for name, worker in zip(WORKERS, parts.workers, strict=True):
            if not worker.alive():
                worker.start()
                say(f"工作进程{name}停了，已重新启动（进程号 {worker.pid}）；它手上的提醒由发件箱接着发。")
        if not parts.postgres.alive():
            say(f"PostgreSQL 停了，其余也一并停下；原因见 {parts.postgres.folder / 'log'}。")
            return 1
        try:
            parts.server.ask("/health")
        except OSError:
            say(f"Prefect 服务停了，其余也一并停下；原因见 {parts.server.folder / 'server.log'}。")
            return 1


if __name__ == "__main__":
    sys.exit(main())
