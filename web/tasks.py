"""One task: what is asked, by when, what was handed in and judged, who was told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from models import Activity, ActivityNumber, Evidence, Extension, ExtensionState, Review, Submission
from models.states import SILENT
from notifications.phone import shown
from rules.days import beijing_day
from rules.sufficiency import missing
from rules.workdays import Workdays
from store import calendar, extensions, ledger, overview, people, tasks
from store.ledger import Told
from store.overview import Line
from web.board import Desk, title
from web.deps import Now, SessionDep
from web.rendering import page
from web.standing import Today

router = APIRouter(prefix="/tasks")
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@dataclass(frozen=True)
class Round:
    """One round: what was handed in, and what the reviewers said to it."""

    submission: Submission
    by: str
    evidence: Sequence[Evidence]
    happenings: Sequence[tuple[Activity, Sequence[ActivityNumber]]]
    reviews: Sequence[tuple[Review, str]]


@dataclass(frozen=True)
class Asked:
    """A request for a later day, with who asked and who decided."""

    extension: Extension
    asked_by: str
    decided_by: str

    @property
    def granted(self) -> bool:
        return self.extension.state is ExtensionState.GRANTED


@dataclass(frozen=True)
class Said:
    """One notice with how it went; the address is fit to be shown."""

    told: Told
    at: datetime  # when it was last tried, else when it is planned
    address: str


@router.api_route("/{task_id}", methods=["GET", "HEAD"])
def task_page(task_id: Number, session: SessionDep, now: Now) -> HTMLResponse:
    origin = overview.origin(session, task_id)
    task, duty = origin.task, origin.duty
    today = Today(beijing_day(now), Workdays(calendar.overlay(session)))
    line = Line(task, duty.no or str(duty.place), duty.place)
    rounds = _rounds(session, task_id)
    standing_rounds = [each for each in rounds if not each.submission.withdrawn]
    given = [piece.kind for piece in standing_rounds[0].evidence] if standing_rounds else []
    said = _said(session, task_id)
    asked = _asked(session, task_id)
    desk = Desk(people.holders(session, today.day), people.deputies(session, today.day))
    siblings = [t for t in tasks.of_duty(session, task.duty_id) if t.department_id == task.department_id]
    return page(
        "task.html",
        office=people.organisation(session).name,
        now=now,
        today=today,
        year=origin.duty_list.plan_year,
        list=origin.duty_list,
        task=task,
        duty=duty,
        post=origin.post,
        number=line.number,
        title=title(line, alone=len(siblings) == 1),
        standing=today.standing(task),
        lamp_words=today.lamp(task),
        owner=desk.owner(task),
        asked=asked,
        extended_from=next((e.extension.due_on for e in reversed(asked) if e.granted), None),
        rounds=rounds,
        missing=missing(task.evidence_asked, given) if standing_rounds else (),
        said=[each for each in said if each.told.notice.state not in SILENT],
        cancelled=[each for each in said if each.told.notice.state in SILENT],
    )


def _rounds(session: Session, task_id: int) -> list[Round]:
    """Return the rounds, the latest first."""
    submissions = tasks.submissions(session, [task_id])
    ids = [each.id for each in submissions if each.id is not None]
    evidence, reviews = tasks.evidence(session, ids), tasks.reviews(session, ids)
    activities = tasks.activities(session, ids)
    numbers = tasks.numbers(session, [each.id for each in activities if each.id is not None])
    people_seen = {each.by_id for each in submissions} | {each.by_id for each in reviews}
    names = overview.names(session, people_seen)
    return [
        Round(
            submission,
            names[submission.by_id],
            [piece for piece in evidence if piece.submission_id == submission.id],
            [
                (activity, [number for number in numbers if number.activity_id == activity.id])
                for activity in activities
                if activity.submission_id == submission.id
            ],
            [(review, names[review.by_id]) for review in reviews if review.submission_id == submission.id],
        )
        for submission in reversed(submissions)
    ]


def _asked(session: Session, task_id: int) -> list[Asked]:
    """Return the requests for a later day, the latest first."""
    found = extensions.of_tasks(session, [task_id])
    if not found:
        return []
    names = overview.names(session, {p for each in found for p in (each.asked_by, each.decided_by) if p})
    return [
        Asked(each, names[each.asked_by], names.get(each.decided_by or 0, "")) for each in reversed(found)
    ]


def _said(session: Session, task_id: int) -> list[Said]:
    told = ledger.of_tasks(session, [task_id])
    tried = ledger.last_tried(session, [each.notice.message_id or 0 for each in told])
    said = [Said(each, each.at(tried), _address(each)) for each in told]
    return sorted(said, key=lambda each: each.at)


def _address(told: Told) -> str:
    return shown(told.message.channel, told.message.address) if told.message else ""
