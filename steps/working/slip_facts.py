"""Gather what a slip is written from, as things stand now."""

from datetime import date, datetime

from sqlmodel import Session

from models import DutyList, PostKind, Slip, SlipKind, SlipState, Task
from rules.climbing import Climb, late_since
from rules.days import beijing_day
from rules.extending import pending
from rules.slip_paper import Facts, line, rests_on
from rules.workdays import Workdays
from store import calendar, extensions, people, policies, slips, tasks


def left(session: Session, slip: Slip, *, now: datetime) -> list[Task]:
    """Return the tasks that are still what the slip was drawn up for, in its order."""
    settled = policies.settled(session, slip.list_id)
    climb = Climb(settled, Workdays(calendar.overlay(session)), beijing_day(now))
    found = {task.id: task for task in tasks.of_list(session, slip.list_id)}
    named = [found[task_id] for task_id in slip.task_ids if task_id in found]
    return [task for task in named if climb.belongs(slip, task)]


def facts(
    session: Session,
    slip: Slip,
    *,
    number: str = "",
    signed_by: str = "",
    dated_on: date | None = None,
    answer_by: date | None = None,
    draft: bool = True,
    now: datetime,
) -> Facts:
    """Return the facts of a slip that was not sent yet; what is not given is left blank."""
    today = beijing_day(now)
    holders = people.holders(session, today)
    named = left(session, slip, now=now)
    duty_list = session.get_one(DutyList, slip.list_id)
    asked = extensions.waiting(session, slip.list_id)
    departments = {each.id: each.name for each in people.departments(session)}
    return Facts(
        kind=slip.kind,
        office=people.organisation(session).name,
        department=departments[slip.department_id],
        rests_on=rests_on(duty_list.title, duty_list.doc_number),
        occasion=slip.occasion,
        lines=tuple(
            line(
                task,
                holders[task.post_id].name if task.post_id in holders else "暂缺",
                today=today,
                asked=pending(asked[task.id or 0]) if task.id in asked else "",
            )
            for task in named
        ),
        answer_to=_coordinating(session, departments, today),
        before=_nudged(session, slip, named),
        number=number,
        signed_by=signed_by,
        dated_on=dated_on,
        answer_by=answer_by or slip.answer_by,
        draft=draft,
    )


def _nudged(session: Session, slip: Slip, named: list[Task]) -> tuple[str, ...]:
    """Return the numbers of the 催办单 that were sent for these tasks since they are late."""
    if slip.kind is not SlipKind.SUPERVISE:
        return ()
    since = {task.id: late_since(task) for task in named}
    return tuple(
        each.number
        for each in slips.of_list(session, slip.list_id)
        if each.kind is SlipKind.NUDGE
        and each.state is SlipState.SENT
        and any(beijing_day(each.drawn_up_at) > since[t] for t in each.task_ids if t in since)
    )


def _coordinating(session: Session, departments: dict[int | None, str], today: date) -> str:
    """Name the department that coordinates."""
    holders = people.holders(session, today)
    for post in people.posts_of_kind(session, PostKind.COORDINATOR):
        if post.id in holders and post.department_id in departments:
            return departments[post.department_id]
    return "统筹人"
