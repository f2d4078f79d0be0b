"""One sweep: what time did to the outbox, what is due, and out with it."""

from collections.abc import Mapping
from datetime import datetime

from models import Outcome
from notifications.channel import Channel
from rules.workdays import Workdays
from steps.working.bind import bind
from steps.working.deliver import deliver, record
from steps.working.outgoing import Outgoing
from steps.working.post import post
from steps.working.swept import Swept
from store import calendar, notices, outbox, policies
from store.db import Database, begin, reading

SWITCHED_OFF = "没有设置这个发送渠道"


def sweep(database: Database, outgoing: Outgoing, *, now: datetime, in_flight: int = 1) -> Swept:
    """Send every notice whose time has come, one digest a person and channel.

    Safe to run again, and twice at once. A message is accepted by its server, or shown as failed,
    or (a crash between the last byte and our record) uncertain: then mail goes once more with the
    same Message-ID and bytes. `in_flight`: how many mails one kill may leave uncertain.
    """
    with reading(database) as session:
        workdays = Workdays(calendar.overlay(session))
        settled = policies.running(session)
    if all(policy.quiet(now, workdays) for policy in settled):
        return Swept(quiet=True)
    swept = recover(database, outgoing.channels, now=now)
    swept += bind(database, outgoing, workdays, now=now)
    for channel in outgoing.channels.values():
        swept += deliver(database, channel, now=now, in_flight=in_flight)
    if outgoing.posting is not None:
        swept += post(database, outgoing.posting, workdays, signed=outgoing.signed, now=now)
    return swept


def recover(database: Database, channels: Mapping[str, Channel], *, now: datetime) -> Swept:
    """Take back what dead workers held, end what outlived its day, say what no channel can send."""
    with begin(database) as session:
        for held in outbox.rescue(session, now=now):
            record(session, held, Outcome.ABANDONED, "", now=now)
        outbox.expire(session, now=now)
        return Swept(waiting=notices.say_why_waiting(session, channels, SWITCHED_OFF, now=now))
