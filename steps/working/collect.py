"""Take in what the mailbox holds: bounces now; answers stay where they are, untouched."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from sqlmodel import Session

from intake.bounces import Bounce, bounce_of
from intake.mailbox import Letter, Mailbox, Mark
from models import MailboxMark, Message, MessageEvent, MessageState
from steps.working.report import report
from store import messages, people
from store.db import Database, begin, reading

AT_ONCE = 50


@dataclass(frozen=True)
class CameBack:
    """A mail of ours that bounced."""

    person: str
    address: str
    reason: str


@dataclass
class Collected:
    read: int = 0
    came_back: list[CameBack] = field(default_factory=list, repr=False)  # flows log what they did
    foreign: int = 0  # bounces of mails that are not ours
    waiting: bool = False  # a bounce came before its mail was settled: it is read again next time


def collect(database: Database, mailbox: Mailbox, *, now: datetime) -> Collected:
    """Read what came since last time. Safe to run again, and twice at once.

    Raises:
        MailboxAway: the mailbox cannot be read now.

    """
    collected = Collected()
    with reading(database) as session:
        known = messages.mark(session, mailbox.place)
    with mailbox.opened() as folder:
        validity = folder.validity
        letters = folder.since(Mark(known.validity, known.uid) if known else Mark())
        while (batch := _bounces(letters)) and not collected.waiting:
            with begin(database) as session:
                last = _take_in(session, batch, collected, now=now)
                if last:
                    _move_mark(session, mailbox.place, validity, last, now=now)
    return collected


def _bounces(letters: Iterator[Letter]) -> list[tuple[int, Bounce | None]]:
    return [
        (letter.uid, bounce_of(letter.mail) if letter.mail is not None else None)
        for letter in islice(letters, AT_ONCE)
    ]


def _take_in(
    session: Session, batch: Sequence[tuple[int, Bounce | None]], collected: Collected, *, now: datetime
) -> int:
    """Apply a batch; return the number of the last mail that is done with, 0 where none is."""
    done = 0
    for uid, bounce in batch:
        if bounce is not None:
            message = _ours(session, bounce)
            if message is None:
                collected.foreign += 1
            elif message.state is MessageState.SENDING:
                collected.waiting = True
                return done
            elif report(session, message, MessageEvent.BOUNCED, bounce.reason, now=now):
                name = people.person(session, message.person_id).name
                collected.came_back.append(CameBack(name, message.address, bounce.reason))
        collected.read += 1
        done = uid
    return done


def _ours(session: Session, bounce: Bounce) -> Message | None:
    found = (messages.named(session, key=key) for key in bounce.keys)
    return next((message for message in found if message is not None and message.channel == "mail"), None)


def _move_mark(session: Session, place: str, validity: int, uid: int, *, now: datetime) -> None:
    mark = messages.mark(session, place) or MailboxMark(place=place, validity=validity, uid=uid, read_at=now)
    mark.validity, mark.uid, mark.read_at = validity, uid, now
    session.add(mark)
