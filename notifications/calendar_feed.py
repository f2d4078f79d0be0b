"""A person's deadlines as an iCalendar feed (RFC 5545), which phones and mail programs subscribe to."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import chain

from notifications.words import MINE, Digest, plain

PRODUCT = "-//xuepu//calendar feed//ZH"
ALARM_HOUR = 9
ASK_AGAIN = "PT6H"
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
LONGEST_LINE = 75  # octets, without the line break (3.1)

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://[\x21\x23-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e]+", re.ASCII)


@dataclass(frozen=True)
class Deadline:
    """One task with a day. `uid` MUST stay the same as long as the task lives: programs replace by it."""

    uid: str  # task-17@0f3a.xuepu.local
    title: str
    due_on: date  # a Beijing day
    changed_at: datetime
    url: str = ""
    alarm_on: date | None = None  # rings at nine that morning: the last working day, say
    note: str = ""


def feed(name: str, deadlines: Iterable[Deadline]) -> bytes:
    """Write the feed; the same values give the same bytes.

    Every event lasts the whole of its due day, wherever the reader's clock stands: a day of the office is a
    day, so no time zone applies to it, and the calendar as a whole is said to be that of Asia/Shanghai.
    """
    return _head(name) + b"".join(map(_folded, chain(*map(_event, deadlines)))) + b"END:VCALENDAR\r\n"


@lru_cache(maxsize=64)  # one a person or an office
def _head(name: str) -> bytes:
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{_text(name)}",
        f"X-WR-CALNAME:{_text(name)}",
        "X-WR-TIMEZONE:Asia/Shanghai",
        f"REFRESH-INTERVAL;VALUE=DURATION:{ASK_AGAIN}",
        f"X-PUBLISHED-TTL:{ASK_AGAIN}",
    )
    return b"".join(map(_folded, lines))


def attached_calendar(digest: Digest, *, at: datetime) -> bytes:
    """Write the reader's own deadlines that are still ahead; nothing where there is none.

    Each rings on the last working day; what was told before is replaced by its `uid`. No link goes in:
    calendars are shown to others.
    """
    ahead = [
        Deadline(
            uid=item.uid,
            title=item.task,
            due_on=item.due_on,
            changed_at=at,
            alarm_on=item.last_workday or item.due_on,
            note="需要材料：" + "、".join(item.evidence_asked) if item.evidence_asked else "",
        )
        for item in digest.items
        if item.part in MINE and item.uid and item.due_on is not None and item.due_on >= digest.today
    ]
    return feed(f"{plain(digest.signed)}任务时限", ahead) if ahead else b""


def _event(deadline: Deadline) -> Iterator[str]:
    stamp = deadline.changed_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    title = _text(deadline.title)
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(deadline.uid)}"
    yield f"DTSTAMP:{stamp}"
    yield f"LAST-MODIFIED:{stamp}"
    yield f"DTSTART;VALUE=DATE:{_day(deadline.due_on)}"
    yield f"DTEND;VALUE=DATE:{_day(deadline.due_on + timedelta(days=1))}"
    yield f"SUMMARY:{title}"
    if deadline.note:
        yield f"DESCRIPTION:{_text(deadline.note)}"
    if deadline.url:
        if not _ADDRESS.fullmatch(deadline.url):
            raise ValueError(f"no address: {deadline.url!r}")
        yield f"URL:{deadline.url}"
    yield "TRANSP:TRANSPARENT"  # a deadline keeps nobody busy
    if deadline.alarm_on is not None:
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"DESCRIPTION:{title}"
        yield f"TRIGGER:{_before(deadline)}"
        yield "END:VALARM"
    yield "END:VEVENT"


def _before(deadline: Deadline) -> str:
    """Write how long from the first minute of the due day to nine in the morning of the alarm."""
    assert deadline.alarm_on is not None
    hours = (deadline.due_on - deadline.alarm_on).days * 24 - ALARM_HOUR
    return f"-PT{hours}H" if hours > 0 else f"PT{-hours}H"


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


def _text(words: str) -> str:
    """Escape a TEXT value (3.3.11); lines stay lines, other invisible characters go."""
    lines = "\n".join(plain(line) for line in words.splitlines())
    return lines.translate(_ESCAPED)


def _folded(line: str) -> bytes:
    """Break a line where it gets too long, between characters, never within one (3.1)."""
    rest = line.encode()
    pieces, room = [], LONGEST_LINE
    while len(rest) > room:
        end = room
        while rest[end] & 0xC0 == 0x80:  # within a character
            end -= 1
        pieces.append(rest[:end])
        rest, room = rest[end:], LONGEST_LINE - 1
    return b"\r\n ".join((*pieces, rest)) + b"\r\n"
