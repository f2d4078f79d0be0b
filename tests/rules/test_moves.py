from itertools import product

import pytest

from models import MessageState, NoticeState
from models.refusals import NotYours, WrongState
from models.states import (
    LIST_MOVES,
    MESSAGE_MOVES,
    MOVES,
    NOTICE_MOVES,
    REASON_NEEDED,
    Action,
    ListAction,
    ListState,
    Role,
    TaskState,
)
from rules.moves import arrow, next_list_state, next_state


@pytest.mark.parametrize(("state", "action", "role"), list(product(TaskState, Action, Role)))
def test_only_the_table_is_allowed(state, action, role):
    if (state, action) not in MOVES:
        with pytest.raises(WrongState):
            next_state(state, action, {role}, "理由")
    elif role is not MOVES[state, action][0]:
        with pytest.raises(NotYours):
            next_state(state, action, {role}, "理由")
    else:
        assert next_state(state, action, {role}, "理由") is MOVES[state, action][1]


@pytest.mark.parametrize(("state", "action"), [key for key in MOVES if key[1] in REASON_NEEDED])
def test_a_move_that_undoes_needs_a_reason(state, action):
    with pytest.raises(WrongState, match="理由"):
        next_state(state, action, set(Role), "  ")


@pytest.mark.parametrize("state", TaskState)
def test_every_task_state_is_reached_and_left(state):
    assert any(before is state for before, _ in MOVES)
    assert state is TaskState.OPEN or any(after is state for _, after in MOVES.values())


@pytest.mark.parametrize(("state", "action"), list(product(ListState, ListAction)))
def test_a_list_goes_only_as_its_table_says(state, action):
    if (state, action) in LIST_MOVES:
        assert next_list_state(state, action) is LIST_MOVES[state, action]
    else:
        with pytest.raises(WrongState):
            next_list_state(state, action)


@pytest.mark.parametrize(
    ("refused", "instead"),
    [
        (lambda: next_list_state(ListState.DRAFT, ListAction.APPROVE), "不能审定；请先答完疑问、核定清单"),
        (lambda: next_list_state(ListState.CONFIRMED, ListAction.ISSUE), "不能印发；下一步是登记审定"),
        (lambda: next_list_state(ListState.ISSUED, ListAction.ISSUE), "不能印发；要改清单"),
        (lambda: next_state(TaskState.OPEN, Action.ACCEPT, set(Role)), "不能通过；要等责任人提交材料"),
        (lambda: next_state(TaskState.SUBMITTED, Action.SUBMIT, set(Role)), "不能提交；请等审核人"),
    ],
)
def test_who_is_refused_a_move_is_told_the_one_that_leads_on(refused, instead):
    with pytest.raises(WrongState, match=instead):
        refused()


ENDS = {
    *(MessageState.DELIVERED, MessageState.BOUNCED, MessageState.FAILED),
    *(MessageState.CANCELLED, MessageState.EXPIRED),
    *(NoticeState.FAILED, NoticeState.CANCELLED, NoticeState.EXPIRED),
}


@pytest.mark.parametrize(
    ("moves", "state"),
    [(MESSAGE_MOVES, each) for each in MessageState] + [(NOTICE_MOVES, each) for each in NoticeState],
)
def test_what_is_sent_has_a_way_in_and_a_way_out_to_an_end(moves, state):
    ahead, todo = {state}, [state]
    while todo:
        here = todo.pop()
        further = {after for (before, _), (after, _) in moves.items() if before is here} - ahead
        ahead |= further
        todo += further
    assert ahead & ENDS
    assert (state in ENDS) == (ahead == {state})
    assert state.value == "planned" or any(after is state for after, _ in moves.values())


@pytest.mark.parametrize("moves", [MESSAGE_MOVES, NOTICE_MOVES])
def test_an_event_leads_to_one_state(moves):
    for (state, event), (after, when) in moves.items():
        before, there = arrow(moves, event)
        assert state in before
        assert there is after
        assert when
