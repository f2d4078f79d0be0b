from datetime import date

import pytest

from models import DayKind
from models.refusals import BadList
from rules.holidays import add, span, told


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2027-01-01", date(2027, 1, 1), date(2027, 1, 1)),
        ("2027年1月1日", date(2027, 1, 1), date(2027, 1, 1)),
        ("2027-01-01至2027-01-03", date(2027, 1, 1), date(2027, 1, 3)),
        ("2027-01-01..2027-01-03", date(2027, 1, 1), date(2027, 1, 3)),
        ("2027年1月1日至3日", date(2027, 1, 1), date(2027, 1, 3)),
        ("2027年9月30日—10月7日", date(2027, 9, 30), date(2027, 10, 7)),
        ("２０２７/1/1~2027/1/3", date(2027, 1, 1), date(2027, 1, 3)),
    ],
)
def test_days_are_read_as_people_write_them(written, first, last):
    days = span(written)
    assert (days[0], days[-1], len(days)) == (first, last, (last - first).days + 1)


@pytest.mark.parametrize(
    "written", ["", "元旦", "2027-02-30", "2027-01-03至2027-01-01", "2027-01-01至2028-01-01", "1月1日"]
)
def test_what_is_no_day_is_refused(written):
    with pytest.raises(BadList):
        span(written)


def test_a_table_is_read_with_or_without_heading():
    rows = [("日期", "安排", "名称"), ("2027-01-01至2027-01-02", "休", "元旦"), ("2027-01-03", "班")]
    expected = {
        date(2027, 1, 1): (DayKind.REST, "元旦"),
        date(2027, 1, 2): (DayKind.REST, "元旦"),
        date(2027, 1, 3): (DayKind.WORK, ""),
    }
    assert told(rows) == expected
    assert told(rows[1:]) == expected


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("2027-01-01", "也许")], "第1行的「也许」"),
        ([("日期", "安排")], "没有读到日期"),
        ([("2027-01-01", "休"), ("2027-01-01", "班")], "既写了放假又写了上班"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(rows, words):
    with pytest.raises(BadList, match=words):
        told(rows)


def test_a_day_told_twice_alike_is_one_day():
    days = told([("2027-01-01", "休", "元旦")])
    add(days, [date(2027, 1, 1)], DayKind.REST, "元旦")
    assert len(days) == 1
