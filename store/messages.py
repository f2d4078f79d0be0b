"""Messages that have left, and what is known of them since."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select, update

from models import Attempt, MailboxMark, Message, MessageBody, MessageEvent, MessageState, Outcome
from store.moving import FAIL, MESSAGE, STILL_CARRIED, TAKEN, moved


def put(session: Session, message: Message, body: bytes) -> None:
    """Put one message into the outbox, with the bytes that will leave."""
    session.add(message)
    session.flush()
    assert message.id is not None
    session.add(MessageBody(message_id=message.id, body=body))


def named(session: Session, *, key: str = "", server_id: str = "") -> Message | None:
    """Return the message that has our key, else the far side's own id; never one without either."""
    if not key and not server_id:
        return None
    which = Message.key == key if key else Message.server_id == server_id
    return session.exec(select(Message).where(which)).first()


def unreported(session: Session, channel: str, since: datetime) -> Sequence[tuple[Message, datetime]]:
    """Return what was made after `since`, taken or perhaps taken, and not reported; and when last tried."""
    query = (
        select(Message, func.max(col(Attempt.begun_at)))
        .join(Attempt, col(Attempt.message_id) == Message.id)
        .where(
            Message.channel == channel,
            Message.made_at > since,
            col(Message.state).in_((MessageState.ACCEPTED, MessageState.UNCERTAIN)),
        )
        .group_by(col(Message.id))
        .order_by(col(Message.id))
    )
    return session.exec(query).all()


def asked(session: Session, message_id: int, *, now: datetime) -> None:
    session.exec(update(Message).where(col(Message.id) == message_id).values(asked_at=now))


def mark(session: Session, place: str) -> MailboxMark | None:
    return session.exec(select(MailboxMark).where(MailboxMark.place == place)).first()


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
        moved(told).where(named, ~sending).values(reason=reason, **values).returning(MESSAGE.c.id)
    )
    if found is None:
        return None
    if told is MessageEvent.BOUNCED:
        FAIL.run(session, held=found, why=reason)
    elif again:
        STILL_CARRIED.run(session, held=found, why="")
    else:
        TAKEN.run(session, held=found)
    return int(found)
