"""What the pages ask: each question once a page, however many tasks there are."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from models import (
    Attempt,
    Duty,
    DutyList,
    Evidence,
    Message,
    MessageState,
    Notice,
    NoticeState,
    Person,
    Post,
    Submission,
    Task,
)
from models.refusals import NotFound
from models.states import SILENT
from store import log
from store.moving import ON_ITS_WAY, PLANNED_NOTICE


@dataclass(frozen=True)
class Line:
    """A task with its duty's number and place in the list."""

    task: Task
    number: str
    place: int


def lines(session: Session, list_id: int) -> list[Line]:
    """Return the tasks of a list in order of the list, then of time."""
    query = (
        select(Task, Duty.no, Duty.place)
        .join(Duty, col(Duty.id) == Task.duty_id)
        .where(Duty.list_id == list_id)
        .order_by(col(Duty.place), col(Task.occurrence), col(Task.id))
    )
    return [Line(task, no or str(place), place) for task, no, place in session.exec(query)]


@dataclass(frozen=True)
class HandedIn:
    """The last round that was not withdrawn."""

    round: int
    by: str
    at: datetime
    pieces: int


def handed_in(session: Session, task_ids: Collection[int]) -> dict[int, HandedIn]:
    """Return what was last handed in for each task, by task id."""
    query = (
        select(Submission, Person.name, func.count(col(Evidence.id)))
        .join(Person, col(Person.id) == Submission.by_id)
        .outerjoin(Evidence, col(Evidence.submission_id) == Submission.id)
        .where(col(Submission.task_id).in_(task_ids), col(Submission.withdrawn).is_(False))
        .group_by(col(Submission.id), col(Person.name))
        .order_by(col(Submission.task_id), col(Submission.round))
    )
    return {
        round_.task_id: HandedIn(round_.round, name, round_.at, pieces)
        for round_, name, pieces in session.exec(query)
    }


@dataclass(frozen=True)
class Reminders:
    """How the notices of a list stand. Reasons are counted; an empty one is "its turn has not come"."""

    sent: int = 0
    waiting: Counter[str] = field(default_factory=Counter)  # due, not out
    failed: Counter[str] = field(default_factory=Counter)
    planned: int = 0
    next_at: datetime | None = None


def reminders(session: Session, list_id: int, *, now: datetime) -> Reminders:
    """Count the notices of a list: sent, due but waiting, failed, still to come."""
    due = (col(Notice.planned_at) <= now).label("due")
    query = (
        select_columns(
            col(Notice.state), col(Notice.reason), due, func.count(), func.min(col(Notice.planned_at))
        )
        .join(Task, col(Task.id) == Notice.task_id)
        .join(Duty, col(Duty.id) == Task.duty_id)
        .where(col(Duty.list_id) == list_id, col(Notice.state).not_in(SILENT))
        .group_by(col(Notice.state), col(Notice.reason), due)
    )
    sent = planned = 0
    next_at: datetime | None = None
    waiting: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    for state, reason, is_due, count, first in session.execute(query):
        if state is NoticeState.SENT:
            sent += count
        elif state is NoticeState.FAILED:
            failed[reason] += count
        elif is_due:
            waiting[reason] += count
        else:
            planned += count
            next_at = first if next_at is None else min(next_at, first)
    return Reminders(sent, waiting, failed, planned, next_at)


@dataclass(frozen=True)
class Origin:
    """Where a task comes from and whose it is."""

    task: Task
    duty: Duty
    duty_list: DutyList
    post: Post


def origin(session: Session, task_id: int) -> Origin:
    """Return a task with its duty, list and post; nothing is locked.

    Raises:
        NotFound: there is no such task.

    """
    query = (
        select(Task, Duty, DutyList, Post)
        .join(Duty, col(Duty.id) == Task.duty_id)
        .join(DutyList, col(DutyList.id) == Duty.list_id)
        .join(Post, col(Post.id) == Task.post_id)
        .where(Task.id == task_id)
    )
    found = session.exec(query).first()
    if found is None:
        raise NotFound(f"没有编号为 {task_id} 的任务。")
    return Origin(*found)


def names(session: Session, person_ids: Collection[int]) -> dict[int, str]:
    query = select(Person.id, Person.name).where(col(Person.id).in_(person_ids))
    return {person_id: name for person_id, name in session.exec(query) if person_id is not None}


@dataclass(frozen=True)
class Unsent:
    """Notices of one channel whose time has come."""

    count: int
    since: datetime
    reasons: Sequence[str]


@dataclass(frozen=True)
class Pulse:
    """What tells at a glance whether the office lives."""

    entries: int  # of the log
    signed: int  # of them under a checkpoint
    signed_at: datetime | None
    last_attempt_at: datetime | None
    unsent: Mapping[str, Unsent]  # by channel; for certain nothing of it has left


def pulse(session: Session, *, now: datetime) -> Pulse:
    newest = log.newest_checkpoint(session)
    query = select(Notice.channel, Notice.reason, func.count(), func.min(col(Notice.planned_at))).group_by(
        col(Notice.channel), col(Notice.reason)
    )
    not_out = select(Message.id).where(ON_ITS_WAY, col(Message.state) != MessageState.UNCERTAIN)
    due = PLANNED_NOTICE, col(Notice.planned_at) <= now
    carried = Notice.state == NoticeState.CARRIED, col(Notice.message_id).in_(not_out)
    waiting: dict[str, list[tuple[str, int, datetime]]] = {}
    for which in (due, carried):
        for channel, reason, count, since in session.exec(query.where(*which)):
            waiting.setdefault(channel, []).append((reason, count, since))
    return Pulse(
        entries=log.size(session),
        signed=newest.size if newest else 0,
        signed_at=newest.at if newest else None,
        last_attempt_at=session.exec(select(func.max(col(Attempt.begun_at)))).one(),
        unsent={
            channel: Unsent(
                sum(count for _, count, _ in rows),
                min(since for *_, since in rows),
                [reason for reason, *_ in rows if reason],
            )
            for channel, rows in waiting.items()
        },
    )
