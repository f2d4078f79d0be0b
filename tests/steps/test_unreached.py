"""A mail that comes back reaches who coordinates, and once the address is right, its reader."""

import json
from datetime import date

import pytest
from sqlmodel import col, select

from models import Action, LogEntry, Message, MessageEvent, MessageState, Notice, NoticeState, PostKind
from models.refusals import NotYours, Refusal
from notifications.channel import ChannelError
from office.parts import random_name
from rules.reminding import Policy
from steps.keeping.contact import Contact, correct
from steps.keeping.enrol import Newcomer, enrol
from steps.listing.set_policy import set_policy
from steps.working.be_away import be_away
from steps.working.hand_over import hand_over
from steps.working.move import move
from steps.working.report import report
from steps.working.review import send_back
from steps.working.submit import submit
from steps.working.unreached import unreached
from store import ledger, lists, people
from store.db import begin, reading
from tests import make
from tests.steps.test_remind import Flaky, mails, rows, sweep

NO_SUCH = ChannelError("550 没有这个邮箱", permanent=True)
NAMES = ("Alice", "Eve", "Heidi")
NEW = Contact(email="alice.wang@example.org")


@pytest.fixture
def due(issued, clock):
    """Give an office on the day on which Alice gets one mail: five working days before 25 March."""
    clock.at(2024, 3, 18)
    return issued


@pytest.fixture
def refused(due):
    sweep(due, {"mail": Flaky(due.channels["mail"], NO_SUCH)})
    return due


def missed(office):
    with reading(office.database) as session:
        return [
            (each.person.name, each.channel, each.address, [task.id for task in each.tasks])
            for each in unreached(session, now=office.clock())
        ]


def act(office, step, *args, by="Carol", **more):
    with begin(office.database) as session:
        args = [people.person_named(session, each) if each in NAMES else each for each in args]
        return step(session, *args, by=people.person_named(session, by), now=office.clock(), **more)


def corrected(office, given=NEW, name="Alice", by="Carol"):
    return [task.id for task in act(office, correct, name, given, by=by)]


def bounce(office):
    with begin(office.database) as session:
        query = select(Message).where(Message.state == MessageState.ACCEPTED).order_by(col(Message.id).desc())
        report(
            session,
            session.exec(query).first(),
            MessageEvent.BOUNCED,
            "退信：没有这个邮箱",
            now=office.clock(),
        )


def letters(office):
    return [(mail["To"], mail.get_body(("plain",)).get_content()) for mail in mails(office)]


ALICE = ("Alice", "mail", "alice@example.org", [1])


def test_a_refused_mail_names_the_person_and_the_task(refused):
    assert missed(refused) == [ALICE]


def test_a_bounce_names_the_person_and_the_task(due):
    sweep(due)
    assert missed(due) == []
    bounce(due)
    assert missed(due) == [ALICE]


def test_two_failures_are_one_line(refused, clock):
    clock.at(2024, 3, 22)
    sweep(refused, {"mail": Flaky(refused.channels["mail"], NO_SUCH)})
    assert missed(refused) == [ALICE]


def test_who_has_no_address_is_named_too(office, clock):
    with begin(office.database) as session:
        newcomer = Newcomer("Heidi", PostKind.HANDLER, "财务科")
        enrol(session, newcomer, pseudonym=random_name(), by=people.administrator(session), now=clock())
    make.issued_list(office, [("1", "学法", "财务科", "3月29日前", "")])
    clock.at(2024, 3, 22)
    sweep(office)
    assert missed(office) == [("Heidi", "mail", "", [1])]
    assert corrected(office, Contact(email="heidi@example.org"), name="Heidi") == [1]
    sweep(office)
    assert [to for to, _ in letters(office)] == ["heidi@example.org"]


def test_what_reaches_them_later_makes_it_good(refused, clock):
    clock.at(2024, 3, 22)
    sweep(refused)
    assert missed(refused) == []


def test_what_is_done_need_not_be_told(refused):
    act(refused, move, 1, Action.WAIVE, reason="重复")
    assert missed(refused) == []


def test_a_corrected_address_is_told_what_was_missed(refused, clock):
    assert corrected(refused) == [1]
    assert missed(refused) == []
    sweep(refused)
    ((to, words),) = letters(refused)
    assert (to, "党组理论学习中心组专题学法" in words) == ("alice.wang@example.org", True)
    with reading(refused.database) as session:
        told = [line.message.state for line in ledger.lines(session, task_id=1) if line.message]
    assert told == [MessageState.FAILED, MessageState.ACCEPTED]


def test_the_log_has_no_address(refused):
    corrected(refused)
    with reading(refused.database) as session:
        (leaf,) = session.exec(select(LogEntry.leaf).where(LogEntry.action == "person.contact"))
    assert json.loads(leaf)["detail"] == {"corrected": ["email"], "told_again": ["task:1"]}
    assert "example.org" not in str(leaf)


def test_an_address_that_works_again_is_told_as_well(refused):
    assert corrected(refused, Contact(email="alice@example.org")) == [1]
    sweep(refused)
    assert [to for to, _ in letters(refused)] == ["alice@example.org"]


def test_what_fails_again_is_named_again_and_told_once_more(refused):
    corrected(refused)
    sweep(refused, {"mail": Flaky(refused.channels["mail"], NO_SUCH)})
    assert missed(refused) == [("Alice", "mail", "alice.wang@example.org", [1])]
    assert corrected(refused, Contact(email="a.wang@example.org")) == [1]
    sweep(refused)
    assert [to for to, _ in letters(refused)] == ["a.wang@example.org"]


def test_a_phone_alone_tells_no_mail_again(refused):
    assert corrected(refused, Contact(phone="13800000009")) == []
    assert missed(refused) == [ALICE]


def test_what_is_corrected_at_night_is_told_in_the_morning(refused, clock):
    clock.at(2024, 3, 18, 21)
    corrected(refused)
    assert sweep(refused).quiet
    clock.at(2024, 3, 19)
    sweep(refused)
    assert [to for to, _ in letters(refused)] == ["alice.wang@example.org"]


def test_what_is_told_again_outlives_a_changed_policy(refused, clock):
    clock.at(2024, 3, 18, 21)
    corrected(refused)
    with begin(refused.database) as session:
        duty_list, carol = lists.of_year(session, 2024), people.person_named(session, "Carol")
        set_policy(session, duty_list, Policy(lead_workdays=(3,)), by=carol, now=clock())
    clock.at(2024, 3, 19)
    sweep(refused)
    assert [to for to, _ in letters(refused)] == ["alice.wang@example.org"]


def test_what_waits_for_the_old_address_goes_to_the_new_one(due):
    sweep(due, {"mail": Flaky(due.channels["mail"], ChannelError("连不上", down=True))})
    corrected(due)
    sweep(due)
    assert [to for to, _ in letters(due)] == ["alice.wang@example.org"]


def test_the_newest_thing_to_be_said_is_what_is_said(refused, clock):
    act(refused, submit, 1, make.handed_in(), by="Alice")
    act(refused, send_back, 1, by="Bob", reason="缺签到表")
    clock.wait(minutes=5)
    corrected(refused)
    sweep(refused)
    ((_, words),) = letters(refused)
    assert "缺签到表" in words
    assert missed(refused) == []


def test_a_successor_is_told_what_never_reached_who_left(refused, clock):
    act(
        refused,
        hand_over,
        "Alice",
        "Eve",
        last_day=date(2024, 3, 15),
    )
    assert missed(refused) == []
    sweep(refused)
    assert [to for to, _ in letters(refused)] == ["eve@example.org"]


def test_a_deputy_is_told_what_never_reached_who_is_away(refused):
    act(refused, be_away, "Alice", "Eve", from_on=date(2024, 3, 18), to_on=date(2024, 3, 22))
    sweep(refused)
    assert [to for to, _ in letters(refused)] == ["eve@example.org"]


def test_only_oneself_or_the_coordinator_corrects(refused):
    with pytest.raises(NotYours, match="只有统筹人才能更正别人的联系方式"):
        corrected(refused, by="Eve")
    assert corrected(refused, by="Alice") == [1]


@pytest.mark.parametrize(
    ("given", "says"), [(Contact(email="王某"), "不像邮箱"), (Contact(phone="12345"), "不像手机号")]
)
def test_what_cannot_be_an_address_changes_nothing(refused, given, says):
    with pytest.raises(Refusal, match=says):
        corrected(refused, given)
    assert make.person(refused, "Alice").email == "alice@example.org"
    assert [n.state for n in rows(refused, Notice) if n.message_id] == [NoticeState.FAILED]
