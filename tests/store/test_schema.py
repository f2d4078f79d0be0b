from datetime import timedelta

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlmodel import SQLModel, select

from models import Duty, Message, MessageState, Notice, NoticeState
from store import leases, messages, outbox, schema
from store.db import begin, reading


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


def test_a_message_of_an_older_version_is_carried_over(issued):
    """Go down to the shape in which a notice did not know that a message carries it, and up again."""
    config = schema.settings()
    with issued.database.write.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0004")
        connection.execute(
            text(
                "INSERT INTO message (id, key, channel, person_id, address, subject, body, state, not_before,"
                " made_at, attempts, lease_epoch, server_id, reason) VALUES (1, 'k', 'mail', 2, 'a@b.cn', '',"
                " '', 'ready', '2024-03-18 01:00:00', '2024-03-18 01:00:00', 0, 0, '', '')"
            )
        )
        connection.execute(text("UPDATE notice SET message_id = 1 WHERE id = 1"))
    schema.upgrade(issued.database)
    with reading(issued.database) as session:
        assert session.exec(select(Message.state)).all() == [MessageState.PLANNED]
        assert session.exec(select(Notice.state).where(Notice.id < 3).order_by(Notice.id)).all() == [
            NoticeState.CARRIED,
            NoticeState.PLANNED,
        ]


def test_messages_in_every_state_are_found_after_coming_from_an_older_version(issued):
    """Go down to the shape whose index held all that ever left, and up again."""
    now = issued.clock()
    with begin(issued.database) as session:
        for state in MessageState:
            held = state in (MessageState.LEASED, MessageState.SENDING)
            message = Message(
                key=state,
                channel="mail",
                person_id=2,
                address="a@b.cn",
                subject="",
                state=state,
                not_before=now,
                made_at=now,
                leased_until=now if held else None,
            )
            messages.put(session, message, b"x")
    config = schema.settings()
    with issued.database.write.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0010")
    schema.upgrade(issued.database)
    with begin(issued.database) as session:
        dead = outbox.rescue(session, now=now + timedelta(minutes=1))
        waiting = leases.lease(session, "mail", limit=9, now=now + timedelta(minutes=1))
        assert [each.key for each in dead] == ["sending"]
        assert {each.key for each in waiting} == {"planned", "leased", "sending", "uncertain"}
        assert len(session.exec(select(Message)).all()) == len(MessageState)
