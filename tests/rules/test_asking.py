"""When a gateway is asked: soon, ever less often, and no longer than it can know."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.asking import ACCEPTED_FOR, FIRST, UNCERTAIN_FOR, asks_now

BEGUN = datetime(2024, 3, 25, 1, 0, tzinfo=UTC)
A_QUARTER = timedelta(minutes=15)


def minutes(count):
    return BEGUN + timedelta(minutes=count)


@pytest.mark.parametrize(
    ("asked", "now", "asks"),
    [
        (None, 4, False),
        (None, 5, True),
        (5, 9, False),
        (5, 10, True),
        (60, 119, False),
        (60, 120, True),
        (1, 5, False),  # asked before its time: then at least the first wait
        (1, 6, True),
    ],
)
def test_each_wait_is_as_long_as_all_before(asked, now, asks):
    at = None if asked is None else minutes(asked)
    assert asks_now(BEGUN, at, uncertain=False, now=minutes(now)) is asks


@pytest.mark.parametrize(("uncertain", "until"), [(False, ACCEPTED_FOR), (True, UNCERTAIN_FOR)])
def test_nobody_is_asked_what_they_no_longer_know(uncertain, until):
    assert asks_now(BEGUN, None, uncertain=uncertain, now=BEGUN + until)
    assert not asks_now(BEGUN, None, uncertain=uncertain, now=BEGUN + until + FIRST)


def test_a_message_is_asked_about_a_dozen_times_at_most():
    now, asked, count = BEGUN, None, 0
    while now - BEGUN < UNCERTAIN_FOR + A_QUARTER:
        if asks_now(BEGUN, asked, uncertain=True, now=now):
            asked, count = now, count + 1
        now += A_QUARTER
    assert count <= 12
