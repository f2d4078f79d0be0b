"""Who was told what, when, by which channel, with which result."""

from datetime import date

import pytest
from sqlmodel import select

from models import Message, MessageEvent, MessageState
from office import Office
from steps.working.report import report
from store import ledger, people
from store.db import begin, reading
from tests import make
from tests.conftest import settings_for


@pytest.fixture
def told(issued, clock):
    """Give an office after 18 and 25 March: two mails, of which the first bounced, an SMS, two posts."""
    settings = settings_for(issued.settings.home, database_url=issued.settings.database_url, chat="files")
    office = Office(settings, issued.database, clock)
    for day in (18, 25):
        clock.at(2024, 3, day)
        make.sweep(office)
    with begin(office.database) as session:
        first = session.exec(select(Message).where(Message.channel == "mail").order_by(Message.id)).first()
        assert report(session, first, MessageEvent.BOUNCED, "退信：没有这个邮箱", now=clock())
    return office


def lines(office, **asked):
    with reading(office.database) as session:
        return [
            (line.at.day, line.channel, line.to, str(line.message.state) if line.message else None)
            for line in ledger.lines(session, **asked)
            if line.message
        ]


THE_18TH = [(18, "mail", "Alice", "bounced"), (18, "chat", "Carol", "accepted")]
THE_25TH = [
    (25, "mail", "Alice", "accepted"),
    (25, "sms", "Alice", "accepted"),
    (25, "chat", "Carol", "accepted"),
]


def test_a_task_knows_who_was_told_and_what_became_of_it(told):
    assert set(lines(told, task_id=1)) == {each for each in THE_18TH + THE_25TH if each[1] != "chat"}


def test_a_person_knows_what_they_were_told(told):
    with reading(told.database) as session:
        alice, carol, eve = (people.person_named(session, name).id for name in ("Alice", "Carol", "Eve"))
    assert {line[2] for line in lines(told, person_id=alice)} == {"Alice"}
    assert [line[1] for line in lines(told, person_id=carol)] == ["chat", "chat"]
    assert lines(told, person_id=eve) == []


@pytest.mark.parametrize(("day", "expected"), [(18, THE_18TH), (19, []), (25, THE_25TH)])
def test_a_day_knows_what_went_out_on_it(told, day, expected):
    on = date(2024, 3, day)
    assert set(lines(told, days=(on, on))) == set(expected)


def test_what_is_still_to_come_stands_in_the_year(told):
    with reading(told.database) as session:
        found = ledger.lines(session, days=(date(2024, 1, 1), date(2024, 12, 31)))
        assert ledger.lines(session, days=(date(2023, 1, 1), date(2023, 12, 31))) == []
    ahead = [line for line in found if line.message is None]
    assert ahead
    assert all(line.to is None and line.address == "" for line in ahead)
    assert [line.at for line in found] == sorted(line.at for line in found)


def test_each_persons_messages_are_counted_by_month(told):
    with reading(told.database) as session:
        assert ledger.counts(session, 2024) == {"Alice": {3: 3}}
        assert ledger.counts(session, 2023) == {}


def test_attempts_are_counted_and_reports_dated(told, clock):
    with reading(told.database) as session:
        bounced, *_ = [
            line
            for line in ledger.lines(session, task_id=1)
            if line.message and line.message.state is MessageState.BOUNCED
        ]
    assert (bounced.message.attempts, bounced.message.reported_at) == (1, clock())
    assert bounced.notice.reason == "退信：没有这个邮箱"
