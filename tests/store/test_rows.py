from datetime import UTC, datetime

import pytest
from sqlmodel import select

from models import Department, Notice, NoticeState, Part, Person
from rules.days import BEIJING
from store.db import begin, reading
from store.rows import insert_rows, next_ids

COLUMNS = (
    "task_id",
    "stage",
    "part",
    "told_department_id",
    "channel",
    "plan",
    "planned_at",
    "state",
    "reason",
)
AT = datetime(2024, 5, 6, 9, tzinfo=BEIJING)


def a_notice(stage):
    return (1, stage, Part.OWNER, 0, "mail", 1, AT, NoticeState.PLANNED, "")


def test_rows_read_back_as_the_model_says(issued):
    with begin(issued.database) as session:
        assert insert_rows(session, Notice, COLUMNS, [a_notice("one"), a_notice("two")]) == 2
    with reading(issued.database) as session:
        kept = session.exec(select(Notice).where(Notice.stage == "two")).one()
    assert kept.planned_at == AT
    assert kept.planned_at.tzinfo is UTC
    assert (kept.part, kept.state, kept.message_id) == (Part.OWNER, NoticeState.PLANNED, None)


def test_lists_in_a_column_are_kept(empty_office):
    with begin(empty_office.database) as session:
        insert_rows(
            session,
            Department,
            ("id", "name", "aliases", "place"),
            [
                (id_, name, [f"{name}处"], id_)
                for id_, name in zip(next_ids(session, Department, 2), "甲乙", strict=True)
            ],
        )
    with reading(empty_office.database) as session:
        assert [
            (d.id, d.name, d.aliases) for d in session.exec(select(Department).order_by(Department.id))
        ] == [
            (1, "甲", ["甲处"]),
            (2, "乙", ["乙处"]),
        ]


def test_no_rows_write_nothing(issued):
    with begin(issued.database) as session:
        assert insert_rows(session, Notice, COLUMNS, []) == 0


def test_ids_taken_are_not_given_again(empty_office):
    with begin(empty_office.database) as session:
        taken = next_ids(session, Person, 3)
        insert_rows(session, Person, ("id", "pseudonym", "name"), [(id_, f"p{id_}", "某") for id_ in taken])
        session.add(Person(pseudonym="later", name="某"))
        session.flush()
        later = session.exec(select(Person.id).where(Person.pseudonym == "later")).one()
    assert list(taken) == sorted(taken)
    assert later not in taken


def test_what_the_table_refuses_is_refused(issued):
    refused = issued.database.write.dialect.dbapi.IntegrityError
    with pytest.raises(refused), begin(issued.database) as session:
        insert_rows(session, Notice, COLUMNS, [a_notice("same"), a_notice("same")])


def test_pending_objects_go_first(empty_office):
    with begin(empty_office.database) as session:
        session.add(Person(pseudonym="first", name="某"))
        (id_,) = next_ids(session, Person, 1)
        insert_rows(session, Person, ("id", "pseudonym", "name"), [(id_, "second", "某")])
    with reading(empty_office.database) as session:
        assert session.exec(select(Person.pseudonym).order_by(Person.id)).all() == ["first", "second"]
