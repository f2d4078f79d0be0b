"""Hand over what a person leaves behind, and say who stands in while somebody is away."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from models import Absence, Holding, Person, Post, PostKind, Task
from models.refusals import NotYours, Refusal
from models.states import DONE
from rules.days import beijing_day
from rules.roles import owns
from steps.working.tell_again import missed_by, tell_again
from steps.working.unreached import Unreached
from store import log, people
from store.calling_off import take_back


def hand_over(
    session: Session, leaving: Person, successor: Person, *, last_day: date, by: Person, now: datetime
) -> list[Task]:
    """Give the posts of who leaves to a successor from the next day on; return the open tasks that move.

    History is untouched: holdings end and begin, and each task keeps the name it was issued to.

    Raises:
        Refusal: a person cannot succeed themselves, or holds no post.
        NotYours: only who coordinates, or the person who leaves, may do it.

    """
    _may(session, by, leaving, now)
    today = beijing_day(now)
    if successor.id == leaving.id:
        raise Refusal("不能移交给本人，请指定接手人。")
    held = session.exec(
        select(Holding).where(Holding.person_id == leaving.id, col(Holding.to_on).is_(None))
    ).all()
    if not held:
        raise Refusal(f"{leaving.name}现在没有岗位，不需要移交。")
    assert successor.id is not None
    if successor.left_on is not None and successor.left_on <= last_day:
        raise Refusal(f"{successor.name}已于 {successor.left_on} 离任，请另外指定接手人。")
    if any(last_day < holding.from_on for holding in held):
        raise Refusal(f"最后在岗日 {last_day} 早于{leaving.name}到岗的日子，请核对。")
    missed = missed_by(session, leaving, now=now)
    for holding in held:
        holding.to_on = last_day
        session.add(holding)
        session.add(
            Holding(post_id=holding.post_id, person_id=successor.id, from_on=last_day + timedelta(days=1))
        )
    leaving.left_on = last_day
    session.add(leaving)
    if last_day < today:
        _tell_who_answers(session, leaving, missed, "责任人已调整，重新发给接手的人", now=now)
    moved = _open_tasks(session, [holding.post_id for holding in held])
    log.append(
        session,
        at=now,
        actor=by.pseudonym,
        role="office",
        action="person.hand_over",
        about=f"person:{leaving.pseudonym}",
        detail={
            "to": f"person:{successor.pseudonym}",
            "last_day": last_day.isoformat(),
            "posts": [f"post:{holding.post_id}" for holding in held],
            "tasks": [f"task:{task.id}" for task in moved],
        },
    )
    return moved


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
    _may(session, by, person, now)
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
        _tell_who_answers(session, person, missed, "责任人离岗，重新发给代理的人", now=now)
    return absence


def be_back(session: Session, person: Person, *, on: date, by: Person, now: datetime) -> list[Absence]:
    """Record that a person answers again from `on`; return the absences that end before it.

    Days before stay as they were. What waits to leave for who stood in is told to who answers.

    Raises:
        Refusal: the day is past, or the person is not away on it.
        NotYours: only who coordinates, or the person themselves, may do it.

    """
    _may(session, by, person, now)
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


def _tell_who_answers(
    session: Session, person: Person, missed: Sequence[Unreached], reason: str, *, now: datetime
) -> None:
    """Take back what waits to leave for somebody who does not answer today: the next sweep tells who does.

    What failed to reach that person is told again.
    """
    assert person.id is not None
    session.flush()
    take_back(session, person.id, reason)
    tell_again(session, missed, now=now)


def _may(session: Session, by: Person, whom: Person, now: datetime) -> None:
    assert by.id is not None
    kinds = {post.kind.value for post in people.posts_answered_by(session, by.id, beijing_day(now))}
    if by.id != whom.id and "coordinator" not in kinds:
        raise NotYours("只有统筹人或本人才能登记移交和离岗。")


def _open_tasks(session: Session, post_ids: list[int]) -> list[Task]:
    posts = [post for post in session.exec(select(Post)) if post.id in post_ids]
    return [
        task
        for task in session.exec(select(Task).where(col(Task.state).not_in(DONE)).order_by(col(Task.id)))
        if any(owns(task, post) for post in posts)
    ]
