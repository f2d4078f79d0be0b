"""Sending: 2,000 due of 1,000,000 planned, against smtplib with prebuilt bytes and against a plain loop."""

import shutil
import smtplib
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path
from typing import Any

from bench.harness import Row, Side, compared
from bench.sink import sink

DUE = 2_000
NOW = datetime(2024, 3, 18, 1, 0, tzinfo=UTC)  # a Monday, nine in the morning in Beijing
A_TASK = 8  # notices
SENDER = "市外办 <pufa@example.gov.cn>"


# ---- the office: written once, copied for each run ----


def prepare(path: Path, *, planned: int, due: int) -> None:
    """Lay out an office with `planned` notices, of which `due` are due, each at another person."""
    from store import schema
    from store.db import open_database

    database = open_database(f"sqlite:///{path}")
    schema.upgrade(database)
    database.close()
    with sqlite3.connect(path) as raw:
        people = max(due, 100)
        tasks = planned // A_TASK
        fill(raw, "organisation", [office()])
        fill(raw, "department", [{"id": 1, "name": "办公室", "aliases": "[]", "place": 1}])
        fill(raw, "person", map(person, range(1, people + 1)))
        fill(raw, "post", map(post, range(1, people + 1)))
        fill(raw, "holding", map(holding, range(1, people + 1)))
        fill(raw, "dutylist", [duty_list(raw)])
        fill(raw, "duty", [duty(raw)])
        fill(raw, "task", (task(n, people) for n in range(1, tasks + 1)))
        fill(raw, "notice", (notice(n, tasks, due) for n in range(1, planned + 1)))
    raw.close()


def fill(raw: sqlite3.Connection, table: str, rows: Any) -> None:
    rows = iter(rows)
    first = next(rows)
    columns = ", ".join(first)
    statement = f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(first))})"
    raw.execute(statement, tuple(first.values()))
    raw.executemany(statement, (tuple(row.values()) for row in rows))


def written(instant: datetime) -> str:
    return f"{instant.replace(tzinfo=None):%Y-%m-%d %H:%M:%S.%f}"


def office() -> dict[str, object]:
    return {
        "id": 1,
        "name": "市外办",
        "addressee": "",
        "log_origin": "log.bench/e1",
        "founded_at": written(NOW),
    }


def person(n: int) -> dict[str, object]:
    return {"id": n, "pseudonym": f"{n:016x}", "name": f"张{n}", "email": f"staff{n}@example.gov.cn"}


def post(n: int) -> dict[str, object]:
    return {"id": n, "title": f"经办{n}", "kind": "handler", "department_id": 1}


def holding(n: int) -> dict[str, object]:
    return {"id": n, "post_id": n, "person_id": n, "from_on": "2024-01-01"}


def filled(raw: sqlite3.Connection, table: str, known: Mapping[str, object]) -> dict[str, object]:
    """Fill the columns that say nothing here."""
    empty: dict[str, object] = {"INTEGER": 0, "BOOLEAN": 0, "JSON": "[]", "DATETIME": written(NOW)}
    columns = raw.execute(f"PRAGMA table_info({table})").fetchall()
    return {
        name: known.get(name, empty.get(kind, "") if must else None) for _, name, kind, must, *_ in columns
    }


def duty_list(raw: sqlite3.Connection) -> dict[str, object]:
    return filled(raw, "dutylist", {"id": 1, "plan_year": 2024, "title": "清单", "state": "issued"})


def duty(raw: sqlite3.Connection) -> dict[str, object]:
    return filled(raw, "duty", {"id": 1, "list_id": 1, "task": "专题学法"})


def task(n: int, people: int) -> dict[str, object]:
    return {
        "id": n,
        "duty_id": 1,
        "clause": 0,
        "occurrence": n,
        "department_id": 1,
        "post_id": (n - 1) % people + 1,
        "label": "",
        "demand": f"第{n}项：党组理论学习中心组专题学习《中华人民共和国对外关系法》",
        "department_name": "办公室",
        "owner_name": "",
        "support_ids": "[]",
        "evidence_asked": '["签到表", "学习材料"]',
        "opens_on": "2024-01-08",
        "due_on": "2024-03-25",
        "first_due_on": "2024-03-25",
        "backfill": 0,
        "state": "open",
        "version": 1,
        "moved_at": written(NOW),
        "reason": "",
    }


def notice(n: int, tasks: int, due: int) -> dict[str, object]:
    """Give the n-th notice: the first `due` are due, one a task; a third went out long ago."""
    sent = n > due and n % 3 == 0
    away = timedelta(days=n % 200 + 1)
    return {
        "id": n,
        "task_id": (n - 1) % tasks + 1,
        "stage": f"due-in-{(n - 1) // tasks + 1}",
        "part": "owner",
        "told_department_id": 0,
        "channel": "mail",
        "plan": 1,
        "planned_at": written(NOW if n <= due else NOW - away if sent else NOW + away),
        "state": "sent" if sent else "planned",
        "reason": "",
    }


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
