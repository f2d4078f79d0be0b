"""The only door through which a task changes state."""

from datetime import datetime

from sqlmodel import Session

from models import Action, Person, Task, TaskState
from models.states import DONE, MOVES
from rules import roles
from rules.days import beijing_day
from rules.moves import next_state
from store import log, people, tasks
from store.calling_off import HANDED_IN, call_off, tell_anew


def move(
    session: Session, task_id: int, action: Action, by: Person, *, now: datetime, reason: str = ""
) -> Task:
    """Move the task and record it; both or neither.

    When it is done, what is still to be said of it is cancelled with it, until the moment bytes leave.
    While evidence waits for its reviewer, later notices stay planned: the sweep passes over them. What is
    bound and for certain has not left is taken back, and told anew without the task.

    Raises:
        NotFound: there is no such task.
        NotYours: `by` may not do that to it.
        WrongState: it cannot be done from here, or needs a reason.

    """
    task = tasks.get(session, task_id)
    today = beijing_day(now)
    latest = tasks.latest_submission(session, task_id)
    assert by.id is not None
    held = roles.of(
        task,
        people.posts_answered_by(session, by.id, today),
        person_id=by.id,
        submitted_by=latest.by_id if latest else None,
    )
    before = task.state
    task.state = next_state(before, action, held, reason)
    task.version += 1
    task.moved_at, task.reason = now, reason
    task.done_on = today if task.state in DONE else None
    if action is Action.SUBMIT:
        task.handed_in_on = today
    session.add(task)
    if task.state in DONE:
        call_off(session, [task_id], "任务已办结" if task.state is TaskState.ACCEPTED else "任务已免除")
    elif action is Action.SUBMIT:
        tell_anew(session, [task_id], HANDED_IN)
    log.append(
        session,
        at=now,
        actor=by.pseudonym,
        role=MOVES[before, action][0].value,
        action=f"task.{action}",
        about=f"task:{task_id}",
        detail={"from": str(before), "to": str(task.state), "version": task.version},
        withheld={"reason": reason},
    )
    return task
