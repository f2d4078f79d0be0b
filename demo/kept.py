"""Whether the year's reminders kept to the policy: how many a day, at what hours, how far they climbed."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from demo import story
from models import Attempt, Message, NoticeState, Outcome, Part, Task, Verdict
from rules.days import beijing_day
from rules.planning import plan
from rules.reminding import Policy
from rules.stages import kind
from rules.workdays import Workdays
from store import notices, tasks

Step = tuple[date, str, Part, str]  # day, stage, who, channel


@dataclass(frozen=True)
class Sent:
    """One message that its server took."""

    person_id: int
    channel: str
    at: datetime


def sent(session: Session) -> list[Sent]:
    query = (
        select(Message.person_id, Message.channel, Attempt.begun_at)
        .join(Attempt, col(Attempt.message_id) == Message.id)
        .where(Attempt.outcome == Outcome.ACCEPTED)
        .order_by(col(Attempt.begun_at), col(Attempt.message_id), col(Attempt.lease_epoch))
    )
    return [Sent(*row) for row in session.exec(query)]


def most_a_day(all_sent: Sequence[Sent]) -> dict[int, Counter[str]]:
    """Return the most messages that each person got on one day, by person and channel."""
    days = Counter((each.person_id, each.channel, beijing_day(each.at)) for each in all_sent)
    most: dict[int, Counter[str]] = defaultdict(Counter)
    for (person, channel, _), count in days.items():
        most[person][channel] = max(most[person][channel], count)
    return most


def out_of_hours(all_sent: Sequence[Sent], policy: Policy) -> Counter[int]:
    """Count each person's messages of rest days, quiet days and nights."""
    workdays = Workdays()
    return Counter(each.person_id for each in all_sent if policy.quiet(each.at, workdays))


def owed(session: Session, task: Task, policy: Policy) -> set[Step]:
    """Return the steps that the policy owes while a task is late and waits for its owner."""
    return {
        (beijing_day(notice.at), notice.stage, notice.part, notice.channel)
        for notice in plan(task, policy, Workdays(), issued_on=story.ISSUED_ON)
        if kind(notice.stage) == "overdue"
        and beijing_day(notice.at) < story.CLOSED_ON
        and _waits(session, task, notice.at)
    }


def climbed(session: Session, task: Task) -> set[Step]:
    """Return the steps that were taken once a task was late, on the days on which they left."""
    assert task.id is not None
    taken = select(Attempt.message_id, Attempt.begun_at).where(Attempt.outcome == Outcome.ACCEPTED)
    left = dict(session.exec(taken).all())
    return {
        (beijing_day(left[notice.message_id or 0]), notice.stage, notice.part, notice.channel)
        for notice in notices.of_task(session, task.id)
        if kind(notice.stage) == "overdue" and notice.state is NoticeState.SENT
    }


def _waits(session: Session, task: Task, when: datetime) -> bool:
    """Say whether a task waited for its owner at an instant: nothing was handed in, or it came back."""
    before = [waits for moment, waits in sorted(_turns(session, task)) if moment <= when]
    return not before or before[-1]


def _turns(session: Session, task: Task) -> Iterator[tuple[datetime, bool]]:
    rounds = tasks.submissions(session, [task.id or 0])
    yield from ((each.at, False) for each in rounds)
    for review in tasks.reviews(session, [each.id for each in rounds if each.id is not None]):
        yield review.at, review.verdict is Verdict.RETURNED
