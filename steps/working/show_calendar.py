"""Write a person's deadlines as their private calendar."""

from datetime import datetime

from sqlmodel import Session

from models import Person
from notifications.calendar_feed import Deadline, feed
from notifications.links import Links
from rules.days import beijing_day
from rules.naming import calendar_uid
from rules.workdays import Workdays
from store import calendar, deadlines, people


def show_calendar(session: Session, person: Person, links: Links, *, signed: str, now: datetime) -> bytes:
    """Return the feed: what the person answers for and is not done; each rings on its last working day."""
    assert person.id is not None
    origin = people.organisation(session).log_origin
    workdays = Workdays(calendar.overlay(session))
    return feed(
        f"{signed}任务时限",
        [
            Deadline(
                uid=calendar_uid(task.id or 0, origin),
                title=task.demand,
                due_on=task.due_on,
                changed_at=task.moved_at,
                url=links.task(task.id or 0),
                alarm_on=workdays.on_or_before(task.due_on),
                note="需要材料：" + "、".join(task.evidence_asked) if task.evidence_asked else "",
            )
            for task in deadlines.of_person(session, person.id, beijing_day(now))
            if task.due_on is not None
        ],
    )
