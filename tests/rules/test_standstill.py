from datetime import UTC, datetime

import pytest

from rules.standstill import stands_still
from rules.workdays import Workdays

FRIDAY = datetime(2024, 3, 22, 1, tzinfo=UTC)  # 09:00 in Beijing


@pytest.mark.parametrize(
    ("now", "still"),
    [
        (FRIDAY, False),
        (datetime(2024, 3, 24, 12, tzinfo=UTC), False),  # Sunday
        (datetime(2024, 3, 25, 2, 0, tzinfo=UTC), False),  # Monday, ten o'clock
        (datetime(2024, 3, 25, 2, 1, tzinfo=UTC), True),
    ],
)
def test_what_was_due_has_left_by_ten_of_the_next_working_day(now, still):
    assert stands_still(FRIDAY, Workdays(), now=now) is still
