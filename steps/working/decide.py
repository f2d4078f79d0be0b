"""A person decides about a message of which nobody can tell whether it left."""

from datetime import datetime

from sqlmodel import Session

from models import Message, MessageEvent, MessageState, Outcome, Person
from models.refusals import WrongState
from rules.days import beijing_day, spoken
from rules.moves import MESSAGE_STATE_WORDS
from steps.listing.may import only_coordinator
from steps.working.report import report
from store import doubtful, outbox, people


def release(session: Session, message_id: int, *, by: Person, now: datetime) -> Message:
    """Let it be sent again by the next sweep: the same bytes under the same Message-ID.

    Raises:
        NotFound, NotYours: there is no such message; `by` does not coordinate.
        WrongState: it is not uncertain, or its day is over.

    """
    message = _judged(session, message_id, by, now=now)
    if message.useful_until is not None and message.useful_until <= now:
        name = people.person(session, message.person_id).name
        command = f"xuepu message settle {message_id}"
        raise WrongState(
            f"这条消息写的是{spoken(beijing_day(message.made_at))}的情况，当天已过，不能原样再发。请向{name}核实："
            f"收到了的用 {command} --accepted；没收到的用 {command} --lost，其中的任务并入下一次提醒。"
        )
    return _said(session, message, MessageEvent.RELEASE, by, now=now)


def settle(session: Session, message_id: int, *, arrived: bool, by: Person, now: datetime) -> Message:
    """Write down what the office found: it arrived; or it did not, and its tasks are still to be told.

    What did not arrive goes out again, the same bytes, on its day; later its notices join the next digest.

    Raises:
        NotFound, NotYours: there is no such message; `by` does not coordinate.
        WrongState: it is not uncertain.

    """
    message = _judged(session, message_id, by, now=now)
    said = _said(session, message, Outcome.ACCEPTED if arrived else MessageEvent.NEVER_TAKEN, by, now=now)
    outbox.expire(session, now=now)
    session.refresh(said)
    return said


def _judged(session: Session, message_id: int, by: Person, *, now: datetime) -> Message:
    message = doubtful.message(session, message_id)
    only_coordinator(session, by, "决定发没发出去的消息怎么办", now=now)
    if message.state is not MessageState.UNCERTAIN:
        raise _not_uncertain(message)
    return message


def _said(
    session: Session, message: Message, told: Outcome | MessageEvent, by: Person, *, now: datetime
) -> Message:
    if not report(session, message, told, "", by=by, now=now):  # a worker was quicker
        session.refresh(message)
        raise _not_uncertain(message)
    session.refresh(message)
    return message


def _not_uncertain(message: Message) -> WrongState:
    return WrongState(
        f"这条消息现在是「{MESSAGE_STATE_WORDS[message.state]}」，只有「不能确定」的才由人决定。"
    )
