"""What a digest says of the notices it carries: a line a task, and one a slip that waits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from models import Extension, Slip, TaskState
from notifications.words import Item
from rules import slip_words
from rules.extending import facts
from rules.naming import calendar_uid, which
from rules.slip_stages import is_draft
from rules.stages import ASKED, kind
from rules.workdays import Workdays
from steps.working.desk import Told
from store.notices import Due
from store.tasks import Reminded


@dataclass(frozen=True)
class Carried:
    """A notice in a digest, and who reads it."""

    notice: Due
    task: Reminded
    told: Told
    slip: Slip | None = None  # which the notice speaks of
    extension: Extension | None = None  # the same
    alone: bool = True  # its duty has no other task


def items_of(
    carried: Sequence[Carried], workdays: Workdays, today: date, log_origin: str
) -> tuple[Item, ...]:
    """Return the lines of one person; `carried` is in order of time: of a task the last stage speaks."""
    drafts = {each.slip.id: each for each in carried if each.slip and is_draft(each.notice.stage)}
    asked = [each for each in carried if kind(each.notice.stage) == ASKED]
    of_tasks = [
        each for each in carried if not is_draft(each.notice.stage) and kind(each.notice.stage) != ASKED
    ]
    speaks = {each.task.id: each for each in of_tasks}
    said = {each.task.id: _said(each.slip) for each in of_tasks if each.slip}
    decided = {each.task.id: tuple(facts(each.extension)) for each in of_tasks if each.extension}

    def of_task(each: Carried, **more: Any) -> Item:
        return _item(each, workdays, today, log_origin, **more)

    return (
        *(
            of_task(each, part=each.told.reads_as, said=said.get(task, ""), told=decided.get(task, ()))
            for task, each in speaks.items()
        ),
        *(
            of_task(each, part="decides", said="", told=tuple(facts(each.extension)))
            for each in asked
            if each.extension
        ),
        *map(_draft, drafts.values()),
    )


def _said(slip: Slip) -> str:
    """Say what a slip that was sent says; one that was not never is in a digest of its tasks."""
    assert slip.answer_by is not None
    return slip_words.told(slip.kind, slip.number, slip.signed_by, slip.answer_by)


def _draft(carried: Carried) -> Item:
    """Write the line of a slip that waits for the coordinator."""
    task, slip = carried.task, carried.slip
    assert slip is not None
    return Item(
        task=slip_words.drafted(slip.kind, task.department_name, len(slip.task_ids)),
        stage=carried.notice.stage,
        due_on=None,
        working_days_left=None,
        days_over=0,
        evidence_asked=(),
        department=task.department_name,
        label="",
        reason="",
        part="draft",
    )


def _item(
    carried: Carried,
    workdays: Workdays,
    today: date,
    log_origin: str,
    *,
    part: str,
    said: str,
    told: tuple[tuple[str, str], ...],
) -> Item:
    task = carried.task
    left, over = None, 0
    if task.due_on is not None:
        ahead = (task.due_on - today).days
        over = max(0, -ahead)
        if ahead >= 0:
            left = sum(workdays.is_workday(today + timedelta(days=n)) for n in range(1, ahead + 1))
    return Item(
        task=task.demand,
        stage=carried.notice.stage,
        due_on=task.due_on,
        working_days_left=left,
        days_over=over,
        evidence_asked=tuple(task.evidence_asked),
        department=task.department_name,
        label=which(task.label, task.occurrence, alone=carried.alone),
        reason=task.reason if task.state is TaskState.RETURNED else "",
        part=part,
        stands_in_for=carried.told.away,
        last_workday=workdays.on_or_before(task.due_on)
        if task.due_on is not None and not workdays.is_workday(task.due_on)
        else None,
        uid=calendar_uid(task.id, log_origin),
        slip=said,
        facts=(*_open_again(task), *told),
    )


def _open_again(task: Reminded) -> Iterator[tuple[str, str]]:
    """Say why a task is open that had been waived: what else opens one gives no reason."""
    if task.state is TaskState.OPEN and task.reason:
        yield "重新打开", task.reason
