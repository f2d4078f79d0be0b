"""Notices and messages: what is due, who holds it, how it ended."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select, update

from models import Attempt, Duty, Message, MessageState, Notice, NoticeState, Outcome, Task
from models.states import MESSAGE_MOVES

LEASE = timedelta(minutes=15)  # longer than any server may take to answer
BACK_OFF = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240))
RESENT_WHEN_UNCERTAIN = frozenset({"mail"})  # same bytes, same Message-ID; an SMS is never sent blindly twice


def due_notices(
    session: Session, channels: Collection[str], *, now: datetime
) -> Sequence[tuple[Notice, Task]]:
    """Return the notices whose time has come and that no message carries yet, with their tasks."""
    query = (
        select(Notice, Task)
        .join(Task, col(Task.id) == Notice.task_id)
        .where(
            Notice.state == NoticeState.PLANNED,
            col(Notice.planned_at) <= now,
            col(Notice.message_id).is_(None),
            col(Notice.channel).in_(channels),
        )
        .order_by(col(Notice.planned_at), col(Notice.id))
        .with_for_update(skip_locked=True, of=Notice)
    )
    return session.exec(query).all()


def say_why_waiting(session: Session, channels: Collection[str], reason: str, *, now: datetime) -> int:
    """Mark due notices of channels that are switched off with the reason; they stay planned."""
    done = session.exec(
        update(Notice)
        .where(
            col(Notice.state) == NoticeState.PLANNED,
            col(Notice.planned_at) <= now,
            col(Notice.message_id).is_(None),
            col(Notice.channel).not_in(channels),
        )
        .values(reason=reason)
    )
    return int(done.rowcount)


def rescue(session: Session, *, now: datetime) -> int:
    """Turn messages whose sender died into uncertain ones; return how many."""
    dead = session.exec(
        select(Message)
        .where(Message.state == MessageState.SENDING, col(Message.leased_until) < now)
        .with_for_update(skip_locked=True)
    ).all()
    for message in dead:
        message.state = MESSAGE_MOVES[message.state, Outcome.UNCERTAIN]
        message.reason = "发送时程序中断，是否送出不能确定"
        session.add(message)
        _end_attempt(session, message, Outcome.UNCERTAIN, message.reason, now=now)
    return len(dead)


def claim(session: Session, channel: str, *, limit: int, now: datetime) -> list[Message]:
    """Lease messages that may go out, each with its attempt on record before a byte leaves."""
    ready = [MessageState.READY]
    if channel in RESENT_WHEN_UNCERTAIN:
        ready.append(MessageState.UNCERTAIN)
    claimed = session.exec(
        select(Message)
        .where(
            Message.channel == channel,
            col(Message.state).in_(ready),
            col(Message.not_before) <= now,
        )
        .order_by(col(Message.not_before), col(Message.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for message in claimed:
        assert message.id is not None
        message.state = MESSAGE_MOVES[message.state, Outcome.BEGUN]
        message.lease_epoch += 1
        message.attempts += 1
        message.leased_until = now + LEASE
        session.add(message)
        session.add(Attempt(message_id=message.id, lease_epoch=message.lease_epoch, begun_at=now))
    session.flush()
    return list(claimed)


def settle(
    session: Session, claimed: Message, outcome: Outcome, detail: str, *, now: datetime
) -> Message | None:
    """Write how a leased message ended, and what that means for its notices.

    Returns None, and writes nothing, when somebody else holds a later lease.
    """
    message = session.exec(select(Message).where(Message.id == claimed.id).with_for_update()).one()
    if message.lease_epoch != claimed.lease_epoch or message.state is not MessageState.SENDING:
        return None
    message.state = MESSAGE_MOVES[message.state, outcome]
    message.reason = "" if outcome is Outcome.ACCEPTED else detail
    message.leased_until = None
    if outcome is Outcome.DEFERRED:
        message.not_before = now + BACK_OFF[min(message.attempts, len(BACK_OFF)) - 1]
    session.add(message)
    _end_attempt(session, message, outcome, detail, now=now)
    states = {Outcome.ACCEPTED: NoticeState.SENT, Outcome.REFUSED: NoticeState.FAILED}
    values = {"state": states.get(outcome, NoticeState.PLANNED), "reason": message.reason}
    session.exec(update(Notice).where(col(Notice.message_id) == message.id).values(**values))
    return message


def _end_attempt(session: Session, message: Message, outcome: Outcome, detail: str, *, now: datetime) -> None:
    session.exec(
        update(Attempt)
        .where(col(Attempt.message_id) == message.id, col(Attempt.lease_epoch) == message.lease_epoch)
        .values(outcome=outcome, ended_at=now, detail=detail)
    )


def carried(session: Session, message_id: int) -> Sequence[Notice]:
    query = select(Notice).where(Notice.message_id == message_id).order_by(col(Notice.id))
    return session.exec(query).all()


def of_task(session: Session, task_id: int) -> Sequence[Notice]:
    query = select(Notice).where(Notice.task_id == task_id).order_by(col(Notice.planned_at), col(Notice.id))
    return session.exec(query).all()


def tasks_with_notices(session: Session, list_id: int) -> set[int]:
    """Return the tasks of a list for which any notice was ever laid out."""
    query = (
        select(Notice.task_id)
        .join(Task, col(Task.id) == Notice.task_id)
        .join(Duty, col(Duty.id) == Task.duty_id)
        .where(Duty.list_id == list_id)
        .distinct()
    )
    return set(session.exec(query))
