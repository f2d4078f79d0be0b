"""One sweep: what time did to the outbox, what is due, and out with it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from models import Outcome
from notifications.channel import Channel
from rules.workdays import Workdays
from steps.working.bind import bind
from steps.working.deliver import deliver, record
from steps.working.mint import Makers
from steps.working.post import Posting, post
from steps.working.swept import Swept
from store import calendar, notices, outbox, policies
from store.db import Database, begin, reading

SWITCHED_OFF = "没有设置这个发送渠道"


def sweep(
    database: Database,
    channels: Mapping[str, Channel],
    *,
    name: Callable[[], str],
    now: datetime,
    signed: str = "学普",
    tokens: Mapping[str, Makers] | None = None,
    posting: Posting | None = None,
    in_flight: int = 1,
) -> Swept:
    """Send every notice whose time has come, one digest a person and channel.

    Safe to run again, and twice at once. A message is accepted by its server, or shown as failed,
    or (a crash between the last byte and our record) uncertain: then mail goes once more with the
    same Message-ID and bytes. `name` gives a fresh random name for each message, `signed` is what
    stands in 【】, `tokens` says what the messages of each channel carry, `posting` which group is told
    how the lists stand, `in_flight` how many mails one kill may leave uncertain.
    """
    with reading(database) as session:
        workdays = Workdays(calendar.overlay(session))
        settled = policies.running(session)
    if all(policy.quiet(now, workdays) for policy in settled):
        return Swept(quiet=True)
    swept = recover(database, channels, now=now)
    swept += bind(database, channels, workdays, name=name, now=now, signed=signed, tokens=tokens)
    for channel in channels.values():
        swept += deliver(database, channel, now=now, in_flight=in_flight)
    if posting is not None:
        swept += post(database, posting, workdays, signed=signed, now=now)
    return swept


def recover(database: Database, channels: Mapping[str, Channel], *, now: datetime) -> Swept:
    """Take back what dead workers held, end what outlived its day, say what no channel can send."""
    with begin(database) as session:
        for held in outbox.rescue(session, now=now):
            record(session, held, Outcome.ABANDONED, "", now=now)
        outbox.expire(session, now=now)
        return Swept(waiting=notices.say_why_waiting(session, channels, SWITCHED_OFF, now=now))
