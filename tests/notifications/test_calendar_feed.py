"""The calendar feed, read back by a parser of its own and, where it is installed, by icalendar."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from notifications.calendar_feed import Deadline, feed
from notifications.words import plain

CHANGED = datetime(2026, 6, 12, 1, 0, tzinfo=UTC)
ONE = Deadline(
    "task-17@0f3a.xuepu.local",
    "“安全生产月”安全生产法专题宣讲",
    date(2026, 6, 20),
    CHANGED,
    url="https://pf.example.gov.cn/tasks/17",
    alarm_on=date(2026, 6, 18),
    note="还需：签到表、活动照片",
)


def lines_of(written: bytes) -> list[str]:
    """Unfold (RFC 5545, 3.1)."""
    assert written.endswith(b"\r\n")
    return written.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def values_of(written: bytes) -> dict[str, str]:
    """Return every property by its path: VCALENDAR/VEVENT/SUMMARY."""
    path, found = [], {}
    for line in lines_of(written):
        name, _, value = line.partition(":")
        if name == "BEGIN":
            path.append(value)
        elif name == "END":
            assert path.pop() == value
        else:
            found["/".join((*path, name))] = value
    assert path == []
    return found


def unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], value)


def test_a_deadline_is_a_whole_day_with_an_alarm_on_the_last_working_day():
    assert values_of(feed("学普：赵磊", [ONE])) == {
        "VCALENDAR/VERSION": "2.0",
        "VCALENDAR/PRODID": "-//xuepu//calendar feed//ZH",
        "VCALENDAR/CALSCALE": "GREGORIAN",
        "VCALENDAR/METHOD": "PUBLISH",
        "VCALENDAR/NAME": "学普：赵磊",
        "VCALENDAR/X-WR-CALNAME": "学普：赵磊",
        "VCALENDAR/X-WR-TIMEZONE": "Asia/Shanghai",
        "VCALENDAR/REFRESH-INTERVAL;VALUE=DURATION": "PT6H",
        "VCALENDAR/X-PUBLISHED-TTL": "PT6H",
        "VCALENDAR/VEVENT/UID": "task-17@0f3a.xuepu.local",
        "VCALENDAR/VEVENT/DTSTAMP": "20260612T010000Z",
        "VCALENDAR/VEVENT/LAST-MODIFIED": "20260612T010000Z",
        "VCALENDAR/VEVENT/DTSTART;VALUE=DATE": "20260620",
        "VCALENDAR/VEVENT/DTEND;VALUE=DATE": "20260621",
        "VCALENDAR/VEVENT/SUMMARY": "“安全生产月”安全生产法专题宣讲",
        "VCALENDAR/VEVENT/DESCRIPTION": "还需：签到表、活动照片",
        "VCALENDAR/VEVENT/URL": "https://pf.example.gov.cn/tasks/17",
        "VCALENDAR/VEVENT/TRANSP": "TRANSPARENT",
        "VCALENDAR/VEVENT/VALARM/ACTION": "DISPLAY",
        "VCALENDAR/VEVENT/VALARM/DESCRIPTION": "“安全生产月”安全生产法专题宣讲",
        "VCALENDAR/VEVENT/VALARM/TRIGGER": "-PT39H",
    }


def test_what_is_not_known_is_not_written():
    bare = values_of(feed("学普", [Deadline("t1", "甲", date(2026, 12, 31), CHANGED)]))

    assert bare["VCALENDAR/VEVENT/DTEND;VALUE=DATE"] == "20270101"
    assert not {"URL", "DESCRIPTION", "VALARM"} & {part for name in bare for part in name.split("/")}


@pytest.mark.parametrize(("days", "trigger"), [(0, "PT9H"), (1, "-PT15H"), (2, "-PT39H"), (14, "-PT327H")])
def test_the_alarm_rings_at_nine_in_the_morning(days, trigger):
    written = feed("学普", [replace(ONE, alarm_on=ONE.due_on - timedelta(days=days))])

    assert values_of(written)["VCALENDAR/VEVENT/VALARM/TRIGGER"] == trigger


def test_no_deadlines_are_a_calendar_too():
    assert lines_of(feed("学普", []))[-1] == "END:VCALENDAR"


def test_every_task_has_its_event_and_the_bytes_are_always_the_same():
    many = [replace(ONE, uid=f"task-{n}") for n in range(500)]

    assert feed("学普", many) == feed("学普", many)
    assert feed("学普", many).count(b"BEGIN:VEVENT") == 500


HOSTILE = '一\r\nEND:VEVENT\nBEGIN:VEVENT\u2028UID:x\x00\x1b[31m;a,b\\n\\c:d"e\u202e'


@given(st.text(), st.text())
@example(HOSTILE, HOSTILE)
@settings(deadline=None, derandomize=True)
def test_no_title_can_break_the_calendar(title, note):
    written = feed("学普", [replace(ONE, title=title, note=note)])
    summary = values_of(written)["VCALENDAR/VEVENT/SUMMARY"]

    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    assert b"\n" not in written.replace(b"\r\n", b"")
    assert len([line for line in lines_of(written) if line.startswith("BEGIN:")]) == 3
    assert unescaped(summary) == "\n".join(plain(line) for line in title.splitlines())


def test_a_long_title_is_folded_between_characters():
    written = feed("学普", [replace(ONE, title="深入学习贯彻" * 40 + "𠮷" * 40)])

    for line in written.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # raises where a character was cut in two
    assert values_of(written)["VCALENDAR/VEVENT/SUMMARY"] == "深入学习贯彻" * 40 + "𠮷" * 40


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "https://a b", "https://a\r\nX:y", "//evil", "https://例子.中国", "https://"],
)
def test_what_is_no_web_address_never_gets_in(url):
    with pytest.raises(ValueError, match="no address"):
        feed("学普", [replace(ONE, url=url)])


def test_another_program_reads_the_same():
    icalendar = pytest.importorskip("icalendar", reason="icalendar 未安装，日历对照未运行")
    hostile = replace(ONE, uid="t2", title="甲;乙,丙\\丁：“戊”" * 12, note="一\n二", alarm_on=ONE.due_on)
    calendar = icalendar.Calendar.from_ical(feed("学普：赵磊", [ONE, hostile]))
    first, second = calendar.walk("VEVENT")

    assert calendar.errors == first.errors == second.errors == []
    assert str(calendar["X-WR-CALNAME"]) == "学普：赵磊"
    assert (str(first["SUMMARY"]), str(second["SUMMARY"])) == (ONE.title, hostile.title)
    assert (str(second["DESCRIPTION"]), str(first["UID"])) == ("一\n二", ONE.uid)
    assert (first.decoded("DTSTART"), first.decoded("DTEND")) == (ONE.due_on, date(2026, 6, 21))
    assert first.decoded("DTSTAMP") == CHANGED
    alarms = [event.walk("VALARM")[0].decoded("TRIGGER") for event in (first, second)]
    assert alarms == [-timedelta(hours=39), timedelta(hours=9)]
