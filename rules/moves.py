"""Which move is allowed. The tables themselves are in `models.states`."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import TypeVar

from models.refusals import NotYours, WrongState
from models.states import (
    LIST_MOVES,
    MOVES,
    REASON_NEEDED,
    SLIP_MOVES,
    Action,
    ExtensionAction,
    ExtensionState,
    ListAction,
    ListState,
    MessageState,
    Role,
    SlipAction,
    SlipState,
    TaskState,
)

STATE_WORDS = {
    TaskState.OPEN: "待交",
    TaskState.SUBMITTED: "待审核",
    TaskState.RETURNED: "退回补正",
    TaskState.ACCEPTED: "已办结",
    TaskState.WAIVED: "已免除",
}
ACTION_WORDS = {
    Action.SUBMIT: "提交",
    Action.WITHDRAW: "撤回",
    Action.ACCEPT: "通过",
    Action.RETURN: "退回",
    Action.WAIVE: "免除",
    Action.REOPEN: "重新打开",
}
ROLE_WORDS = {Role.OWNER: "责任人", Role.REVIEWER: "审核人（不能是提交人自己）", Role.OFFICE: "统筹人"}
EXTENSION_STATE_WORDS = {
    ExtensionState.ASKED: "待审批",
    ExtensionState.GRANTED: "已同意",
    ExtensionState.REFUSED: "未同意",
    ExtensionState.WITHDRAWN: "已撤回",
}
EXTENSION_ACTION_WORDS = {
    ExtensionAction.GRANT: "同意",
    ExtensionAction.REFUSE: "不同意",
    ExtensionAction.WITHDRAW: "撤回",
}
EXTENSION_BY = {  # `steps.working.extend` is the judge
    ExtensionAction.GRANT: "分管领导，或统筹人代录（不能是申请人自己）",
    ExtensionAction.REFUSE: "分管领导，或统筹人代录（不能是申请人自己），写明理由",
    ExtensionAction.WITHDRAW: "申请人或责任人",
}
LIST_STATE_WORDS = {
    ListState.DRAFT: "草稿",
    ListState.CONFIRMED: "疑问已核定",
    ListState.APPROVED: "已审定",
    ListState.ISSUED: "已印发",
    ListState.CLOSED: "已归档",
}
LIST_ACTION_WORDS = {
    ListAction.CONFIRM: "核定",
    ListAction.APPROVE: "审定",
    ListAction.ISSUE: "印发",
    ListAction.AMEND: "调整",
    ListAction.CLOSE: "归档",
}
# What may be done instead, said to whom a move is refused.
_TASK_HINT = {
    TaskState.OPEN: "要等责任人提交材料（xuepu task submit）",
    TaskState.SUBMITTED: "请等审核人通过或退回，要重交请先撤回（xuepu task withdraw）",
    TaskState.RETURNED: "请责任人补正后再提交（xuepu task submit）",
    TaskState.ACCEPTED: "要再办，请统筹人先重新打开（xuepu task reopen）",
    TaskState.WAIVED: "要再办，请统筹人先重新打开（xuepu task reopen）",
}
_LIST_HINT = {
    ListState.DRAFT: "请先答完疑问、核定清单（xuepu list confirm）",
    ListState.CONFIRMED: "下一步是登记审定（xuepu list approve）",
    ListState.APPROVED: "下一步是印发（xuepu list issue）",
    ListState.ISSUED: "要改清单，请用 xuepu list amend",
    ListState.CLOSED: "归档的清单不再改",
}
LIST_NEXT_STEP = {
    ListState.DRAFT: "xuepu list confirm --year {year}",
    ListState.CONFIRMED: "xuepu list approve --year {year} --body 审定机关 --on 审定日期",
    ListState.APPROVED: "xuepu list issue --year {year} --on 印发日期 --doc-number 发文字号",
}

MESSAGE_STATE_WORDS = {
    MessageState.PLANNED: "等待发出",
    MessageState.LEASED: "正在发送",
    MessageState.SENDING: "正在发送",
    MessageState.ACCEPTED: "已受理",
    MessageState.DELIVERED: "已送达",
    MessageState.BOUNCED: "未送达",
    MessageState.FAILED: "发送失败",
    MessageState.UNCERTAIN: "不能确定",
    MessageState.CANCELLED: "已取消",
    MessageState.EXPIRED: "已过时",
}


def next_state(state: TaskState, action: Action, roles: Collection[Role], reason: str = "") -> TaskState:
    """Return the state after `action`.

    Raises:
        WrongState: `action` leads nowhere from `state`, or needs a reason.
        NotYours: it does, but not for any of `roles`.

    """
    if (state, action) not in MOVES:
        refused = f"任务现在是「{STATE_WORDS[state]}」，不能{ACTION_WORDS[action]}"
        raise WrongState(f"{refused}；{_TASK_HINT[state]}。")
    allowed, after = MOVES[state, action]
    if allowed not in roles:
        raise NotYours(f"只有{ROLE_WORDS[allowed]}才能{ACTION_WORDS[action]}这项任务。")
    if action in REASON_NEEDED and not reason.strip():
        raise WrongState(f"{ACTION_WORDS[action]}任务请写明理由。")
    return after


def next_list_state(state: ListState, action: ListAction) -> ListState:
    """Return the list's state after `action`.

    Raises:
        WrongState: `action` leads nowhere from `state`.

    """
    if (state, action) not in LIST_MOVES:
        refused = f"清单现在是「{LIST_STATE_WORDS[state]}」，不能{LIST_ACTION_WORDS[action]}"
        raise WrongState(f"{refused}；{_LIST_HINT[state]}。")
    return LIST_MOVES[state, action]


State = TypeVar("State", bound=StrEnum)
Event = TypeVar("Event", bound=StrEnum)


def arrow(moves: Mapping[tuple[State, Event], tuple[State, str]], event: Event) -> tuple[list[State], State]:
    """Return the states that `event` leaves, and the one state it leads to."""
    before = [state for state, befell in moves if befell is event]
    (after,) = {moves[state, event][0] for state in before}
    return before, after


def next_slip_state(state: SlipState, action: SlipAction) -> SlipState:
    """Return the slip's state after `action`.

    Raises:
        WrongState: a person has decided on it already.

    """
    if (state, action) not in SLIP_MOVES:
        decided = "发出" if state is SlipState.SENT else "决定不发"
        raise WrongState(f"这份单子已经{decided}，不能再改。")
    return SLIP_MOVES[state, action]
