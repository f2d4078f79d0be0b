"""Settle doubts, one answer at a time, and confirm the list when none is left."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from models import Doubt, Duty, DutyList, ListAction, Person
from models.refusals import NotFound, Refusal, WrongState
from rules import deadlines
from rules.deadlines.reading import Reading
from rules.moves import next_list_state
from rules.nodes import Nodes
from rules.workdays import Workdays
from steps.listing.draft import departments_meant
from store import calendar, lists, log, people

AS_READ = "确认"
UNDATED = "待定"
MEANT = "（确认）"  # after a phrase: as the program reads it, though it doubts
OUTSIDE = "外单位"


def settle(session: Session, doubt_id: int, answer: str, *, by: Person, now: datetime) -> Doubt:
    """Record a person's answer to one doubt, and let it take effect on the draft.

    Raises:
        NotFound: there is no such doubt, or the answer names a department that does not exist.
        Refusal: the answer leaves the doubt as open as it was.

    """
    doubt = session.get(Doubt, doubt_id)
    if doubt is None:
        raise NotFound(f"没有编号为 {doubt_id} 的疑问。")
    answer = answer.strip()
    if not answer:
        raise Refusal(f"疑问 {doubt_id} 的答复是空的。")
    duty = None if doubt.duty_id is None else lists.duty(session, doubt.duty_id)
    if doubt.field == "deadline" and duty is not None:
        _settle_deadline(session, duty, answer)
    elif doubt.field == "department":
        _settle_department(session, doubt, answer)
    elif doubt.field == "lead" and duty is not None:
        duty.lead, duty.lead_ids = [answer], _known(session, answer)
        session.add(duty)
    doubt.answer, doubt.settled_by, doubt.settled_at = answer, by.id, now
    session.add(doubt)
    log.append(
        session,
        at=now,
        actor=by.pseudonym,
        role="office",
        action="doubt.settle",
        about=f"doubt:{doubt.id}",
        detail={"list": f"list:{doubt.list_id}", "field": doubt.field},
        withheld={"answer": answer},
    )
    return doubt


def _settle_deadline(session: Session, duty: Duty, answer: str) -> None:
    if answer == UNDATED or answer in (AS_READ, duty.reading.get("meaning")):
        return
    year = lists_year(session, duty)
    phrase = answer.removesuffix(MEANT)
    reading = reread(session, phrase, year=year)
    if reading.flags and not (answer.endswith(MEANT) and reading.occurrences):
        raise Refusal(
            f"「{phrase}」读起来仍有疑问：{reading.flags[0]}请改写；就是这个意思，请答「{phrase}{MEANT}」。"
        )
    duty.reading = reading.as_json()
    session.add(duty)


def lists_year(session: Session, duty: Duty) -> int:
    duty_list = session.get(DutyList, duty.list_id)
    assert duty_list is not None
    return duty_list.plan_year


def reread(session: Session, text: str, *, year: int, issued: date | None = None) -> Reading:
    """Read a deadline phrase by the office's own calendar."""
    return deadlines.read(
        text,
        year=year,
        issued=issued,
        workdays=Workdays(calendar.overlay(session)),
        nodes=Nodes(calendar.nodes(session)),
    )


def _known(session: Session, name: str) -> list[int]:
    found = departments_meant(session, [name])
    if not found:
        raise NotFound(f"本单位没有「{name}」这个部门，请先登记该部门人员，或改答已有部门。")
    return found


def _settle_department(session: Session, doubt: Doubt, answer: str) -> None:
    """Let the name stand for a department from now on; the office remembers it as another name."""
    if answer != OUTSIDE:
        (department_id, *_) = _known(session, answer)
        department = next(d for d in people.departments(session) if d.id == department_id)
        department.aliases = sorted({*department.aliases, doubt.cell})
        session.add(department)
        session.flush()
    for duty in lists.duties(session, doubt.list_id):
        if doubt.cell in (*duty.lead, *duty.support):
            duty.lead_ids = departments_meant(session, duty.lead)
            duty.support_ids = departments_meant(session, duty.support)
            session.add(duty)


def confirm(session: Session, duty_list: DutyList, *, by: Person, now: datetime) -> DutyList:
    """Confirm the draft.

    Raises:
        WrongState: a doubt is open, a duty has no department of the office, or it is no draft.

    """
    after = next_list_state(duty_list.state, ListAction.CONFIRM)
    still_open = lists.doubts(session, _id(duty_list), open_only=True)
    if still_open:
        raise WrongState(f"还有 {len(still_open)} 个疑问没有答复，先答第一个：{still_open[0].question}")
    ownerless = [duty for duty in lists.duties(session, _id(duty_list)) if not duty.lead_ids]
    if ownerless:
        first = ownerless[0]
        raise WrongState(f"第{first.no or first.place}项「{first.task[:20]}」没有本单位的责任部门。")
    duty_list.state = after
    session.add(duty_list)
    log.append(
        session,
        at=now,
        actor=by.pseudonym,
        role="office",
        action="list.confirm",
        about=f"list:{duty_list.id}",
        detail={"duties": len(lists.duties(session, _id(duty_list)))},
    )
    return duty_list


def open_questions(session: Session, duty_list: DutyList) -> Sequence[Doubt]:
    return lists.doubts(session, _id(duty_list), open_only=True)


def _id(duty_list: DutyList) -> int:
    assert duty_list.id is not None
    return duty_list.id
