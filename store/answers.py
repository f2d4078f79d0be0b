"""Whose tasks an answer speaks of: from what it names to the message, its notices, their tasks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models import Message, Notice, Person, Task, TokenUse
from store import people
from store.tokens import reader_of


@dataclass(frozen=True)
class Answered:
    """The message that was answered, whom it was for, and the tasks it spoke of.

    `by_token`: the answer proves that its writer had the mail's own address for answers; else it names the
    Message-ID only, which everyone the mail was shown to has seen.
    """

    message_id: int
    person: Person
    tasks: Sequence[Task]
    by_token: bool


def answered(
    session: Session, tokens: Iterable[str], keys: Iterable[str], *, now: datetime
) -> Answered | None:
    """Return what is answered, by the first of `tokens`, else of `keys`, that is ours; None where none is."""
    for token in tokens:
        reader = reader_of(session, token, TokenUse.REPLY, now=now)
        if reader is not None and reader.message_id is not None:
            tasks = tasks_of(session, reader.message_id)
            return Answered(reader.message_id, reader.person, tasks, by_token=True)
    for key in keys:
        found = session.exec(select(Message.id, Message.person_id).where(Message.key == key)).first()
        if found is not None and found[0] is not None:
            person = people.person(session, found[1])
            return Answered(found[0], person, tasks_of(session, found[0]), by_token=False)
    return None


def tasks_of(session: Session, message_id: int) -> Sequence[Task]:
    """Return the tasks that a message speaks of, in order of their due days."""
    spoken_of = select(Notice.task_id).where(Notice.message_id == message_id)
    query = select(Task).where(col(Task.id).in_(spoken_of))
    return session.exec(query.order_by(col(Task.due_on), col(Task.id))).all()
