"""The shape of the database: made and brought up to date by migrations only."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from store.db import Database

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).with_name("migrations")


def settings() -> "Config":
    """Return Alembic's settings; imported late, since a database that is current never needs it."""
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(database: Database) -> None:
    """Bring the database to the newest shape. Safe to run again."""
    if database.lock is None:
        _upgrade(database)
    else:
        with database.lock.held():
            _upgrade(database)


def _upgrade(database: Database) -> None:
    from alembic import command  # noqa: PLC0415

    config = settings()
    with database.write.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_current(database: Database) -> bool:
    """Say whether the database has the newest shape. Migrations are numbered in order by file name."""
    newest = max(path.name.partition("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py"))
    with database.read.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return bool(found == newest)
