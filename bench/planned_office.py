"""An office with a million planned notices, written row by row: once, and copied for each run."""

import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

NOW = datetime(2024, 3, 18, 1, 0, tzinfo=UTC)  # a Monday, nine in the morning in Beijing
A_TASK = 8  # notices


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
