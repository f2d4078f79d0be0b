from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

from store import schema


def test_the_migrations_make_what_the_models_say(empty_office):
    with empty_office.database.write.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, SQLModel.metadata) == []


def test_upgrading_twice_changes_nothing(empty_office):
    assert schema.is_current(empty_office.database)
    schema.upgrade(empty_office.database)
    assert schema.is_current(empty_office.database)
