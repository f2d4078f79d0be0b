"""Tasks and what was handed in for them."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import exists
from sqlmodel import Session, col, select

from models import (
    Activity,
    ActivityNumber,
    DiscardedDraft,
    Duty,
    DutyList,
    Evidence,
    Review,
    Slip,
    Statistic,
    Submission,
    Task,
    TaskState,
    UpstreamDocument,
)
from models.refusals import NotFound
from store.rows import by_hundreds


def get(session: Session, task_id: int) -> Task:
    """Return a task, locked against another writer until the transaction ends.

    Raises:
        NotFound: there is none.

    """
    found = session.exec(select(Task).where(Task.id == task_id).with_for_update()).first()
    if found is None:
        raise NotFound(f"没有编号为 {task_id} 的任务。")
    return found


def by_id(session: Session, ids: Collection[int]) -> dict[int, Task]:
    found: dict[int, Task] = {}
    for some in by_hundreds(sorted(set(ids))):
        query = select(Task).where(col(Task.id).in_(some))
        found.update((task.id or 0, task) for task in session.exec(query))
    return found


class Reminded(NamedTuple):
    """A task, as far as a reminder speaks of it; the fields are columns of `Task`."""

    id: int
    duty_id: int
    occurrence: int
    post_id: int | None
    department_id: int
    department_name: str
    demand: str
    label: str
    due_on: date | None
    evidence_asked: list[str]
    state: TaskState
    reason: str


def reminded(session: Session, ids: Collection[int]) -> dict[int, Reminded]:
    found: dict[int, Reminded] = {}
    columns = [getattr(Task, name) for name in Reminded._fields]
    for some in by_hundreds(sorted(set(ids))):
        rows = session.exec(select(*columns).where(col(Task.id).in_(some)))
        found.update((row[0], Reminded._make(row)) for row in rows)
    return found


def repeated(session: Session, duty_ids: Collection[int]) -> set[int]:
    """Return which duties have more than one task, of one department at least."""
    found: set[int] = set()
    for some in by_hundreds(sorted(duty_ids)):
        second = exists().where(col(Task.duty_id) == Duty.id, col(Task.occurrence) > 1)
        found.update(filter(None, session.exec(select(Duty.id).where(col(Duty.id).in_(some), second))))
    return found


def of_list(session: Session, list_id: int) -> Sequence[Task]:
    """Return all tasks of a list in order of the list, then of time."""
    query = (
        select(Task)
        .join(Duty, col(Duty.id) == Task.duty_id)
        .where(Duty.list_id == list_id)
        .order_by(col(Duty.place), col(Task.occurrence), col(Task.id))
    )
    return session.exec(query).all()


def of_duty(session: Session, duty_id: int) -> Sequence[Task]:
    return session.exec(select(Task).where(Task.duty_id == duty_id).order_by(col(Task.id))).all()


def laid_out(session: Session, duty_ids: Sequence[int]) -> set[tuple[int, int, int]]:
    """Return what is cut from duties already, as (duty, occurrence, department)."""
    found: set[tuple[int, int, int]] = set()
    for start in range(0, len(duty_ids), 500):
        query = select(Task.duty_id, Task.occurrence, Task.department_id)
        found.update(session.exec(query.where(col(Task.duty_id).in_(duty_ids[start : start + 500]))).all())
    return found


def in_states(session: Session, list_id: int, states: Collection[TaskState]) -> Sequence[Task]:
    return [task for task in of_list(session, list_id) if task.state in states]


def submissions(session: Session, task_ids: Collection[int]) -> Sequence[Submission]:
    query = select(Submission).where(col(Submission.task_id).in_(task_ids))
    return session.exec(query.order_by(col(Submission.task_id), col(Submission.round))).all()


def latest_submission(session: Session, task_id: int) -> Submission | None:
    """Return the last round that was handed in and not withdrawn."""
    query = (
        select(Submission)
        .where(Submission.task_id == task_id, col(Submission.withdrawn).is_(False))
        .order_by(col(Submission.round).desc())
        .limit(1)
    )
    return session.exec(query).first()


def rounds(session: Session, task_id: int) -> int:
    return len(session.exec(select(Submission.id).where(Submission.task_id == task_id)).all())


def evidence(session: Session, submission_ids: Collection[int]) -> Sequence[Evidence]:
    query = select(Evidence).where(col(Evidence.submission_id).in_(submission_ids))
    return session.exec(query.order_by(col(Evidence.submission_id), col(Evidence.place))).all()


def activities(session: Session, submission_ids: Collection[int]) -> Sequence[Activity]:
    query = select(Activity).where(col(Activity.submission_id).in_(submission_ids))
    return session.exec(query.order_by(col(Activity.happened_on), col(Activity.id))).all()


def numbers(session: Session, activity_ids: Collection[int]) -> Sequence[ActivityNumber]:
    query = select(ActivityNumber).where(col(ActivityNumber.activity_id).in_(activity_ids))
    return session.exec(query.order_by(col(ActivityNumber.id))).all()


def reviews(session: Session, submission_ids: Collection[int]) -> Sequence[Review]:
    query = select(Review).where(col(Review.submission_id).in_(submission_ids))
    return session.exec(query.order_by(col(Review.id))).all()


def statistics(session: Session) -> Sequence[Statistic]:
    return session.exec(select(Statistic).order_by(col(Statistic.place), col(Statistic.name))).all()


def digests(session: Session) -> set[str]:
    """Return the digest of every file that a row names: evidence, lists, the superior's documents, slips."""
    named = (
        Evidence.sha256,
        DutyList.source_sha256,
        DiscardedDraft.source_sha256,
        UpstreamDocument.source_sha256,
    )
    found = {sha for column in named for sha in session.exec(select(column)) if sha}
    return found.union(*(files.values() for files in session.exec(select(Slip.files))))
