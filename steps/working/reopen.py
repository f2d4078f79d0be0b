"""Open a task again that was done or waived: its owner is reminded as before."""

from datetime import datetime

from sqlmodel import Session

from models import Action, Duty, Person, Task, TaskState
from rules.days import beijing_day
from steps.listing.lay_out import Desk, plan_notices
from steps.working.move import move
from steps.working.say_at_once import say_returned


def reopen(session: Session, task_id: int, by: Person, *, reason: str, now: datetime) -> Task:
    """Lay out again what was cancelled with the work.

    Where work had been accepted, or all that a plan would say is past, the owner hears of it at once.

    Raises:
        NotFound, NotYours, WrongState: as `move`.

    """
    task, today = move(session, task_id, Action.REOPEN, by, now=now, reason=reason), beijing_day(now)
    list_id = session.get_one(Duty, task.duty_id).list_id
    desk = Desk.of(session, today)
    ahead = plan_notices(session, list_id, [task], desk, issued_on=today, said_stays=True)
    if task.state is TaskState.RETURNED or (not ahead and task.is_overdue(today)):
        say_returned(session, task, now=now)
    return task
