"""Give a day to a task that has none, or that was already past when the list was issued (待补录)."""

from datetime import date, datetime

from sqlmodel import Session

from models import Duty, Person, Task
from models.refusals import NotYours, Refusal, WrongState
from models.states import WAITING_ON_OWNER
from rules.days import beijing_day
from steps.listing.lay_out import Desk, plan_notices
from store import log, people, tasks


def date_task(session: Session, task_id: int, on: date, *, by: Person, now: datetime) -> Task:
    """Set the due day and lay out the notices.

    Raises:
        WrongState: the task has its day already; a change of day is an extension or an amendment.
        Refusal: the day is past.
        NotYours: only who coordinates may.

    """
    task = tasks.get(session, task_id)
    today = beijing_day(now)
    assert by.id is not None
    if not any(post.kind == "coordinator" for post in people.posts_answered_by(session, by.id, today)):
        raise NotYours("只有统筹人才能给任务补定时限。")
    if task.state not in WAITING_ON_OWNER or not (task.backfill or task.due_on is None):
        raise WrongState("这项任务已有时限，改时限请用 xuepu list amend。")
    if on < today:
        raise Refusal(f"补定的时限 {on} 已经过去，请给一个今天或以后的日期。")
    log.append(
        session,
        at=now,
        actor=by.pseudonym,
        role="office",
        action="task.date",
        about=f"task:{task.id}",
        detail={"from": task.due_on.isoformat() if task.due_on else None, "to": on.isoformat()},
    )
    task.due_on, task.backfill = on, False
    session.add(task)
    session.flush()
    list_id = session.get_one(Duty, task.duty_id).list_id
    plan_notices(session, list_id, [task], Desk.of(session, today), issued_on=today)
    return task
