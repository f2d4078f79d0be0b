"""When each notice of a task goes out."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from models.notice import Part
from models.task import Task
from rules import days
from rules.layout import Piece
from rules.reminding import Policy
from rules.workdays import Workdays


class Planned(NamedTuple):
    """A notice that should go out at `at`: not yet a row, names no person.

    (stage, part, department, channel) is unique within a task.
    """

    stage: str
    part: Part
    channel: str
    at: datetime  # aware, of Beijing, an office hour of a working day
    told_department_id: int = 0  # of `Part.SUPPORT`, which department


def plan(task: Task | Piece, policy: Policy, workdays: Workdays, *, issued_on: date) -> Iterator[Planned]:
    """Yield the notices of one task in order of time. Pure: asked again, the same.

    Leads count working days back from the last working day of the window, overdue steps count working
    days on from the due day. Nothing is said before the window opens or before `issued_on`, and a day
    speaks of one stage only. A window without any working day is announced on the working day before it.
    What falls on a quiet day moves to the day before it; the opening and overdue steps to the day after it.
    To lay a changed policy out anew, give the day of the change as `issued_on`.
    """
    if task.backfill or task.due_on is None:
        return
    dated = _dated(task.opens_on, task.due_on, policy, workdays, issued_on=issued_on)
    helping = [department for department in task.support_ids if department != task.department_id]
    for number, (day, stage) in enumerate(dated.items()):
        at = days.at(day, policy.begins_at)
        first = number == 0 and not stage.startswith("overdue")
        for part, channel in policy.told(stage, first=first):
            for department in helping if part is Part.SUPPORT else (0,):
                yield Planned(stage, part, channel, at, department)


def _dated(
    opens_on: date, due_on: date, policy: Policy, workdays: Workdays, *, issued_on: date
) -> dict[date, str]:
    """Date the stages, in order of time; where two fall on one day, the one nearer to the due day speaks."""
    first, last = max(opens_on, issued_on), workdays.on_or_before(due_on)
    speaking = policy.speaking(workdays)
    due_call = speaking.on_or_before(due_on)
    dated: dict[date, str] = {}
    if policy.opening and opens_on > issued_on:
        opening = speaking.on_or_after(opens_on)
        if opening <= due_call:
            dated[opening] = "opens"
    for lead in sorted(set(policy.lead_workdays), reverse=True):
        day = speaking.on_or_before(workdays.back(last, lead))
        if day >= first:
            dated[day] = f"due-in-{lead}"
    if policy.on_due_day and due_call >= issued_on:
        dated[due_call] = "due-today"
    for step in sorted(set(policy.overdue_workdays)):
        day = speaking.on_or_after(workdays.forward(due_on, step))
        if day >= issued_on:
            dated[day] = f"overdue-{step}"
    return dated


def plan_at_once(policy: Policy, workdays: Workdays, *, stage: str, now: datetime) -> Iterator[Planned]:
    """Yield what is said at the next office hour: work came back ("returned-2"), an extension was asked."""
    at = next_office_hour(policy, workdays, now=now)
    for part, channel in policy.told(stage):
        yield Planned(stage, part, channel, at)


def next_office_hour(policy: Policy, workdays: Workdays, *, now: datetime) -> datetime:
    """Return `now` itself within office hours, else the first minute of the next; in Beijing time."""
    here = now.astimezone(days.BEIJING)
    if not policy.quiet(here, workdays):
        return here
    begun = here.time() >= policy.begins_at
    return _begins(policy, workdays, here.date() + timedelta(days=begun))


def next_day(policy: Policy, workdays: Workdays, *, at: datetime) -> datetime:
    """Return the first minute at which people are written to after the day of `at`; in Beijing time."""
    return _begins(policy, workdays, days.beijing_day(at) + timedelta(days=1))


def _begins(policy: Policy, workdays: Workdays, day: date) -> datetime:
    return days.at(policy.speaking(workdays).on_or_after(day), policy.begins_at)
