"""Make tokens: what a message or a calendar carries so that its reader is known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from models import LinkToken, Person, TokenUse
from store import log
from store.tokens import digest_of

Makers = Mapping[TokenUse, Callable[[], str]]  # which tokens a message carries, and how each is made
# A short message's code is short, so it is soon over; answers come later than clicks.
LASTS = {
    ("mail", TokenUse.TASKS): timedelta(days=30),
    ("mail", TokenUse.REPLY): timedelta(days=90),
    ("sms", TokenUse.TASKS): timedelta(days=7),
}


@dataclass(frozen=True)
class Minted:
    """The text goes into the message and nowhere else; the rows, by their columns, are kept with it."""

    texts: Mapping[TokenUse, str]
    rows: tuple[Mapping[str, object], ...]


def mint(makers: Makers, channel: str, person_id: int, *, now: datetime) -> Minted:
    """Make the tokens of one message; nothing is written yet."""
    texts = {use: make() for use, make in makers.items()}
    return Minted(
        texts,
        tuple(
            {
                "sha256": digest_of(text),
                "use": use,
                "person_id": person_id,
                "made_at": now,
                "expires_at": now + LASTS[channel, use],
            }
            for use, text in texts.items()
        ),
    )


def mint_calendar(
    session: Session, person: Person, make: Callable[[], str], *, by: Person, now: datetime
) -> str:
    """Make the token of a person's calendar, good until it is revoked; return its text, which is not kept."""
    text = make()
    assert person.id is not None
    row = LinkToken(sha256=digest_of(text), use=TokenUse.CALENDAR, person_id=person.id, made_at=now)
    session.add(row)
    session.flush()
    log.append(
        session,
        at=now,
        actor=by.pseudonym,
        role="office",
        action="token.mint",
        about=f"token:{row.id}",
        detail={"use": str(row.use), "to": f"person:{person.pseudonym}"},
    )
    return text
