"""The shape of the database: made and brought up to date by migrations only."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from store.db import Database, WriteLock

FOLDER = Path(__file__).with_name("migrations")


def settings() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(database: Database) -> None:
    """Bring the database to the newest shape. Safe to run again."""
    if database.lock is None:
        _upgrade(database)
    else:
        lock: WriteLock = database.lock
        with lock.held():
            _upgrade(database)


def _upgrade(database: Database) -> None:
    config = settings()
    with database.write.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_current(database: Database) -> bool:
    """Say whether the database has the newest shape."""
    with database.read.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    return found == ScriptDirectory.from_config(settings()).get_current_head()
