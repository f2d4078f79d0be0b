"""The State Council's notices, as counted by hand in the office."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import DayKind
from rules.workdays import Workdays

PUBLISHED = Workdays()


@pytest.mark.parametrize(("year", "worked"), [(2024, 251), (2025, 248), (2026, 248)])
def test_a_year_has_its_working_days(year, worked):
    days = (date(year, 1, 1) + timedelta(n) for n in range(366))
    assert sum(PUBLISHED.is_workday(day) for day in days if day.year == year) == worked


@pytest.mark.parametrize(
    "day", ["2024-02-04", "2024-05-11", "2025-01-26", "2025-10-11", "2026-01-04", "2026-02-28"]
)
def test_a_weekend_day_worked_instead_is_a_working_day(day):
    assert date.fromisoformat(day).weekday() >= 5
    assert PUBLISHED.is_workday(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2024-02-12", "2024-06-10", "2025-10-08", "2026-06-19", "2026-09-25"])
def test_a_holiday_on_a_weekday_is_none(day):
    assert date.fromisoformat(day).weekday() < 5
    assert not PUBLISHED.is_workday(date.fromisoformat(day))


@pytest.mark.parametrize(
    ("start", "n", "reached"),
    [("2024-09-10", 10, "2024-09-25"), ("2026-02-12", 5, "2026-02-26"), ("2025-09-26", 7, "2025-10-13")],
)
def test_counting_forward_leaves_out_the_start(start, n, reached):
    assert PUBLISHED.forward(date.fromisoformat(start), n) == date.fromisoformat(reached)


def test_counting_back_over_the_dragon_boat_festival():
    assert PUBLISHED.back(date(2026, 6, 22), 3) == date(2026, 6, 16)


def test_the_nearest_working_day():
    assert PUBLISHED.on_or_before(date(2026, 6, 20)) == date(2026, 6, 18)
    assert PUBLISHED.on_or_after(date(2026, 6, 20)) == date(2026, 6, 22)
    assert PUBLISHED.on_or_after(date(2026, 6, 22)) == date(2026, 6, 22)


def test_what_is_free_by_law_is_no_workday_before_any_notice():
    later = [date(2027, 1, 1), date(2028, 5, 1), date(2028, 5, 2), date(2027, 10, 1), date(2029, 10, 3)]
    assert not any(map(PUBLISHED.is_workday, later))
    assert PUBLISHED.is_workday(date(2027, 10, 4)), "the days around them wait for the notice"
    assert Workdays({date(2027, 10, 1): DayKind.WORK}).is_workday(date(2027, 10, 1)), "the office decides"


def test_a_year_without_notice_is_provisional_until_the_office_enters_it():
    assert PUBLISHED.is_published(2026)
    assert not PUBLISHED.is_published(2027)
    assert PUBLISHED.is_workday(date(2027, 2, 8)), "the bare weekday rule"

    entered = Workdays({date(2027, 2, 8): DayKind.REST, date(2027, 2, 20): DayKind.WORK})
    assert entered.is_published(2027)
    assert not entered.is_workday(date(2027, 2, 8))
    assert entered.is_workday(date(2027, 2, 20))
    assert entered.forward(date(2027, 2, 5), 1) == date(2027, 2, 9)


def test_the_overlay_goes_before_the_library():
    moved = Workdays({date(2026, 10, 8): DayKind.REST, date(2026, 10, 10): DayKind.REST})
    assert not moved.is_workday(date(2026, 10, 8))
    assert not moved.is_workday(date(2026, 10, 10))


def test_the_holiday_around_a_day():
    assert PUBLISHED.holiday_around(date(2024, 2, 10)) == (date(2024, 2, 10), date(2024, 2, 17))
    assert PUBLISHED.holiday_around(date(2030, 2, 3)) == (date(2030, 2, 3), date(2030, 2, 3))


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(1, 60))
def test_back_undoes_forward(day, n):
    worked = PUBLISHED.on_or_after(day)
    assert PUBLISHED.back(PUBLISHED.forward(worked, n), n) == worked


@given(st.dates(), st.integers(0, 30))
def test_no_day_is_refused(day, n):
    assert PUBLISHED.back(day, n) <= day <= PUBLISHED.forward(day, n)
