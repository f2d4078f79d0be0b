"""Taking back what is still to be said: of work that is done or handed in, and to who answers no more."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import Session

from models import MessageEvent, MessageState, NoticeEvent, NoticeState
from store.moving import MESSAGE, NOTICE, moved, notices_moved, unbind
from store.rows import by_hundreds

HANDED_IN = "已交材料，其余任务重新告知"


def call_off(
    session: Session,
    task_ids: Collection[int],
    reason: str,
    *,
    stages: Collection[str] = ("",),
    since: datetime | None = None,
) -> None:
    """Cancel all that is still to be said of tasks; what has left, or is leaving, is beyond us.

    `stages`: only of these kinds ("due-in"), where what else is to be said still holds. `since`: not what
    was due before and could not leave yet, nor what is told again.
    A message that for certain has not left is cancelled; its notices of other tasks are told anew. An
    uncertain one is not sent again once nothing else is left in it.
    """
    session.flush()
    for some in by_hundreds(list(task_ids)):
        ours = NOTICE.c.task_id.in_(some) & or_(*(NOTICE.c.stage.startswith(stage) for stage in stages))
        if since is not None:
            ours &= (NOTICE.c.planned_at >= since) & (NOTICE.c.plan > 0)
        cancel = notices_moved(NoticeEvent.CALL_OFF).values(reason=reason)
        carrying = list(
            session.scalars(
                select(NOTICE.c.message_id).where(ours, NOTICE.c.state == NoticeState.CARRIED).distinct()
            )
        )
        stopped = _called_off(session, carrying, reason, MESSAGE.c.state != MessageState.UNCERTAIN)
        doubtful = list(
            session.scalars(
                select(MESSAGE.c.id)
                .where(MESSAGE.c.id.in_(carrying), MESSAGE.c.state == MessageState.UNCERTAIN)
                .with_for_update()  # or it expires meanwhile, and its notices with it are planned again
            )
        )
        session.execute(cancel.where(ours, NOTICE.c.state == NoticeState.PLANNED))
        session.execute(cancel.where(ours, NOTICE.c.message_id.in_([*stopped, *doubtful])))
        unbind(session, NOTICE.c.message_id.in_(stopped))
        left = select(NOTICE.c.id).where(
            NOTICE.c.message_id == MESSAGE.c.id, NOTICE.c.state == NoticeState.CARRIED
        )
        _called_off(session, doubtful, f"{reason}；此前是否送出不能确定", ~left.exists())


def tell_anew(session: Session, task_ids: Collection[int], reason: str) -> None:
    """Cancel what for certain has not left and speaks of tasks; the next sweep says what still holds."""
    session.flush()
    for some in by_hundreds(list(task_ids)):
        carrying = select(NOTICE.c.message_id).where(
            NOTICE.c.task_id.in_(some), NOTICE.c.state == NoticeState.CARRIED
        )
        _stop(session, list(session.scalars(carrying.distinct())), reason)


def take_back(session: Session, person_id: int, reason: str) -> None:
    """Cancel what for certain has not left for a person; its notices wait to be told anew, to who answers."""
    waiting = list(
        session.scalars(
            select(MESSAGE.c.id).where(
                MESSAGE.c.person_id == person_id,
                MESSAGE.c.state.in_((MessageState.PLANNED, MessageState.LEASED)),
            )
        )
    )
    for some in by_hundreds(waiting):
        _stop(session, some, reason)


def _stop(session: Session, ids: Collection[int], reason: str) -> None:
    stopped = _called_off(session, ids, reason, MESSAGE.c.state != MessageState.UNCERTAIN)
    unbind(session, NOTICE.c.message_id.in_(stopped))


def _called_off(session: Session, ids: Collection[int], reason: str, which: ColumnElement[bool]) -> list[int]:
    return list(
        session.scalars(
            moved(MessageEvent.CALL_OFF)
            .where(MESSAGE.c.id.in_(ids), which)
            .values(reason=reason, leased_until=None)
            .returning(MESSAGE.c.id)
        )
    )
