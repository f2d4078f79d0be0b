"""What stands in a cell, as the grammar finds it: written things, not yet dated."""

from dataclasses import dataclass, field

COARSE = {"quarter", "half", "whole_year"}  # what a list divides its times by: 上半年:5月;下半年:10月
MONTHS = {"month": 1, "quarter": 3, "half": 6}  # periods counted in months


@dataclass(frozen=True, slots=True)
class Year:
    """`form` is how it was written: stated, short, every, next, last, this, lost."""

    form: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """A place inside a month.

    `form`: day, bare (a number alone), part (上旬), first_days, nth_week, day_of_week (第三周周五),
    nth_weekday, nth_workday, first_workdays, last_day. `n` is -1 for the last one.
    """

    form: str
    n: int = 0
    weekday: int = 0
    part: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """A stretch of the calendar as written: unit year, month, quarter, half, …, with a place inside.

    `n` is the month, quarter or half; None where only a place was written (20日) and the month
    stands before it. `month_of` is the month inside a quarter or half year, -1 for the last.
    """

    raw: str
    unit: str
    n: int | None = None
    year: Year | None = None
    place: Place | None = None
    month_of: int | None = None
    word: str = ""
    day: int = 0  # of 12.4


@dataclass(frozen=True, slots=True)
class Reach:
    """How far it reaches from a moment.

    `form`: before, strictly, until, at (an hour alone), ending, end (结束前), force, around, about, since,
    after, during, on, week, out.
    """

    form: str
    clock: str | None = None
    days: int = 0

    @property
    def is_due(self) -> bool:
        """Say whether it ends at the moment: 前, 之前, 不迟于, 截止."""
        return self.form in {"before", "strictly", "until", "at", "ending", "end"}


@dataclass(frozen=True, slots=True)
class At:
    raw: str
    moments: tuple[Moment, ...]
    reach: Reach | None = None


@dataclass(frozen=True, slots=True)
class Between:
    raw: str
    opening: Moment
    closing: Moment
    reach: Reach | None = None


@dataclass(frozen=True, slots=True)
class Every:
    """A period that comes again, `step` at a time, with a place inside it.

    `period`: month, half_month, ten_days, quarter, half, term (学期), week, day, year; `only` odd or even
    months. `until` lies in the month after where it `turns` (每月25日—次月5日).
    """

    raw: str
    period: str
    step: int = 1
    only: str = ""
    weekdays: tuple[int, ...] = ()
    month_of: int | None = None
    place: Place | None = None
    until: Place | None = None
    turns: bool = False
    reach: Reach | None = None


@dataclass(frozen=True, slots=True)
class Named:
    name: str
    reach: Reach | None = None

    @property
    def raw(self) -> str:
        return self.name


When = At | Between | Every | Named


@dataclass(frozen=True, slots=True)
class Count:
    raw: str
    n: int
    unit: str | None = None  # None: 次
    per: str = ""


@dataclass(frozen=True, slots=True)
class Distance:
    """From an event: `n` of `unit` (day, workday, month), `after` it or before."""

    raw: str
    n: int
    unit: str
    after: bool
    asked: str = ""  # what is unusual about it


@dataclass(frozen=True, slots=True)
class Except:
    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A word of the grammar that dates nothing itself; `form` is its name there, in lower case."""

    form: str
    raw: str


@dataclass(frozen=True, slots=True)
class Words:
    """`sign` names a word of time that stands where it dates nothing; `stray` asks to be looked at."""

    raw: str
    sign: str = ""
    stray: bool = False


@dataclass(frozen=True, slots=True)
class Separator:
    raw: str
    strong: bool


@dataclass(frozen=True, slots=True)
class Bracket:
    parts: tuple["Part", ...] = field(default=())


Part = When | Count | Distance | Except | Mark | Words | Separator | Bracket
