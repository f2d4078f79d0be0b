"""Tell the group how the lists stand: once on the first working day of a week, if anything waits."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models import ListState, Message, Person, PostKind
from notifications.channel import Composed, Sender
from notifications.chat import SOON_DAYS, Tally
from rules import days
from rules.workdays import Workdays
from steps.working.deliver import deliver
from steps.working.swept import Swept
from store import lists, messages, people
from store.db import Database, begin, reading
from store.tally import stand


class Group(Sender, Protocol):
    """A group that takes posts."""

    def compose(self, tally: Tally, *, message_id: str, at: datetime) -> Composed: ...


@dataclass(frozen=True)
class Posting:
    """What an office posts to."""

    group: Group
    to: str  # the group's name, for the ledger only
    departments: bool = False  # name departments with their counts


def post(database: Database, posting: Posting, workdays: Workdays, *, signed: str, now: datetime) -> Swept:
    """Post if this is the day and nothing was posted on it yet.

    One message a group and day, by its key: however often this is called, and by however many at once.
    """
    today = days.beijing_day(now)
    if opens_the_week(today, workdays):
        with reading(database) as session:
            composed = _composed(session, posting, today, signed=signed, now=now)
        if composed is not None:
            message, body = composed
            try:
                with begin(database) as session:
                    if messages.named(session, key=message.key) is None:
                        messages.put(session, message, body)
            except IntegrityError:
                pass  # somebody else was quicker
    return deliver(database, posting.group, now=now)


def opens_the_week(day: date, workdays: Workdays) -> bool:
    """Say whether `day` is the first working day from its Monday on."""
    monday = day - timedelta(days=day.weekday())
    return workdays.on_or_after(monday) == day


def tally_of(
    session: Session, list_ids: Collection[int], today: date, *, signed: str, departments: bool
) -> Tally:
    """Count how lists stand; departments are named only where the office asks for it."""
    found = stand(session, list_ids, today, soon_days=SOON_DAYS)
    named = (
        f"{name}：待办{waiting}项" + (f"，逾期{late}项" if late else "")
        for name, waiting, late in found.departments
    )
    return Tally(
        signed,
        today,
        found.waiting,
        found.late,
        found.soon,
        found.nearest,
        tuple(named) if departments else (),
    )


def _composed(
    session: Session, posting: Posting, today: date, *, signed: str, now: datetime
) -> tuple[Message, bytes] | None:
    issued = [each.id for each in lists.all_lists(session) if each.state is ListState.ISSUED and each.id]
    tally = tally_of(session, issued, today, signed=signed, departments=posting.departments)
    if not tally.waiting:
        return None
    key = f"chat-{today:%Y%m%d}"
    composed = posting.group.compose(tally, message_id=key, at=now)
    person = _coordinator(session, today)
    assert person.id is not None
    message = Message(
        key=key,
        channel=posting.group.name,
        person_id=person.id,
        address=posting.to,
        subject=composed.subject,
        not_before=now,
        made_at=now,
        useful_until=days.at(today + timedelta(days=1), time()),
    )
    return message, composed.body


def _coordinator(session: Session, today: date) -> Person:
    held = people.holders(session, today)
    posts = people.posts_of_kind(session, PostKind.COORDINATOR)
    holders = [held[post.id] for post in posts if post.id in held]
    written_to = next((person for person in holders if person.email), None)
    return written_to or next(iter(holders), None) or people.administrator(session)
