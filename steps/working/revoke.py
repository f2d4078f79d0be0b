"""Revoke tokens: from now on they open nothing."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from models import LinkToken, Person
from store import log, tokens


def revoke(session: Session, rows: Iterable[LinkToken], *, by: Person, now: datetime) -> int:
    """Revoke what is still live of `rows`; return how many. Asked again, none."""
    ended = 0
    for row in rows:
        if not tokens.is_live(row, now=now):
            continue
        row.revoked_at = now
        session.add(row)
        log.append(
            session,
            at=now,
            actor=by.pseudonym,
            role="office",
            action="token.revoke",
            about=f"token:{row.id}",
            detail={"use": str(row.use)},
        )
        ended += 1
    return ended
