"""A later day is asked for in time, decided by the leader, and the first day is never forgotten."""

import json
from datetime import date, timedelta

import pytest
from sqlmodel import select

from models import Extension, ExtensionState, Notice, NoticeState, Task
from models.refusals import NotFound, NotYours, Refusal, WrongState
from rules.days import BEIJING
from steps.listing.amend import Amendment, amend
from steps.working import extend
from steps.working.submit import submit
from store import extensions, lists, log, people
from store.db import begin, reading
from tests import make
from tests.make import sweep
from tests.steps.test_who import away, letters

TASK = 1  # Alice's first study session, due 25 March
DUE, WANTED = date(2024, 3, 25), date(2024, 4, 12)


def do(office, verb, *given, by, **named):
    with begin(office.database) as session:
        return verb(session, *given, by=people.person_named(session, by), now=office.clock(), **named)


def asked(office, *, by="Alice", wanted_on=WANTED, reason="庭审改期", task=TASK):
    return do(office, extend.ask, task, wanted_on, by=by, reason=reason).id


def kept(office, request):
    with reading(office.database) as session:
        return session.get(Extension, request)


def due_days(office):
    with reading(office.database) as session:
        task = session.get(Task, TASK)
        return task.first_due_on, task.due_on


def planned(office):
    with reading(office.database) as session:
        found = session.exec(
            select(Notice)
            .where(Notice.task_id == TASK, Notice.state == NoticeState.PLANNED, Notice.channel == "mail")
            .order_by(Notice.planned_at, Notice.stage, Notice.part)
        )
        return [f"{n.stage} {n.part} {n.planned_at.astimezone(BEIJING):%m.%d}" for n in found]


def entries(office, verb):
    with reading(office.database) as session:
        told = [json.loads(leaf) for leaf in log.leaves(session, 0)]
    return [entry for entry in told if entry["action"] == f"extension.{verb}"]


def test_a_granted_request_moves_the_day_and_keeps_the_first(issued, clock):
    clock.at(2024, 3, 11, 10)
    request = asked(issued)
    do(issued, extend.grant, request, by="Bob")

    assert due_days(issued) == (DUE, WANTED)
    assert planned(issued)[:4] == [
        f"extension-granted-{request} owner 03.11",
        "due-in-5 owner 04.07",
        "due-in-1 owner 04.11",
        "due-today owner 04.12",
    ]
    one = kept(issued, request)
    assert (one.state, one.due_on, one.entered_on_behalf) == (ExtensionState.GRANTED, DUE, False)
    (entry,) = entries(issued, "grant")
    assert (entry["role"], entry["detail"]["from"], entry["detail"]["to"]) == (
        "leader",
        "2024-03-25",
        "2024-04-12",
    )
    assert "庭审改期" not in json.dumps(entries(issued, "ask"), ensure_ascii=False)


def test_the_leader_hears_of_the_request_and_the_owner_of_the_outcome(issued, clock):
    clock.at(2024, 3, 11, 10)
    request = asked(issued)
    sweep(issued)
    heard = letters(issued)
    assert set(heard) == {"bob"}
    for words in ("请您审批延期申请", "2024年4月12日", "庭审改期", "1项延期申请请审批"):
        assert words in heard["bob"]
    clock.wait(hours=1)
    do(issued, extend.refuse, request, by="Bob", answer="不宜再拖")
    sweep(issued)
    heard = letters(issued)
    assert set(heard) == {"bob", "alice"}
    for words in ("未同意", "不宜再拖"):
        assert words in heard["alice"]


def test_where_the_leader_is_away_the_coordinator_brings_it_to_him(issued, clock):
    clock.at(2024, 3, 11, 10)
    away(issued, "Bob", since=date(2024, 3, 11), until=date(2024, 3, 15))
    asked(issued)
    sweep(issued)
    heard = letters(issued)
    assert set(heard) == {"carol"}
    assert "请您审批延期申请" in heard["carol"]


def test_a_refused_or_withdrawn_request_leaves_the_day(issued, clock):
    before = planned(issued)
    first = asked(issued)
    do(issued, extend.withdraw, first, by="Alice")
    second = asked(issued)
    do(issued, extend.refuse, second, by="Bob", answer="不宜再拖")

    assert due_days(issued) == (DUE, DUE)
    assert [each for each in planned(issued) if not each.startswith("extension")] == before
    with reading(issued.database) as session:
        states = [each.state for each in extensions.of_tasks(session, [TASK])]
    assert states == [ExtensionState.WITHDRAWN, ExtensionState.REFUSED]  # how often is there to be seen


def test_a_decided_or_withdrawn_request_is_not_put_to_the_leader(issued):
    request = asked(issued)
    do(issued, extend.withdraw, request, by="Alice")
    assert sweep(issued).bound == 0
    with reading(issued.database) as session:
        (notice,) = session.exec(select(Notice).where(Notice.stage == f"extension-asked-{request}")).all()
    assert notice.state is NoticeState.CANCELLED


def test_the_coordinator_enters_consent_on_behalf(issued):
    request = asked(issued)
    do(issued, extend.grant, request, by="Carol")

    assert kept(issued, request).entered_on_behalf
    (entry,) = entries(issued, "grant")
    assert (entry["role"], entry["detail"]["entered_on_behalf"]) == ("office", True)


def test_it_may_be_asked_again_and_again_the_day_moves_on(issued):
    do(issued, extend.grant, asked(issued), by="Bob")
    do(issued, extend.grant, asked(issued, wanted_on=date(2024, 4, 30)), by="Bob")

    assert due_days(issued) == (DUE, date(2024, 4, 30))
    with reading(issued.database) as session:
        granted = extensions.granted(session, lists.of_year(session, 2024).id)[TASK]
    assert [each.due_on for each in granted] == [DUE, WANTED]


def test_a_deputy_asks_while_the_owner_is_away(issued, clock):
    clock.at(2024, 3, 11)
    away(issued, "Alice", "Eve", since=date(2024, 3, 11), until=date(2024, 3, 15))
    assert asked(issued, by="Eve")


@pytest.mark.parametrize("name", ["Bob", "Carol", "Dave", "Eve"])
def test_only_the_owner_asks(issued, name):
    with pytest.raises(NotYours):
        asked(issued, by=name)


@pytest.mark.parametrize("name", ["Alice", "Dave", "Eve"])
def test_only_the_leader_or_on_his_behalf_the_coordinator_decides(issued, name):
    request = asked(issued)
    for verb, more in ((extend.grant, {}), (extend.refuse, {"answer": "不宜再拖"})):
        with pytest.raises(NotYours):
            do(issued, verb, request, by=name, **more)
    assert kept(issued, request).state is ExtensionState.ASKED


def test_nobody_decides_on_their_own_request(issued, clock):
    clock.at(2024, 6, 3)
    request = asked(issued, by="Carol", task=6, wanted_on=date(2024, 7, 12))
    with pytest.raises(NotYours, match="自己"):
        do(issued, extend.grant, request, by="Carol")


def test_others_do_not_withdraw_it(issued):
    request = asked(issued)
    for name in ("Bob", "Eve"):
        with pytest.raises(NotYours):
            do(issued, extend.withdraw, request, by=name)


def test_on_the_due_day_it_is_too_late_to_ask(issued, clock):
    clock.at(2024, 3, 25)
    with pytest.raises(WrongState, match="之前申请"):
        asked(issued)


def test_what_was_asked_in_time_may_be_granted_late_but_not_beyond_the_day_asked_for(issued, clock):
    clock.at(2024, 3, 22)
    request = asked(issued)
    clock.at(2024, 4, 8)
    do(issued, extend.grant, request, by="Bob")
    assert due_days(issued) == (DUE, WANTED)
    late = asked(issued, wanted_on=WANTED + timedelta(days=3))
    clock.at(2024, 4, 16)
    with pytest.raises(WrongState, match="也已经过了"):
        do(issued, extend.grant, late, by="Bob")
    assert due_days(issued) == (DUE, WANTED)


def test_one_request_at_a_time(issued):
    asked(issued)
    with pytest.raises(WrongState, match="待审批"):
        asked(issued)


def test_what_was_handed_in_needs_no_later_day(issued):
    request = asked(issued)
    do(issued, lambda session, *, by, now: submit(session, TASK, make.handed_in(), by, now=now), by="Alice")
    with pytest.raises(WrongState, match="待审核"):
        do(issued, extend.grant, request, by="Bob")


def test_a_day_that_moved_meanwhile_is_asked_for_anew(issued):
    request = asked(issued)
    with begin(issued.database) as session:
        amend(
            session,
            lists.of_year(session, 2024),
            [Amendment("1", deadline="每季度末月28日前")],
            reason="统一时限",
            by=people.person_named(session, "Carol"),
            now=issued.clock(),
        )
    with pytest.raises(WrongState, match="另行调整"):
        do(issued, extend.grant, request, by="Bob")


def test_a_refused_step_writes_nothing(issued):
    with reading(issued.database) as session:
        before = log.size(session)
    for failing in (
        lambda: asked(issued, wanted_on=DUE),
        lambda: asked(issued, reason=""),
        lambda: do(issued, extend.grant, 99, by="Bob"),
    ):
        with pytest.raises((Refusal, NotFound)):
            failing()
    with reading(issued.database) as session:
        assert log.size(session) == before
        assert session.exec(select(Extension)).all() == []
