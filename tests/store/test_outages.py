"""A database that cannot be used is told in one sentence, and nothing half done is left in it."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import text
from sqlmodel import select

from models import Department
from models.refusals import NotFound
from store.db import begin, open_database, reading
from store.outages import outage
from tests.web.conftest import on_sqlite


def told(act, *args):
    with pytest.raises(Exception) as caught:  # noqa: PT011  (the driver's, or SQLAlchemy's around it)
        act(*args)
    return outage(caught.value)


def write(database, *names):
    with begin(database) as session:
        for name in names:
            session.add(Department(name=name))
            session.flush()


def limit(database, pages):
    with begin(database) as session:
        session.execute(text(f"PRAGMA max_page_count={pages}"))


@on_sqlite
def test_a_full_disk_is_told_and_leaves_nothing_of_the_transaction(empty_office):
    database = empty_office.database
    write(database, "办公室")
    limit(database, 1)  # fewer than there are: not one more
    assert "磁盘满了" in told(write, database, *(f"第{n}科{'长' * 500}" for n in range(200)))
    limit(database, 1_000_000)
    write(database, "人事科")
    with reading(database) as session:
        assert set(session.exec(select(Department.name))) == {"办公室", "人事科"}


@on_sqlite
def test_a_commit_that_fails_leaves_nothing_and_the_next_one_holds(empty_office):
    database = empty_office.database

    def owe():
        with begin(database) as session:
            session.execute(text("PRAGMA defer_foreign_keys=ON"))
            session.add(Department(name="办公室"))
            session.execute(
                text("INSERT INTO holding (post_id, person_id, from_on) VALUES (77, 77, '2024-01-08')")
            )

    assert told(owe) is None, "a fault of ours flies"
    write(database, "人事科")
    with reading(database) as session:
        assert session.exec(select(Department.name)).all() == ["人事科"]


@on_sqlite
def test_a_database_that_another_program_holds_is_told(empty_office):
    database = empty_office.database
    write(database, "办公室")
    with begin(database) as session:
        session.execute(text("PRAGMA busy_timeout=10"))
    with closing(sqlite3.connect(database.write.url.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "另一个程序" in told(write, database, "人事科")
        other.execute("ROLLBACK")
    write(database, "人事科")


def test_what_is_no_database_is_told(tmp_path):
    (tmp_path / "xuepu.db").write_bytes(b"no database" * 999)
    database = open_database(f"sqlite:///{tmp_path / 'xuepu.db'}")
    assert "已损坏" in told(write, database, "办公室")
    database.close()


def test_a_server_that_is_not_there_is_told():
    database = open_database("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    assert "连不上数据库服务器" in told(write, database, "办公室")
    database.close()


@pytest.mark.parametrize("error", [ValueError(), NotFound("没有"), sqlite3.IntegrityError()])
def test_what_is_not_the_databases_own_is_not_told(error):
    assert outage(error) is None
