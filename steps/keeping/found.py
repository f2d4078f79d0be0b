"""Found the office: its name, its administrator, the first entry of its log."""

from datetime import datetime

from sqlmodel import Session, select

from models import Department, Holding, Organisation, Person, Post, PostKind
from models.refusals import WrongState
from rules import contacts
from rules.days import beijing_day
from store import log

ADMINISTRATOR = "管理员"


def found(
    session: Session,
    name: str,
    *,
    addressee: str,
    pseudonym: str,
    vkey: str,
    origin: str,
    software: str,
    now: datetime,
) -> Organisation:
    """Make the office and its administrator, who coordinates until somebody else does.

    Raises:
        WrongState: there is an office in this home already.
        Refusal: its name cannot be one.

    """
    refuse_second(session)
    name = contacts.name(name)
    organisation = Organisation(name=name, addressee=addressee, log_origin=origin, founded_at=now)
    administrator = Person(pseudonym=pseudonym, name=ADMINISTRATOR)
    post = Post(title="系统统筹岗", kind=PostKind.COORDINATOR)
    session.add_all([organisation, administrator, post])
    session.flush()
    assert post.id is not None
    assert administrator.id is not None
    session.add(Holding(post_id=post.id, person_id=administrator.id, from_on=beijing_day(now)))
    log.append(
        session,
        at=now,
        actor="system",
        role="system",
        action="log.open",
        about="log",
        detail={"vkey": vkey, "software": software},
    )
    log.append(
        session,
        at=now,
        actor=pseudonym,
        role="office",
        action="office.found",
        about="office",
        detail={"name": name},
    )
    return organisation


def refuse_second(session: Session) -> None:
    """Refuse where there is an office already: one home is one office."""
    there = session.exec(select(Organisation)).first()
    if there is not None:
        raise WrongState(f"这里已经有单位「{there.name}」，一个目录只放一个单位。")


def add_department(
    session: Session, name: str, *, by: Person, now: datetime, aliases: tuple[str, ...] = ()
) -> Department:
    """Add a department, last in the order of the office; one that is there is returned as it is."""
    there = session.exec(select(Department).where(Department.name == name)).first()
    if there is not None:
        return there
    place = len(session.exec(select(Department.id)).all()) + 1
    department = Department(name=name, aliases=list(aliases), place=place)
    session.add(department)
    session.flush()
    log.append(
        session,
        at=now,
        actor=by.pseudonym,
        role="office",
        action="department.add",
        about=f"department:{department.id}",
        detail={"name": name},
    )
    return department
