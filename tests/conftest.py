"""What all tests share: an office with a still clock, on SQLite and on PostgreSQL."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from office import Office, Settings
from office.settings import MailWay, SmsWay, given
from rules.days import BEIJING
from store import schema
from store.db import open_database
from tests import cluster, make

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
    if cluster.binaries() is None:
        pytest.skip("no PostgreSQL server binaries on this machine")
    with cluster.cluster() as base:
        _create(base, "template_office", "template0")
        database = open_database(f"{base}/template_office")
        schema.upgrade(database)
        database.close()
        yield base


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


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """Give each test a fresh database; empty means SQLite in the home."""
    if request.param == "sqlite":
        return ""
    base: str = request.getfixturevalue("postgres")
    name = f"office_{uuid.uuid4().hex}"
    _create(base, name, "template_office")
    return f"{base}/{name}"


@pytest.fixture
def empty_office(tmp_path: Path, clock: StillClock, database_url: str) -> Iterator[Office]:
    """Give an office whose database is made and in which nobody has been entered."""
    office = Office.make(settings_for(tmp_path / "home", database_url=database_url), clock=clock)
    yield office
    office.database.close()


@pytest.fixture
def office(empty_office: Office) -> Office:
    """Give an office: Alice owns, Bob reviews, Carol coordinates, Dave audits, Eve must see nothing."""
    make.cast(empty_office)
    return empty_office


@pytest.fixture
def issued(office: Office) -> Office:
    """Give an office whose 2024 list is issued; see `make.ROWS`."""
    make.issued_list(office)
    return office
