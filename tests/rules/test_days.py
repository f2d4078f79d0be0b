from datetime import UTC, date, datetime

import pytest

from rules.days import beijing_day


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2024, 12, 31, 15, 59, tzinfo=UTC), date(2024, 12, 31)),
        (datetime(2024, 12, 31, 16, 0, tzinfo=UTC), date(2025, 1, 1)),
    ],
)
def test_the_day_turns_at_midnight_in_beijing(instant, day):
    assert beijing_day(instant) == day


def test_an_instant_without_a_zone_is_no_instant():
    with pytest.raises(ValueError, match="time zone"):
        beijing_day(datetime(2024, 1, 1))  # noqa: DTZ001
