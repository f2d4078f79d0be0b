"""Link tokens: whom one names. Only digests are kept, so no token can be read out of the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlmodel import Session, col, or_, select

from models import LinkToken, Person, TokenUse
from models.refusals import NotFound
from rules.days import beijing_day


def digest_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class Reader:
    """Who holds a token, and the message it came with; a calendar's came with none."""

    person: Person
    message_id: int | None


def reader_of(session: Session, token: str, use: TokenUse, *, now: datetime) -> Reader | None:
    """Return whom a token of this use names; None where it is unknown, over, revoked, or its person left."""
    query = (
        select(LinkToken, Person)
        .join(Person, col(Person.id) == LinkToken.person_id)
        .where(LinkToken.sha256 == digest_of(token), LinkToken.use == use)
    )
    found = session.exec(query).first()
    if found is None:
        return None
    row, person = found
    gone = person.left_on is not None and person.left_on < beijing_day(now)
    return None if gone or not is_live(row, now=now) else Reader(person, row.message_id)


def is_live(row: LinkToken, *, now: datetime) -> bool:
    return row.revoked_at is None and (row.expires_at is None or now < row.expires_at)


def live(
    session: Session, *, now: datetime, person_id: int | None = None, use: TokenUse | None = None
) -> Sequence[tuple[LinkToken, Person]]:
    """Return the tokens that still open something, with their persons, the newest first."""
    query = (
        select(LinkToken, Person)
        .join(Person, col(Person.id) == LinkToken.person_id)
        .where(
            col(LinkToken.revoked_at).is_(None),
            or_(col(LinkToken.expires_at).is_(None), col(LinkToken.expires_at) > now),
        )
        .order_by(col(LinkToken.id).desc())
    )
    if person_id is not None:
        query = query.where(LinkToken.person_id == person_id)
    if use is not None:
        query = query.where(LinkToken.use == use)
    return session.exec(query).all()


def numbered(session: Session, token_id: int) -> LinkToken:
    """Return a token's row, locked.

    Raises:
        NotFound: there is none.

    """
    found = session.exec(select(LinkToken).where(LinkToken.id == token_id).with_for_update()).first()
    if found is None:
        raise NotFound(f"没有编号为 {token_id} 的链接代码，请用 xuepu token list 查看。")
    return found
