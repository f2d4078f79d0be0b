"""Hand over what a person leaves behind."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from models import Holding, Person, Post, Task
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
    refuse_others(session, by, leaving, now)
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
        tell_who_answers(session, leaving, missed, "责任人已调整，重新发给接手的人", now=now)
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


def tell_who_answers(
    session: Session, person: Person, missed: Sequence[Unreached], reason: str, *, now: datetime
) -> None:
    """Take back what waits to leave for somebody who does not answer today: the next sweep tells who does.

    What failed to reach that person is told again.
    """
    assert person.id is not None
    session.flush()
    take_back(session, person.id, reason)
    tell_again(session, missed, now=now)


def refuse_others(session: Session, by: Person, whom: Person, now: datetime) -> None:
    """Refuse whoever neither coordinates nor is the person themselves.

    Raises:
        NotYours: that is so.

    """
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
