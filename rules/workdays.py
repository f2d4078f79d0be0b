"""Working days (工作日): Monday to Friday, less holidays, plus the weekend days worked instead (调休).

Order of authority: the office's own overlay (the State Council's yearly notice as entered), then
the library's table of published years, then the bare weekday rule, which is provisional, less the days
of the solar calendar that are free by law whatever a notice says of the days around them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import cached_property

from chinese_calendar.constants import holidays as library_rest
from chinese_calendar.constants import workdays as library_work

from models import DayKind

ONE_DAY = timedelta(days=1)
# The library's table; its last year is the last whose notice was published when it was released.
LIBRARY_YEARS = range(min(library_rest).year, max(library_rest).year + 1)
# 全国年节及纪念日放假办法（2024年修订）第二条：元旦、劳动节、国庆节
FREE_BY_LAW = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})


@dataclass(frozen=True)
class Workdays:
    """The working days as known on one day; make a new one when a holiday notice is entered."""

    overlay: Mapping[date, DayKind] = field(default_factory=dict)

    def is_workday(self, day: date) -> bool:
        """Say whether the offices work on `day`. Never refuses: see `is_published`."""
        own = self.overlay.get(day)
        if own is not None:
            return own is DayKind.WORK
        if day.weekday() < 5:
            return day not in library_rest and not (
                day.year > LIBRARY_YEARS[-1] and (day.month, day.day) in FREE_BY_LAW
            )
        return day in library_work

    def is_holiday(self, day: date) -> bool:
        """Say whether `day` is free by a holiday notice, not only as a weekend."""
        own = self.overlay.get(day)
        return own is DayKind.REST if own is not None else day in library_rest

    def is_published(self, year: int) -> bool:
        """Say whether the holiday notice of `year` is known; else its working days are provisional."""
        return year in LIBRARY_YEARS or year in self._overlay_years

    def back(self, day: date, n: int) -> date:
        """Return the n-th working day before `day`; `day` itself is not counted, 0 returns it."""
        return self._walk(day, n, -ONE_DAY)

    def forward(self, day: date, n: int) -> date:
        """Return the n-th working day after `day`; the start day is not counted (民法典第二百零一条)."""
        return self._walk(day, n, ONE_DAY)

    def on_or_before(self, day: date) -> date:
        """Return `day` if it is worked, else the last working day before it."""
        return day if self.is_workday(day) else self.back(day, 1)

    def on_or_after(self, day: date) -> date:
        """Return `day` if it is worked, else the next working day."""
        return day if self.is_workday(day) else self.forward(day, 1)

    def holiday_around(self, day: date) -> tuple[date, date]:
        """Return the first and last day of the holiday that holds `day`; of one day where none is known."""
        first = last = day
        while self.is_holiday(first - ONE_DAY):
            first -= ONE_DAY
        while self.is_holiday(last + ONE_DAY):
            last += ONE_DAY
        return first, last

    def _walk(self, day: date, n: int, step: timedelta) -> date:
        while n > 0 and MINYEAR < day.year < MAXYEAR:  # the calendar's own ends stop a wild count
            day += step
            n -= self.is_workday(day)
        return day

    @cached_property
    def _overlay_years(self) -> frozenset[int]:
        return frozenset(day.year for day in self.overlay)
