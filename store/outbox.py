"""Messages on their way: who holds one, how each attempt ended, what the far side reported later.

A state is moved by `_moved` alone, which asks `models.states.MESSAGE_MOVES`. Where rows of several tables
change, messages change before their notices, so that two transactions never wait for each other.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Update, bindparam, func, insert, or_, select, update
from sqlmodel import Session, SQLModel

from models import MessageEvent, MessageState, NoticeEvent, NoticeState, Outcome
from models.states import DONE, MESSAGE_MOVES, NOTICE_MOVES
from rules.moves import arrow
from store.spelled import Spelled

LEASE = timedelta(minutes=15)  # longer than any server may take to answer (mail: ten minutes)
BACK_OFF = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240))
RESENT_WHEN_UNCERTAIN = frozenset({"mail"})  # same bytes, same Message-ID; an SMS is never sent blindly twice
UNANSWERED = 2  # attempts that the far side may leave without an answer; then a person decides

MESSAGE, NOTICE, ATTEMPT, TASK, PERSON = (
    SQLModel.metadata.tables[name] for name in ("message", "notice", "attempt", "task", "person")
)


@dataclass(frozen=True)
class Held:
    """A message in a worker's hands; `epoch` is the token without which no outcome is written."""

    id: int
    key: str
    channel: str
    address: str
    body: bytes
    not_before: datetime
    attempts: int
    epoch: int
    person: str = ""  # the pseudonym
    notices: tuple[tuple[int, int], ...] = ()  # (notice, task)


@dataclass(frozen=True)
class Ended:
    held: Held
    outcome: Outcome
    detail: str


def _moved(event: Outcome | MessageEvent) -> Update:
    before, after = arrow(MESSAGE_MOVES, event)
    return update(MESSAGE).where(or_(*(MESSAGE.c.state == each for each in before))).values(state=after)


def _notices_moved(event: NoticeEvent) -> Update:
    before, after = arrow(NOTICE_MOVES, event)
    return update(NOTICE).where(or_(*(NOTICE.c.state == each for each in before))).values(state=after)


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
        _moved(MessageEvent.LEASE)
        .where(MESSAGE.c.id.in_(select(due.c.id)))
        .values(lease_epoch=MESSAGE.c.lease_epoch + 1, leased_until=now + LEASE)
        .returning(*_HELD)
    )
    held = [Held(*row) for row in taken]
    return _in_full(session, [*_uncertain(session, channel, now=now), *sorted(held, key=_turn)])


def _may_go(channel: str, now: datetime) -> ColumnElement[bool]:
    return (MESSAGE.c.channel == channel) & (MESSAGE.c.not_before <= now)


_HELD = (
    MESSAGE.c.id,
    MESSAGE.c.key,
    MESSAGE.c.channel,
    MESSAGE.c.address,
    MESSAGE.c.body,
    MESSAGE.c.not_before,
    MESSAGE.c.attempts,
    MESSAGE.c.lease_epoch,
)


def _turn(held: Held) -> tuple[datetime, int]:
    return held.not_before, held.id


def _uncertain(session: Session, channel: str, *, now: datetime) -> list[Held]:
    """Return what may have gone out and may go once more: some task of it is still to be done."""
    if channel not in RESENT_WHEN_UNCERTAIN:
        return []
    unanswered = (
        select(func.count())
        .where(ATTEMPT.c.message_id == MESSAGE.c.id, ATTEMPT.c.outcome == Outcome.UNCERTAIN)
        .scalar_subquery()
    )
    query = (
        select(*_HELD)
        .where(MESSAGE.c.state == MessageState.UNCERTAIN, _may_go(channel, now), unanswered < UNANSWERED)
        .order_by(MESSAGE.c.not_before, MESSAGE.c.id)
    )
    return [Held(*row) for row in session.execute(query)]


def _in_full(session: Session, held: Sequence[Held]) -> list[Held]:
    """Add what the log says of each: who is told, and the notices it carries."""
    ids = [each.id for each in held]
    notices: dict[int, list[tuple[int, int]]] = {}
    persons: dict[int, str] = {}
    for some in _by_hundreds(ids):
        carried = select(NOTICE.c.message_id, NOTICE.c.id, NOTICE.c.task_id).where(
            NOTICE.c.message_id.in_(some), NOTICE.c.state == NoticeState.CARRIED
        )
        for message, notice, task in session.execute(carried.order_by(NOTICE.c.id)):
            notices.setdefault(message, []).append((notice, task))
        told = select(MESSAGE.c.id, PERSON.c.pseudonym).join(PERSON, PERSON.c.id == MESSAGE.c.person_id)
        persons.update(session.execute(told.where(MESSAGE.c.id.in_(some))).tuples().all())
    return [replace(each, person=persons[each.id], notices=tuple(notices.get(each.id, ()))) for each in held]


_BEGIN = Spelled(
    _moved(Outcome.BEGUN)
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
            begun.append(replace(each, epoch=each.epoch + 1, attempts=each.attempts + 1))
    return begun


_SETTLE = {
    outcome: Spelled(
        _moved(outcome)
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
_OF_MESSAGE = NOTICE.c.message_id == bindparam("held")
_TAKEN = Spelled(_notices_moved(NoticeEvent.TAKEN).where(_OF_MESSAGE).values(reason=""))
_FAIL = Spelled(_notices_moved(NoticeEvent.FAIL).where(_OF_MESSAGE).values(reason=bindparam("why")))
_STILL_CARRIED = Spelled(
    update(NOTICE).where(_OF_MESSAGE, NOTICE.c.state == NoticeState.CARRIED).values(reason=bindparam("why"))
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
        _TAKEN.run(session, held=held.id)
    else:
        notices = _FAIL if outcome is Outcome.REFUSED else _STILL_CARRIED
        notices.run(session, held=held.id, why=detail)
    if again and (done := _done_tasks(session, held.id)):
        call_off(session, done, "任务已办结")
    return True


def _done_tasks(session: Session, message_id: int) -> list[int]:
    query = (
        select(NOTICE.c.task_id)
        .join(TASK, TASK.c.id == NOTICE.c.task_id)
        .where(
            NOTICE.c.message_id == message_id,
            NOTICE.c.state == NoticeState.CARRIED,
            TASK.c.state.in_(DONE),
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
            _moved(MessageEvent.LAPSE)
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
    for some in _by_hundreds(waiting):
        session.execute(
            update(NOTICE)
            .where(NOTICE.c.message_id.in_(some), NOTICE.c.state == NoticeState.CARRIED)
            .values(reason=reason)
        )
    return len(waiting)


# ---- what time does to messages ----


def rescue(session: Session, *, now: datetime) -> list[Held]:
    """Take back what dead workers held; return those whose attempt had begun, now uncertain."""
    over = MESSAGE.c.leased_until < now
    session.execute(_moved(MessageEvent.LAPSE).where(over).values(leased_until=None))
    reason = "发送时程序中断，是否送出不能确定"
    rows = session.execute(
        _moved(Outcome.ABANDONED).where(over).values(leased_until=None, reason=reason).returning(*_HELD)
    )
    dead = _in_full(session, [Held(*row) for row in rows])
    for each in dead:
        _END.run(session, held=each.id, token=each.epoch, how=Outcome.ABANDONED, at=now, said=reason)
        _STILL_CARRIED.run(session, held=each.id, why=reason)
        if done := _done_tasks(session, each.id):
            call_off(session, done, "任务已办结")
    return dead


def expire(session: Session, *, now: datetime) -> int:
    """End the messages that could not leave on their day; their notices wait to be told anew."""
    over = _moved(MessageEvent.EXPIRE).where(MESSAGE.c.useful_until <= now).returning(MESSAGE.c.id)
    expired = list(session.scalars(over))
    for some in _by_hundreds(expired):
        _unbind(session, NOTICE.c.message_id.in_(some))
    return len(expired)


def _unbind(session: Session, which: ColumnElement[bool]) -> None:
    session.execute(_notices_moved(NoticeEvent.UNBIND).where(which).values(message_id=None, reason=""))


# ---- what people and far sides say of messages ----


def call_off(
    session: Session, task_ids: Collection[int], reason: str, *, stages: Collection[str] = ("",)
) -> None:
    """Cancel all that is still to be said of tasks; what has left, or is leaving, is beyond us.

    `stages`: only of these kinds ("due-in"), where what else is to be said still holds.
    A message that for certain has not left is cancelled; its notices of other tasks are told anew. An
    uncertain one is not sent again once nothing else is left in it.
    """
    session.flush()
    for some in _by_hundreds(list(task_ids)):
        ours = NOTICE.c.task_id.in_(some) & or_(*(NOTICE.c.stage.startswith(stage) for stage in stages))
        cancel = _notices_moved(NoticeEvent.CALL_OFF).values(reason=reason)
        carrying = list(
            session.scalars(
                select(NOTICE.c.message_id).where(ours, NOTICE.c.state == NoticeState.CARRIED).distinct()
            )
        )
        stopped = _called_off(
            session,
            carrying,
            reason,
            MESSAGE.c.state != MessageState.UNCERTAIN,
        )
        doubtful = list(
            session.scalars(
                select(MESSAGE.c.id).where(
                    MESSAGE.c.id.in_(carrying), MESSAGE.c.state == MessageState.UNCERTAIN
                )
            )
        )
        session.execute(cancel.where(ours, NOTICE.c.state == NoticeState.PLANNED))
        session.execute(cancel.where(ours, NOTICE.c.message_id.in_([*stopped, *doubtful])))
        _unbind(session, NOTICE.c.message_id.in_(stopped))
        left = select(NOTICE.c.id).where(
            NOTICE.c.message_id == MESSAGE.c.id, NOTICE.c.state == NoticeState.CARRIED
        )
        _called_off(session, doubtful, f"{reason}；此前是否送出不能确定", ~left.exists())


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
    for some in _by_hundreds(waiting):
        stopped = _called_off(session, some, reason, MESSAGE.c.state != MessageState.UNCERTAIN)
        _unbind(session, NOTICE.c.message_id.in_(stopped))


def _called_off(session: Session, ids: Collection[int], reason: str, which: ColumnElement[bool]) -> list[int]:
    return list(
        session.scalars(
            _moved(MessageEvent.CALL_OFF)
            .where(MESSAGE.c.id.in_(ids), which)
            .values(reason=reason, leased_until=None)
            .returning(MESSAGE.c.id)
        )
    )


def report(
    session: Session,
    told: Outcome | MessageEvent,
    *,
    key: str = "",
    server_id: str = "",
    reason: str = "",
    now: datetime,
) -> int | None:
    """Apply what the far side, or a person, says of a message, named by our key or by its own id.

    `told`: delivered, bounced, never-taken, accepted (the far side has it), release (send it again).
    Returns the message's id; None, and writes nothing, where there is no such message or its state has
    no such move: a receipt that comes twice, or too late.
    """
    named = MESSAGE.c.key == key if key else (MESSAGE.c.server_id == server_id) & (MESSAGE.c.server_id != "")
    sending = MESSAGE.c.state == MessageState.SENDING  # its own worker will say
    again = told in (MessageEvent.NEVER_TAKEN, MessageEvent.RELEASE)
    values: dict[str, Any] = {"not_before": now} if again else {"reported_at": now}
    found = session.scalar(
        _moved(told).where(named, ~sending).values(reason=reason, **values).returning(MESSAGE.c.id)
    )
    if found is None:
        return None
    if told is MessageEvent.BOUNCED:
        _FAIL.run(session, held=found, why=reason)
    elif again:
        _STILL_CARRIED.run(session, held=found, why="")
    else:
        _TAKEN.run(session, held=found)
    return int(found)


def _by_hundreds(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), 500):
        yield ids[start : start + 500]
