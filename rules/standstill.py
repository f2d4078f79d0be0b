"""When a reminder that has not left is no longer merely waiting for the next sweep."""

from datetime import datetime, time

from rules.days import at, beijing_day
from rules.workdays import Workdays

SENT_BY = time(10)  # what was due on one working day has gone out by then on the next


def stands_still(since: datetime, workdays: Workdays, *, now: datetime) -> bool:
    return now > at(workdays.forward(beijing_day(since), 1), SENT_BY)
