"""Enter a person with the post they hold."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from models import Holding, Person, Post, PostKind
from models.refusals import Refusal
from rules import contacts, post_words
from rules.days import beijing_day
from steps.keeping.found import add_department
from store import log, people


@dataclass(frozen=True)
class Newcomer:
    """Who joins, in which post. `title` defaults to the department and the kind: 办公室经办人."""

    name: str
    kind: PostKind
    department: str = ""
    title: str = ""
    email: str | None = None
    phone: str | None = None


def enrol(session: Session, newcomer: Newcomer, *, pseudonym: str, by: Person, now: datetime) -> Person:
    """Enter a person; department and post are made when they are new.

    Raises:
        Refusal: a name or an address that cannot be one, a post that somebody else holds, or that needs a
            department and has none.

    """
    place = contacts.name(newcomer.department) if newcomer.department else ""
    title = contacts.name(post_words.title_of(newcomer.kind, newcomer.title, place))
    phone = contacts.phone(newcomer.phone) if newcomer.phone else None
    email = contacts.email(newcomer.email) if newcomer.email else None
    name = contacts.name(newcomer.name)
    department = add_department(session, place, by=by, now=now) if place else None
    post = session.exec(select(Post).where(Post.title == title)).first()
    today = beijing_day(now)
    if post is None:
        post = Post(title=title, kind=newcomer.kind, department_id=department.id if department else None)
        session.add(post)
        session.flush()
    elif post.id in people.holders(session, today):
        raise Refusal(f"岗位「{title}」现在有人，请先移交，或用 --title 另起一个岗位名称。")
    person = Person(pseudonym=pseudonym, name=name, email=email, phone=phone)
    session.add(person)
    session.flush()
    assert post.id is not None
    assert person.id is not None
    session.add(Holding(post_id=post.id, person_id=person.id, from_on=today))
    log.append(
        session,
        at=now,
        actor=by.pseudonym,
        role="office",
        action="person.enrol",
        about=f"person:{pseudonym}",
        detail={"post": f"post:{post.id}", "kind": str(newcomer.kind)},
        withheld={
            "name": name,
            "email": email or "",
            "phone": phone or "",
            "title": title,
        },
    )
    return person
