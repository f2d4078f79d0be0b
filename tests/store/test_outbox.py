"""The outbox, row by row: every move of the table happens, every other is refused."""

from datetime import timedelta

import pytest
from sqlmodel import delete, select, update

from models import Attempt, Message, MessageBody, MessageEvent, MessageState, Notice, NoticeState, Outcome
from models.states import MESSAGE_MOVES
from store import leases, messages, outbox
from store.calling_off import call_off
from store.db import begin, reading
from store.outbox import Ended

ATTEMPTED = (Outcome.ACCEPTED, Outcome.DEFERRED, Outcome.REFUSED, Outcome.UNCERTAIN)
CARRIED = NoticeState.CARRIED
THEN = {
    MessageState.PLANNED: CARRIED,
    MessageState.LEASED: CARRIED,
    MessageState.SENDING: CARRIED,
    MessageState.UNCERTAIN: CARRIED,
    MessageState.ACCEPTED: NoticeState.SENT,
    MessageState.DELIVERED: NoticeState.SENT,
    MessageState.BOUNCED: NoticeState.FAILED,
    MessageState.FAILED: NoticeState.FAILED,
    MessageState.CANCELLED: NoticeState.CANCELLED,
    MessageState.EXPIRED: NoticeState.PLANNED,  # to be told anew
}


@pytest.fixture
def laid(issued):
    """Give an office with one message that carries one notice, in the state that is asked for."""

    def lay(state, *, channel="mail"):
        with begin(issued.database) as session:
            session.exec(update(Notice).values(message_id=None))
            session.exec(delete(Attempt))
            session.exec(delete(MessageBody))
            session.exec(delete(Message))
            message = Message(
                key="m1",
                channel=channel,
                person_id=2,
                address="alice@example.org",
                subject="",
                state=state,
                not_before=issued.clock(),
                made_at=issued.clock(),
                useful_until=issued.clock() + timedelta(hours=9),
                leased_until=issued.clock() + timedelta(minutes=15)
                if state in (MessageState.LEASED, MessageState.SENDING)
                else None,
                lease_epoch=4,
                server_id="queue-7",
            )
            messages.put(session, message, b"x")
            notice = session.get(Notice, 1)
            notice.state = CARRIED if state is MessageState.EXPIRED else THEN[state]
            notice.message_id = message.id
            session.add(notice)
        return issued

    return lay


def held(office):
    with reading(office.database) as session:
        m = session.exec(select(Message)).one()
    return leases.Held(
        m.id, m.key, m.channel, m.address, m.not_before, m.attempts, m.lease_epoch, b"x", "p", ((1, 1),)
    )


def uncertain(session):
    """Say whether nobody knows: then the far side may still report that it took the message."""
    return session.exec(select(Message.state)).one() is MessageState.UNCERTAIN


def happen(session, event, mine, now):
    if event in ATTEMPTED and not (event is Outcome.ACCEPTED and uncertain(session)):
        outbox.settle(session, Ended(mine, event, "答复"), now=now)
    elif event is Outcome.BEGUN:
        outbox.begin(session, [mine], now=now)
    elif event is Outcome.ABANDONED or event is MessageEvent.LAPSE:
        outbox.rescue(session, now=now + timedelta(minutes=16))
    elif event is MessageEvent.LEASE:
        leases.lease(session, mine.channel, limit=9, now=now)
    elif event is MessageEvent.EXPIRE:
        outbox.expire(session, now=now + timedelta(days=1))
    elif event is MessageEvent.CALL_OFF:
        call_off(session, [1], "任务已办结")
    else:
        messages.report(session, event, key="m1", now=now)


TOGETHER = {
    Outcome.ABANDONED: MessageEvent.LAPSE,
    MessageEvent.LAPSE: Outcome.ABANDONED,
}  # one sweep does both


@pytest.mark.parametrize("event", [*Outcome, *MessageEvent])
def test_what_is_in_the_table_happens_and_nothing_else(laid, event):
    for state in MessageState:
        office = laid(state)
        with begin(office.database) as session:
            happen(session, event, held(office), office.clock())
        with reading(office.database) as session:
            after = session.exec(select(Message.state)).one()
            notice = session.get(Notice, 1).state
        moves = [MESSAGE_MOVES.get((state, each)) for each in (event, TOGETHER.get(event))]
        expected = next((move[0] for move in moves if move), state)
        assert (state, after) == (state, expected)
        if expected is not state:
            assert (state, notice) == (state, THEN[expected])


def test_an_sms_that_may_have_gone_is_not_leased(laid):
    office = laid(MessageState.UNCERTAIN, channel="sms")
    with begin(office.database) as session:
        assert leases.lease(session, "sms", limit=9, now=office.clock() + timedelta(hours=3)) == []
        assert messages.report(session, MessageEvent.NEVER_TAKEN, key="m1", now=office.clock())
        assert [each.key for each in leases.lease(session, "sms", limit=9, now=office.clock())] == ["m1"]


@pytest.mark.parametrize("named", [{"key": "m1"}, {"server_id": "queue-7"}])
def test_a_receipt_finds_its_message_once(laid, named):
    office = laid(MessageState.ACCEPTED)
    with begin(office.database) as session:
        assert messages.report(session, MessageEvent.DELIVERED, **named, now=office.clock())
        assert messages.report(session, MessageEvent.DELIVERED, **named, now=office.clock()) is None


@pytest.mark.parametrize("named", [{"key": "m2"}, {"server_id": "queue-8"}, {"server_id": ""}, {}])
def test_a_receipt_about_nothing_of_ours_changes_nothing(laid, named):
    office = laid(MessageState.ACCEPTED)
    with begin(office.database) as session:
        assert messages.report(session, MessageEvent.BOUNCED, **named, now=office.clock()) is None
    assert held(office).key == "m1"


def test_a_token_grows_and_an_older_one_settles_nothing(laid, clock):
    office = laid(MessageState.PLANNED)
    with begin(office.database) as session:
        (leased,) = leases.lease(session, "mail", limit=9, now=clock())
        (first,) = outbox.begin(session, [leased], now=clock())
        assert outbox.begin(session, [leased], now=clock()) == []
    with begin(office.database) as session:
        (dead,) = outbox.rescue(session, now=clock.wait(minutes=16))
        (second,) = outbox.begin(session, [dead], now=clock())
    with begin(office.database) as session:
        assert not outbox.settle(session, Ended(first, Outcome.ACCEPTED, "250 late"), now=clock())
        assert outbox.settle(session, Ended(second, Outcome.REFUSED, "550 no"), now=clock())
    assert leased.epoch < first.epoch == dead.epoch < second.epoch
    with reading(office.database) as session:
        assert session.exec(select(Message.state)).one() is MessageState.FAILED


def test_a_worker_whose_lease_another_has_begins_nothing(laid, clock):
    office = laid(MessageState.PLANNED)
    with begin(office.database) as session:
        (mine,) = leases.lease(session, "mail", limit=9, now=clock())
        outbox.rescue(session, now=clock.wait(minutes=16))
        (theirs,) = leases.lease(session, "mail", limit=9, now=clock())
        assert outbox.begin(session, [mine], now=clock()) == []
        assert len(outbox.begin(session, [theirs], now=clock())) == 1


def test_a_lease_outlasts_the_patience_of_a_mail():
    from notifications.mail import Mail

    assert leases.LEASE.total_seconds() > Mail("127.0.0.1", 25, "a@b.cn", "none").patience
