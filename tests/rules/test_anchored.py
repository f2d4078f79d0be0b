from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import DayKind
from models.refusals import Refusal
from rules import anchored, deadlines
from rules.anchored import Told
from rules.deadlines.reading import Event, Kind, Occurrence, Offset, Reading
from rules.nodes import Nodes
from rules.workdays import Workdays

WORKDAYS, NODES = Workdays(), Nodes()


def waiting(n, unit, direction, year=2024, anchor="收到通知", text="收到通知后10个工作日内"):
    return Reading(text, year, Kind.RELATIVE, anchor=anchor, offset=Offset(n, unit, direction))


def due(reading, *days, workdays=WORKDAYS):
    return [
        o.due
        for o in anchored.dated(reading, [Told(day) for day in days], so_far=0, workdays=workdays).occurrences
    ]


@pytest.mark.parametrize(
    ("n", "unit", "direction", "on", "expected"),
    [
        (10, "workday", "after", date(2024, 9, 10), date(2024, 9, 25)),  # across 中秋, with 调休 on the 14th
        (5, "workday", "after", date(2026, 2, 12), date(2026, 2, 26)),  # across 春节
        (7, "workday", "after", date(2025, 9, 26), date(2025, 10, 13)),  # across 国庆
        (6, "workday", "after", date(2024, 5, 4), date(2024, 5, 11)),  # from a rest day to a Saturday worked
        (5, "workday", "before", date(2024, 10, 8), date(2024, 9, 25)),
        (10, "day", "after", date(2024, 2, 5), date(2024, 2, 15)),
        (7, "day", "before", date(2024, 3, 5), date(2024, 2, 27)),
        (0, "day", "before", date(2024, 3, 5), date(2024, 3, 5)),
        (0, "day", "on", date(2024, 3, 5), date(2024, 3, 5)),
        (2, "week", "after", date(2024, 12, 25), date(2025, 1, 8)),
        (1, "month", "after", date(2024, 5, 1), date(2024, 6, 1)),
        (1, "month", "after", date(2024, 1, 31), date(2024, 2, 29)),  # no such day: the month's last
        (3, "month", "after", date(2024, 11, 30), date(2025, 2, 28)),
        (2, "month", "before", date(2024, 4, 30), date(2024, 2, 29)),
    ],
)
def test_the_due_day_is_counted_from_the_event(n, unit, direction, on, expected):
    assert due(waiting(n, unit, direction), on) == [expected]


def test_the_office_s_own_holidays_count():
    own = Workdays({date(2024, 3, 6): DayKind.REST, date(2024, 3, 9): DayKind.WORK})
    assert due(waiting(5, "workday", "after"), date(2024, 3, 5), workdays=own) == [date(2024, 3, 12)]


@given(
    st.integers(0, 400),
    st.sampled_from(["day", "workday", "week", "month"]),
    st.sampled_from(["before", "after"]),
    st.dates(date(2023, 1, 1), date(2025, 12, 31)),
)
def test_a_window_is_never_the_wrong_way_round(n, unit, direction, on):
    (at,) = anchored.dated(waiting(n, unit, direction), [Told(on)], so_far=0, workdays=WORKDAYS).occurrences
    assert at.start <= at.due
    assert (at.due >= on) if direction == "after" else (at.due <= on)


def test_an_event_that_comes_again_keeps_its_numbers():
    reading = waiting(7, "day", "before", anchor="会议召开", text="每次会前一周")
    assert anchored.each_time(reading)
    first = anchored.dated(reading, [Told(date(2024, 6, 20))], so_far=0, workdays=WORKDAYS)
    both = anchored.dated(
        first, [Told(date(2024, 6, 20)), Told(date(2024, 3, 20))], so_far=1, workdays=WORKDAYS
    )
    assert [(o.due, o.label) for o in both.occurrences] == [
        (date(2024, 6, 13), "会议召开（6月20日）"),
        (date(2024, 3, 13), "会议召开（3月20日）"),
    ]


def test_what_the_phrase_dates_itself_stays_before():
    reading = Reading(
        "收到通知后5日内报方案，12月10日前报总结",
        2024,
        Kind.RANGE,
        (Occurrence(date(2024, 1, 1), date(2024, 12, 10), "报总结"),),
        anchor="收到通知",
        offset=Offset(5, "day", "after"),
    )
    dated = anchored.dated(reading, [Told(date(2024, 3, 5))], so_far=0, workdays=WORKDAYS)
    assert [o.due for o in dated.occurrences] == [date(2024, 12, 10), date(2024, 3, 10)]
    assert dated.occurrences[0].label == "报总结"


def test_the_meaning_says_what_was_told_in_place_of_what_was_awaited():
    read = deadlines.read("收到通知后10个工作日内", year=2024)
    wrong = anchored.dated(read, [Told(date(2024, 9, 3))], so_far=0, workdays=WORKDAYS)
    right = anchored.dated(wrong, [Told(date(2024, 9, 10))], so_far=1, workdays=WORKDAYS)
    assert right.meaning == "收到通知后10个工作日内；已登记收到通知（9月10日），2024-09-25到期"


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("收到通知后10个工作日内", "收到通知"),
        ("活动结束后一周内", "活动结束"),
        ("2024年5月1日起1个月内", None),
        ("宪法宣传周后5个工作日内", None),
        ("6月30日前", None),
        ("适时", None),
    ],
)
def test_only_an_event_waits_to_be_told(text, event):
    found = anchored.events(deadlines.read(text, year=2024), NODES).values()
    assert [each.anchor for each in found] == ([event] if event else [])


@pytest.mark.parametrize(
    ("reading", "on", "words"),
    [
        (Reading("通知后按时限", 2024, Kind.RELATIVE, anchor="收到通知"), date(2024, 3, 5), "没有写几天内"),
        (waiting(5, "day", "after"), date(2014, 3, 5), "太远"),
        (waiting(5, "day", "after"), date(2024, 3, 6), "还没有到"),
    ],
)
def test_a_day_that_cannot_be_the_event_s_is_refused(reading, on, words):
    with pytest.raises(Refusal, match=words):
        anchored.judge(reading, reading.counts_from[0], on, today=date(2024, 3, 5))


@pytest.mark.parametrize(
    "reading", [waiting(7, "day", "before"), waiting(3, "month", "after", anchor="法律施行")]
)
def test_a_meeting_or_a_law_s_day_may_lie_ahead(reading):
    assert (
        anchored.judge(reading, reading.counts_from[0], date(2024, 9, 1), today=date(2024, 3, 5))
        is reading.offset
    )


def test_working_days_of_an_unpublished_year_are_said_to_be_unsure():
    offset = Offset(10, "workday", "after")
    assert anchored.cautions(offset, date(2024, 3, 5), date(2024, 3, 19), WORKDAYS) == ()
    (caution,) = anchored.cautions(offset, date(2026, 12, 25), date(2027, 1, 8), WORKDAYS)
    assert "2027年放假安排尚未公布" in caution


TWO = "收到市局通知后10个工作日内报送名单，培训结束后5个工作日内报送总结"
NOTICE = Event("收到市局通知", Offset(10, "workday", "after"), "报送名单")
TRAINING = Event("培训结束", Offset(5, "workday", "after"), "报送总结")


def test_every_event_of_a_cell_is_known():
    reading = deadlines.read(TWO, year=2024)
    assert reading.counts_from == reading.events == (NOTICE, TRAINING)
    assert (reading.anchor, reading.offset) == (NOTICE.anchor, NOTICE.offset)
    assert anchored.events(reading, NODES) == {0: NOTICE, 1: TRAINING}
    assert Reading.from_json(reading.as_json()) == reading


def test_a_single_event_adds_nothing_to_the_shape():
    assert "events" not in deadlines.read("收到通知后10个工作日内", year=2024).as_json()


def test_each_event_dates_its_own_part():
    reading = deadlines.read(TWO, year=2024)
    told = [Told(date(2024, 9, 20), 1), Told(date(2024, 9, 10), 0)]
    first = anchored.dated(reading, told[:1], so_far=0, workdays=WORKDAYS)
    assert first.meaning == (
        "报送名单：收到市局通知后10个工作日内，待事件发生后定日期；报送总结：培训结束后5个工作日内"
        "；已登记报送总结：培训结束（9月20日），2024-09-27到期"
    )
    both = anchored.dated(first, told, so_far=1, workdays=WORKDAYS)
    assert [(o.label, o.due) for o in both.occurrences] == [
        ("报送总结：培训结束（9月20日）", date(2024, 9, 27)),
        ("报送名单：收到市局通知（9月10日）", date(2024, 9, 25)),
    ]


@given(st.builds(Told, st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(0, 9)))
def test_what_was_told_reads_back(told):
    assert Told.read(told.written()) == told


def test_what_was_told_of_an_event_goes_with_it_to_a_new_phrase():
    old = deadlines.read(TWO, year=2024)
    new = deadlines.read("培训结束后3个工作日内报送总结，会议结束后5日内报送纪要", year=2024)
    told = [Told(date(2024, 9, 10), 0), Told(date(2024, 9, 20), 1)]
    assert anchored.still_told(old, new, told, NODES) == [Told(date(2024, 9, 20), 0)]
