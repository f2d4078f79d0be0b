"""Take in the receipts that a gateway pushes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models import Message, MessageEvent, MessageState, Outcome
from notifications.receipts import Fate, Receipt, Sent, is_about
from steps.working.report import report
from store import log, messages
from store.db import Database, begin

SAYS: dict[Fate, MessageEvent | Outcome] = {
    Fate.DELIVERED: MessageEvent.DELIVERED,
    Fate.BOUNCED: MessageEvent.BOUNCED,
    Fate.UNDERWAY: Outcome.ACCEPTED,
    Fate.NEVER_TAKEN: MessageEvent.NEVER_TAKEN,
}


@dataclass(frozen=True)
class Received:
    applied: int = 0
    known: int = 0  # said before, or too late to matter
    unknown: int = 0  # about no message of ours: kept out, and counted in the log
    early: int = 0  # about a message that is just being sent: to be told again


def receive(database: Database, receipts: Iterable[Receipt], *, now: datetime) -> Received:
    """Apply receipts that name a message of ours by number and key; keep out all others."""
    with begin(database) as session:
        found = [_received(session, receipt, now=now) for receipt in receipts]
        received = Received(**{name: found.count(name) for name in ("applied", "known", "unknown", "early")})
        if received.unknown:
            log.append(
                session,
                at=now,
                actor="system",
                role="system",
                action="receipt.unknown",
                about="gateway:sms",
                detail={"count": received.unknown},
            )
    return received


def _received(session: Session, receipt: Receipt, *, now: datetime) -> str:
    message = messages.named(session, key=receipt.key, server_id=receipt.server_id)
    if message is None or message.channel != "sms":
        return "unknown"
    if not is_about(receipt, sent(message, message.made_at)):
        return "unknown"
    if message.state is MessageState.SENDING:
        return "early"
    return "applied" if apply(session, message, receipt, now=now) else "known"


def sent(message: Message, begun_at: datetime) -> Sent:
    return Sent(message.key, message.address, begun_at, message.server_id)


def apply(session: Session, message: Message, receipt: Receipt, *, now: datetime) -> bool:
    """Write down what became of a message; return whether it was news."""
    reason = receipt.reason if receipt.fate is Fate.BOUNCED else ""
    return report(session, message, SAYS[receipt.fate], reason, now=now)
