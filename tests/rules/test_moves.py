from itertools import product

import pytest

from models.refusals import NotYours, WrongState
from models.states import LIST_MOVES, MOVES, REASON_NEEDED, Action, ListAction, ListState, Role, TaskState
from rules.moves import next_list_state, next_state


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
