"""Plan anew what failed to reach a person, to be said to who answers now."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from models import Notice, Person, Task
from rules.planning import next_office_hour
from rules.workdays import Workdays
from steps.working.unreached import Unreached, unreached
from store import calendar, policies
from store import unreached as store


def missed_by(session: Session, person: Person, *, now: datetime) -> list[Unreached]:
    """Return what a person was not told, by channel."""
    return [each for each in unreached(session, now=now) if each.person.id == person.id]


def tell_again(session: Session, missed: Sequence[Unreached], *, now: datetime) -> list[Task]:
    """Plan each failed notice once more for the next office hour; what failed stays in the ledger.

    It goes before what is to be said anyhow of the same task, so that the later stage speaks.
    """
    workdays = Workdays(calendar.overlay(session))
    tasks: dict[int, Task] = {}
    for failed in (each for channel in missed for each in channel.failed):
        at = next_office_hour(policies.of_duty(session, failed.task.duty_id), workdays, now=now)
        waiting = store.waiting_beside(session, failed.notice)
        if waiting is not None:
            at = min(at, waiting.planned_at - timedelta(seconds=1))
        assert failed.notice.id is not None
        session.add(_again(failed.notice, failed.notice.id, at))
        tasks[failed.notice.task_id] = failed.task
    return list(tasks.values())


def _again(notice: Notice, notice_id: int, at: datetime) -> Notice:
    return Notice(
        task_id=notice.task_id,
        stage=notice.stage,
        part=notice.part,
        told_department_id=notice.told_department_id,
        channel=notice.channel,
        plan=-notice_id,
        planned_at=at,
    )
