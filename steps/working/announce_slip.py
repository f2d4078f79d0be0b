"""Plan the messages that tell of a slip that a person has just sent, and say when they arrive."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models import Notice, Part, Person, PostKind, Slip
from rules.days import beijing_day
from rules.planning import next_day, next_office_hour
from rules.reminding import Policy
from rules.slip_stages import CHANNEL, sent
from rules.workdays import Workdays
from steps.working.desk import Desk
from store import calendar, notices, people, policies, tasks


@dataclass(frozen=True)
class Reader:
    """Who is told of a slip, and from when on. `held`: enough was written to them on the day already."""

    person: Person
    at: datetime
    held: bool


def announce(session: Session, slip: Slip, *, now: datetime) -> tuple[Reader, ...]:
    """Plan one notice a task and part; the sweep puts them into one digest a person."""
    assert slip.id is not None
    policy, workdays = policies.of_list(session, slip.list_id), Workdays(calendar.overlay(session))
    at = next_office_hour(policy, workdays, now=now)
    desk = Desk.of(session, beijing_day(at))
    parts = (Part.OWNER, *([Part.DEPARTMENT_HEAD] if _is_headed(session, slip, now) else []))
    named = tasks.by_id(session, slip.task_ids)
    readers: dict[int, Person] = {}
    for task_id in slip.task_ids:
        for part in parts:
            session.add(
                Notice(task_id=task_id, stage=sent(slip.id), part=part, channel=CHANNEL, planned_at=at)
            )
            if (told := desk.told(part, named[task_id])) is not None and told.person.id is not None:
                readers[told.person.id] = told.person
    return tuple(_readers(session, readers, policy, workdays, at))


def _readers(
    session: Session, readers: dict[int, Person], policy: Policy, workdays: Workdays, at: datetime
) -> Iterator[Reader]:
    written = notices.written_on(session, readers, beijing_day(at))
    for person_id, person in readers.items():
        held = written.get((person_id, CHANNEL), 0) >= policy.cap_per_day
        yield Reader(person, next_day(policy, workdays, at=at) if held else at, held)


def _is_headed(session: Session, slip: Slip, now: datetime) -> bool:
    holders = people.holders(session, beijing_day(now))
    return any(
        post.kind is PostKind.DEPARTMENT_HEAD
        and post.department_id == slip.department_id
        and post.id in holders
        for post in people.posts(session)
    )
