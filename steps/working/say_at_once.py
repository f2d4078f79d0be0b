"""Plan what is said of a task as soon as people may be written to."""

from datetime import datetime

from sqlmodel import Session

from models import Notice, Task
from rules.planning import plan_at_once
from rules.workdays import Workdays
from store import calendar, notices, policies


def say_at_once(session: Session, task: Task, stage: str, *, now: datetime) -> None:
    """Add the notices of a stage that no plan dates: work came back, an extension was asked or decided."""
    assert task.id is not None
    policy, workdays = policies.of_duty(session, task.duty_id), Workdays(calendar.overlay(session))
    for told in plan_at_once(policy, workdays, stage=stage, now=now):
        session.add(
            Notice(task_id=task.id, stage=stage, part=told.part, channel=told.channel, planned_at=told.at)
        )


def say_returned(session: Session, task: Task, *, now: datetime) -> None:
    """Tell the owner that what was handed in came back, each time anew."""
    assert task.id is not None
    say_at_once(session, task, f"returned-{notices.returns(session, task.id) + 1}", now=now)
