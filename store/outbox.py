"""Messages on their way: who holds one, how each attempt ended, what time does to them."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, and_, bindparam, func, insert, or_, select, update
from sqlmodel import Session, SQLModel

from models import MessageEvent, MessageState, NoticeState, Outcome, TaskState
from models.states import DONE
from store.calling_off import HANDED_IN, call_off, tell_anew
from store.moving import FAIL, MESSAGE, NOTICE, ON_ITS_WAY, STILL_CARRIED, TAKEN, moved, unbind
from store.rows import by_hundreds
from store.spelled import Spelled

LEASE = timedelta(minutes=15)  # longer than any server may take to answer (mail: ten minutes)
BACK_OFF = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240))
RESENT_WHEN_UNCERTAIN = frozenset({"mail"})  # same bytes, same Message-ID; an SMS is never sent blindly twice
UNANSWERED = 2  # attempts that the far side may leave without an answer; then a person decides

ATTEMPT, BODY, TASK, PERSON = (
    SQLModel.metadata.tables[name] for name in ("attempt", "messagebody", "task", "person")
)


class Held(NamedTuple):
    """A message in a worker's hands; `epoch` is the token without which no outcome is written."""

    id: int
    key: str
    channel: str
    address: str
    not_before: datetime
    attempts: int
    epoch: int
    body: bytes
    person: str  # the pseudonym
    notices: tuple[tuple[int, int], ...]  # (notice, task)


class Ended(NamedTuple):
    held: Held
    outcome: Outcome
    detail: str


# ---- a worker's hands ----


def lease(session: Session, channel: str, *, limit: int, now: datetime) -> list[Held]:
    """Take messages that may go out, each under a new token until the lease ends; uncertain mails first.

    Uncertain ones are not marked: `begin` takes whichever are still as they were seen.
    """
    due = (
        select(MESSAGE.c.id)
        .where(MESSAGE.c.state == MessageState.PLANNED, _may_go(channel, now))
        .order_by(MESSAGE.c.not_before, MESSAGE.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    taken = session.execute(
        moved(MessageEvent.LEASE)
        .where(MESSAGE.c.id.in_(select(due.c.id)))
        .values(lease_epoch=MESSAGE.c.lease_epoch + 1, leased_until=now + LEASE)
        .returning(*_HELD)
    )
    turn = sorted(taken, key=lambda row: (row.not_before, row.id))
    return _in_full(session, [*_uncertain(session, channel, now=now), *turn])


def _may_go(channel: str, now: datetime) -> ColumnElement[bool]:
    return ON_ITS_WAY & (MESSAGE.c.channel == channel) & (MESSAGE.c.not_before <= now)


_HELD = (
    MESSAGE.c.id,
    MESSAGE.c.key,
    MESSAGE.c.channel,
    MESSAGE.c.address,
    MESSAGE.c.not_before,
    MESSAGE.c.attempts,
    MESSAGE.c.lease_epoch,
)


def _uncertain(session: Session, channel: str, *, now: datetime) -> Sequence[Row[Any]]:
    """Return what may have gone out and may go once more: some task of it is still to be done."""
    query = (
        select(*_HELD)
        .where(_may_go(channel, now), _goes_again())
        .order_by(MESSAGE.c.not_before, MESSAGE.c.id)
    )
    return session.execute(query).all()


def _goes_again() -> ColumnElement[bool]:
    """Say of an uncertain message that the program itself sees to it; of any other, a person decides."""
    unanswered = (
        select(func.count())
        .where(ATTEMPT.c.message_id == MESSAGE.c.id, ATTEMPT.c.outcome == Outcome.UNCERTAIN)
        .scalar_subquery()
    )
    return and_(
        MESSAGE.c.state == MessageState.UNCERTAIN,
        MESSAGE.c.channel.in_(RESENT_WHEN_UNCERTAIN),
        unanswered < UNANSWERED,
    )


def _in_full(session: Session, rows: Sequence[Row[Any]]) -> list[Held]:
    """Add what is said, and what the log says of it: who is told, and the notices it carries."""
    ids = [row.id for row in rows]
    notices: dict[int, list[tuple[int, int]]] = {}
    said: dict[int, tuple[bytes, str]] = {}
    for some in by_hundreds(ids):
        carried = select(NOTICE.c.message_id, NOTICE.c.id, NOTICE.c.task_id).where(
            NOTICE.c.message_id.in_(some), NOTICE.c.state == NoticeState.CARRIED
        )
        for message, notice, task in session.execute(carried.order_by(NOTICE.c.id)):
            notices.setdefault(message, []).append((notice, task))
        told = (
            select(MESSAGE.c.id, BODY.c.body, PERSON.c.pseudonym)
            .join(BODY, BODY.c.message_id == MESSAGE.c.id)
            .join(PERSON, PERSON.c.id == MESSAGE.c.person_id)
        )
        for message, body, person in session.execute(told.where(MESSAGE.c.id.in_(some))):
            said[message] = body, person
    return [Held._make((*row, *said[row.id], tuple(notices.get(row.id, ())))) for row in rows]


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


def give_back(session: Session, held: Sequence[Held], channel: str, reason: str, *, now: datetime) -> int:
    """Let go of what was leased and not begun; say why nothing more goes out. Returns how many wait.

    A message is untouched by it: it goes first when the far side is back.
    """
    for each in held:
        session.execute(
            moved(MessageEvent.LAPSE)
            .where(MESSAGE.c.id == each.id, MESSAGE.c.lease_epoch == each.epoch)
            .values(leased_until=None)
        )
    waiting = list(
        session.scalars(
            update(MESSAGE)
            .where(MESSAGE.c.state == MessageState.PLANNED, _may_go(channel, now))
            .values(reason=reason)
            .returning(MESSAGE.c.id)
        )
    )
    for some in by_hundreds(waiting):
        session.execute(
            update(NOTICE)
            .where(NOTICE.c.message_id.in_(some), NOTICE.c.state == NoticeState.CARRIED)
            .values(reason=reason)
        )
    return len(waiting)


# ---- what time does to messages ----


def rescue(session: Session, *, now: datetime) -> list[Held]:
    """Take back what dead workers held; return those whose attempt had begun, now uncertain."""
    over = ON_ITS_WAY & (MESSAGE.c.leased_until < now)
    session.execute(moved(MessageEvent.LAPSE).where(over).values(leased_until=None))
    reason = "发送时程序中断，是否送出不能确定"
    rows = session.execute(
        moved(Outcome.ABANDONED).where(over).values(leased_until=None, reason=reason).returning(*_HELD)
    )
    dead = _in_full(session, rows.all())
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
        or_(MESSAGE.c.state == MessageState.PLANNED, _goes_again()),
    )
    expired = list(session.scalars(over.returning(MESSAGE.c.id)))
    for some in by_hundreds(expired):
        unbind(session, NOTICE.c.message_id.in_(some))
    return len(expired)
