"""Who is who: departments, posts, holders, deputies."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, or_, select

from models import Absence, Department, Holding, Organisation, Person, Post, PostKind
from models.refusals import NotFound, Refusal


def organisation(session: Session) -> Organisation:
    """Return the office.

    Raises:
        NotFound: `xuepu init` was not run here.

    """
    found = session.exec(select(Organisation)).first()
    if found is None:
        raise NotFound("这里还没有单位，请先运行 xuepu init --office 单位名称。")
    return found


def departments(session: Session) -> Sequence[Department]:
    return session.exec(select(Department).order_by(col(Department.place), col(Department.id))).all()


def department_named(session: Session, name: str) -> Department | None:
    """Find a department by its name or one of its other names."""
    return next((d for d in departments(session) if name == d.name or name in d.aliases), None)


def person(session: Session, person_id: int) -> Person:
    found = session.get(Person, person_id)
    if found is None:
        raise NotFound(f"没有编号为 {person_id} 的人员。")
    return found


def person_named(session: Session, name: str) -> Person:
    """Find a person by name or pseudonym.

    Raises:
        NotFound: nobody has that name.
        Refusal: several have; the pseudonym tells them apart.

    """
    query = select(Person).where(or_(Person.name == name, Person.pseudonym == name))
    found = session.exec(query).all()
    if not found:
        raise NotFound(f"没有叫「{name}」的人员，请先用 xuepu user add 登记。")
    if len(found) > 1:
        raise Refusal(
            f"有 {len(found)} 位「{name}」，请改用人员代号：{'、'.join(p.pseudonym for p in found)}。"
        )
    return found[0]


def administrator(session: Session) -> Person:
    """Return the first person ever entered, whom `xuepu init` made."""
    found = session.exec(select(Person).order_by(col(Person.id)).limit(1)).first()
    if found is None:
        raise NotFound("这里还没有单位，请先运行 xuepu init --office 单位名称。")
    return found


def posts(session: Session) -> Sequence[Post]:
    return session.exec(select(Post).order_by(col(Post.id))).all()


def post_kinds(session: Session) -> dict[int, tuple[PostKind, int | None]]:
    """Return what each post is, and of which department, by its id."""
    query = select(Post.id, Post.kind, Post.department_id).order_by(col(Post.id))
    return {post: (PostKind(kind), department) for post, kind, department in session.exec(query) if post}


def holders(session: Session, day: date) -> dict[int, Person]:
    """Return who holds each post on `day`, by post id. The latest holding wins.

    Before a post's first holding it is who held it first: an office is entered later than it began.
    """
    query = (
        select_columns(Person, col(Holding.post_id), col(Holding.from_on), col(Holding.to_on))
        .join(Holding, col(Person.id) == Holding.person_id)
        .order_by(col(Holding.from_on), col(Holding.id))
    )
    begun: set[int] = set()
    found: dict[int, Person] = {}
    for person, post, from_on, to_on in session.execute(query):
        if from_on > day:
            if post not in begun:
                found.setdefault(post, person)
        else:
            begun.add(post)
            if to_on is None or to_on >= day:
                found[post] = person
    return found


def successors(session: Session, person: Person, day: date) -> list[str]:
    """Return who holds on `day` what a person held, by name."""
    held = set(session.exec(select(Holding.post_id).where(Holding.person_id == person.id)))
    names = (holder.name for post, holder in sorted(holders(session, day).items()) if post in held)
    return list(dict.fromkeys(names))


def absences(session: Session, person: Person) -> Sequence[Absence]:
    query = select(Absence).where(Absence.person_id == person.id)
    return session.exec(query.order_by(col(Absence.from_on), col(Absence.id))).all()


def absent(session: Session, day: date) -> set[int]:
    """Return who is not in the office on `day`: away, or left before it."""
    away = select(Absence.person_id).where(Absence.from_on <= day, Absence.to_on >= day)
    left = select(Person.id).where(col(Person.left_on) < day)
    return {person for query in (away, left) for person in session.exec(query) if person}


def deputies(session: Session, day: date) -> dict[int, Person]:
    """Return who stands in for each absent person on `day`, by the absent person's id."""
    query = (
        select(Absence.person_id, Person)
        .join(Person, col(Person.id) == Absence.deputy_id)
        .where(Absence.from_on <= day, Absence.to_on >= day)
        .order_by(col(Absence.id))
    )
    return dict(session.exec(query).all())


def posts_answered_by(session: Session, person_id: int, day: date) -> list[Post]:
    """Return the posts that a person holds, or stands in for, on `day`."""
    away = deputies(session, day)
    mine = {person_id} | {absent for absent, deputy in away.items() if deputy.id == person_id}
    held = {post for post, holder in holders(session, day).items() if holder.id in mine}
    return [post for post in posts(session) if post.id in held]


def posts_of_kind(session: Session, kind: PostKind) -> Sequence[Post]:
    return session.exec(select(Post).where(Post.kind == kind).order_by(col(Post.id))).all()
