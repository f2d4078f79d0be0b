"""Extensions (延期): which request may be made and decided, and how it is told."""

from collections.abc import Iterator
from datetime import date, timedelta

from models import Extension, ExtensionAction, ExtensionState, Task
from models.refusals import Refusal, WrongState
from models.states import EXTENSION_MOVES, WAITING_ON_OWNER
from rules.days import spoken
from rules.moves import EXTENSION_ACTION_WORDS, EXTENSION_STATE_WORDS, STATE_WORDS
from rules.stages import ASKED, GRANTED, REFUSED, kind

LONGEST = timedelta(days=366)  # a later day is a slip of the pen


def judge(task: Task, wanted_on: date, reason: str, *, today: date) -> date:
    """Return the due day that a request would move; it MUST be made before that day.

    Raises:
        WrongState: the task waits for nobody, or has no day that could move, or that day has come.
        Refusal: no later day is wanted, or no reason is given.

    """
    due_on = movable(task)
    if today >= due_on:
        raise WrongState(f"延期须在到期日 {due_on} 之前申请，现在只能请统筹人用 xuepu list amend 调整清单。")
    if not due_on < wanted_on <= due_on + LONGEST:
        raise Refusal(f"延期后的日期 {wanted_on} 不对：须晚于现在的时限 {due_on}，且不超过一年。")
    if not reason.strip():
        raise Refusal("申请延期请写明理由。")
    return due_on


def grantable(task: Task, extension: Extension, *, today: date) -> None:
    """Raise unless a request may be granted: also after the due day, since it was made before.

    Raises:
        WrongState: the task waits for nobody, its day moved meanwhile, or the day that was asked for is past.

    """
    if movable(task) != extension.due_on:
        raise WrongState("申请以后时限已另行调整，请撤回后重新申请。")
    if today > extension.wanted_on:
        raise WrongState(f"申请延到的 {extension.wanted_on} 也已经过了，请不同意并写明理由，或由申请人撤回。")


def movable(task: Task) -> date:
    """Return the due day of a task that an extension may move.

    Raises:
        WrongState: the task waits for nobody, or has no day.

    """
    if task.state not in WAITING_ON_OWNER:
        raise WrongState(f"任务现在是「{STATE_WORDS[task.state]}」，不能延期。")
    if task.due_on is None or task.backfill:
        raise WrongState("这项任务还没有定时限，不需要延期，请统筹人用 xuepu task date 定日期。")
    return task.due_on


def next_state(extension: Extension, action: ExtensionAction, answer: str = "") -> ExtensionState:
    """Return the request's state after `action`.

    Raises:
        WrongState: it was decided or withdrawn before, or a refusal gives no reason.

    """
    if (extension.state, action) not in EXTENSION_MOVES:
        raise WrongState(
            f"这份延期申请{EXTENSION_STATE_WORDS[extension.state]}，不能再{EXTENSION_ACTION_WORDS[action]}。"
        )
    if action is ExtensionAction.REFUSE and not answer.strip():
        raise WrongState("不同意延期请写明理由。")
    return EXTENSION_MOVES[extension.state, action]


def extension_of(stage: str) -> int | None:
    """Return the request that a stage speaks of ("extension-asked-17"); None of any other stage."""
    return int(stage.rpartition("-")[2]) if kind(stage) in (ASKED, GRANTED, REFUSED) else None


def pending(extension: Extension) -> str:
    """Say beside a task that its request is not decided yet."""
    return f"已申请延期至{spoken(extension.wanted_on)}，待审批"


def facts(extension: Extension) -> Iterator[tuple[str, str]]:
    """Yield what a message says of a request, by name."""
    wanted = spoken(extension.wanted_on)
    if extension.state is ExtensionState.ASKED:
        yield "拟延期至", wanted
        yield "延期理由", extension.reason
    elif extension.state is ExtensionState.GRANTED:
        yield "延期申请", f"已同意延期至{wanted}（原时限{spoken(extension.due_on)}）"
    elif extension.state is ExtensionState.REFUSED:
        yield "延期申请", f"未同意延期至{wanted}，仍按原时限办理"
        yield "答复意见", extension.answer
