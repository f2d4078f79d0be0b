"""Lay out the year: every task and every notice as a row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert
from sqlmodel import Session, col, func, select, update

from models import Duty, Notice, NoticeState, Person, Post, Task
from rules import layout
from rules.days import beijing_day
from rules.deadlines.reading import Reading
from rules.reminding import Policy, plan
from rules.workdays import Workdays
from store import calendar, log, people, tasks


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
    session: Session, duties: Sequence[Duty], desk: Desk, *, issued_on: date, by: Person, now: datetime
) -> list[Task]:
    """Cut the tasks of duties that have none yet. What is already past is 待补录.

    Raises:
        BadList: a department has nobody to own the task; nothing is written then.

    """
    names = {post: holder.name for post, holder in desk.holders.items()}
    cut: list[Task] = []
    for duty in duties:
        assert duty.id is not None
        present = {(task.occurrence, task.department_id) for task in tasks.of_duty(session, duty.id)}
        for department in duty.lead_ids:
            post = layout.owner_post(duty, department, desk.posts, names)
            assert post.id is not None
            for slot in layout.slots(Reading.from_json(duty.reading)):
                if (slot.occurrence, department) in present:
                    continue
                cut.append(
                    Task(
                        duty_id=duty.id,
                        occurrence=slot.occurrence,
                        department_id=department,
                        post_id=post.id,
                        label=slot.label,
                        demand=duty.task,
                        department_name=desk.departments[department],
                        owner_name=names.get(post.id, ""),
                        evidence_asked=list(duty.evidence),
                        min_count=slot.min_count,
                        unit=slot.unit,
                        opens_on=slot.opens_on,
                        due_on=slot.due_on,
                        first_due_on=slot.due_on,
                        backfill=slot.due_on is not None and slot.due_on < issued_on,
                        moved_at=now,
                    )
                )
    session.add_all(cut)
    session.flush()
    for task in cut:
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
    return cut


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


def added(task: Task) -> Change:
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
    session: Session, planned_for: Sequence[Task], policy: Policy, desk: Desk, *, issued_on: date
) -> int:
    """Lay out the notices of tasks; what was planned before and not sent is cancelled.

    Returns the number of notices planned.
    """
    ids = [task.id for task in planned_for if task.id is not None]
    plans = _plans_so_far(session, ids)
    for start in range(0, len(ids), 500):
        session.exec(
            update(Notice)
            .where(
                col(Notice.task_id).in_(ids[start : start + 500]),
                col(Notice.state) == NoticeState.PLANNED,
                col(Notice.message_id).is_(None),
                ~col(Notice.stage).startswith("returned"),
            )
            .values(state=NoticeState.CANCELLED, reason="时限或责任有变，重新安排")
        )
    rows = [
        {
            "task_id": task.id,
            "stage": notice.stage,
            "part": notice.part,
            "channel": notice.channel,
            "plan": plans.get(task.id or 0, 0) + 1,
            "planned_at": notice.at,
            "state": NoticeState.PLANNED,
            "reason": "",
        }
        for task in planned_for
        for notice in plan(task, policy, desk.workdays, issued_on=issued_on)
    ]
    if rows:
        session.execute(insert(Notice), rows)
    return len(rows)


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
