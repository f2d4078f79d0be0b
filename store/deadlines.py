"""A person's deadlines, as their calendar shows them."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from models import Duty, DutyList, ListState, Task
from models.states import DONE
from store import people


def of_person(session: Session, person_id: int, day: date) -> Sequence[Task]:
    """Return what a person answers for on `day`, or stands in for, and is not done, in order of time."""
    posts = [post.id for post in people.posts_answered_by(session, person_id, day)]
    query = (
        select(Task)
        .join(Duty, col(Duty.id) == Task.duty_id)
        .join(DutyList, col(DutyList.id) == Duty.list_id)
        .where(
            DutyList.state == ListState.ISSUED,
            col(Task.post_id).in_(posts),
            col(Task.state).not_in(DONE),
            col(Task.due_on).is_not(None),
        )
        .order_by(col(Task.due_on), col(Task.id))
    )
    return session.exec(query).all()
