"""What becomes of an uncertain message: a person lets it go again, or says how it ended."""

import json
from datetime import timedelta

import pytest
from sqlmodel import col, select

from models import Action, LogEntry, Message, MessageState, Notice, NoticeState
from models.refusals import NotFound, NotYours, WrongState
from notifications.channel import ChannelError
from steps.working import decide
from steps.working.move import move
from store import doubtful, people
from store.db import begin, reading
from tests.steps.test_remind import Flaky, mails, rows, sweep

CUT = ChannelError("等不到答复", uncertain=True)
LATER = timedelta(days=1)


@pytest.fixture
def mail(issued, clock):
    """Give a mail channel that was cut off twice after the last byte of a mail to Alice."""
    clock.at(2024, 3, 18)
    channel = Flaky(issued.channels["mail"], CUT, CUT)
    sweep(issued, {"mail": channel})
    clock.wait(minutes=2)
    sweep(issued, {"mail": channel})
    return channel


def the_message(office) -> Message:
    (message,) = (each for each in rows(office, Message) if each.channel == "mail")
    return message


def waiting(office):
    with reading(office.database) as session:
        return doubtful.waiting(session, now=office.clock())


def act(office, step, *args, by="Carol", **more):
    with begin(office.database) as session:
        return step(session, *args, by=people.person_named(session, by), now=office.clock(), **more)


def states(office):
    return [notice.state for notice in rows(office, Notice) if notice.message_id]


def last_entry(office):
    with reading(office.database) as session:
        query = select(LogEntry.leaf).order_by(col(LogEntry.idx).desc())
        return json.loads(session.exec(query).first())


def test_a_person_is_asked_only_when_the_program_will_do_no_more(issued, clock):
    clock.at(2024, 3, 18)
    channel = Flaky(issued.channels["mail"], CUT, CUT)
    sweep(issued, {"mail": channel})
    with reading(issued.database) as session:
        (found,) = doubtful.doubtful(session)
    assert (found.to, found.unanswered, [task.id for task in found.tasks]) == ("Alice", 1, [1])
    assert waiting(issued) == 0
    clock.wait(minutes=2)
    sweep(issued, {"mail": channel})
    assert waiting(issued) == 1


def test_a_released_mail_goes_again_with_the_same_bytes_and_id(issued, mail, clock):
    clock.wait(minutes=10)
    released = act(issued, decide.release, the_message(issued).id)
    assert released.state is MessageState.PLANNED
    assert waiting(issued) == 0
    entry = last_entry(issued)
    assert (entry["action"], entry["role"], entry["object"]) == (
        "message.release",
        "office",
        f"message:{released.id}",
    )
    assert sweep(issued, {"mail": mail}).accepted == 1
    assert len(mail.tried) == 3
    assert len(set(mail.tried)) == 1
    assert [each["To"] for each in mails(issued)] == ["alice@example.org"]
    assert states(issued) == [NoticeState.SENT]


def test_what_breaks_off_again_waits_for_a_person_again(issued, mail, clock):
    act(issued, decide.release, the_message(issued).id)
    mail.errors.append(CUT)
    sweep(issued, {"mail": mail})
    assert waiting(issued) == 1


def test_a_mail_whose_day_is_over_is_not_released(issued, mail, clock):
    clock.now += LATER
    message = the_message(issued)
    with pytest.raises(WrongState, match=r"2024年3月18日的情况，当天已过.*请向Alice核实"):
        act(issued, decide.release, message.id)
    assert the_message(issued).state is MessageState.UNCERTAIN


def test_what_arrived_is_said_and_not_sent_again(issued, mail, clock):
    clock.now += LATER
    settled = act(issued, decide.settle, the_message(issued).id, arrived=True)
    assert settled.state is MessageState.ACCEPTED
    assert last_entry(issued)["action"] == "message.accepted"
    assert states(issued) == [NoticeState.SENT]
    assert waiting(issued) == 0
    sweep(issued, {"mail": mail})
    assert len(mail.tried) == 2


def test_what_was_lost_goes_again_on_its_day(issued, mail, clock):
    settled = act(issued, decide.settle, the_message(issued).id, arrived=False)
    assert settled.state is MessageState.PLANNED
    assert last_entry(issued)["action"] == "message.never-taken"
    sweep(issued, {"mail": mail})
    assert len(set(mail.tried)) == 1
    assert the_message(issued).state is MessageState.ACCEPTED


def test_what_was_lost_is_told_anew_when_its_day_is_over(issued, mail, clock):
    clock.now += LATER
    settled = act(issued, decide.settle, the_message(issued).id, arrived=False)
    assert settled.state is MessageState.EXPIRED
    assert sweep(issued, {"mail": mail}).accepted == 1
    (told,) = mails(issued)
    assert (told["To"], "2024年3月19日" in told.get_body(("plain",)).get_content()) == (
        "alice@example.org",
        True,
    )
    assert len({key for key, _ in mail.tried}) == 2


def test_an_uncertain_sms_waits_for_its_gateway_first(issued, clock):
    clock.at(2024, 3, 25)
    sms = Flaky(issued.channels["sms"], CUT)
    sms.name = "sms"
    sweep(issued, {"sms": sms})
    clock.wait(minutes=119)
    assert waiting(issued) == 0
    clock.wait(minutes=1)
    assert waiting(issued) == 1
    (message,) = rows(issued, Message)
    act(issued, decide.release, message.id)
    assert sweep(issued, {"sms": sms}).accepted == 1
    assert len(set(sms.tried)) == 1


def test_only_the_coordinator_decides_and_only_of_what_is_uncertain(issued, mail):
    message = the_message(issued)
    with pytest.raises(NotYours, match="只有统筹人"):
        act(issued, decide.release, message.id, by="Alice")
    with pytest.raises(NotFound, match="xuepu message list"):
        act(issued, decide.release, 99)
    act(issued, decide.settle, message.id, arrived=True)
    for step, more in ((decide.release, {}), (decide.settle, {"arrived": False})):
        with pytest.raises(WrongState, match="现在是「已受理」"):
            act(issued, step, message.id, **more)
    assert last_entry(issued)["action"] == "message.accepted"


def test_nothing_is_asked_about_work_that_is_done(issued, mail, clock):
    with begin(issued.database) as session:
        carol = people.person_named(session, "Carol")
        move(session, 1, Action.WAIVE, carol, now=clock(), reason="重复")
    assert waiting(issued) == 0
