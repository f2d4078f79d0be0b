"""By what rule a campaign (宣传节点) falls into a year, and what is known of one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

Span = tuple[date, date]  # first and last day


class Rule(Protocol):
    """How a campaign falls into a year."""

    def span(self, year: int) -> Span | None: ...


@dataclass(frozen=True)
class Fixed:
    """From one calendar day to another, a single day when no end is given."""

    month: int
    day: int
    to_month: int | None = None
    to_day: int | None = None

    def span(self, year: int) -> Span:
        first = date(year, self.month, self.day)
        return first, date(year, self.to_month or self.month, self.to_day or self.day)


@dataclass(frozen=True)
class Month:
    month: int

    def span(self, year: int) -> Span:
        first = date(year, self.month, 1)
        return first, (first + timedelta(31)).replace(day=1) - timedelta(1)


@dataclass(frozen=True)
class NthWeekday:
    """The n-th Monday (0) … Sunday (6) of a month; the last one where n is 0."""

    month: int
    n: int
    weekday: int

    def span(self, year: int) -> Span:
        first = date(year, self.month, 1)
        if not self.n:
            first = (first + timedelta(31)).replace(day=1)
        day = first + timedelta((self.weekday - first.weekday()) % 7 + 7 * (self.n - 1))
        return day, day


@dataclass(frozen=True)
class WeekContaining:
    """Monday to Sunday around a calendar day."""

    month: int
    day: int

    def span(self, year: int) -> Span:
        held = date(year, self.month, self.day)
        monday = held - timedelta(held.weekday())
        return monday, monday + timedelta(6)


@dataclass(frozen=True)
class NthWeek:
    """Monday to Sunday; the week that holds the 1st counts as the first. No convention is general."""

    month: int
    n: int

    def span(self, year: int) -> Span:
        first = date(year, self.month, 1)
        monday = first - timedelta(first.weekday()) + timedelta(7 * (self.n - 1))
        return monday, monday + timedelta(6)


@dataclass(frozen=True)
class Table:
    """Dated by each year's own notice."""

    years: Mapping[int, str]  # "12-01" or "12-01/12-07"

    def span(self, year: int) -> Span | None:
        written = self.years.get(year)
        if written is None:
            return None
        first, _, last = written.partition("/")
        return date.fromisoformat(f"{year}-{first}"), date.fromisoformat(f"{year}-{last or first}")


@dataclass(frozen=True)
class Undated:
    """There is no date that holds everywhere: the office must enter its own."""

    def span(self, year: int) -> None:  # noqa: ARG002
        return None


@dataclass(frozen=True)
class Campaign:
    name: str
    rule: Rule
    also: str = ""  # other names, blank-separated
    loose: str = ""  # names so loose that the reader asks whether this one is meant
    weeks: str = ""  # unofficial weeks around the day: three days either side, always asked
    festival: bool = False  # a public holiday: 期间 is the holiday itself, 前后 seven days either side
    trade: bool = False  # known in one trade: a date that stands alone is not taken for it
    proposed: Rule = field(default_factory=Undated)  # for years that the table does not hold: provisional
    caution: str = ""  # why the date must be confirmed although the rule gives one
    source: str = "习惯日期"

    def names(self) -> tuple[str, ...]:
        return (self.name, *self.also.split(), *self.loose.split(), *self.weeks.split())
