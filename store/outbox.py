"""Attempts to send: put on record, settled; and what time does to messages."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, insert, or_, select, update
from sqlmodel import Session, SQLModel

from models import MessageEvent, MessageState, NoticeState, Outcome, TaskState
from models.states import DONE
from store.calling_off import HANDED_IN, call_off, tell_anew
from store.leases import HELD, LEASE, Held, goes_again, in_full
from store.moving import FAIL, MESSAGE, NOTICE, ON_ITS_WAY, STILL_CARRIED, TAKEN, moved, unbind
from store.rows import by_hundreds
from store.spelled import Spelled

BACK_OFF = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240))

ATTEMPT, TASK = (SQLModel.metadata.tables[name] for name in ("attempt", "task"))


class Ended(NamedTuple):
    held: Held
    outcome: Outcome
    detail: str


_BEGIN = Spelled(
    moved(Outcome.BEGUN)
    .where(MESSAGE.c.id == bindparam("held"), MESSAGE.c.lease_epoch == bindparam("token"))
    .values(
        lease_epoch=MESSAGE.c.lease_epoch + 1,
        attempts=MESSAGE.c.attempts + 1,
        leased_until=bindparam("until"),
    )
)
_ATTEMPT = Spelled(
    insert(ATTEMPT).values(
        message_id=bindparam("held"),
        lease_epoch=bindparam("token"),
        begun_at=bindparam("at"),
        outcome=Outcome.BEGUN,
        detail="",
    )
)


def begin(session: Session, held: Sequence[Held], *, now: datetime) -> list[Held]:
    """Put attempts on record; return those that may leave, each under a new token.

    What was called off, or taken by another worker since, is left out.
    """
    begun = []
    for each in held:
        if _BEGIN.run(session, held=each.id, token=each.epoch, until=now + LEASE):
            _ATTEMPT.run(session, held=each.id, token=each.epoch + 1, at=now)
            begun.append(each._replace(epoch=each.epoch + 1, attempts=each.attempts + 1))
    return begun


_SETTLE = {
    outcome: Spelled(
        moved(outcome)
        .where(
            MESSAGE.c.state == MessageState.SENDING,
            MESSAGE.c.id == bindparam("held"),
            MESSAGE.c.lease_epoch == bindparam("token"),
        )
        .values(
            reason=bindparam("why"),
            leased_until=None,
            not_before=bindparam("again"),
            server_id=bindparam("answer"),
        )
    )
    for outcome in (Outcome.ACCEPTED, Outcome.DEFERRED, Outcome.REFUSED, Outcome.UNCERTAIN)
}
_END = Spelled(
    update(ATTEMPT)
    .where(ATTEMPT.c.message_id == bindparam("held"), ATTEMPT.c.lease_epoch == bindparam("token"))
    .values(outcome=bindparam("how"), ended_at=bindparam("at"), detail=bindparam("said"))
)


def settle(session: Session, ended: Ended, *, now: datetime) -> bool:
    """Write how an attempt ended, and what that means for its notices.

    Returns False where somebody else holds a later token: the message stays theirs, and what was
    learnt too late is kept with the attempt only.
    """
    held, outcome, detail = ended.held, ended.outcome, ended.detail
    taken = outcome is Outcome.ACCEPTED
    again = outcome in (Outcome.DEFERRED, Outcome.UNCERTAIN)
    mine = _SETTLE[outcome].run(
        session,
        held=held.id,
        token=held.epoch,
        why="" if taken else detail,
        again=now + BACK_OFF[min(held.attempts, len(BACK_OFF)) - 1] if again else held.not_before,
        answer=detail if taken else "",
    )
    if not mine:
        outcome, detail = Outcome.ABANDONED, f"租约过期后才得知：{detail}"
    _END.run(session, held=held.id, token=held.epoch, how=outcome, at=now, said=detail)
    if not mine:
        return False
    if taken:
        TAKEN.run(session, held=held.id)
    else:
        notices = FAIL if outcome is Outcome.REFUSED else STILL_CARRIED
        notices.run(session, held=held.id, why=detail)
    if again:
        _stop_what_is_done(session, held.id)
    return True


def _stop_what_is_done(session: Session, message_id: int) -> None:
    """Do what moving a task does, where the task moved while its message was being sent."""
    if done := _tasks_in(session, message_id, DONE):
        call_off(session, done, "任务已办结")
    if handed_in := _tasks_in(session, message_id, {TaskState.SUBMITTED}):
        tell_anew(session, handed_in, HANDED_IN)


def _tasks_in(session: Session, message_id: int, states: Collection[TaskState]) -> list[int]:
    query = (
        select(NOTICE.c.task_id)
        .join(TASK, TASK.c.id == NOTICE.c.task_id)
        .where(
            NOTICE.c.message_id == message_id,
            NOTICE.c.state == NoticeState.CARRIED,
            TASK.c.state.in_(states),
        )
        .distinct()
    )
    return list(session.scalars(query))


# ---- what time does to messages ----


def rescue(session: Session, *, now: datetime) -> list[Held]:
    """Take back what dead workers held; return those whose attempt had begun, now uncertain."""
    over = ON_ITS_WAY & (MESSAGE.c.leased_until < now)
    session.execute(moved(MessageEvent.LAPSE).where(over).values(leased_until=None))
    reason = "发送时程序中断，是否送出不能确定"
    rows = session.execute(
        moved(Outcome.ABANDONED).where(over).values(leased_until=None, reason=reason).returning(*HELD)
    )
    dead = in_full(session, rows.all())
    for each in dead:
        _END.run(session, held=each.id, token=each.epoch, how=Outcome.ABANDONED, at=now, said=reason)
        STILL_CARRIED.run(session, held=each.id, why=reason)
        _stop_what_is_done(session, each.id)
    return dead


def expire(session: Session, *, now: datetime) -> int:
    """End what could not leave, or go once more, on its day; the notices wait to be told anew."""
    over = moved(MessageEvent.EXPIRE).where(
        ON_ITS_WAY,
        MESSAGE.c.useful_until <= now,
        or_(MESSAGE.c.state == MessageState.PLANNED, goes_again()),
    )
    expired = list(session.scalars(over.returning(MESSAGE.c.id)))
    for some in by_hundreds(expired):
        unbind(session, NOTICE.c.message_id.in_(some))
    return len(expired)
