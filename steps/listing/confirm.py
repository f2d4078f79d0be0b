"""Settle doubts, one answer at a time, and confirm the list when none is left."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from models import Doubt, Duty, DutyList, ListAction, ListState, Person
from models.refusals import NotFound, Refusal, WrongState
from rules.moves import next_list_state
from rules.recalling import recalls
from steps.listing import reword, upstream
from steps.listing.almanac import Almanac
from steps.listing.departments import departments_meant
from steps.listing.questions import AS_READ, MEANT, OUTSIDE, REWORD, UNDATED
from store import lists, log, people


def settle(session: Session, doubt_id: int, answer: str, *, by: Person, now: datetime) -> Doubt:
    """Record a person's answer to one doubt, and let it take effect on the draft.

    A deadline written anew settles every question about it. What the superior demands may be answered
    until the year is closed, all else only while the list is a draft.

    Raises:
        NotFound: there is no such doubt, or the answer names what does not exist.
        Refusal: the answer leaves the doubt as open as it was.
        WrongState: the list is confirmed.

    """
    doubt = session.get(Doubt, doubt_id)
    if doubt is None:
        raise NotFound(f"没有编号为 {doubt_id} 的疑问。")
    answer = answer.strip()
    if not answer:
        raise Refusal(f"疑问 {doubt_id} 的答复是空的。")
    if doubt.field == upstream.FIELD:
        upstream.answer(session, doubt, answer, by=by, now=now)
        return _answered(session, doubt, answer, by=by, now=now)
    duty_list = session.get(DutyList, doubt.list_id)
    assert duty_list is not None
    if duty_list.state is not ListState.DRAFT:
        raise WrongState("清单已经核定，不能再改答复；要改清单，请用 xuepu list amend。")
    duty = None if doubt.duty_id is None else lists.duty(session, doubt.duty_id)
    if doubt.field == "deadline" and duty is not None:
        return _settle_deadline(session, duty_list, duty, doubt, answer, by=by, now=now)
    if doubt.field == "department":
        _settle_department(session, doubt, answer)
    elif doubt.field == "lead" and duty is not None:
        duty.lead, duty.lead_ids, duty.open_owner = [answer], _known(session, answer), False
        session.add(duty)
    elif answer != AS_READ:
        reword.answer(session, doubt, duty, answer)
    return _answered(session, doubt, answer, by=by, now=now)


def settle_in(
    session: Session, duty_list: DutyList, doubt_id: int, answer: str, *, by: Person, now: datetime
) -> Doubt:
    """Settle a doubt of this list; a number of another year's doubt MUST NOT reach that year.

    Raises:
        NotFound: the list has no such doubt.

    """
    doubt = session.get(Doubt, doubt_id)
    if doubt is None or doubt.list_id != duty_list.id:
        year = duty_list.plan_year
        raise NotFound(
            f"{year} 年清单没有编号为 {doubt_id} 的疑问，请用 xuepu list show --year {year} 查看编号。"
        )
    return settle(session, doubt_id, answer, by=by, now=now)


def as_read(doubt: Doubt) -> str | None:
    """Return the answer that may be given unseen: the earlier one, or what the program read.

    Of the departments that a name might mean none is likelier for standing first, and what the whole file
    lacks is looked at.
    """
    if doubt.field == upstream.FIELD:
        return None
    if doubt.field in ("department", "problem") and not recalls(doubt.question):
        return None
    return doubt.candidates[0] if doubt.candidates else None


def _answered(session: Session, doubt: Doubt, answer: str, *, by: Person, now: datetime) -> Doubt:
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


def _settle_deadline(
    session: Session, duty_list: DutyList, duty: Duty, doubt: Doubt, answer: str, *, by: Person, now: datetime
) -> Doubt:
    """Keep the deadline as it was read, or read it anew from the answer's own words."""
    if answer == duty.reading.get("meaning"):
        answer = AS_READ
    if answer == AS_READ or (answer == UNDATED and not duty.reading["occurrences"]):
        return _answered(session, doubt, answer, by=by, now=now)
    if answer == REWORD:
        raise Refusal(f"请直接写出改成什么时限，例如 --answer {doubt.id}=6月30日前。")
    phrase = answer.removesuffix(MEANT)
    reading = Almanac.of(session).read(phrase, year=duty_list.plan_year)
    if reading.flags and not (answer.endswith(MEANT) and reading.occurrences):
        raise Refusal(
            f"「{phrase}」读起来仍有疑问：{reading.flags[0]}请改写；就是这个意思，请答「{phrase}{MEANT}」。"
        )
    duty.reading = reading.as_json()
    session.add(duty)
    for other in lists.doubts(session, doubt.list_id, open_only=True):
        if other.duty_id == duty.id and other.field == doubt.field and other.id != doubt.id:
            _answered(session, other, answer, by=by, now=now)
    return _answered(session, doubt, answer, by=by, now=now)


def _known(session: Session, name: str) -> list[int]:
    found = departments_meant(session, [name])
    if not found:
        raise NotFound(
            f"本单位没有「{name}」这个部门，请先用 xuepu user add 登记该部门人员，或改答已有部门。"
        )
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
    first = lists.first_ownerless(session, _id(duty_list))
    if first is not None:
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
        detail={"duties": lists.duty_count(session, _id(duty_list))},
    )
    return duty_list


def open_questions(session: Session, duty_list: DutyList) -> Sequence[Doubt]:
    return lists.doubts(session, _id(duty_list), open_only=True)


def _id(duty_list: DutyList) -> int:
    assert duty_list.id is not None
    return duty_list.id
