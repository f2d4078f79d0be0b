"""What is still to be said stops when the work is done, and what could not leave is told anew."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from models import Action, Attempt, Message, MessageState, Notice, NoticeState, Outcome, Task
from notifications.channel import ChannelError
from steps.working.move import move
from steps.working.submit import submit
from store import leases, outbox, people
from store.db import begin, reading
from store.outbox import Ended
from tests import make
from tests.steps.test_remind import Flaky, mails, rows, sweep

DOWN = ChannelError("连不上邮件服务器", down=True)
CUT = ChannelError("等不到答复", uncertain=True)
LATER = ChannelError("稍后再试")


@pytest.fixture
def due(issued, clock):
    """Give an office after days down: Alice is to be told of two tasks, others of theirs."""
    clock.at(2024, 6, 3)
    return issued


def waive(office, *task_ids):
    with begin(office.database) as session:
        for task_id in task_ids:
            carol = people.person_named(session, "Carol")
            move(session, task_id, Action.WAIVE, carol, now=office.clock(), reason="重复")


def tasks_of(office, message):
    with reading(office.database) as session:
        query = select(Notice.task_id).where(Notice.message_id == message.id)
        return sorted(set(session.exec(query)))


def alices(office):
    return [m for m in rows(office, Message) if m.address == "alice@example.org"]


def alone(office, task_id):
    """Leave one task of Alice's, so that her digest speaks of it only."""
    with reading(office.database) as session:
        others = session.exec(select(Task.id).where(Task.id != task_id)).all()
    waive(office, *others)


def test_a_waiting_mail_of_a_done_task_is_cancelled_and_the_other_task_is_told_anew(due, clock):
    sweep(due, {"mail": Flaky(due.channels["mail"], *[DOWN] * 9)})
    (first,) = alices(due)
    done, *others = tasks_of(due, first)
    assert others
    waive(due, done)

    (first,) = alices(due)
    assert first.state is MessageState.CANCELLED
    assert {n.state for n in rows(due, Notice) if n.task_id == done} <= {
        NoticeState.CANCELLED,
        NoticeState.EXPIRED,
    }
    sweep(due)
    _, second = alices(due)
    assert (second.state, tasks_of(due, second)) == (MessageState.ACCEPTED, others)
    assert sum(mail["To"] == "alice@example.org" for mail in mails(due)) == 1


def test_a_leased_mail_of_a_done_task_is_not_begun(due, clock):
    alone(due, 2)
    sweep(due, {"mail": Flaky(due.channels["mail"], *[DOWN] * 9)})
    with begin(due.database) as session:
        leased = leases.lease(session, "mail", limit=9, now=clock.wait(minutes=2))
    assert [each.notices[0][1] for each in leased] == [2]
    waive(due, 2)
    with begin(due.database) as session:
        assert outbox.begin(session, leased, now=clock()) == []
    assert [m.state for m in alices(due)] == [MessageState.CANCELLED]


@pytest.mark.parametrize(("error", "ended"), [(CUT, "cancelled"), (LATER, "cancelled")])
def test_a_mail_that_breaks_off_while_its_task_is_done_is_not_tried_again(due, clock, error, ended):
    alone(due, 2)
    sweep(due, {"mail": Flaky(due.channels["mail"], DOWN)})
    with begin(due.database) as session:
        leased = leases.lease(session, "mail", limit=9, now=clock.wait(minutes=2))
        (begun,) = outbox.begin(session, leased, now=clock())
    waive(due, 2)
    assert [m.state for m in alices(due)] == [MessageState.SENDING]
    outcome = Outcome.UNCERTAIN if error.uncertain else Outcome.DEFERRED
    with begin(due.database) as session:
        assert outbox.settle(session, Ended(begun, outcome, error.reason), now=clock())
    assert [m.state for m in alices(due)] == [ended]


def hand_in(office, task_id):
    with begin(office.database) as session:
        alice = people.person_named(session, "Alice")
        submit(session, task_id, make.handed_in(), alice, now=office.clock())


def test_a_waiting_mail_of_a_task_that_was_handed_in_is_told_anew_without_it(due):
    sweep(due, {"mail": Flaky(due.channels["mail"], *[DOWN] * 9)})
    (first,) = alices(due)
    handed, *others = tasks_of(due, first)
    assert others
    hand_in(due, handed)
    assert [m.state for m in alices(due)] == [MessageState.CANCELLED]
    sweep(due)
    _, second = alices(due)
    assert (second.state, tasks_of(due, second)) == (MessageState.ACCEPTED, others)


def test_a_mail_that_is_put_off_while_its_task_is_handed_in_is_not_tried_again(due, clock):
    alone(due, 2)
    sweep(due, {"mail": Flaky(due.channels["mail"], DOWN)})
    with begin(due.database) as session:
        leased = leases.lease(session, "mail", limit=9, now=clock.wait(minutes=2))
        (begun,) = outbox.begin(session, leased, now=clock())
    hand_in(due, 2)
    assert [m.state for m in alices(due)] == [MessageState.SENDING]
    with begin(due.database) as session:
        assert outbox.settle(session, Ended(begun, Outcome.DEFERRED, "稍后"), now=clock())
    assert [m.state for m in alices(due)] == [MessageState.CANCELLED]
    clock.wait(hours=1)
    sweep(due)
    assert "alice@example.org" not in {mail["To"] for mail in mails(due)}


def test_an_uncertain_mail_goes_again_only_while_one_of_its_tasks_is_to_be_done(due, clock):
    channel = Flaky(due.channels["mail"], *[CUT] * 9)
    sweep(due, {"mail": channel})
    (message,) = alices(due)
    first, *others = tasks_of(due, message)
    waive(due, first)
    assert [m.state for m in alices(due)] == [MessageState.UNCERTAIN]
    waive(due, *others)
    (message,) = alices(due)
    assert message.state is MessageState.CANCELLED
    assert "不能确定" in message.reason
    tried = len(channel.tried)
    clock.wait(hours=2)
    sweep(due, {"mail": channel})
    assert message.key not in {key for key, _ in channel.tried[tried:]}


def test_a_mail_that_broke_off_yesterday_is_told_anew_in_the_one_digest_of_today(due, clock):
    clock.at(2024, 6, 3, 17, 55)
    channel = Flaky(due.channels["mail"], *[CUT] * 9)
    sweep(due, {"mail": channel})
    (broken,) = alices(due)
    spoken_of = tasks_of(due, broken)
    assert broken.state is MessageState.UNCERTAIN

    clock.at(2024, 6, 4)
    sweep(due)
    broken, told = alices(due)
    assert (broken.state, told.state) == (MessageState.EXPIRED, MessageState.ACCEPTED)
    assert tasks_of(due, told) == spoken_of
    (mail,) = [mail for mail in mails(due) if mail["To"] == "alice@example.org"]
    assert "2024年6月4日" in mail.get_body(("plain",)).get_content()


def test_what_a_later_notice_replaces_is_over_before_that_one_is_bound(due):
    """So a sweep that dies in between leaves nothing that would speak after the later one."""

    class Looking(Flaky):
        def compose(self, digest, **given):
            self.waiting = {n.id for n in rows(due, Notice) if n.state is NoticeState.PLANNED}
            return super().compose(digest, **given)

    mail = Looking(due.channels["mail"])
    sweep(due, {"mail": mail})
    replaced = {n.id for n in rows(due, Notice) if n.state is NoticeState.EXPIRED}
    assert replaced
    assert not replaced & mail.waiting


def test_what_only_a_person_can_decide_outlives_its_day(due, clock):
    sms = Flaky(due.channels["sms"], *[CUT] * 99)
    sms.name = "sms"
    mail = Flaky(due.channels["mail"], *[CUT] * 99)
    for minutes in (0, 2):
        clock.wait(minutes=minutes)
        sweep(due, {"mail": mail, "sms": sms})
    before = {m.id for m in rows(due, Message) if m.state is MessageState.UNCERTAIN}
    assert {m.channel for m in rows(due, Message)} == {"mail", "sms"}
    clock.at(2024, 6, 4)
    sweep(due)
    assert before == {m.id for m in rows(due, Message) if m.state is MessageState.UNCERTAIN}


def test_three_days_without_a_mail_server_end_in_one_digest_a_person(issued, clock):
    day = date(2024, 5, 28)
    while day < date(2024, 5, 31):
        for hour in (9, 12, 15):
            clock.at(day.year, day.month, day.day, hour)
            sweep(issued, {"mail": Flaky(issued.channels["mail"], *[DOWN] * 9)})
        day += timedelta(days=1)
    assert mails(issued) == []
    clock.at(2024, 5, 31)
    sweep(issued)
    told = [mail["To"] for mail in mails(issued)]
    assert told
    assert len(told) == len(set(told))
    assert {m.state for m in rows(issued, Message)} == {
        MessageState.EXPIRED,
        MessageState.ACCEPTED,
    }
    assert {n.state for n in rows(issued, Notice) if n.message_id} == {NoticeState.SENT}


def test_the_other_mails_wait_untried_while_the_server_is_down(due, clock):
    channel = Flaky(due.channels["mail"], *[DOWN] * 9)
    swept = sweep(due, {"mail": channel})
    assert len(channel.tried) == 1
    assert swept.deferred == len(rows(due, Message)) > 1
    assert {(m.state, m.attempts) for m in rows(due, Message)} == {
        (MessageState.PLANNED, 0),
        (MessageState.PLANNED, 1),
    }
    assert {n.reason for n in rows(due, Notice) if n.message_id} == {DOWN.reason}
    assert sweep(due).accepted == len(rows(due, Message)) - 1
    assert len(rows(due, Attempt)) == len(rows(due, Message))


def test_greylisting_of_all_holds_nobody_up(due, clock):
    channel = Flaky(due.channels["mail"], *[LATER] * 99)
    sweep(due, {"mail": channel})
    assert len(channel.tried) == len(rows(due, Message)) > 1


def test_a_clock_set_back_sends_nothing_twice_and_skips_nothing(due, clock):
    clock.at(2024, 6, 3, 10, 30)
    channel = Flaky(due.channels["mail"], None, DOWN)
    first = sweep(due, {"mail": channel})
    assert (first.accepted, first.deferred) == (1, len(rows(due, Message)) - 1)
    clock.wait(hours=-1)
    sweep(due, {"mail": channel})
    clock.wait(hours=2)
    sweep(due, {"mail": channel})
    told = [mail["To"] for mail in mails(due)]
    assert len(told) == len(set(told)) == len(rows(due, Message))
    assert {m.state for m in rows(due, Message)} == {MessageState.ACCEPTED}
