"""Notices that failed and that nothing has made good since: somebody was not told."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import and_, exists, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models import Duty, DutyList, ListState, Message, Notice, NoticeState, Person, Task
from models.states import WAITING
from store.moving import FAILED_NOTICE


class Failed(NamedTuple):
    """Without a message, nobody could be addressed, or who was had no address."""

    notice: Notice
    task: Task
    message: Message | None
    person: Person | None  # whom the message was for


def failed(session: Session) -> Sequence[Failed]:
    """Return the failed notices of issued lists in order of time.

    Left out are those told again, and those of whose task a later notice reached the same part.
    """
    later = aliased(Notice)
    made_good = exists().where(
        col(later.task_id) == Notice.task_id,
        col(later.part) == Notice.part,
        col(later.told_department_id) == Notice.told_department_id,
        col(later.channel) == Notice.channel,
        or_(
            and_(col(later.stage) == Notice.stage, col(later.plan) == -col(Notice.id)),
            and_(col(later.state) == NoticeState.SENT, col(later.planned_at) >= Notice.planned_at),
        ),
    )
    query = (
        select(Notice, Task, Message, Person)
        .join(Task, col(Task.id) == Notice.task_id)
        .join(Duty, col(Duty.id) == Task.duty_id)
        .join(DutyList, col(DutyList.id) == Duty.list_id)
        .outerjoin(Message, col(Message.id) == Notice.message_id)
        .outerjoin(Person, col(Person.id) == Message.person_id)
        .where(FAILED_NOTICE, DutyList.state == ListState.ISSUED, ~made_good)
        .order_by(col(Notice.planned_at), col(Notice.id))
    )
    return [Failed(*row) for row in session.exec(query)]


def waiting_beside(session: Session, notice: Notice) -> Notice | None:
    """Return the first notice that is still to say something of the same task to the same part."""
    query = select(Notice).where(
        Notice.task_id == notice.task_id,
        Notice.part == notice.part,
        Notice.told_department_id == notice.told_department_id,
        Notice.channel == notice.channel,
        col(Notice.state).in_(WAITING),
    )
    return session.exec(query.order_by(col(Notice.planned_at))).first()
