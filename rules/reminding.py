"""Who is told what, when, and by which channel."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from models.notice import Part
from models.refusals import BadSetting
from models.task import Task
from rules import days
from rules.layout import Piece
from rules.workdays import Workdays


@dataclass(frozen=True)
class Route:
    """At `stage`, one ("overdue-5") or all of its kind ("overdue"), tell `part` by `channels`."""

    stage: str
    part: Part
    channels: tuple[str, ...]


ROUTES = (
    Route("opens", Part.OWNER, ("mail",)),
    Route("due-in", Part.OWNER, ("mail",)),
    Route("due-today", Part.OWNER, ("mail", "sms")),
    Route("overdue", Part.OWNER, ("mail", "sms")),
    Route("overdue-5", Part.DEPARTMENT_HEAD, ("mail",)),
    Route("overdue-10", Part.COORDINATOR, ("mail",)),  # who decides whether the leader hears of it
    Route("returned", Part.OWNER, ("mail", "sms")),
)


@dataclass(frozen=True)
class Policy:
    """What an office has settled about reminding.

    Raises:
        BadSetting: it contradicts itself, tells no owner, or would report to a leader by machine.

    """

    lead_workdays: tuple[int, ...] = (5, 1)
    on_due_day: bool = True
    overdue_workdays: tuple[int, ...] = (1, 5, 10)
    opening: bool = True  # say so when a window opens after the list was issued
    begins_at: time = time(9)  # office hours, of Beijing; notices are planned for the first minute
    ends_at: time = time(18)
    routes: tuple[Route, ...] = ROUTES

    def __post_init__(self) -> None:
        if any(count < 1 for count in (*self.lead_workdays, *self.overdue_workdays)):
            raise BadSetting("提醒办法中的提前天数和逾期天数须为不小于1的工作日数。")
        if self.begins_at >= self.ends_at:
            raise BadSetting("提醒办法中的办公时间有误：开始时间须早于结束时间。")
        stages = self.stages()
        for route in self.routes:
            if route.part is Part.LEADER:
                raise BadSetting("不能由系统直接向分管领导通报，请改为告知统筹人，由统筹人决定。")
            if not any(route.stage in (stage, kind(stage)) for stage in stages):
                raise BadSetting(f"提醒办法没有“{route.stage}”这一环节，请核对逾期天数与告知对象。")
        for stage in stages:
            if Part.OWNER not in {part for part, _ in self.told(stage)}:
                raise BadSetting(f"提醒办法的“{stage}”环节没有告知责任人，请补上。")

    def stages(self) -> tuple[str, ...]:
        """Name every stage this policy knows, in order of time; returned comes at any time."""
        return (
            *(("opens",) if self.opening else ()),
            *(f"due-in-{count}" for count in sorted(set(self.lead_workdays), reverse=True)),
            *(("due-today",) if self.on_due_day else ()),
            *(f"overdue-{count}" for count in sorted(set(self.overdue_workdays))),
            "returned",
        )

    def told(self, stage: str) -> tuple[tuple[Part, str], ...]:
        """List who is told at `stage`, each with the channel; no pair twice."""
        names = (stage, kind(stage))
        pairs = (
            (route.part, channel)
            for route in self.routes
            if route.stage in names
            for channel in route.channels
        )
        return tuple(dict.fromkeys(pairs))

    def quiet(self, now: datetime, workdays: Workdays) -> bool:
        """Say whether nobody is to be written to at `now`: a rest day, or outside office hours."""
        here = now.astimezone(days.BEIJING)
        return not (self.begins_at <= here.time() < self.ends_at and workdays.is_workday(here.date()))


class Planned(NamedTuple):
    """A notice that should go out at `at`: not yet a row, names no person.

    (stage, part, channel) is unique within a task.
    """

    stage: str
    part: Part
    channel: str
    at: datetime  # aware, of Beijing, an office hour of a working day


def kind(stage: str) -> str:
    """Strip the number: "due-in-5" -> "due-in"."""
    head, _, tail = stage.rpartition("-")
    return head if tail.isdigit() else stage


def plan(task: Task | Piece, policy: Policy, workdays: Workdays, *, issued_on: date) -> Iterator[Planned]:
    """Yield the notices of one task in order of time. Pure: asked again, the same.

    Leads count working days back from the last working day of the window, overdue steps count working
    days on from the due day. Nothing is said before the window opens or before `issued_on`, and a day
    speaks of one stage only. A window without any working day is announced on the working day before it.
    To lay a changed policy out anew, give the day of the change as `issued_on`.
    """
    if task.backfill or task.due_on is None:
        return
    dated = _dated(task.opens_on, task.due_on, policy, workdays, issued_on=issued_on)
    for day, stage in dated.items():
        at = days.at(day, policy.begins_at)
        for part, channel in policy.told(stage):
            yield Planned(stage, part, channel, at)


def _dated(
    opens_on: date, due_on: date, policy: Policy, workdays: Workdays, *, issued_on: date
) -> dict[date, str]:
    """Date the stages, in order of time; where two fall on one day, the one nearer to the due day speaks."""
    first, last = max(opens_on, issued_on), workdays.on_or_before(due_on)
    dated: dict[date, str] = {}
    if policy.opening and opens_on > issued_on:
        opening = workdays.on_or_after(opens_on)
        if opening <= last:
            dated[opening] = "opens"
    for lead in sorted(set(policy.lead_workdays), reverse=True):
        day = workdays.back(last, lead)
        if day >= first:
            dated[day] = f"due-in-{lead}"
    if policy.on_due_day and last >= issued_on:
        dated[last] = "due-today"
    for step in sorted(set(policy.overdue_workdays)):
        day = workdays.forward(due_on, step)
        if day >= issued_on:
            dated[day] = f"overdue-{step}"
    return dated


def plan_return(policy: Policy, workdays: Workdays, *, times: int, now: datetime) -> Iterator[Planned]:
    """Yield what tells the owner, at the next office hour, that work came back for the `times`-th time."""
    stage = f"returned-{times}"
    at = next_office_hour(policy, workdays, now=now)
    for part, channel in policy.told(stage):
        yield Planned(stage, part, channel, at)


def next_office_hour(policy: Policy, workdays: Workdays, *, now: datetime) -> datetime:
    """Return `now` itself within office hours, else the first minute of the next; in Beijing time."""
    here = now.astimezone(days.BEIJING)
    if not policy.quiet(here, workdays):
        return here
    begun = here.time() >= policy.begins_at
    return days.at(workdays.on_or_after(here.date() + timedelta(days=begun)), policy.begins_at)
