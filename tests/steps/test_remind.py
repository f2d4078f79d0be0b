import email
import email.policy
import json
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlmodel import select

from models import Action, Attempt, Message, MessageState, Notice, NoticeState, Outcome
from notifications.channel import ChannelError
from rules.workdays import Workdays
from steps.working.be_away import be_away
from steps.working.bind import bind
from steps.working.move import move
from steps.working.submit import submit
from store import leases, outbox, people
from store.db import begin, reading
from tests import make
from tests.make import sweep


def mails(office):
    folder = office.settings.home / "mail"
    return [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted(folder.glob("*.eml"))
    ]


def rows(office, table):
    with reading(office.database) as session:
        return session.exec(select(table).order_by(*table.__table__.primary_key)).all()


class Flaky:
    """A mail channel that fails as it is told, then lets the real one work."""

    name = "mail"

    def __init__(self, real, *errors):
        self.real, self.errors, self.tried = real, list(errors), []

    def compose(self, digest, **given):
        return self.real.compose(digest, **given)

    @contextmanager
    def session(self):
        with self.real.session() as outlet:
            yield self.Outlet(self, outlet)

    class Outlet:
        def __init__(self, channel, real):
            self.channel, self.real = channel, real

        def send(self, envelope):
            self.channel.tried.append((envelope.message_id, envelope.body))
            if self.channel.errors:
                error = self.channel.errors.pop(0)
                if error is not None:
                    raise error
            return self.real.send(envelope)


@pytest.fixture
def due(issued, clock):
    """Give an office on the day on which the first notices are due: 18 March, five working days before."""
    clock.at(2024, 3, 18)
    return issued


def test_what_is_due_goes_out_once(due):
    first, second = sweep(due), sweep(due)
    assert (first.accepted, second.accepted) == (1, 0)
    (mail,) = mails(due)
    assert mail["To"] == "alice@example.org"
    assert "党组理论学习中心组专题学法" in mail.get_body(("plain",)).get_content()
    assert [m.state for m in rows(due, Message)] == [MessageState.ACCEPTED]
    assert [n.state for n in rows(due, Notice) if n.message_id] == [NoticeState.SENT]


def test_nothing_goes_out_at_night_or_on_a_rest_day(due, clock):
    for moment in ((2024, 3, 18, 22), (2024, 3, 23, 10), (2024, 4, 4, 10)):
        clock.at(*moment)
        assert sweep(due).quiet
    assert mails(due) == []


def test_after_days_down_a_person_gets_one_digest(due, clock):
    clock.at(2024, 6, 3)
    swept = sweep(due)
    assert swept.bound > 3
    told = [mail["To"] for mail in mails(due)]
    assert len(told) == len(set(told))


def test_a_task_that_was_handed_in_is_passed_over(due):
    with begin(due.database) as session:
        submit(session, 1, make.handed_in(), people.person_named(session, "Alice"), now=due.clock())
    swept = sweep(due)
    assert (swept.passed_over, swept.accepted) == (1, 0)


def test_a_task_that_was_waived_is_silent(due):
    with begin(due.database) as session:
        move(session, 1, Action.WAIVE, people.person_named(session, "Carol"), now=due.clock(), reason="重复")
    assert sweep(due).bound == 0


def test_the_deputy_is_told_while_the_owner_is_away(due, clock):
    with begin(due.database) as session:
        carol, alice, eve = (people.person_named(session, n) for n in ("Carol", "Alice", "Eve"))
        be_away(
            session, alice, eve, from_on=date(2024, 3, 18), to_on=date(2024, 3, 22), by=carol, now=clock()
        )
    sweep(due)
    (mail,) = mails(due)
    assert mail["To"] == "eve@example.org"
    words = mail.get_body(("plain",)).get_content()
    assert "请您代为办理" in words
    assert "Alice" in words


def test_without_a_channel_notices_stay_planned_and_say_why(due):
    assert sweep(due, {}).waiting == 1
    (waiting,) = [n for n in rows(due, Notice) if n.reason]
    assert (waiting.state, waiting.reason) == (NoticeState.PLANNED, "没有设置这个发送渠道")
    assert sweep(due).accepted == 1


def test_a_server_that_is_down_delays_and_never_doubles(due, clock):
    channel = Flaky(due.channels["mail"], *[ChannelError("连不上邮件服务器")] * 2)
    first = sweep(due, {"mail": channel})
    assert (first.deferred, first.accepted) == (1, 0)
    (waiting,) = [n for n in rows(due, Notice) if n.message_id]
    assert (waiting.state, waiting.reason) == (NoticeState.CARRIED, "连不上邮件服务器")
    assert sweep(due, {"mail": channel}).deferred == 0  # not before its time
    clock.wait(minutes=2)
    assert sweep(due, {"mail": channel}).deferred == 1
    clock.wait(minutes=10)
    assert sweep(due, {"mail": channel}).accepted == 1
    assert len({bytes_ for _, bytes_ in channel.tried}) == 1
    assert len({key for key, _ in channel.tried}) == 1
    assert [a.outcome for a in rows(due, Attempt)] == [
        Outcome.DEFERRED,
        Outcome.DEFERRED,
        Outcome.ACCEPTED,
    ]
    assert len(mails(due)) == 1


def test_an_address_that_is_refused_fails_for_good(due, clock):
    channel = Flaky(due.channels["mail"], ChannelError("没有这个用户", permanent=True))
    assert sweep(due, {"mail": channel}).refused == 1
    clock.wait(hours=3)
    assert sweep(due, {"mail": channel}).accepted == 0
    (failed,) = [n for n in rows(due, Notice) if n.message_id]
    assert (failed.state, failed.reason) == (NoticeState.FAILED, "没有这个用户")


def test_what_broke_after_the_last_byte_goes_once_more_with_the_same_bytes(due, clock):
    channel = Flaky(due.channels["mail"], *[ChannelError("等不到答复", uncertain=True)] * 9)
    assert sweep(due, {"mail": channel}).uncertain == 1
    assert sweep(due, {"mail": channel}).uncertain == 0  # it may still be on its way: not at once
    clock.wait(minutes=1)
    assert sweep(due, {"mail": channel}).uncertain == 1
    clock.wait(hours=5)
    assert sweep(due, {"mail": channel}).uncertain == 0, "once more, then a person decides"
    assert len(channel.tried) == 2
    assert len(set(channel.tried)) == 1


def test_an_uncertain_sms_is_never_sent_blindly_again(due, clock):
    clock.at(2024, 3, 25)
    channel = Flaky(due.channels["sms"], ChannelError("等不到答复", uncertain=True))
    channel.name = "sms"
    assert sweep(due, {"sms": channel}).uncertain == 1
    clock.wait(hours=4)
    sweep(due, {"sms": channel})
    assert len(channel.tried) == 1
    assert [m.state for m in rows(due, Message)] == [MessageState.UNCERTAIN]


def test_a_sender_that_died_leaves_an_uncertain_message_that_is_sent_once_more(due, clock):
    bind(due.database, due.outgoing, Workdays({}), now=clock())
    with begin(due.database) as session:
        (held,) = outbox.begin(session, leases.lease(session, "mail", limit=9, now=clock()), now=clock())
    clock.wait(minutes=14)
    assert sweep(due).accepted == 0  # the lease still holds
    clock.wait(minutes=2)
    assert sweep(due).accepted == 1
    with begin(due.database) as session:
        late = outbox.Ended(held, Outcome.ACCEPTED, "250 too late")
        assert not outbox.settle(session, late, now=clock())
    assert [a.outcome for a in rows(due, Attempt)] == [Outcome.ABANDONED, Outcome.ACCEPTED]


def test_someone_without_an_address_is_shown_as_failed(due):
    with begin(due.database) as session:
        alice = people.person_named(session, "Alice")
        alice.email = None
        session.add(alice)
    assert sweep(due).refused == 1
    (failed,) = [n for n in rows(due, Notice) if n.state is NoticeState.FAILED]
    assert failed.reason


def test_every_message_is_in_the_log_without_a_name(due):
    sweep(due)
    from store import log

    with reading(due.database) as session:
        entry = json.loads(list(log.leaves(session))[-1])
    assert entry["action"] == "message.accepted"
    assert entry["detail"]["tasks"] == ["task:1"]
    assert "alice" not in json.dumps(entry).lower()


def test_overdue_climbs_to_the_coordinator_not_to_the_leader(due, clock):
    day = date(2024, 3, 18)
    while day < date(2024, 4, 20):
        clock.at(day.year, day.month, day.day)
        sweep(due)
        day += timedelta(days=1)
    told = {mail["To"] for mail in mails(due)}
    assert {"alice@example.org", "carol@example.org"} <= told
    assert "bob@example.org" not in told
