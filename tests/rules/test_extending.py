"""An extension is asked for before the due day, with a reason; nothing moves a day that is past."""

from datetime import UTC, date, datetime, timedelta

import pytest

from models import Extension, ExtensionAction, ExtensionState, TaskState
from models.refusals import Refusal, WrongState
from models.states import EXTENSION_MOVES
from rules.extending import extension_of, facts, grantable, judge, next_state
from tests.rules.test_planning import task

DUE = date(2026, 6, 25)
LATER = date(2026, 7, 10)


def due(**changes):
    return task(date(2026, 1, 1), DUE, **changes)


def request(state=ExtensionState.ASKED, answer=""):
    return Extension(
        id=17,
        task_id=1,
        state=state,
        due_on=DUE,
        wanted_on=LATER,
        reason="庭审改期",
        asked_by=1,
        asked_at=datetime(2026, 6, 1, tzinfo=UTC),
        answer=answer,
    )


def test_it_is_asked_the_day_before_at_the_latest():
    assert judge(due(), LATER, "庭审改期", today=DUE - timedelta(days=1)) == DUE
    for today in (DUE, DUE + timedelta(days=1)):
        with pytest.raises(WrongState):
            judge(due(), LATER, "庭审改期", today=today)


def test_it_may_be_granted_until_the_day_that_was_asked_for():
    for today in (DUE, DUE + timedelta(days=1), LATER):
        grantable(due(), request(), today=today)
    with pytest.raises(WrongState, match="也已经过了"):
        grantable(due(), request(), today=LATER + timedelta(days=1))


@pytest.mark.parametrize(
    ("what", "wanted", "reason", "says"),
    [
        (due(), DUE, "庭审改期", "须晚于"),
        (due(), date(2027, 7, 1), "庭审改期", "不超过一年"),
        (due(), LATER, "  ", "理由"),
        (due(state=TaskState.SUBMITTED), LATER, "庭审改期", "待审核"),
        (due(state=TaskState.ACCEPTED), LATER, "庭审改期", "已办结"),
        (due(backfill=True), LATER, "庭审改期", "没有定时限"),
        (task(date(2026, 1, 1), None), LATER, "庭审改期", "没有定时限"),
    ],
)
def test_a_request_that_cannot_be_is_refused(what, wanted, reason, says):
    with pytest.raises(Refusal, match=says):
        judge(what, wanted, reason, today=date(2026, 6, 1))


@pytest.mark.parametrize("state", ExtensionState)
@pytest.mark.parametrize("action", ExtensionAction)
def test_only_the_table_is_allowed(state, action):
    if (state, action) in EXTENSION_MOVES:
        assert next_state(request(state), action, "不宜再拖") is EXTENSION_MOVES[state, action]
    else:
        with pytest.raises(WrongState):
            next_state(request(state), action, "不宜再拖")


def test_a_refusal_gives_its_reason():
    with pytest.raises(WrongState, match="理由"):
        next_state(request(), ExtensionAction.REFUSE, " ")


def test_a_stage_names_its_request():
    assert extension_of("extension-asked-17") == 17
    assert extension_of("overdue-5") is None


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (ExtensionState.ASKED, ("2026年7月10日", "庭审改期")),
        (ExtensionState.GRANTED, ("2026年7月10日", "原时限2026年6月25日")),
        (ExtensionState.REFUSED, ("仍按原时限办理", "不宜再拖")),
        (ExtensionState.WITHDRAWN, ()),
    ],
)
def test_what_a_message_says_of_it(state, says):
    words = "".join(value for _, value in facts(request(state, "不宜再拖")))

    assert all(each in words for each in says)
    assert bool(words) is bool(says)
