"""Messages of which nobody can tell whether they left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from models import Attempt, Message, MessageState, Notice, NoticeState, Outcome, Person, Task
from models.refusals import NotFound
from rules.asking import waits_for_person
from store.leases import RESENT_WHEN_UNCERTAIN, UNANSWERED
from store.moving import ON_ITS_WAY

_UNCERTAIN = select(Message.id).where(ON_ITS_WAY, Message.state == MessageState.UNCERTAIN)


@dataclass(frozen=True)
class Doubtful:
    """An uncertain message. Mask the address before it is shown."""

    message: Message
    to: str  # the name of whom it is for
    begun_at: datetime  # when it was last tried
    unanswered: int  # attempts that the far side left without an answer
    tasks: Sequence[Task]  # that it speaks of

    def waits_for_person(self, now: datetime) -> bool:
        return waits_for_person(
            self.begun_at,
            goes_again=self.message.channel in RESENT_WHEN_UNCERTAIN and self.unanswered < UNANSWERED,
            answered=self.message.channel == "sms",
            now=now,
        )


def doubtful(session: Session) -> list[Doubtful]:
    """Return the uncertain messages in order of their last attempts."""
    tried = func.max(col(Attempt.begun_at))
    query = (
        select(Message, Person.name, tried, func.count().filter(col(Attempt.outcome) == Outcome.UNCERTAIN))
        .join(Person, col(Person.id) == Message.person_id)
        .join(Attempt, col(Attempt.message_id) == Message.id)
        .where(col(Message.id).in_(_UNCERTAIN))
        .group_by(col(Message.id), col(Person.id))
        .order_by(tried, col(Message.id))
    )
    found = session.exec(query).all()
    spoken_of = _tasks(session)
    return [
        Doubtful(message, to, begun_at, unanswered, spoken_of.get(message.id or 0, ()))
        for message, to, begun_at, unanswered in found
    ]


def _tasks(session: Session) -> dict[int, list[Task]]:
    query = (
        select(Notice.message_id, Task)
        .join(Task, col(Task.id) == Notice.task_id)
        .where(col(Notice.message_id).in_(_UNCERTAIN), Notice.state == NoticeState.CARRIED)
        .order_by(col(Task.id))
    )
    tasks: dict[int, list[Task]] = {}
    for message_id, task in session.exec(query):
        of_message = tasks.setdefault(message_id or 0, [])
        if task not in of_message:
            of_message.append(task)
    return tasks


def waiting(session: Session, *, now: datetime) -> int:
    """Count the messages about which a person must decide."""
    return sum(each.waits_for_person(now) for each in doubtful(session))


def message(session: Session, message_id: int) -> Message:
    """Return a message.

    Raises:
        NotFound: there is none.

    """
    found = session.get(Message, message_id)
    if found is None:
        raise NotFound(f"没有编号为 {message_id} 的消息，请用 xuepu message list 查看。")
    return found
