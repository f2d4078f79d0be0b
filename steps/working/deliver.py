"""Send what the outbox holds: lease, put the attempt on record, send, settle."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from models import Outcome
from notifications.channel import ChannelError, Envelope, Outlet, Sender
from steps.working.swept import Swept
from store import leases, log, outbox
from store.db import Database, begin
from store.leases import Held
from store.outbox import Ended

BATCH = 100  # messages leased at once


def deliver(database: Database, channel: Sender, *, now: datetime, in_flight: int = 1) -> Swept:
    """Send all that may leave by one channel, over one session of it.

    One transaction settles what was sent, and puts the next attempts on record before a byte of them
    leaves. So a kill leaves at most `in_flight` messages of which nobody can tell; with 1, each mail
    costs one durable commit.
    """
    clock = _running(now)
    swept = Swept()
    queue: list[Held] = []
    ended: list[Ended] = []
    down = ""
    with channel.session() as outlet:
        while True:
            with begin(database) as session:
                swept += settle(session, ended, now=clock())
                if down:
                    waiting = leases.give_back(session, queue, channel.name, down, now=clock())
                    return swept + Swept(deferred=waiting)
                queue = queue or leases.lease(session, channel.name, limit=BATCH, now=clock())
                begun = outbox.begin(session, queue[:in_flight], now=clock())
                queue = queue[in_flight:]
            if not begun and not queue:
                return swept
            ended, down = _sent(outlet, begun, next_to=queue[0].address if queue else "")


def _running(now: datetime) -> Callable[[], datetime]:
    """Let the time that was given go on, in whole seconds: a lease must not be as old as a long sweep."""
    start = time.monotonic()
    return lambda: now + timedelta(seconds=int(time.monotonic() - start))


def _sent(outlet: Outlet, begun: Sequence[Held], *, next_to: str) -> tuple[list[Ended], str]:
    """Send messages in turn; say how each ended, and why the far side is down if it is."""
    ended: list[Ended] = []
    down = ""
    behind = [*(held.address for held in begun[1:]), next_to]
    for held, after in zip(begun, behind, strict=False):
        try:
            answer = outlet.send(Envelope(held.address, held.key, held.body, after))
        except ChannelError as error:
            down = down or (error.reason if error.down else "")
            ended.append(Ended(held, _outcome(error), error.reason))
        else:
            ended.append(Ended(held, Outcome.ACCEPTED, answer))
    return ended, down


def _outcome(error: ChannelError) -> Outcome:
    if error.uncertain:
        return Outcome.UNCERTAIN
    return Outcome.REFUSED if error.permanent else Outcome.DEFERRED


def settle(session: Session, ended: Sequence[Ended], *, now: datetime) -> Swept:
    """Write how attempts ended, each with its log entry; a late word of a lost lease is refused."""
    counts = dict.fromkeys(Outcome, 0)
    for each in ended:
        if outbox.settle(session, each, now=now):
            counts[each.outcome] += 1
            record(session, each.held, each.outcome, each.detail, now=now)
    return Swept(
        accepted=counts[Outcome.ACCEPTED],
        deferred=counts[Outcome.DEFERRED],
        refused=counts[Outcome.REFUSED],
        uncertain=counts[Outcome.UNCERTAIN],
    )


def record(session: Session, held: Held, outcome: Outcome, answer: str, *, now: datetime) -> None:
    log.append(
        session,
        at=now,
        actor="system",
        role="system",
        action=f"message.{outcome}",
        about=f"message:{held.id}",
        detail={
            "channel": held.channel,
            "to": f"person:{held.person}",
            "notices": [f"notice:{notice}" for notice, _ in held.notices],
            "tasks": sorted({f"task:{task}" for _, task in held.notices}),
            "attempt": held.attempts,
        },
        withheld={"answer": answer},
    )
