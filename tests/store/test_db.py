import multiprocessing
import sqlite3
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from models import Department
from models.refusals import Busy
from store import db
from store.db import begin, open_database, reading, rolled_back

NOW = datetime(2024, 1, 8, 1, 0, tzinfo=UTC)


def test_what_was_written_is_read(empty_office):
    with begin(empty_office.database) as session:
        session.add(Department(name="办公室"))
    with reading(empty_office.database) as session:
        assert session.exec(select(Department.name)).all() == ["办公室"]


def test_an_error_leaves_nothing(empty_office):
    def fail():
        with begin(empty_office.database) as session:
            session.add(Department(name="办公室"))
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        fail()
    with reading(empty_office.database) as session:
        assert session.exec(select(Department)).all() == []


def test_a_preview_leaves_nothing(empty_office):
    with rolled_back(empty_office.database) as session:
        session.add(Department(name="办公室"))
        session.flush()
        assert session.exec(select(Department.name)).all() == ["办公室"]
    with reading(empty_office.database) as session:
        assert session.exec(select(Department)).all() == []


def test_a_reader_cannot_write(empty_office):
    def write():
        with reading(empty_office.database) as session:
            session.add(Department(name="办公室"))
            session.commit()

    with pytest.raises(Exception, match=r"read-?only"):
        write()


@pytest.mark.parametrize("pragma", ["synchronous=NORMAL", "journal_mode=DELETE", "foreign_keys=OFF"])
def test_a_connection_that_could_lose_a_commit_is_refused(tmp_path, pragma):
    connection = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    for good in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", pragma):
        connection.execute(f"PRAGMA {good}")
    with pytest.raises(RuntimeError, match="does not keep"):
        db.assert_durable(connection, writing=True)
    connection.close()


def test_every_connection_of_the_writer_is_durable(tmp_path):
    database = open_database(f"sqlite:///{tmp_path / 'x.db'}")
    with database.write.connect() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    database.close()
    assert found == ["wal", 2, 1]


def _hold(path, held, release):
    with db.WriteLock(path).held():
        held.set()
        release.wait(30)


def test_a_second_writing_process_is_refused_after_a_while(tmp_path, monkeypatch):
    monkeypatch.setattr(db, "PATIENCE", 0.2)
    spawn = multiprocessing.get_context("spawn")
    held, release = spawn.Event(), spawn.Event()
    other = spawn.Process(target=_hold, args=(tmp_path / "lock", held, release))
    other.start()
    assert held.wait(30)
    with pytest.raises(Busy, match="正在写入"), db.WriteLock(tmp_path / "lock").held():
        pass
    release.set()
    other.join(30)
    with db.WriteLock(tmp_path / "lock").held():
        pass


def test_foreign_keys_hold(empty_office):
    from models import Holding

    def write():
        with begin(empty_office.database) as session:
            session.add(Holding(post_id=77, person_id=77, from_on=NOW.date()))

    with pytest.raises((OperationalError, Exception), match=r"(?i)foreign key"):
        write()
