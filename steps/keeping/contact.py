"""Correct how a person is written to; what did not reach them is told again."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models import Person, Task
from rules import contacts
from steps.listing.may import only_coordinator
from steps.working.tell_again import missed_by, tell_again
from store import log
from store.calling_off import take_back


@dataclass(frozen=True)
class Contact:
    """What is given anew; an address given as it was before says that it works again."""

    email: str | None = None
    phone: str | None = None


def correct(session: Session, person: Person, given: Contact, *, by: Person, now: datetime) -> list[Task]:
    """Keep the new addresses; return the tasks that are told again.

    What waits to leave for the old address goes to the new one.

    Raises:
        Refusal: an address that cannot be one.
        NotYours: only who coordinates, or the person themselves, may do it.

    """
    if by.id != person.id:
        only_coordinator(session, by, "更正别人的联系方式", now=now)
    assert person.id is not None
    withheld: dict[str, str] = {}
    channels: list[str] = []
    if given.email is not None:
        person.email = withheld["email"] = contacts.email(given.email)
        channels.append("mail")
    if given.phone is not None:
        person.phone = withheld["phone"] = contacts.phone(given.phone)
        channels.append("sms")
    session.add(person)
    session.flush()
    take_back(session, person.id, "联系方式已更正，重新发送")
    missed = [each for each in missed_by(session, person, now=now) if each.channel in channels]
    told = tell_again(session, missed, now=now)
    log.append(
        session,
        at=now,
        actor=by.pseudonym,
        role="office",
        action="person.contact",
        about=f"person:{person.pseudonym}",
        detail={"corrected": sorted(withheld), "told_again": [f"task:{task.id}" for task in told]},
        withheld=withheld,
    )
    return told
