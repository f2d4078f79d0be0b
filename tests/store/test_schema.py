from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlmodel import SQLModel, select

from models import Duty
from store import schema
from store.db import reading


def test_the_migrations_make_what_the_models_say(empty_office):
    with empty_office.database.write.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, SQLModel.metadata) == []


def test_upgrading_twice_changes_nothing(empty_office):
    assert schema.is_current(empty_office.database)
    schema.upgrade(empty_office.database)
    assert schema.is_current(empty_office.database)


def test_a_list_of_an_older_version_is_kept(issued):
    """Go down to the shape before lists had events and formalities, and up again: no row is lost."""

    def rows():
        with issued.database.write.connect() as connection:
            duties = connection.execute(text("SELECT id, task, lead_ids FROM duty ORDER BY id")).all()
            tasks = connection.execute(text("SELECT id, duty_id, due_on FROM task ORDER BY id")).all()
        return duties, tasks

    before = rows()
    config = schema.settings()
    with issued.database.write.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0002")
    assert not schema.is_current(issued.database)
    schema.upgrade(issued.database)
    assert rows() == before
    with reading(issued.database) as session:
        assert {tuple(duty.happened) for duty in session.exec(select(Duty))} == {()}
