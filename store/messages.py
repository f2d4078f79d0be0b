"""Messages that have left, and what is known of them since."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import defer
from sqlmodel import Session, col, func, select, update

from models import Attempt, MailboxMark, Message, MessageState


def named(session: Session, *, key: str = "", server_id: str = "") -> Message | None:
    """Return the message that has our key, else the far side's own id; never one without either."""
    if not key and not server_id:
        return None
    which = Message.key == key if key else Message.server_id == server_id
    query = select(Message).where(which).options(defer(col(Message.body)))  # type: ignore[arg-type]
    return session.exec(query).first()


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
        .options(defer(col(Message.body)))  # type: ignore[arg-type]
    )
    return session.exec(query).all()


def asked(session: Session, message_id: int, *, now: datetime) -> None:
    session.exec(update(Message).where(col(Message.id) == message_id).values(asked_at=now))


def mark(session: Session, place: str) -> MailboxMark | None:
    return session.exec(select(MailboxMark).where(MailboxMark.place == place)).first()
