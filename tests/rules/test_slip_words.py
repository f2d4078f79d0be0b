"""What is said of slips, in the plain words of the office."""

from datetime import datetime

import pytest

from rules.days import BEIJING
from rules.slip_words import announced

NOW = datetime(2024, 4, 1, 16, tzinfo=BEIJING)


def at(day, hour=9):
    return datetime(2024, 4, day, hour, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("when", "held", "said"),
    [
        (NOW, False, "Alice、Frank随下一次外发收到提醒。"),
        (at(2), True, "Alice、Frank今天已发过提醒，明天 09:00 随提醒送达。"),
        (at(3), True, "Alice、Frank今天已发过提醒，4月3日 09:00 随提醒送达。"),
        (at(2), False, "Alice、Frank在明天 09:00 收到提醒，现在不是办公时间。"),
        (at(1, 17), False, "Alice、Frank在今天 17:00 收到提醒，现在不是办公时间。"),
    ],
)
def test_who_sends_a_slip_hears_when_it_is_told(when, held, said):
    assert announced(["Alice", "Frank"], when, held=held, now=NOW) == said
