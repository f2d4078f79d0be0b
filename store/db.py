"""The database: one writer, many readers, and a transaction that ends with its log entries."""

import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import QueuePool
from sqlmodel import Session

from models.refusals import Busy
from store import log
from store.spelled import keep_driver

_JSON: dict[str, Any] = {
    "json_serializer": lambda value: orjson.dumps(value).decode(),
    "json_deserializer": orjson.loads,
}
WAL_PAGES = 4_000  # 16 MiB before what was written is copied into the database
BEGIN_WRITING = "BEGIN IMMEDIATE"
PATIENCE = 5.0  # seconds that a command waits for another process's write


class WriteLock:
    """A file lock around writes and WAL checkpoints: one writing process a home, one thread in it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._threads = threading.Lock()
        self._handle, self._opened_by = -1, 0  # kept open; a forked process opens its own

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock; wait at most `PATIENCE` seconds for it.

        Raises:
            Busy: another process kept it for longer.

        """
        with self._threads:
            if self._opened_by != os.getpid():
                self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
                self._opened_by = os.getpid()
            _wait_for(self._handle)
            try:
                yield
            finally:
                fcntl.flock(self._handle, fcntl.LOCK_UN)

    def close(self) -> None:
        if self._opened_by == os.getpid():
            os.close(self._handle)
            self._opened_by = 0


def _wait_for(handle: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise Busy("另一个学普程序正在写入，请稍后再试。") from None
            time.sleep(0.002)  # a sweep lets go between two mails only for as long
        else:
            return


class KeptSession:
    """SQLite's one writing session, kept from transaction to transaction; only who holds the lock touches it.

    SQLAlchemy sees one transaction that never ends; the true ones are begun and committed on the driver. Its
    own way from begin to commit costs four times what SQLite needs for both, and a sent mail has one.
    """

    def __init__(self, engine: Engine) -> None:
        self._session = Session(engine, expire_on_commit=False)
        self._driver: Any = None

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        session = self._session
        try:
            if self._driver is None:
                self._driver = keep_driver(session)  # and with it SQLAlchemy says BEGIN
            else:
                self._driver.execute(BEGIN_WRITING)
            yield session
            _finish(session)
            self._driver.execute("COMMIT")
        except BaseException:
            self.close()
            raise
        session.expunge_all()

    def close(self) -> None:
        """Roll back what was not committed, and let go of the connection; the next transaction asks anew."""
        self._session.close()
        self._session.info.clear()
        self._driver = None


@dataclass(frozen=True)
class Database:
    """Two doors to one database: `write` and `read`. Readers of SQLite cannot write."""

    write: Engine
    read: Engine
    lock: WriteLock | None = field(default=None)

    @cached_property
    def kept(self) -> KeptSession:
        return KeptSession(self.write)

    def close(self) -> None:
        self.read.dispose()
        if self.lock is None:
            self.write.dispose()
        else:
            with self.lock.held():  # closing the last connection checkpoints the WAL
                self.kept.close()
                self.write.dispose()
            self.lock.close()


def open_database(url: str) -> Database:
    """Open `sqlite:///…` (a file) or `postgresql+psycopg://…`. The file need not exist yet."""
    if not url.startswith("sqlite"):
        engine = create_engine(url, pool_pre_ping=True, **_JSON)
        return Database(engine, engine.execution_options(postgresql_readonly=True))
    path = Path(url.removeprefix("sqlite:///"))
    lock = WriteLock(path.with_name(path.name + ".lock"))
    write = create_engine(url, poolclass=QueuePool, pool_size=2, max_overflow=0, **_JSON)
    read = create_engine(
        f"sqlite:///file:{path}?mode=ro&uri=true", poolclass=QueuePool, pool_size=8, max_overflow=16, **_JSON
    )
    _prepare(
        write,
        begin=BEGIN_WRITING,
        pragmas=("journal_mode=WAL", "synchronous=FULL", f"wal_autocheckpoint={WAL_PAGES}"),
    )
    _prepare(read, begin="BEGIN", pragmas=("query_only=ON",))
    return Database(write, read, lock)


def _prepare(engine: Engine, *, begin: str, pragmas: tuple[str, ...]) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, record: Any) -> None:  # noqa: ARG001
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in ("busy_timeout=5000", "foreign_keys=ON", *pragmas):
            connection.execute(f"PRAGMA {pragma}")
        assert_durable(connection, writing="synchronous=FULL" in pragmas)

    @event.listens_for(engine, "begin")
    def say_begin(connection: Any) -> None:
        connection.connection.driver_connection.execute(begin)


def assert_durable(connection: sqlite3.Connection, *, writing: bool) -> None:
    """Refuse a connection on which an acknowledged commit could be lost (WAL needs FULL, not NORMAL)."""
    found = {
        name: connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys")
    }
    if writing and found != {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}:
        raise RuntimeError(f"SQLite does not keep what it acknowledges: {found}")


@contextmanager
def begin(database: Database) -> Iterator[Session]:
    """Open a writing transaction: all of it, with its log entries last, or nothing.

    No network talk inside: other writers wait.
    """
    if database.lock is None:
        with Session(database.write, expire_on_commit=False) as session, session.begin():
            keep_driver(session)
            yield session
            _finish(session)
    else:
        with database.lock.held(), database.kept.transaction() as session:
            yield session


def _finish(session: Session) -> None:
    session.flush()
    log.write_gathered(session)


class _Forget(Exception):  # noqa: N818
    pass


@contextmanager
def rolled_back(database: Database) -> Iterator[Session]:
    """Open a writing transaction whose changes are shown and then forgotten."""
    try:
        with begin(database) as session:
            yield session
            raise _Forget  # noqa: TRY301
    except _Forget:
        pass


@contextmanager
def reading(database: Database) -> Iterator[Session]:
    """Open one consistent view of the database; nothing can be written through it."""
    with Session(database.read, expire_on_commit=False) as session:
        yield session
