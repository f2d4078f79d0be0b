"""Real worker processes, forked from one that has swept once: they start at once, to be killed in numbers.

Run as a program it reads one order a line and forks; see `order`.
"""

import gc
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import traceback
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from bench.planned_office import prepare

SENDER = "市外办 <pufa@example.gov.cn>"


def office_with(path, due: int) -> str:
    """Make an office in which `due` people are to be told, each of one task."""
    prepare(path, planned=due * 8, due=due)
    with sqlite3.connect(path) as raw:
        raw.execute("DELETE FROM notice WHERE id > ?", (due,))
    raw.close()
    return f"sqlite:///{path}"


def sweep(url, *, port, now, in_flight=1):
    """Do what the reminder sweep does, by mail to a server on `port`."""
    from notifications.mail import Mail
    from office.parts import random_name
    from steps.working import remind
    from steps.working.outgoing import Outgoing
    from store.db import open_database

    database = open_database(url)
    outgoing = Outgoing({"mail": Mail("127.0.0.1", port, SENDER, "none")}, random_name)
    remind.sweep(database, outgoing, now=datetime.fromisoformat(now), in_flight=in_flight)
    database.close()


def claim(url, *, port, now):
    """Lease and settle without sending, until nothing is left."""
    from models import Outcome
    from store import db, leases, outbox
    from store.db import begin, open_database

    db.PATIENCE = 120  # eight that do nothing but write wait longer than a person would

    database, at = open_database(url), datetime.fromisoformat(now)
    while True:
        with begin(database) as session:
            leased = leases.lease(session, "mail", limit=50, now=at)
        if not leased:
            return
        with begin(database) as session:
            begun = outbox.begin(session, leased, now=at)
            assert len(begun) == len(leased)
        with begin(database) as session:
            for held in begun:
                assert outbox.settle(session, outbox.Ended(held, Outcome.ACCEPTED, str(os.getpid())), now=at)


WORK = {"sweep": sweep, "claim": claim}


def serve() -> None:
    with tempfile.TemporaryDirectory() as folder:  # doing it once imports and compiles everything
        sweep(office_with(Path(folder) / "xuepu.db", 1), port=9, now="2024-03-18T09:00:00+08:00")
    gc.collect()
    for line in sys.stdin:
        given = json.loads(line)
        pids = [os.fork() or work(given) for _ in range(given.pop("count"))]
        say(pids)
        sys.stdin.readline()  # until somebody asks how they ended, a number is nobody else's
        say([os.waitpid(pid, 0)[1] for pid in pids])


def say(told) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def work(given) -> NoReturn:
    status = 1
    try:
        WORK[given.pop("do")](**given)
        status = 0
    except Exception:  # noqa: BLE001  (whatever it is, a fork must not go on as its parent)
        traceback.print_exc()
    os._exit(status)


class Foreman:
    def __init__(self, process) -> None:
        self._process = process

    def order(self, do, url, *, count=1, port=0, now, **more) -> list[int]:
        """Let `count` workers begin; return their process ids."""
        told = {"do": do, "url": url, "count": count, "port": port, "now": now.isoformat(), **more}
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def ended(self) -> list[int]:
        """Wait for the workers of the last order; 0: well, 9: killed."""
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@contextmanager
def foreman(errors=None):
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.steps.workers"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    try:
        yield Foreman(process)
    finally:
        process.stdin.close()
        process.wait()
        process.stdout.close()


if __name__ == "__main__":
    serve()
