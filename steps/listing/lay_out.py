"""Lay out the year: every task and every notice as a row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache

import orjson
from sqlmodel import Session, col, func, select

from models import Notice, NoticeState, Part, Person, Post, Task, TaskState
from rules import layout
from rules.days import at, beijing_day
from rules.deadlines.reading import Reading
from rules.layout import Cuttable, Piece
from rules.planning import Planned, plan
from rules.stages import DATED
from rules.workdays import Workdays
from store import calendar, log, notices, people, policies, tasks
from store.calling_off import call_off
from store.rows import insert_groups, insert_rows, next_ids


@dataclass(frozen=True)
class Change:
    """What happens to one task, or to a duty without one yet, in words for the coordinator."""

    task_id: int | None
    words: str


@dataclass(frozen=True)
class Desk:
    """What laying out needs to know of the office on the day."""

    posts: Sequence[Post]
    holders: Mapping[int, Person]
    departments: Mapping[int, str]
    workdays: Workdays

    @classmethod
    def of(cls, session: Session, today: date) -> "Desk":
        return cls(
            people.posts(session),
            people.holders(session, today),
            {d.id: d.name for d in people.departments(session) if d.id is not None},
            Workdays(calendar.overlay(session)),
        )


def cut(
    session: Session, duties: Sequence[Cuttable], desk: Desk, *, issued_on: date, by: Person, now: datetime
) -> list[Piece]:
    """Cut the tasks of duties that have none yet. What is already past is 待补录.

    Raises:
        BadList: a department has nobody to own the task; nothing is written then.

    """
    names = {post: holder.name for post, holder in desk.holders.items()}
    owners: dict[tuple[object, ...], Post] = {}

    def owner(duty: Cuttable, department: int) -> Post:
        asked = department, *duty.persons
        if asked not in owners:  # a list has many duties and few owners
            owners[asked] = layout.owner_post(duty, department, desk.posts, names)
        return owners[asked]

    present = tasks.laid_out(session, [duty.id or 0 for duty in duties])
    wanted = [
        (duty, department, owner(duty, department), slot)
        for duty in duties
        for department in duty.lead_ids
        for slot in _slots(orjson.dumps(duty.reading))
        if (duty.id, slot.occurrence, department) not in present
    ]
    pieces = [
        Piece(
            id=id_,
            duty_id=duty.id or 0,
            occurrence=slot.occurrence,
            department_id=department,
            post_id=post.id or 0,
            label=slot.label,
            demand=duty.task,
            department_name=desk.departments[department],
            owner_name=names.get(post.id or 0, ""),
            support_ids=duty.support_ids,
            evidence_asked=duty.evidence,
            min_count=slot.min_count,
            unit=slot.unit,
            opens_on=slot.opens_on,
            due_on=slot.due_on,
            backfill=slot.due_on is not None and slot.due_on < issued_on,
        )
        for id_, (duty, department, post, slot) in zip(
            next_ids(session, Task, len(wanted)), wanted, strict=True
        )
    ]
    insert_rows(
        session,
        Task,
        (*Piece._fields, "clause", "first_due_on", "state", "version", "moved_at", "reason"),
        ((*piece, 1, piece.due_on, TaskState.OPEN, 1, now, "") for piece in pieces),
    )
    for task in pieces:
        log.append(
            session,
            at=now,
            actor=by.pseudonym,
            role="office",
            action="task.open",
            about=f"task:{task.id}",
            detail={
                "duty": f"duty:{task.duty_id}",
                "occurrence": task.occurrence,
                "department": task.department_name,
                "post": f"post:{task.post_id}",
                "opens_on": task.opens_on.isoformat(),
                "due_on": _day(task.due_on),
                "backfill": task.backfill,
            },
        )
    return pieces


@lru_cache(maxsize=1024)
def _slots(reading: bytes) -> Sequence[layout.Slot]:
    """Return the occurrences of a reading as it is kept: a list has many duties and few deadlines."""
    return tuple(layout.slots(Reading.from_json(orjson.loads(reading))))


def redate(
    session: Session, task: Task, slot: layout.Slot, *, because: str, by: Person, now: datetime
) -> Change:
    """Move a task to another window, in the log; its notices are the caller's to plan anew.

    A day that is already past is 待补录, as at issue. `because` names what moved it, as the log does.
    """
    log.append(
        session,
        at=now,
        actor=by.pseudonym,
        role="office",
        action="task.redate",
        about=f"task:{task.id}",
        detail={"from": _day(task.due_on), "to": _day(slot.due_on), "because": because},
    )
    change = Change(
        task.id,
        f"「{task.demand}」第{task.occurrence}次：{window(task.opens_on, task.due_on)}"
        f" → {window(slot.opens_on, slot.due_on)}",
    )
    task.opens_on, task.due_on = slot.opens_on, slot.due_on
    task.backfill = slot.due_on is not None and slot.due_on < beijing_day(now)
    session.add(task)
    return change


def added(task: Task | Piece) -> Change:
    """Say that a task was added to the year."""
    late = "，已过期，待补录" if task.backfill else ""
    label = f"：{task.label}" if task.label else ""
    return Change(
        task.id,
        f"新增「{task.demand}{label}」（{task.department_name}，{window(task.opens_on, task.due_on)}{late}）",
    )


def window(opens_on: date, due_on: date | None) -> str:
    """Write a window: its last day, and the first where it lies within the same year's work."""
    if due_on is None:
        return "待定"
    return str(due_on) if (opens_on.month, opens_on.day) == (1, 1) else f"{opens_on}至{due_on}"


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def plan_notices(
    session: Session,
    list_id: int,
    planned_for: Sequence[Task | Piece],
    desk: Desk,
    *,
    issued_on: date,
    said_stays: bool = False,
) -> int:
    """Lay out the notices of tasks of one list; what was planned before and has not left is cancelled.

    `said_stays`: the due days are as they were, so what was said is not said again, and what was due
    before `issued_on` and could not leave yet still waits to be said.
    Returns the number of notices planned.
    """
    plans = _plans_so_far(session, [task.id for task in planned_for if task.id is not None])
    since = at(issued_on, time()) if said_stays else None
    call_off(session, plans, "时限或办法有变，重新安排", stages=DATED, since=since)
    said = (
        {_same(each.task_id, each) for each in notices.said(session, list(plans), today=issued_on)}
        if said_stays
        else set()
    )
    settled = policies.settled(session, list_id)
    windows: dict[tuple[object, ...], list[Planned]] = {}

    def planned(task: Task | Piece) -> list[Planned]:
        policy = settled.of(task.duty_id)
        window = id(policy), task.opens_on, task.due_on, task.backfill, *task.support_ids
        if task.department_id in task.support_ids:
            window = *window, -task.department_id
        if window not in windows:  # a year has many tasks and few windows
            windows[window] = list(plan(task, policy, desk.workdays, issued_on=issued_on))
        return windows[window]

    def unsaid(task: Task | Piece) -> list[Planned]:
        told = planned(task)
        return [each for each in told if _same(task.id or 0, each) not in said] if said else told

    return insert_groups(
        session,
        Notice,
        (
            *("task_id", "plan", "state", "reason"),
            *("stage", "part", "channel", "planned_at", "told_department_id"),
        ),
        (
            ((task.id, plans.get(task.id or 0, 0) + 1, NoticeState.PLANNED, ""), unsaid(task))
            for task in planned_for
        ),
    )


def _same(task_id: int, notice: Planned | Notice) -> tuple[int, str, Part, int, str]:
    """Return what two notices that say the same have in common; who helps is told once, at whatever stage."""
    stage = "" if notice.part is Part.SUPPORT else notice.stage
    return task_id, stage, notice.part, notice.told_department_id, notice.channel


def _plans_so_far(session: Session, ids: Sequence[int]) -> dict[int, int]:
    plans: dict[int, int] = {}
    for start in range(0, len(ids), 500):
        query = (
            select(Notice.task_id, func.max(Notice.plan))
            .where(col(Notice.task_id).in_(ids[start : start + 500]))
            .group_by(col(Notice.task_id))
        )
        plans.update(session.exec(query).all())
    return plans
