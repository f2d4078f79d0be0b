"""Who is told on the day: who helps, who stands in, who took over."""

import email
import email.policy
from datetime import date, timedelta

import pytest
from sqlmodel import select

from models import Action, Message, MessageState, Notice, NoticeState, Part, PostKind
from models.refusals import Refusal
from notifications.channel import ChannelError
from office.parts import random_name
from steps.keeping.enrol import Newcomer, enrol
from steps.working.be_away import be_away, be_back
from steps.working.hand_over import hand_over
from steps.working.move import move
from steps.working.reopen import reopen
from store import people
from store.db import begin, reading
from tests import make
from tests.make import sweep
from tests.steps.test_remind import Flaky

HELPED = (("1", "宪法宣传周活动", "办公室牵头，人事科、法规科配合", "6月28日前", "照片"),)
DUE_IN_5 = date(2024, 6, 21)


def letters(office):
    """Return the plain words of each mail, by its reader."""
    found = {}
    for path in sorted((office.settings.home / "mail").glob("*.eml")):
        letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        found[letter["To"].partition("@")[0]] = letter.get_body(("plain",)).get_content()
    return found


def away(office, name, deputy="", *, since, until):
    with begin(office.database) as session:
        be_away(
            session,
            people.person_named(session, name),
            people.person_named(session, deputy) if deputy else None,
            from_on=since,
            to_on=until,
            by=people.person_named(session, "Carol"),
            now=office.clock(),
        )


def back(office, name, *, on, by="Carol"):
    with begin(office.database) as session:
        whom, by = (people.person_named(session, each) for each in (name, by))
        return len(be_back(session, whom, on=on, by=by, now=office.clock()))


def enter(office, *newcomers):
    with begin(office.database) as session:
        by = people.person_named(session, "Carol")
        for newcomer in newcomers:
            enrol(session, newcomer, pseudonym=random_name(), by=by, now=office.clock())


HEAD = Newcomer("Grace", PostKind.DEPARTMENT_HEAD, "办公室", email="grace@example.org", phone="13800000007")


@pytest.fixture
def helped(office, clock):
    make.issued_list(office, HELPED)
    clock.at(DUE_IN_5.year, DUE_IN_5.month, DUE_IN_5.day)
    return office


# ---- who helps ----


def test_who_helps_is_asked_to_help_and_not_to_hand_in(helped):
    sweep(helped)
    words = letters(helped)

    assert set(words) == {"alice", "carol", "eve"}  # Carol coordinates, and no handler is in 法规科
    assert "请您配合" in words["eve"]
    assert "1项任务请配合" in words["eve"]
    assert "办公室" in words["eve"]
    assert "提交佐证材料" not in words["eve"]
    assert "请您办理" in words["alice"]


def test_who_helps_is_told_once_by_mail_alone(helped, clock):
    for _ in range(20):
        sweep(helped)
        clock.wait(days=1)
    with reading(helped.database) as session:
        told = session.exec(select(Notice).where(Notice.part == Part.SUPPORT)).all()
    assert {(n.stage, n.channel, n.state) for n in told} == {("due-in-5", "mail", NoticeState.SENT)}
    assert len({n.told_department_id for n in told}) == 2


def test_the_department_that_leads_does_not_help_itself(office, clock):
    make.issued_list(office, (("1", "宪法宣传周活动", "办公室牵头，各科室配合", "6月28日前", "照片"),))
    clock.at(2024, 6, 21)
    sweep(office)
    assert "请您配合" not in letters(office)["alice"]


def test_before_the_office_was_entered_its_first_holders_answer(issued, clock):
    """A missed day may be made up that lies before anybody was entered: `xuepu remind --now`."""
    clock.at(2024, 3, 18)
    with begin(issued.database) as session:
        alice, eve, carol = (people.person_named(session, name) for name in ("Alice", "Eve", "Carol"))
        (post,) = {post.id for post in people.posts_answered_by(session, alice.id, date(2024, 3, 18))}
        hand_over(session, alice, eve, last_day=date(2024, 3, 20), by=carol, now=clock())
        days = (date(2023, 5, 4), date(2024, 3, 20), date(2024, 3, 21))
        held = [people.holders(session, day)[post].name for day in days]
    assert held == ["Alice", "Alice", "Eve"]


# ---- who is away ----


def test_without_a_deputy_the_next_one_up_is_told(issued, clock):
    enter(issued, HEAD)
    clock.at(2024, 3, 18)
    away(issued, "Alice", since=date(2024, 3, 18), until=date(2024, 3, 18))
    sweep(issued)
    assert set(letters(issued)) == {"grace"}


def test_a_deputy_who_is_away_too_is_passed_over(issued, clock):
    enter(issued, HEAD)
    clock.at(2024, 3, 15)
    away(issued, "Alice", "Eve", since=date(2024, 3, 15), until=date(2024, 3, 29))
    away(issued, "Eve", "Bob", since=date(2024, 3, 18), until=date(2024, 3, 18))
    clock.at(2024, 3, 18)
    sweep(issued)
    assert set(letters(issued)) == {"grace"}
    clock.at(2024, 3, 22)
    sweep(issued)
    assert set(letters(issued)) == {"grace", "eve"}


def test_where_everybody_is_away_it_waits_in_the_first_ones_box(issued, clock):
    clock.at(2024, 3, 18)
    for name in ("Alice", "Carol"):
        away(issued, name, since=date(2024, 3, 18), until=date(2024, 3, 18))
    sweep(issued)
    assert set(letters(issued)) == {"alice"}


def test_what_waits_for_the_absent_is_told_to_the_deputy(issued, clock):
    clock.at(2024, 3, 18)
    down = {"mail": Flaky(issued.channels["mail"], ChannelError("down"))}
    assert sweep(issued, down).deferred == 1
    away(issued, "Alice", "Eve", since=date(2024, 3, 18), until=date(2024, 3, 20))
    sweep(issued)
    assert set(letters(issued)) == {"eve"}
    with reading(issued.database) as session:
        assert [m.state for m in session.exec(select(Message).order_by(Message.id))] == [
            MessageState.CANCELLED,
            MessageState.ACCEPTED,
        ]


@pytest.mark.parametrize(
    ("deputy", "since", "until", "says"),
    [
        ("Alice", date(2024, 3, 18), date(2024, 3, 20), "本人"),
        ("Eve", date(2024, 3, 20), date(2024, 3, 18), "早于"),
        ("Eve", date(2024, 3, 1), date(2024, 3, 15), "已于"),
        ("Bob", date(2024, 3, 19), date(2024, 3, 20), "也不在岗"),
    ],
)
def test_an_absence_that_cannot_be_is_refused(issued, clock, deputy, since, until, says):
    clock.at(2024, 3, 18)
    away(issued, "Bob", "Eve", since=date(2024, 3, 18), until=date(2024, 3, 22))
    with pytest.raises(Refusal, match=says):
        away(issued, "Alice", deputy, since=since, until=until)


# ---- who took over ----


def handed_over(office, last_day, leaving="Alice", successor="Eve"):
    with begin(office.database) as session:
        leaver, next_one, carol = (people.person_named(session, n) for n in (leaving, successor, "Carol"))
        hand_over(session, leaver, next_one, last_day=last_day, by=carol, now=office.clock())


def test_who_is_back_early_is_told_again_and_the_days_away_stay_as_they_were(issued, clock):
    clock.at(2024, 3, 15)
    away(issued, "Alice", "Eve", since=date(2024, 3, 15), until=date(2024, 3, 29))
    away(issued, "Alice", "Bob", since=date(2024, 4, 8), until=date(2024, 4, 9))
    clock.at(2024, 3, 18)
    assert back(issued, "Alice", on=date(2024, 3, 18), by="Alice") == 1
    sweep(issued)
    assert set(letters(issued)) == {"alice"}
    with reading(issued.database) as session:
        alice = people.person_named(session, "Alice")
        kept = [(each.from_on.day, each.to_on.day) for each in people.absences(session, alice)]
    assert kept == [(15, 17), (8, 9)]
    assert back(issued, "Alice", on=date(2024, 4, 8)) == 1, "withdrawn before it began"


def test_what_waits_for_the_deputy_is_told_to_who_is_back(issued, clock):
    clock.at(2024, 3, 18)
    away(issued, "Alice", "Eve", since=date(2024, 3, 18), until=date(2024, 3, 29))
    sweep(issued, {"mail": Flaky(issued.channels["mail"], ChannelError("断了", down=True))})
    assert letters(issued) == {}
    back(issued, "Alice", on=date(2024, 3, 18))
    clock.wait(minutes=10)
    sweep(issued)
    assert set(letters(issued)) == {"alice"}


def test_what_waits_for_the_next_one_up_is_told_to_who_is_back(issued, clock):
    clock.at(2024, 3, 18)
    enter(issued, HEAD)
    away(issued, "Alice", since=date(2024, 3, 18), until=date(2024, 3, 29))
    sweep(issued, {"mail": Flaky(issued.channels["mail"], ChannelError("断了", down=True))})
    back(issued, "Alice", on=date(2024, 3, 18))
    clock.wait(minutes=10)
    sweep(issued)
    assert set(letters(issued)) == {"alice"}


@pytest.mark.parametrize(
    ("on", "by", "says"),
    [
        (date(2024, 3, 17), "Carol", "已过"),
        (date(2024, 4, 1), "Carol", "不在离岗期间；已登记的离岗：2024-03-18 至 2024-03-29"),
        (date(2024, 3, 20), "Eve", "只有统筹人或本人"),
    ],
)
def test_a_return_that_cannot_be_is_refused(issued, clock, on, by, says):
    clock.at(2024, 3, 18)
    away(issued, "Alice", "Bob", since=date(2024, 3, 18), until=date(2024, 3, 29))
    with pytest.raises(Refusal, match=says):
        back(issued, "Alice", on=on, by=by)
    with pytest.raises(Refusal, match="已经登记过"):
        away(issued, "Alice", "Bob", since=date(2024, 3, 18), until=date(2024, 3, 29))


def test_what_waits_for_who_left_is_told_to_the_successor(issued, clock):
    clock.at(2024, 3, 18)
    down = {"mail": Flaky(issued.channels["mail"], ChannelError("down"))}
    sweep(issued, down)
    handed_over(issued, date(2024, 3, 17))
    sweep(issued)
    assert set(letters(issued)) == {"eve"}


def test_until_the_last_day_it_is_told_to_who_still_holds_the_post(issued, clock):
    clock.at(2024, 3, 18)
    down = {"mail": Flaky(issued.channels["mail"], ChannelError("down"))}
    sweep(issued, down)
    handed_over(issued, date(2024, 3, 29))
    clock.wait(minutes=5)
    sweep(issued)
    assert set(letters(issued)) == {"alice"}


def test_a_deputy_who_left_stands_in_no_more(issued, clock):
    clock.at(2024, 3, 14)
    enter(issued, HEAD)
    away(issued, "Alice", "Eve", since=date(2024, 3, 14), until=date(2024, 3, 29))
    handed_over(issued, date(2024, 3, 15), leaving="Eve", successor="Grace")
    clock.at(2024, 3, 18)
    sweep(issued)
    assert set(letters(issued)) == {"grace"}


@pytest.mark.parametrize("last_day", [date(2020, 1, 1), date(2024, 1, 7)])
def test_a_last_day_before_the_first_is_refused(issued, last_day):
    with pytest.raises(Refusal, match="到岗"):
        handed_over(issued, last_day)


def test_who_left_takes_nothing_over(issued, clock):
    clock.at(2024, 3, 14)
    handed_over(issued, date(2024, 3, 14), leaving="Eve", successor="Bob")
    with pytest.raises(Refusal, match="离任"):
        handed_over(issued, date(2024, 3, 14) + timedelta(days=1), successor="Eve")


# ---- what is named ----


def test_of_a_duty_with_several_tasks_the_mail_says_which(issued, clock):
    clock.at(2024, 3, 18)
    sweep(issued)
    assert "本次事项：第1次" in letters(issued)["alice"]


def test_a_mail_says_why_a_task_is_open_again_that_was_never_sent_back(issued, clock):
    with begin(issued.database) as session:
        carol, now = people.person_named(session, "Carol"), issued.clock()
        move(session, 1, Action.WAIVE, carol, reason="重复", now=now)
        reopen(session, 1, carol, reason="并不重复", now=now)
    clock.at(2024, 3, 18)
    sweep(issued)
    assert "重新打开：并不重复" in letters(issued)["alice"]
    assert "退回" not in letters(issued)["alice"]


def test_a_task_that_stands_alone_has_no_number(helped):
    sweep(helped)
    assert "本次事项" not in letters(helped)["alice"]
