"""Judge what was handed in: accept it, or send it back with the reason."""

from datetime import datetime

from sqlmodel import Session

from models import Action, Person, Review, Task, Verdict
from models.refusals import WrongState
from steps.working.move import move
from steps.working.say_at_once import say_returned
from store import tasks


def accept(session: Session, task_id: int, by: Person, *, now: datetime) -> Task:
    """Accept the latest round. Never one's own.

    Raises:
        NotFound, NotYours, WrongState: as `move`.

    """
    task = move(session, task_id, Action.ACCEPT, by, now=now)
    _record(session, task_id, Verdict.ACCEPTED, "", by=by, now=now)
    return task


def send_back(session: Session, task_id: int, by: Person, *, reason: str, now: datetime) -> Task:
    """Return the latest round with a reason; its owner is told at the next office hour.

    Raises:
        NotFound, NotYours, WrongState: as `move`.

    """
    task = move(session, task_id, Action.RETURN, by, now=now, reason=reason)
    _record(session, task_id, Verdict.RETURNED, reason, by=by, now=now)
    say_returned(session, task, now=now)
    return task


def _record(
    session: Session, task_id: int, verdict: Verdict, reason: str, *, by: Person, now: datetime
) -> Review:
    latest = tasks.latest_submission(session, task_id)
    if latest is None or latest.id is None or by.id is None:
        raise WrongState("这项任务还没有交材料，不能审核。")
    review = Review(submission_id=latest.id, by_id=by.id, at=now, verdict=verdict, reason=reason)
    session.add(review)
    session.flush()
    return review
