"""Who holds a message that may leave: taken under a token for a while, or let go again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, and_, func, select, update
from sqlmodel import Session, SQLModel

from models import MessageEvent, MessageState, NoticeState, Outcome
from store.moving import MESSAGE, NOTICE, ON_ITS_WAY, moved
from store.rows import by_hundreds

LEASE = timedelta(minutes=15)  # longer than any server may take to answer (mail: ten minutes)
RESENT_WHEN_UNCERTAIN = frozenset({"mail"})  # same bytes, same Message-ID; an SMS is never sent blindly twice
UNANSWERED = 2  # attempts that the far side may leave without an answer; then a person decides

ATTEMPT, BODY, PERSON = (SQLModel.metadata.tables[name] for name in ("attempt", "messagebody", "person"))


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
        .returning(*HELD)
    )
    turn = sorted(taken, key=lambda row: (row.not_before, row.id))
    return in_full(session, [*_uncertain(session, channel, now=now), *turn])


def _may_go(channel: str, now: datetime) -> ColumnElement[bool]:
    return ON_ITS_WAY & (MESSAGE.c.channel == channel) & (MESSAGE.c.not_before <= now)


HELD = (
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
        select(*HELD).where(_may_go(channel, now), goes_again()).order_by(MESSAGE.c.not_before, MESSAGE.c.id)
    )
    return session.execute(query).all()


def goes_again() -> ColumnElement[bool]:
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


def in_full(session: Session, rows: Sequence[Row[Any]]) -> list[Held]:
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
