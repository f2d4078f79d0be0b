"""Ask the gateway what became of short messages: the uncertain ones, and those without a receipt."""

from dataclasses import dataclass
from datetime import datetime

from models import MessageState
from notifications.channel import Channel, ChannelError
from notifications.receipts import Fate, Inquiry
from rules.asking import UNCERTAIN_FOR, asks_now
from steps.working.receive import apply, sent
from store import messages
from store.db import Database, begin, reading


@dataclass(frozen=True)
class Inquired:
    asked: int = 0
    told: int = 0  # of them with an answer that was news
    planned_again: int = 0  # of those: the gateway has no record, so they may be sent
    unasked: int = 0  # the gateway could not be asked, or never can be
    why: str = ""


def inquire(database: Database, channel: Channel, *, now: datetime) -> Inquired:
    """Ask about each message whose time has come; nobody waits for the database meanwhile.

    Nothing is sent again but what the gateway says it never took.
    """
    with reading(database) as session:
        due = [
            (message, begun_at)
            for message, begun_at in messages.unreported(session, channel.name, now - UNCERTAIN_FOR)
            if asks_now(
                begun_at, message.asked_at, uncertain=message.state is MessageState.UNCERTAIN, now=now
            )
        ]
    told = again = unasked = 0
    why = ""
    with channel.session() as outlet:
        if not isinstance(outlet, Inquiry):
            uncertain = sum(message.state is MessageState.UNCERTAIN for message, _ in due)
            return Inquired(unasked=uncertain, why="这种网关不能查询，由人工核对")
        for place, (message, begun_at) in enumerate(due):
            try:
                receipt = outlet.ask(sent(message, begun_at))
            except ChannelError as error:
                unasked, why = unasked + 1, error.reason
                if error.down:
                    unasked = len(due) - place
                    break
                continue
            assert message.id is not None
            with begin(database) as session:
                messages.asked(session, message.id, now=now)
                if receipt is not None and apply(session, message, receipt, now=now):
                    told += 1
                    again += receipt.fate is Fate.NEVER_TAKEN
    return Inquired(len(due) - unasked, told, again, unasked, why)
