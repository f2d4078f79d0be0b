"""The ledger: who was told what, when, by which channel, with which result."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from models import Attempt, LogEntry, Message, MessageState, Notice, Person, Task
from models.states import SILENT
from rules.days import at, beijing_day

# What left, or may have left, us.
SAID = frozenset(
    {MessageState.ACCEPTED, MessageState.DELIVERED, MessageState.BOUNCED, MessageState.UNCERTAIN}
)


@dataclass(frozen=True)
class Told:
    """A notice and, where one carries it, its message. Mask the address before it is shown."""

    notice: Notice
    message: Message | None
    to: str | None  # the name of whom the message is for

    def at(self, tried: Mapping[int, datetime]) -> datetime:
        """Return when it was last tried, else when it is planned."""
        return tried.get(self.notice.message_id or 0, self.notice.planned_at)


def of_tasks(session: Session, task_ids: Collection[int]) -> list[Told]:
    """Return the notices of tasks in order of time, without the bytes of their messages."""
    query = (
        select(Notice, Message, Person.name)
        .outerjoin(Message, col(Message.id) == Notice.message_id)
        .outerjoin(Person, col(Person.id) == Message.person_id)
        .where(col(Notice.task_id).in_(task_ids))
        .order_by(col(Notice.planned_at), col(Notice.id))
    )
    return [Told(*row) for row in session.exec(query)]


def last_tried(session: Session, message_ids: Collection[int]) -> dict[int, datetime]:
    """Return when each message was last tried, by message id."""
    query = (
        select(Attempt.message_id, func.max(col(Attempt.begun_at)))
        .where(col(Attempt.message_id).in_(message_ids))
        .group_by(col(Attempt.message_id))
    )
    return dict(session.exec(query).all())


@dataclass(frozen=True)
class Line:
    """One thing said, or not said, about one task to one person; a group's post is about no task.

    Mask the address before it is shown.
    """

    at: datetime  # when it was last tried, else planned
    channel: str
    to: str | None  # None: nobody yet
    address: str
    notice: Notice | None
    task: Task | None
    message: Message | None


def lines(
    session: Session,
    *,
    task_id: int | None = None,
    person_id: int | None = None,
    days: tuple[date, date] | None = None,
) -> list[Line]:
    """Return the ledger in order of time: of a task, of a person, of Beijing days.

    What was cancelled or replaced before anybody was told is left out.
    """
    found = [*_of_notices(session, task_id, person_id, days)]
    if task_id is None:
        found += _of_posts(session, person_id, days)
    return sorted(found, key=lambda line: (line.at, line.notice.id or 0 if line.notice else 0))


def _of_notices(
    session: Session, task_id: int | None, person_id: int | None, days: tuple[date, date] | None
) -> Iterator[Line]:
    tried = _last_attempt(Notice.message_id)
    query = (
        select_columns(Notice, Task, Message, col(Person.name), tried)
        .join(Task, col(Task.id) == Notice.task_id)
        .outerjoin(Message, col(Message.id) == Notice.message_id)
        .outerjoin(Person, col(Person.id) == Message.person_id)
        .where(col(Notice.state).not_in(SILENT), *_within(func.coalesce(tried, Notice.planned_at), days))
    )
    if task_id is not None:
        query = query.where(col(Notice.task_id) == task_id)
    if person_id is not None:
        query = query.where(col(Message.person_id) == person_id)
    for notice, task, message, name, when in session.execute(query):
        address = message.address if message else ""
        yield Line(when or notice.planned_at, notice.channel, name, address, notice, task, message)


def _of_posts(session: Session, person_id: int | None, days: tuple[date, date] | None) -> Iterator[Line]:
    tried = _last_attempt(Message.id)
    query = (
        select_columns(Message, col(Person.name), tried)
        .join(Person, col(Person.id) == Message.person_id)
        .where(col(Message.channel) == "chat", *_within(func.coalesce(tried, Message.made_at), days))
    )
    if person_id is not None:
        query = query.where(col(Message.person_id) == person_id)
    for message, name, when in session.execute(query):
        yield Line(when or message.made_at, message.channel, name, message.address, None, None, message)


def _last_attempt(message_id: Any) -> Any:
    query = select(func.max(col(Attempt.begun_at))).where(Attempt.message_id == message_id)
    return query.scalar_subquery()


def _within(when: Any, days: tuple[date, date] | None) -> list[Any]:
    if days is None:
        return []
    first, last = (at(day, time()) for day in (days[0], days[1] + timedelta(days=1)))
    return [when >= first, when < last]


def counts(session: Session, year: int) -> dict[str, Counter[int]]:
    """Count the messages that each person was sent, by name and month: how quiet the office is."""
    query = (
        select(Person.name, Person.pseudonym, Message.made_at)
        .join(Person, col(Person.id) == Message.person_id)
        .where(
            col(Message.state).in_(SAID),
            Message.channel != "chat",
            *_within(Message.made_at, (date(year, 1, 1), date(year, 12, 31))),
        )
        .order_by(col(Person.id))
    )
    found: dict[str, Counter[int]] = {}
    named: dict[str, str] = {}
    for name, pseudonym, made_at in session.exec(query):
        shown = named.setdefault(pseudonym, name if name not in named.values() else f"{name}（{pseudonym}）")
        found.setdefault(shown, Counter())[beijing_day(made_at).month] += 1
    return found


def unknown_receipts(session: Session) -> int:
    """Count the pushes in which a gateway spoke of messages that are not ours."""
    return session.exec(select(func.count()).where(LogEntry.action == "receipt.unknown")).one()
