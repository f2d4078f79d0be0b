"""Say who stands in while somebody is away, and when they are back."""

from datetime import date, datetime, timedelta

from sqlmodel import Session

from models import Absence, Person, PostKind
from models.refusals import Refusal
from rules.days import beijing_day
from steps.working.hand_over import refuse_others, tell_who_answers
from steps.working.tell_again import missed_by
from store import log, people
from store.calling_off import take_back


def be_away(
    session: Session,
    person: Person,
    deputy: Person | None,
    *,
    from_on: date,
    to_on: date,
    by: Person,
    now: datetime,
) -> Absence:
    """Record that a deputy stands in on the given days, both counted; without one, the next one up answers.

    What waits to leave for the absent is told to who stands in.

    Raises:
        Refusal: the days are the wrong way round or over, or known; the deputy is the person, or away.
        NotYours: only who coordinates, or the person themselves, may do it.

    """
    refuse_others(session, by, person, now)
    if to_on < from_on:
        raise Refusal(f"离岗日期不对：结束日 {to_on} 早于开始日 {from_on}。")
    today = beijing_day(now)
    if to_on < today:
        raise Refusal(f"离岗已于 {to_on} 结束，不用再登记。")
    assert person.id is not None
    if deputy is not None:
        _can_stand_in(session, deputy, person, from_on, to_on)
    absence = Absence(
        person_id=person.id, from_on=from_on, to_on=to_on, deputy_id=deputy.id if deputy else None
    )
    said = (from_on, to_on, absence.deputy_id)
    if said in [(each.from_on, each.to_on, each.deputy_id) for each in people.absences(session, person)]:
        raise Refusal(f"{person.name}这些天的离岗已经登记过，不用再登记。")
    missed = missed_by(session, person, now=now)
    session.add(absence)
    session.flush()
    log.append(
        session,
        at=now,
        actor=by.pseudonym,
        role="office",
        action="person.away",
        about=f"person:{person.pseudonym}",
        detail={
            "deputy": f"person:{deputy.pseudonym}" if deputy else None,
            "from": from_on.isoformat(),
            "to": to_on.isoformat(),
        },
    )
    if from_on <= today:
        tell_who_answers(session, person, missed, "责任人离岗，重新发给代理的人", now=now)
    return absence


def be_back(session: Session, person: Person, *, on: date, by: Person, now: datetime) -> list[Absence]:
    """Record that a person answers again from `on`; return the absences that end before it.

    Days before stay as they were. What waits to leave for who stood in is told to who answers.

    Raises:
        Refusal: the day is past, or the person is not away on it.
        NotYours: only who coordinates, or the person themselves, may do it.

    """
    refuse_others(session, by, person, now)
    today = beijing_day(now)
    if on < today:
        raise Refusal(f"返岗日期 {on} 已过，请写今天或以后的日子。")
    absences = people.absences(session, person)
    over = [absence for absence in absences if absence.covers(on)]
    if not over:
        known = "、".join(f"{each.from_on} 至 {each.to_on}" for each in absences if each.to_on >= today)
        raise Refusal(f"{person.name} {on} 不在离岗期间；已登记的离岗：{known or '没有'}。")
    for absence in over:
        if absence.from_on < on:
            absence.to_on = on - timedelta(days=1)
            session.add(absence)
        else:
            session.delete(absence)
    log.append(
        session,
        at=now,
        actor=by.pseudonym,
        role="office",
        action="person.back",
        about=f"person:{person.pseudonym}",
        detail={"on": on.isoformat()},
    )
    session.flush()
    if on == today:
        deputies = {absence.deputy_id for absence in over if absence.deputy_id}
        for stood_in in sorted(deputies | _next_ones_up(session, today)):
            take_back(session, stood_in, "责任人返岗，重新发给责任人")
    return over


def _next_ones_up(session: Session, today: date) -> set[int]:
    """Return who answers for who is away without a deputy, or with one who is away too."""
    kinds = people.post_kinds(session)
    up = (PostKind.DEPARTMENT_HEAD, PostKind.COORDINATOR)
    return {
        holder.id
        for post, holder in people.holders(session, today).items()
        if holder.id is not None and kinds[post][0] in up
    }


def _can_stand_in(session: Session, deputy: Person, person: Person, from_on: date, to_on: date) -> None:
    if deputy.id == person.id:
        raise Refusal("代理人不能是本人，请另外指定。")
    gone = deputy.left_on is not None and deputy.left_on < to_on
    if gone or any(
        absence.from_on <= from_on and to_on <= absence.to_on for absence in people.absences(session, deputy)
    ):
        raise Refusal(f"{deputy.name}这些天也不在岗，请另外指定代理人；不写代理人的，由上一级收提醒。")
