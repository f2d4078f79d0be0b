"""Issue the list: from now on the year runs by itself."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from models import DutyList, ListAction, Person
from models.refusals import Refusal
from rules.days import beijing_day
from rules.moves import next_list_state
from steps.listing.lay_out import Desk, cut, plan_notices
from store import lists, log


@dataclass(frozen=True)
class Issued:
    tasks: int
    notices: int
    backfill: int  # already past at issue: 待补录


def issue(
    session: Session,
    duty_list: DutyList,
    *,
    doc_number: str,
    on: date,
    by: Person,
    now: datetime,
) -> Issued:
    """Issue an approved list and lay out all tasks and notices of its year.

    Raises:
        WrongState: the list is not approved.
        BadList: a task would have no owner.
        Refusal: the day of issue lies in the future, or before the approval.

    """
    after = next_list_state(duty_list.state, ListAction.ISSUE)
    if on > beijing_day(now):
        raise Refusal(f"印发日期 {on} 还没有到，请核对。")
    if duty_list.approved_on is not None and on < duty_list.approved_on:
        raise Refusal(f"印发日期 {on} 早于审定日期 {duty_list.approved_on}，请核对。")
    assert duty_list.id is not None
    desk = Desk.of(session, beijing_day(now))
    duty_list.state, duty_list.doc_number, duty_list.issued_on = after, doc_number, on
    session.add(duty_list)
    tasks = cut(session, lists.to_cut(session, duty_list.id), desk, issued_on=on, by=by, now=now)
    notices = plan_notices(session, duty_list.id, tasks, desk, issued_on=on)
    issued = Issued(len(tasks), notices, sum(task.backfill for task in tasks))
    log.append(
        session,
        at=now,
        actor=by.pseudonym,
        role="office",
        action="list.issue",
        about=f"list:{duty_list.id}",
        detail={
            "doc_number": doc_number,
            "on": on.isoformat(),
            "tasks": issued.tasks,
            "notices": issued.notices,
            "backfill": issued.backfill,
        },
    )
    return issued
