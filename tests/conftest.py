"""What all tests share: an office with a still clock, on SQLite and on PostgreSQL."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine, text

from cluster.postgres import binaries, running
from office import Office, Settings
from office.settings import MailWay, SmsWay, given
from rules.days import BEIJING
from store import schema
from store.db import Database, open_database
from tests import make

# The same examples each run, and no clock: a busy machine fails nothing.
settings.register_profile(
    "house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
FOUNDED = datetime(2024, 1, 8, 9, 0, tzinfo=BEIJING)


@dataclass
class StillClock:
    """A clock that moves only when it is told to."""

    now: datetime = field(default=FOUNDED)

    def __call__(self) -> datetime:
        return self.now

    def wait(self, **time: float) -> datetime:
        self.now += timedelta(**time)
        return self.now

    def at(self, year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
        self.now = datetime(year, month, day, hour, minute, tzinfo=BEIJING)
        return self.now


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Start the tests' own cluster, with a migrated template; yield its base URL."""
    if binaries() is None:
        pytest.skip("no PostgreSQL server binaries on this machine")
    memory = Path("/dev/shm")  # a copy of a database is a copy of many small files
    folder = Path(tempfile.mkdtemp(prefix="xuepu-pg-", dir=memory if os.access(memory, os.W_OK) else None))
    try:
        with running(folder, options="-c fsync=off") as cluster:
            base = cluster.url("").rstrip("/")
            _create(base, "template_office", "template0")
            database = open_database(f"{base}/template_office")
            schema.upgrade(database)
            database.close()
            yield base
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _create(base: str, name: str, template: str) -> None:
    engine = create_engine(f"{base}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    engine.dispose()


def settings_for(home: Path, **values: object) -> Settings:
    return given(
        **{
            "home": home,
            "mail": MailWay.FILES,
            "mail_from": "pufa@example.org",
            "sms": SmsWay.SANDBOX,
            **values,
        }
    )


@dataclass(frozen=True)
class Template:
    """An office as it was made once: a home, and on PostgreSQL a database, to copy for each test."""

    home: Path
    database: str  # of the cluster; empty on SQLite

    def copied(self, home: Path, base: str, clock: StillClock) -> Office:
        shutil.copytree(self.home, home)
        url = ""
        if base:
            name = f"office_{uuid.uuid4().hex}"
            _create(base, name, self.database)
            url = f"{base}/{name}"
        return Office(settings_for(home, database_url=url), open_office_database(home, url), clock)


def open_office_database(home: Path, url: str) -> Database:
    return open_database(url or f"sqlite:///{home / 'xuepu.db'}")


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def base(request: pytest.FixtureRequest) -> str:
    """Name the cluster; empty means SQLite."""
    return "" if request.param == "sqlite" else request.getfixturevalue("postgres")


@pytest.fixture(scope="session")
def templates(base: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Template]:
    """Make each kind of office once through the real steps."""
    made: dict[str, Template] = {}
    for kind, furnish in (("empty", None), ("cast", make.cast), ("issued", make.issued_list)):
        home = tmp_path_factory.mktemp(kind) / "home"
        name = f"template_{kind}" if base else ""
        if not made:
            if base:
                _create(base, name, "template_office")
            office = Office.make(settings_for(home, database_url=f"{base}/{name}" if base else ""))
        else:
            before = list(made.values())[-1]
            shutil.copytree(before.home, home)
            if base:
                _create(base, name, before.database)
            url = f"{base}/{name}" if base else ""
            office = Office(
                settings_for(home, database_url=url), open_office_database(home, url), StillClock()
            )
        if furnish is not None:
            furnish(office)
        office.database.close()
        made[kind] = Template(home, name)
    return made


def _office(kind: str) -> Callable[..., Iterator[Office]]:
    def fixture(
        tmp_path: Path, clock: StillClock, base: str, templates: dict[str, Template]
    ) -> Iterator[Office]:
        office = templates[kind].copied(tmp_path / "home", base, clock)
        yield office
        office.database.close()

    return fixture


# An office whose database is made and in which nobody has been entered.
empty_office = pytest.fixture(name="empty_office")(_office("empty"))
# An office with its cast: Alice owns, Bob reviews, Carol coordinates, Dave audits, Eve must see nothing.
office = pytest.fixture(name="office")(_office("cast"))
# An office whose 2024 list is issued; see `make.ROWS`.
issued = pytest.fixture(name="issued")(_office("issued"))
