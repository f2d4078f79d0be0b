"""Sending: 2,000 due of 1,000,000 planned, against smtplib with prebuilt bytes and against a plain loop."""

import shutil
import smtplib
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path
from typing import Any

from bench.harness import Row, Side, compared
from bench.planned_office import NOW, prepare, written
from bench.sink import sink

DUE = 2_000
SENDER = "市外办 <pufa@example.gov.cn>"


@contextmanager
def copied(path: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=Path(path).parent) as folder:
        copy = Path(folder) / "xuepu.db"
        shutil.copyfile(path, copy)
        yield copy


# ---- ours ----


def ours(path: str, in_flight: str) -> tuple[int, float]:
    from notifications.mail import Mail
    from office.parts import random_name, settle_memory
    from steps.working.outgoing import Outgoing
    from steps.working.remind import sweep
    from store.db import open_database

    settle_memory()  # as every office does when it opens
    with copied(path) as copy, sink() as far:
        database = open_database(f"sqlite:///{copy}")
        outgoing = Outgoing({"mail": Mail("127.0.0.1", far.port, SENDER, "none")}, random_name)
        start = time.perf_counter()
        swept = sweep(database, outgoing, now=NOW, in_flight=int(in_flight))
        seconds = time.perf_counter() - start
        assert (swept.bound, swept.accepted) == (DUE, DUE), swept
        assert far.close_and_count() == (DUE, DUE)
        database.close()
    return DUE, seconds


# ---- theirs ----


class Heard:
    """A mail channel that remembers what is to be said to whom."""

    name = "mail"

    def __init__(self) -> None:
        self.said: dict[str, Any] = {}
        self.mails: list[tuple[str, bytes]] = []

    def compose(self, digest: Any, *, to: str, message_id: str, at: datetime) -> Any:
        from notifications import letter

        composed = letter.compose(digest, sender=SENDER, to=to, message_id=message_id, at=at)
        self.said[to] = digest
        self.mails.append((to, composed.body))
        return composed

    def session(self) -> Any:
        raise NotImplementedError


def heard(path: Path) -> Heard:
    """Let ours say what is due, on a copy of its own."""
    from office.parts import random_name
    from rules.workdays import Workdays
    from steps.working.bind import bind
    from steps.working.outgoing import Outgoing
    from store.db import open_database

    channel = Heard()
    with copied(str(path)) as copy:
        database = open_database(f"sqlite:///{copy}")
        bind(database, Outgoing({"mail": channel}, random_name), Workdays({}), now=NOW)
        database.close()
    return channel


def durable(path: Path) -> sqlite3.Connection:
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("PRAGMA synchronous=FULL")
    return raw


def prebuilt(path: str) -> tuple[int, float]:
    """Send finished bytes over one kept connection of smtplib, each with one durable commit."""
    mails = [(n, to, body) for n, (to, body) in enumerate(heard(Path(path)).mails)]
    with copied(path) as copy, sink() as far:
        raw = durable(copy)
        raw.execute("CREATE TABLE mailing (id INTEGER PRIMARY KEY, sent INTEGER)")
        raw.execute("BEGIN IMMEDIATE")
        raw.executemany("INSERT INTO mailing VALUES (?, 0)", [(n,) for n, *_ in mails])
        raw.execute("COMMIT")
        start = time.perf_counter()
        with smtplib.SMTP("127.0.0.1", far.port, "bench") as smtp:
            for n, to, body in mails:
                smtp.sendmail("pufa@example.gov.cn", to, body)
                raw.execute("BEGIN IMMEDIATE")
                raw.execute("UPDATE mailing SET sent = 1 WHERE id = ?", (n,))
                raw.execute("COMMIT")
        seconds = time.perf_counter() - start
        assert far.close_and_count() == (DUE, DUE)
        raw.close()
    return DUE, seconds


def plain_loop(path: str, objects: str) -> tuple[int, float]:
    """Do what is usually written: ask the ORM, build an EmailMessage, send, commit, next.

    `objects`: "expire" after each commit, as SQLModel's session lets them, or "stay".
    """
    from sqlmodel import Session, select

    from models import Notice, NoticeState, Person, Task
    from models.post import Holding
    from notifications.rendering import text_and_html
    from notifications.words import Digest
    from store.db import open_database

    said = heard(Path(path)).said
    with copied(path) as copy, sink() as far:
        database = open_database(f"sqlite:///{copy}")
        start = time.perf_counter()
        with (
            Session(database.write, expire_on_commit=objects == "expire") as session,
            smtplib.SMTP("127.0.0.1", far.port, "bench") as smtp,
        ):
            query = (
                select(Notice, Task, Person)
                .join(Task, Task.id == Notice.task_id)
                .join(Holding, Holding.post_id == Task.post_id)
                .join(Person, Person.id == Holding.person_id)
                .where(Notice.state == NoticeState.PLANNED, Notice.planned_at <= NOW)
            )
            for told, _, reader in session.exec(query).all():
                digest: Digest = said[reader.email]
                text, html = text_and_html(digest)
                mail = EmailMessage()
                mail["From"], mail["To"], mail["Subject"] = SENDER, reader.email, "【学普】1项任务待办"
                mail["Message-ID"] = make_msgid(domain="example.gov.cn")
                mail.set_content(text)
                mail.add_alternative(html, subtype="html")
                smtp.send_message(mail)
                told.state = NoticeState.SENT
                session.add(told)
                session.commit()
        seconds = time.perf_counter() - start
        assert far.close_and_count() == (DUE, DUE)
        database.close()
    return DUE, seconds


# ---- asking what is due ----

ASKED = 20  # times a run


def selecting(path: str) -> tuple[int, float]:
    from store import notices
    from store.db import open_database, reading

    database = open_database(f"sqlite:///{path}")
    with reading(database) as session:
        notices.due(session, ["mail"], now=NOW)
        start = time.perf_counter()
        for _ in range(ASKED):
            assert len(notices.due(session, ["mail"], now=NOW)) == DUE
        seconds = time.perf_counter() - start
    database.close()
    return ASKED * DUE, seconds / ASKED


def index_scan(path: str) -> tuple[int, float]:
    raw = sqlite3.connect(path)
    query = (
        "SELECT id, task_id, stage, part, told_department_id, channel FROM notice"
        " WHERE state = 'planned' AND planned_at <= ? AND channel = 'mail' ORDER BY planned_at, id"
    )
    raw.execute(query, (written(NOW),)).fetchall()
    start = time.perf_counter()
    for _ in range(ASKED):
        assert len(raw.execute(query, (written(NOW),)).fetchall()) == DUE
    seconds = time.perf_counter() - start
    raw.close()
    return ASKED * DUE, seconds / ASKED


def idle(path: str) -> tuple[int, float]:
    """Sweep where nothing is due."""
    from notifications.mail import Mail
    from office.parts import random_name
    from steps.working.outgoing import Outgoing
    from steps.working.remind import sweep
    from store.db import open_database

    database = open_database(f"sqlite:///{path}")
    outgoing = Outgoing({"mail": Mail("127.0.0.1", 9, SENDER, "none")}, random_name)
    times = []
    for n in range(ASKED + 1):
        start = time.perf_counter()
        swept = sweep(database, outgoing, now=NOW + timedelta(minutes=n))
        times.append(time.perf_counter() - start)
        assert swept.bound == swept.accepted == 0
    database.close()
    return 1, sum(times[1:]) / ASKED


def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        million, tenth, quiet, still = (
            str(Path(folder) / name) for name in ("million.db", "tenth.db", "quiet.db", "still.db")
        )
        prepare(Path(million), planned=1_000_000, due=DUE)
        prepare(Path(tenth), planned=100_000, due=DUE)
        prepare(Path(quiet), planned=1_000_000, due=0)
        prepare(Path(still), planned=10_000, due=0)
        mine = Side("bench.dispatch:ours", (million, "1"))
        return [
            compared(
                "2,000 due of 1,000,000, a durable commit a mail",
                "mails/s",
                mine,
                "smtplib, prebuilt bytes, one kept connection, a durable commit a mail",
                Side("bench.dispatch:prebuilt", (million,)),
                better="more",
                goal=0.5,
            ),
            compared(
                "2,000 due of 1,000,000, a durable commit a mail",
                "mails/s",
                mine,
                "plain loop: ORM as it comes, EmailMessage, shared connection, commit each",
                Side("bench.dispatch:plain_loop", (million, "expire")),
                better="more",
                goal=4,
            ),
            compared(
                "2,000 due of 1,000,000, a durable commit a mail",
                "mails/s",
                mine,
                "the same loop, its objects kept after a commit (expire_on_commit=False)",
                Side("bench.dispatch:plain_loop", (million, "stay")),
                better="more",
                goal=None,
            ),
            compared(
                "the same, 20 in flight: at most 20 repeats a kill",
                "mails/s",
                Side("bench.dispatch:ours", (million, "20")),
                better="more",
                goal=None,
            ),
            compared(
                "selecting 2,000 due of 1,000,000",
                "s",
                Side("bench.dispatch:selecting", (million,)),
                "the raw index scan",
                Side("bench.dispatch:index_scan", (million,)),
                better="less",
                goal=3,
            ),
            compared(
                "selecting 2,000 due of 1,000,000",
                "s",
                Side("bench.dispatch:selecting", (million,)),
                "of 100,000",
                Side("bench.dispatch:selecting", (tenth,)),
                better="less",
                goal=1.5,
            ),
            compared(
                "a sweep with nothing due of 1,000,000",
                "s",
                Side("bench.dispatch:idle", (quiet,)),
                "of 10,000",
                Side("bench.dispatch:idle", (still,)),
                better="less",
                goal=1.5,
            ),
        ]
