"""Notices: what is due, and the messages that come to carry it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, exists, func, or_, update
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, SQLModel, col, select

from models import (
    Duty,
    LinkToken,
    Message,
    MessageBody,
    MessageState,
    Notice,
    NoticeEvent,
    NoticeState,
    Part,
    Task,
)
from models.states import NOTICE_MOVES
from rules.days import at
from rules.moves import arrow
from rules.slip_stages import PREFIX
from store.moving import MESSAGE, NOTICE, PLANNED_NOTICE, notices_moved
from store.rows import by_hundreds, insert_rows, next_ids
from store.spelled import Spelled

UNREAD = (MessageState.CANCELLED, MessageState.EXPIRED, MessageState.FAILED, MessageState.BOUNCED)


class Due(NamedTuple):
    """A notice whose time has come."""

    id: int
    task_id: int
    stage: str
    part: Part
    told_department_id: int
    channel: str


def due(session: Session, channels: Collection[str], *, now: datetime) -> list[Due]:
    """Return the notices whose time has come and that no message carries yet, in order of time."""
    return [
        Due(id_, task, stage, _PART[part], department, channel)
        for id_, task, stage, part, department, channel in _DUE.rows(session, now=now)
        if channel in channels
    ]


_PART = {str(part): part for part in Part}
_DUE = Spelled(
    select_columns(
        NOTICE.c.id,
        NOTICE.c.task_id,
        NOTICE.c.stage,
        NOTICE.c.part,
        NOTICE.c.told_department_id,
        NOTICE.c.channel,
    )
    .where(PLANNED_NOTICE, NOTICE.c.planned_at <= bindparam("now"))
    .order_by(NOTICE.c.planned_at, NOTICE.c.id)
)


def say_why_waiting(session: Session, channels: Collection[str], reason: str, *, now: datetime) -> int:
    """Mark due notices of channels that are switched off with the reason; they stay planned."""
    waiting = (
        PLANNED_NOTICE,
        NOTICE.c.planned_at <= now,
        NOTICE.c.channel.not_in(channels),
    )
    session.execute(update(NOTICE).where(*waiting, NOTICE.c.reason != reason).values(reason=reason))
    return session.scalar(select_columns(func.count()).where(*waiting)) or 0


def written_on(session: Session, people: Collection[int], day: date) -> dict[tuple[int, str], int]:
    """Count the messages of `day`, by person and channel: those that reached a person, or still may."""
    counts: dict[tuple[int, str], int] = {}
    for some in by_hundreds(sorted(people)):
        query = (
            select_columns(MESSAGE.c.person_id, MESSAGE.c.channel, func.count())
            .where(
                MESSAGE.c.person_id.in_(some),
                MESSAGE.c.made_at >= at(day, time()),
                MESSAGE.c.made_at < at(day + timedelta(days=1), time()),
                MESSAGE.c.state.not_in(UNREAD),
            )
            .group_by(MESSAGE.c.person_id, MESSAGE.c.channel)
        )
        counts |= {(person, channel): count for person, channel, count in session.execute(query)}
    return counts


def say_why(session: Session, ids: Sequence[int], reason: str) -> None:
    """Say why planned notices wait; they stay planned."""
    for some in by_hundreds(ids):
        session.execute(
            update(NOTICE)
            .where(NOTICE.c.id.in_(some), NOTICE.c.state == NoticeState.PLANNED, NOTICE.c.reason != reason)
            .values(reason=reason)
        )


@dataclass(frozen=True)
class Bound:
    """A message to be, by its columns, its bytes, the notices it carries, and the tokens that go with it."""

    message: Mapping[str, Any]
    body: bytes
    notices: Sequence[int]
    tokens: Sequence[Mapping[str, Any]] = ()


def bind(session: Session, wanted: Sequence[Bound]) -> int:
    """Put messages into the outbox; return how many notices they carry.

    A message with a notice that is planned no more (called off, or carried by another) is left out.
    """
    free = _still_planned(session, [notice for each in wanted for notice in each.notices])
    bound = [each for each in wanted if free.issuperset(each.notices)]
    ids = next_ids(session, Message, len(bound))
    put = list(zip(ids, bound, strict=True))
    _insert(session, Message, [{"id": id_, **each.message} for id_, each in put])
    _insert(session, MessageBody, [{"message_id": id_, "body": each.body} for id_, each in put])
    _insert(session, LinkToken, [{**token, "message_id": id_} for id_, each in put for token in each.tokens])
    carried = 0
    for id_, each in put:
        for notice in each.notices:
            carried += _BIND.run(session, notice=notice, carrier=id_)
    return carried


def _insert(session: Session, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        insert_rows(session, model, tuple(rows[0]), (row.values() for row in rows))


_BIND = Spelled(
    notices_moved(NoticeEvent.BIND)
    .where(NOTICE.c.id == bindparam("notice"))
    .values(message_id=bindparam("carrier"), reason="")
)


def close(session: Session, ids: Iterable[int], event: NoticeEvent, reason: str) -> int:
    """End planned notices without a message; return how many still were planned."""
    _, after = arrow(NOTICE_MOVES, event)
    free = _still_planned(session, list(ids))
    if free:
        session.execute(
            update(NOTICE).where(NOTICE.c.id == bindparam("notice")).values(state=after, reason=reason),
            [{"notice": notice} for notice in sorted(free)],
        )
    return len(free)


def _still_planned(session: Session, ids: Sequence[int]) -> set[int]:
    """Return which notices are planned, locked against another writer; what one holds is left to it."""
    free: set[int] = set()
    for some in by_hundreds(ids):
        query = (
            # The state is judged here: asked of the database, its index over the whole year would be walked.
            select_columns(NOTICE.c.id, NOTICE.c.state)
            .where(NOTICE.c.id.in_(some))
            .with_for_update(skip_locked=True)
        )
        free.update(notice for notice, state in session.execute(query) if state is NoticeState.PLANNED)
    return free


def of_task(session: Session, task_id: int) -> Sequence[Notice]:
    query = select(Notice).where(Notice.task_id == task_id).order_by(col(Notice.planned_at), col(Notice.id))
    return session.exec(query).all()


def returns(session: Session, task_id: int) -> int:
    """Count how often it was to be said that what was handed in came back."""
    query = select(func.count(col(Notice.stage).distinct())).where(
        Notice.task_id == task_id, col(Notice.stage).startswith("returned-")
    )
    return session.exec(query).one()


def said(session: Session, task_ids: Sequence[int], *, today: date) -> Iterator[Notice]:
    """Yield what was said when it was last laid out, and what was said on `today`.

    Who helps is told the same at whatever stage.
    """
    later = aliased(Notice)
    laid_out_since = exists().where(
        col(later.task_id) == Notice.task_id,
        col(later.id) > col(Notice.id),
        col(later.part) == Notice.part,
        or_(col(later.stage) == Notice.stage, col(later.part) == Part.SUPPORT),
        col(later.told_department_id) == Notice.told_department_id,
        col(later.channel) == Notice.channel,
    )
    of_today = and_(
        col(Notice.planned_at) >= at(today, time()),
        col(Notice.planned_at) < at(today + timedelta(days=1), time()),
    )
    for some in by_hundreds(task_ids):
        yield from session.exec(
            select(Notice).where(
                col(Notice.task_id).in_(some),
                col(Notice.state).in_((NoticeState.CARRIED, NoticeState.SENT)),
                or_(~laid_out_since, of_today),
            )
        )


def tasks_with_notices(session: Session, list_id: int) -> set[int]:
    """Return the tasks of a list for which a notice is laid out, or was; what a slip says is none."""
    query = (
        select(Notice.task_id)
        .join(Task, col(Task.id) == Notice.task_id)
        .join(Duty, col(Duty.id) == Task.duty_id)
        .where(
            Duty.list_id == list_id,
            ~col(Notice.stage).startswith(PREFIX),
            Notice.state != NoticeState.CANCELLED,
        )
        .distinct()
    )
    return set(session.exec(query))
