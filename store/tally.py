"""How lists stand on a day, in counts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from models import Duty, Task
from models.states import WAITING_ON_OWNER


@dataclass(frozen=True)
class Stand:
    """Tasks whose window is open and which wait on their owners."""

    waiting: int
    late: int  # of them overdue
    soon: int  # of them due within the days asked for, today included
    nearest: date | None  # the next due day, from today on
    departments: tuple[tuple[str, int, int], ...]  # name, waiting, late; who has most first


def stand(session: Session, list_ids: Collection[int], today: date, *, soon_days: int) -> Stand:
    query = (
        select(Task)
        .join(Duty, col(Duty.id) == Task.duty_id)
        .where(
            col(Duty.list_id).in_(list_ids),
            col(Task.state).in_(WAITING_ON_OWNER),
            col(Task.backfill).is_(False),
            Task.opens_on <= today,
        )
        .order_by(col(Task.id))
    )
    waiting = session.exec(query).all()
    late = [task for task in waiting if task.is_overdue(today)]
    ahead = [task.due_on for task in waiting if task.due_on is not None and task.due_on >= today]
    by_name: dict[str, list[Task]] = {}
    for task in waiting:
        by_name.setdefault(task.department_name, []).append(task)
    departments = [
        (name, len(tasks), sum(task.is_overdue(today) for task in tasks)) for name, tasks in by_name.items()
    ]
    return Stand(
        len(waiting),
        len(late),
        sum(day <= today + timedelta(days=soon_days) for day in ahead),
        min(ahead, default=None),
        tuple(sorted(departments, key=lambda each: (-each[2], -each[1]))),
    )
