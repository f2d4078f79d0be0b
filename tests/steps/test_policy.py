"""A list reminds as its office settled it: a change lays out anew, hours and caps hold when it is sent."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date, time

import pytest
from sqlmodel import select

from models import ListState, Message, Notice, NoticeState, Person
from models.refusals import BadSetting, NotYours, WrongState
from rules.days import BEIJING
from rules.policy_words import changed
from rules.reminding import Policy
from steps.listing.preview_policy import preview_policy
from steps.listing.set_policy import set_policy
from steps.working import review
from steps.working.submit import submit
from store import lists, log, people, policies, tasks
from store.db import begin, reading, rolled_back
from tests import make
from tests.make import sweep

TASK = 1  # Alice's first study session, due 25 March
LATER = Policy(lead_workdays=(3,))


def settle(office, policy, *, duty="", by="Carol"):
    with begin(office.database) as session:
        duty_list = lists.of_year(session, 2024)
        return set_policy(
            session,
            duty_list,
            policy,
            duty=lists.duty_numbered(session, duty_list.id, duty) if duty else None,
            by=people.person_named(session, by),
            now=office.clock(),
        )


def planned(office, task=TASK):
    """List what the owner is still to be told of a task by mail, as "stage month.day hour"."""
    with reading(office.database) as session:
        found = session.exec(
            select(Notice)
            .where(Notice.task_id == task, Notice.state == NoticeState.PLANNED, Notice.part == "owner")
            .order_by(Notice.planned_at)
        )
        return [
            f"{n.stage} {n.planned_at.astimezone(BEIJING):%m.%d %H:%M}" for n in found if n.channel == "mail"
        ]


def messages(office):
    with reading(office.database) as session:
        names = {person.id: person.name for person in session.exec(select(Person))}
        found = session.exec(select(Message).order_by(Message.id)).all()
        return [(names[m.person_id], m.channel, m.made_at.astimezone(BEIJING).date()) for m in found]


def last_entry(office):
    with reading(office.database) as session:
        return json.loads(next(iter(log.leaves(session, log.size(session) - 1))))


# ---- settling ----


def test_a_list_that_settled_nothing_reminds_as_an_office_begins(issued):
    with reading(issued.database) as session:
        assert policies.of_list(session, lists.of_year(session, 2024).id) == Policy()


def test_a_changed_policy_lays_out_anew_from_today(issued, clock):
    assert planned(issued)[:2] == ["due-in-5 03.18 09:00", "due-in-1 03.22 09:00"]
    clock.at(2024, 2, 1)
    relaid = settle(issued, replace(LATER, begins_at=time(8, 30)))

    assert planned(issued)[:2] == ["due-in-3 03.20 08:30", "due-today 03.25 08:30"]
    with reading(issued.database) as session:
        old = session.exec(select(Notice).where(Notice.plan == 1)).all()
        new = session.exec(select(Notice).where(Notice.plan == 2)).all()
    assert {notice.state for notice in old} == {NoticeState.CANCELLED}
    assert (relaid.tasks, relaid.notices) == (7, len(new))
    entry = last_entry(issued)
    assert (entry["action"], entry["role"]) == ("policy.set", "office")
    assert entry["detail"]["settings"]["lead_workdays"] == [3]


def test_what_was_said_is_not_said_again(issued, clock):
    clock.at(2024, 3, 18)
    sweep(issued)
    clock.wait(hours=1)
    settle(issued, Policy(lead_workdays=(5, 2)))

    assert planned(issued)[0] == "due-in-2 03.21 09:00"
    settle(issued, Policy(lead_workdays=(5, 3)))
    assert planned(issued)[0] == "due-in-3 03.20 09:00"
    sweep(issued)
    assert messages(issued) == [("Alice", "mail", date(2024, 3, 18))]


def test_what_is_due_and_could_not_leave_yet_outlives_a_changed_policy(issued, clock):
    clock.at(2024, 5, 6)  # the first task was due on 25 March; no sweep ran since
    due = planned(issued)
    settle(issued, LATER)
    assert planned(issued) == due != []
    sweep(issued)
    assert messages(issued)[0] == ("Alice", "mail", date(2024, 5, 6))
    settle(issued, Policy())
    assert planned(issued) == []


def test_one_duty_may_depart_and_follows_its_list_in_the_rest(issued):
    settle(issued, LATER, duty="1")
    settle(issued, Policy(begins_at=time(8, 30)))

    assert planned(issued)[0] == "due-in-3 03.20 08:30"
    assert planned(issued, 5)[0] == "due-in-5 05.24 08:30"  # another duty, due 31 May


@pytest.mark.parametrize(
    "policy", [Policy(cap_per_day=2), Policy(begins_at=time(8)), Policy(monthly_prompt=False)]
)
def test_what_one_digest_shares_is_settled_for_the_list(issued, policy):
    with pytest.raises(BadSetting, match="整张清单"):
        settle(issued, policy, duty="1")


def test_a_list_policy_that_a_duty_no_longer_fits_is_refused(issued):
    settle(issued, changed(Policy(), {}, ["提前5=科室负责人:邮件"]), duty="1")
    before = planned(issued)
    with pytest.raises(BadSetting, match="第1项"):
        settle(issued, LATER)
    assert planned(issued) == before


def test_only_who_coordinates_settles_it(issued):
    for name in ("Alice", "Bob", "Dave"):
        with pytest.raises(NotYours):
            settle(issued, LATER, by=name)


def test_a_closed_list_is_left_as_it_is(issued):
    with begin(issued.database) as session:
        lists.of_year(session, 2024).state = ListState.CLOSED
    with pytest.raises(WrongState):
        settle(issued, LATER)


def test_a_policy_may_be_settled_on_a_draft(office):
    make.drafted_list(office)
    settle(office, LATER)
    with reading(office.database) as session:
        assert policies.of_list(session, lists.of_year(session, 2024).id) == LATER


# ---- sending ----


def test_nothing_goes_out_outside_the_hours_of_the_list(issued, clock):
    settle(issued, Policy(begins_at=time(10), ends_at=time(16)))
    clock.at(2024, 3, 18, 9, 50)
    assert sweep(issued).quiet
    clock.at(2024, 3, 18, 10)
    assert sweep(issued).accepted == 1


def test_nobody_is_written_to_on_a_quiet_day(issued, clock):
    settle(issued, Policy(quiet_days=((date(2024, 3, 18), date(2024, 3, 19)),)))
    clock.at(2024, 3, 18, 10)
    assert sweep(issued).quiet
    assert planned(issued)[0] == "due-in-5 03.15 09:00"


def test_a_quiet_list_waits_while_another_speaks(issued, clock):
    settle(issued, Policy(begins_at=time(14)))
    make.issued_list(issued, make.ROWS[:1], year=2025, on=date(2024, 1, 8))
    clock.at(2025, 3, 18, 10)
    sweep(issued)
    with reading(issued.database) as session:
        sent = session.exec(select(Notice.task_id).where(Notice.state == NoticeState.SENT)).all()
        of_2025 = {task.id for task in tasks_of(session, 2025)}
    assert sent
    assert set(sent) <= of_2025


def tasks_of(session, year):
    return tasks.of_list(session, lists.of_year(session, year).id)


def returned(office):
    with begin(office.database) as session:
        alice, bob = (people.person_named(session, name) for name in ("Alice", "Bob"))
        submit(session, TASK, make.handed_in(), alice, now=office.clock())
        review.send_back(session, TASK, bob, reason="缺签到表", now=office.clock())


def test_what_exceeds_the_cap_joins_the_digest_of_the_next_office_day(issued, clock):
    clock.at(2024, 3, 22)  # Friday, a working day before: the digest of the morning
    sweep(issued)
    clock.at(2024, 3, 22, 15)
    returned(issued)
    swept = sweep(issued)
    assert (swept.bound, swept.accepted) == (1, 1)  # the SMS of today is still to be had
    with reading(issued.database) as session:
        (waiting,) = session.exec(
            select(Notice).where(Notice.stage == "returned-1", Notice.channel == "mail")
        ).all()
    assert (waiting.state, waiting.reason) == (NoticeState.PLANNED, "今天已发过提醒，并入下一个工作日的提醒")
    clock.at(2024, 3, 25)
    sweep(issued)
    assert Counter(messages(issued)).most_common(1)[0][1] == 1
    with reading(issued.database) as session:
        of_task = session.exec(select(Notice).where(Notice.task_id == TASK, Notice.channel == "mail")).all()
    states = {n.stage: n.state for n in of_task}
    assert states["due-today"] is NoticeState.SENT  # it speaks for both
    assert states["returned-1"] is not NoticeState.PLANNED


def test_a_higher_cap_lets_it_through(issued, clock):
    settle(issued, Policy(cap_per_day=2))
    clock.at(2024, 3, 22)
    sweep(issued)
    clock.at(2024, 3, 22, 15)
    returned(issued)
    assert sweep(issued).accepted == 2


# ---- looking ahead ----


def looked_at(office, policy, *, duty=""):
    with rolled_back(office.database) as session:
        duty_list = lists.of_year(session, 2024)
        return preview_policy(
            session,
            duty_list,
            policy,
            duty=lists.duty_numbered(session, duty_list.id, duty) if duty else None,
            signature="学普",
            by=people.person_named(session, "Carol"),
            now=office.clock(),
        )


def test_a_preview_counts_what_the_year_then_sends(issued, clock):
    """Whatever it says of every day, the sweeps of a year in which nothing is handed in then send."""
    promised = looked_at(issued, Policy()).today.late
    names = looked_at(issued, Policy()).names
    days = sorted(promised.by_day())
    for day in days:
        clock.at(day.year, day.month, day.day)
        sweep(issued)
    expected = Counter((names[person], channel, day) for person, channel, day in promised.digests)
    assert Counter(messages(issued)) == expected


def test_a_preview_lays_two_policies_side_by_side_and_changes_nothing(issued):
    before = planned(issued)
    seen = looked_at(issued, LATER)

    assert seen.today.in_time.stages["due-in-5"] == 7
    assert (seen.proposed.in_time.stages["due-in-5"], seen.proposed.in_time.stages["due-in-3"]) == (0, 7)
    assert seen.proposed.segments == seen.proposed.in_time.by_channel()["sms"]
    assert planned(issued) == before


def test_a_preview_of_one_duty_changes_that_duty(issued):
    assert looked_at(issued, LATER, duty="1").proposed.in_time.stages["due-in-3"] == 4


def test_a_draft_can_be_looked_at_before_it_is_issued(office):
    make.drafted_list(office)
    assert looked_at(office, LATER).proposed.in_time.stages["due-in-3"] == 7
    with reading(office.database) as session:
        assert tasks_of(session, 2024) == []
