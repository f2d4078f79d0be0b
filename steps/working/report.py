"""Write down what a far side, or a person, says of a message, with its log entry; both or neither."""

from datetime import datetime

from sqlmodel import Session

from models import Message, MessageEvent, Outcome, Person
from store import log, messages, people


def report(
    session: Session,
    message: Message,
    told: MessageEvent | Outcome,
    reason: str,
    *,
    by: Person | None = None,
    now: datetime,
) -> bool:
    """Return False, and write nothing, where it is no news, or comes too late to matter.

    `by`: who says so; nobody is the far side.
    """
    if messages.report(session, told, key=message.key, reason=reason, now=now) is None:
        return False
    log.append(
        session,
        at=now,
        actor=by.pseudonym if by else "system",
        role="office" if by else "system",
        action=f"message.{told}",
        about=f"message:{message.id}",
        detail={
            "channel": message.channel,
            "to": f"person:{people.person(session, message.person_id).pseudonym}",
        },
        withheld={"answer": reason},
    )
    return True
