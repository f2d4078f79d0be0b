"""SMS through the outbox: what nobody can tell is not sent again by the next sweeps, and can be asked for."""

from dataclasses import replace

import pytest
from sqlmodel import select

from models import Message, MessageState, Notice, NoticeState
from notifications.receipts import Fate, Sent
from store.db import reading
from tests import make
from tests.notifications import gateway as there
from tests.notifications.gateway import HANG_UP, Instead
from tests.notifications.sms import both_vendors, channel, each_vendor, refusal_of


@pytest.fixture
def due(issued, clock):
    """Give an office on the day on which two tasks are overdue and one person is told by SMS."""
    clock.at(2024, 6, 14)
    return issued


def sweep(office, of):
    return make.sweep(office, {"sms": of})


def messages(office):
    with reading(office.database) as session:
        return session.exec(select(Message)).all()


def states(office):
    with reading(office.database) as session:
        return {notice.state for notice in session.exec(select(Notice).where(Notice.message_id.is_not(None)))}


@each_vendor
@pytest.mark.parametrize("instead", [Instead(b"{", takes=True), Instead(HANG_UP, takes=True)])
def test_no_blind_resend(due, clock, vendor, instead):
    action = "cloud-mas" if vendor == "cloud-mas" else "SendSms"
    with there.gateway(clock, **{action: [instead] * 9}) as opened:
        first = sweep(due, channel(vendor, opened))
        asked = len(opened.seen)
        for _ in range(3):
            clock.wait(hours=1)
            assert sweep(due, channel(vendor, opened)).accepted == 0

    assert first.uncertain == asked == len(opened.seen) == len(opened.taken) > 0
    assert {message.state for message in messages(due)} == {MessageState.UNCERTAIN}
    assert states(due) == {NoticeState.CARRIED}


@each_vendor
def test_flow_control_waits_for_the_back_off(due, clock, vendor):
    code = {"aliyun": "isv.BUSINESS_LIMIT_CONTROL", "tencent": "LimitExceeded.DailyLimit"}.get(vendor, "Busy")
    action = "cloud-mas" if vendor == "cloud-mas" else "SendSms"
    with there.gateway(clock, **{action: [Instead(refusal_of(vendor, code))]}) as opened:
        first = sweep(due, channel(vendor, opened))
        asked = len(opened.seen)
        again = sweep(due, channel(vendor, opened))
        assert (first.deferred, again.accepted, len(opened.seen)) == (1, 0, asked)
        clock.wait(minutes=1)
        later = sweep(due, channel(vendor, opened))

    assert (later.accepted, len(opened.seen)) == (1, asked + 1)
    assert len({text.number for text in opened.taken}) == len(opened.taken)


@both_vendors
def test_an_uncertain_message_is_found_by_its_key(due, clock, vendor):
    with there.gateway(clock, SendSms=[Instead(HANG_UP, takes=True)] * 9) as opened:
        of = channel(vendor, opened)
        sweep(due, of)
        opened.taken = [replace(text, fate="delivered") for text in opened.taken]
        (message, *_) = messages(due)
        began = clock.now
        clock.wait(minutes=5)
        with of.session() as outlet:
            found = outlet.ask(Sent(message.key, message.address, began))

    assert found is not None
    assert (found.key, found.fate) == (message.key, Fate.DELIVERED)
