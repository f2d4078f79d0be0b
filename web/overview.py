"""The year at a glance: what is late, what comes, who stands where, what was said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from pydantic import Field
from sqlmodel import Session

from models import DutyList, ListState
from rules.days import beijing_day
from rules.moves import LIST_NEXT_STEP, LIST_STATE_WORDS
from rules.workdays import Workdays
from steps.working.unreached import unreached
from store import calendar, extensions, ledger, lists, overview, people
from store.overview import Line
from web import standing, words
from web.board import Asked, Board, Desk, Sheet, owner, rate
from web.deps import Now, SessionDep
from web.lately import lately
from web.rendering import page
from web.standing import Standing, Today

router = APIRouter()
RUNNING = frozenset({ListState.ISSUED, ListState.CLOSED})
COUNTERS = frozenset({Standing.OVERDUE, Standing.NEAR, Standing.DONE, Standing.LATER})
Year = Annotated[int, Field(ge=2000, le=2100)]
Key = Annotated[int, Field(ge=1, le=2**31 - 1)]
Nothing = Literal[""]  # what a form sends for a choice that was not made


@dataclass(frozen=True)
class Row:
    line: Line
    title: str
    standing: Standing
    lamp: str
    owner: str
    lately: str
    first_due_on: date | None  # the day before any extension


@router.api_route("/", methods=["GET", "HEAD"])
def year_overview(
    session: SessionDep,
    now: Now,
    year: Year | Nothing = "",
    department: Key | Nothing = "",
    state: Standing | Nothing = "",
    search: Annotated[str, Query(max_length=100)] = "",
    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
) -> HTMLResponse:
    office = people.organisation(session).name
    every_list = lists.all_lists(session)
    duty_list = lists.of_year(session, year) if year else _shown_first(every_list)
    today = Today(beijing_day(now), Workdays(calendar.overlay(session)))
    common: dict[str, Any] = {"office": office, "now": now, "today": today, "lists": every_list}
    if duty_list is None:
        posts_held = len(people.holders(session, today.day))
        return page("first.html", year=today.day.year, posts_held=posts_held, **common)
    common |= {"list": duty_list, "state_words": LIST_STATE_WORDS, "year": duty_list.plan_year}
    if duty_list.state not in RUNNING:
        return page("draft.html", **_draft(session, duty_list), **common)
    asked = Asked(duty_list.plan_year, department or None, state or None, search.strip(), number)
    later = [each for each in every_list if each.state not in RUNNING and each.plan_year > asked.year]
    running = _running(session, duty_list, asked, today, now=now)
    return page("overview.html", drafts=later, **running, **common)


def _shown_first(every_list: Sequence[DutyList]) -> DutyList | None:
    """Choose the newest list that runs, else the newest: next year's draft hides no running year."""
    running = (each for each in every_list if each.state in RUNNING)
    return next(running, None) or next(iter(every_list), None)


def _draft(session: Session, duty_list: DutyList) -> dict[str, Any]:
    assert duty_list.id is not None
    return {
        "duties": lists.duties(session, duty_list.id),
        "doubts": lists.doubts(session, duty_list.id, open_only=True),
        "states": [state for state in ListState if state is not ListState.CLOSED],
        "next_step": LIST_NEXT_STEP[duty_list.state].format(year=duty_list.plan_year),
    }


def _running(
    session: Session, duty_list: DutyList, asked: Asked, today: Today, *, now: datetime
) -> dict[str, Any]:
    assert duty_list.id is not None
    departments = people.departments(session)
    desk = Desk(people.holders(session, today.day), people.deputies(session, today.day))
    board = Board(overview.lines(session, duty_list.id), today, desk)
    counts, titles, soon = board.counts(), board.titles(), board.soon()
    reminders = overview.reminders(session, duty_list.id, now=now)
    sheet = Sheet.cut(board.chosen(asked), asked.page)
    return {
        "asked": asked,
        "board": board,
        "counts": counts,
        "others": [each for each in Standing if each not in COUNTERS and counts[each]],
        "rate": rate(counts[Standing.DONE], counts.total() - counts[Standing.WAIVED]),
        "titles": titles,
        "soon": soon,
        "sheet": sheet,
        "rows": _rows(session, board, sheet.lines, titles, year=duty_list.plan_year, now=now),
        "standings": standing.WORDS,
        "near_workdays": standing.NEAR_WORKDAYS,
        "departments": departments,
        "bars": board.bars(departments),
        "reminders": reminders,
        "unreached": [words.unreached(each) for each in unreached(session, now=now)]
        if reminders.failed
        else [],
    }


def _rows(
    session: Session,
    board: Board,
    shown: Sequence[Line],
    titles: Mapping[int, str],
    *,
    year: int,
    now: datetime,
) -> list[Row]:
    ids = [line.task.id for line in shown if line.task.id is not None]
    handed_in = overview.handed_in(session, ids)
    told = ledger.of_tasks(session, ids)
    first_days = extensions.first_days(session, ids)
    rows = []
    for line in shown:
        task_id = line.task.id or 0
        last = handed_in.get(task_id)
        heard = [each for each in told if each.notice.task_id == task_id]
        stands = board.today.standing(line.task)
        rows.append(
            Row(
                line,
                titles[task_id],
                stands,
                board.today.lamp(line.task),
                owner(line, last, board.desk),
                lately(line, stands, last, heard, year=year, now=now),
                first_days.get(task_id),
            )
        )
    return rows
