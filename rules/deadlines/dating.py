"""A written moment becomes calendar days (the rules' years and words); what is unsure is asked."""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rules.deadlines.parts import Moment, Place, Year
from rules.nodes import Nodes
from rules.workdays import Workdays

DAY = timedelta(1)
# Days of a month; 31 reaches its end. The grain tells how sure the words are.
PARTS = {
    "上旬": (1, 10, "part"), "中旬": (11, 20, "part"), "下旬": (21, 31, "part"),
    "上中旬": (1, 20, "part"), "中上旬": (1, 20, "part"), "中下旬": (11, 31, "part"),
    "上半月": (1, 15, "part"), "下半月": (16, 31, "part"),
    "初": (1, 10, "loose"), "中": (11, 20, "loose"), "底": (21, 31, "end"), "末": (21, 31, "end"),
}  # fmt: skip
YEAR_PARTS = {  # first and last month
    "年初": (1, 3, "loose_months"), "年中": (6, 7, "loose_months"), "年内": (1, 12, "within_year"),
    "年底": (12, 12, "months"), "年末": (12, 12, "months"), "年终": (12, 12, "months"),
    "年尾": (12, 12, "months"), "岁末": (12, 12, "months"), "岁尾": (12, 12, "months"),
}  # fmt: skip
# Where no calendar of a school is known: first and last month.
SUMMER, SPRING_TERM, AUTUMN_TERM = (7, 8), (3, 6), (9, 12)
TERMS = (SPRING_TERM, AUTUMN_TERM)


def _silent(_: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a phrase is read against, and where its doubts go."""

    year: int
    issued: date | None
    workdays: Workdays
    nodes: Nodes
    ask: Callable[[str], None] = _silent
    document_year: int | None = None  # of a document number in the cell: 〔2024〕87号

    def quietly(self) -> "Plan":
        """Return the same plan for a second look that asks nothing."""
        return replace(self, ask=_silent)


@dataclass(frozen=True, slots=True)
class Window:
    """First and last day of a moment.

    `grain`: day, dotted (12.4), weekday, workday, first_days, part, loose, end, week, month, months,
    loose_months, within_year, quarter, half, season, year, whole_year, five_years, now.
    """

    first: date
    last: date
    grain: str


def spoken(day: date) -> str:
    return f"{day.month}月{day.day}日"


def days(first: date, last: date) -> str:
    """Write a window: 4月1日至4月30日, 12月16日至次年1月31日."""
    later = "" if first.year == last.year else f"{last.year}年" if last.year > first.year + 1 else "次年"
    return f"{spoken(first)}至{later}{spoken(last)}"


def month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def months_later(first: date, months: int) -> date:
    """Return the first of the month `months` after that of `first`."""
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def day_of(year: int, month: int, day: int, plan: Plan) -> date:
    """Return the day, or the month's last where it does not exist, which is asked about."""
    last = month_end(year, month)
    if day > last.day:
        plan.ask(f"{year}年{month}月没有{day}日，现按{spoken(last)}，应为哪一天？")
    return last.replace(day=max(1, min(day, last.day)))


def year_of(year: Year | None, plan: Plan) -> int:
    """Return the year meant; a stated one that is not the plan's is kept and asked about."""
    if year is None or year.form in {"every", "this"}:
        return plan.year
    if year.form == "next":
        return plan.year + 1
    if year.form == "last":
        plan.ask(f"写的是上一年度，现按{plan.year - 1}年，清单年度是{plan.year}年，对吗？")
        return plan.year - 1
    if year.form == "lost":
        plan.ask(f"年份数字缺失，现按清单年度{plan.year}年，对吗？")
        return plan.year
    if year.form == "short":
        plan.ask(f"年份只写了两位数字，现按{year.number}年，对吗？")
    if year.number == plan.year - 1 and plan.document_year == plan.year:
        plan.ask(f"写的是{year.number}年，而文号是{plan.year}年的，现按{plan.year}年，对吗？")
        return plan.year
    if year.number != plan.year:
        plan.ask(
            f"写的是{year.number}年，而清单年度是{plan.year}年，是沿用旧清单忘了改，还是确指{year.number}年？"
        )
    return year.number


def window(moment: Moment, plan: Plan, *, year: int | None = None) -> Window | None:  # noqa: PLR0911  (one a unit)
    """Return the days that `moment` covers; None when it cannot be placed (a day without its month).

    `year` overrides the written one, where a range has settled it.
    """
    if year is None:
        year = year_of(moment.year, plan)
    match moment.unit:
        case "year" | "whole_year":
            return Window(date(year, 1, 1), date(year, 12, 31), moment.unit)
        case "month":
            return _in_month(moment, year, plan)
        case "quarter" | "half":
            return _in_period(moment, year, plan) if 1 <= (moment.n or 0) <= 4 else None
        case "first_quarters":
            return Window(date(year, 1, 1), month_end(year, 3 * (moment.n or 1)), "months")
        case "dotted":
            day = day_of(year, moment.n or 1, moment.day, plan)
            return Window(day, day, "dotted")
        case "year_part":
            return _year_part(moment.word, year, plan)
        case "now":
            day = plan.issued or date(plan.year, 1, 1)
            lacks = "" if plan.issued else "，清单还没有印发日期"
            plan.ask(f"「{moment.raw}」从印发之日算起{lacks}，现从{day.year}年{spoken(day)}起，对吗？")
            return Window(day, day, "now")
        case "five_years":
            return _five_years(moment, plan)
        case "campaign":
            return _campaign(moment, year, plan)
        case _:
            first, last = _season(moment.word)
            dated = Window(date(year, first, 1), month_end(year, last), "season")
            plan.ask(f"「{moment.raw}」各地起止不一，现按{days(dated.first, dated.last)}，对吗？")
            return dated


def _season(word: str) -> tuple[int, int]:
    """Return the months of 暑假 or of a term; the first term of a school year is in autumn."""
    if "学期" not in word:
        return SUMMER
    return AUTUMN_TERM if re.search("[秋1一上]", word) else SPRING_TERM


def placed(place: Place, year: int, month: int, plan: Plan) -> Window:  # noqa: PLR0911  (one a form)
    """Return the days of a place inside one month."""
    first, last = date(year, month, 1), month_end(year, month)
    match place.form:
        case "day" | "bare":
            day = day_of(year, month, place.n, plan)
            return Window(day, day, "day")
        case "part":
            opening, closing, grain = PARTS[place.part]
            return Window(first.replace(day=opening), min(last, first + timedelta(closing - 1)), grain)
        case "first_days":
            return Window(first, day_of(year, month, place.n, plan), "first_days")
        case "first_workdays":
            return Window(first, max(first, plan.workdays.forward(first - DAY, place.n)), "first_days")
        case "nth_week":
            return _nth_week(place.n, first, last, plan)
        case "day_of_week":
            day = _day_of_week(place, first, last, plan)
            return Window(day, day, "weekday")
        case "nth_weekday":
            day = nth_weekday(place.n, place.weekday, first, last)
            return Window(day, day, "weekday")
        case "nth_workday":
            day = plan.workdays.on_or_before(last)
            if place.n > 0:
                day = plan.workdays.forward(first - DAY, place.n)
            return Window(day, day, "workday")
        case _:
            return Window(last, last, "workday")


def nth_weekday(n: int, weekday: int, first: date, last: date) -> date:
    """Return the n-th such weekday of the month, the last one for -1 or where the month has fewer."""
    day = first + timedelta((weekday - first.weekday()) % 7 + 7 * (n - 1))
    return day if n > 0 and day <= last else last - timedelta((last.weekday() - weekday) % 7)


def _nth_week(n: int, first: date, last: date, plan: Plan) -> Window:
    """Monday to Sunday; the partial week that holds the 1st counts as the first."""
    monday = last - timedelta(last.weekday())
    if n > 0:
        monday = first - timedelta(first.weekday()) + timedelta(7 * (n - 1))
    sunday = monday + 6 * DAY
    which = f"第{n}周" if n > 0 else "最后一周"
    plan.ask(f"「{which}」没有统一算法，现按含1日的一周为第一周，即{days(monday, sunday)}，对吗？")
    return Window(monday, sunday, "week")


def _day_of_week(place: Place, first: date, last: date, plan: Plan) -> date:
    """Return the weekday of a week of the month, by the same count; the nearest one inside the month."""
    week = _nth_week(place.n, first, last, plan)
    day = week.first + timedelta(place.weekday)
    return day + 7 * DAY if day < first else day - 7 * DAY if day > last else day


def _in_month(moment: Moment, year: int, plan: Plan) -> Window | None:
    if moment.n is None or not 1 <= moment.n <= 12:
        return None
    place = moment.place
    if place is None:
        return Window(date(year, moment.n, 1), month_end(year, moment.n), "month")
    if place.form == "bare":
        plan.ask(f"「{moment.raw}」疑漏「日」字，现按{moment.n}月{place.n}日，对吗？")
    if place.form in {"first_days", "first_workdays"}:
        plan.ask(f"「{moment.raw}」现按自{moment.n}月1日起的头几天，是否指某日之前？")
    ask_if_unpublished(moment.raw, place, year, plan)
    return placed(place, year, moment.n, plan)


def _in_period(moment: Moment, year: int, plan: Plan) -> Window:
    """Date a quarter or half year, or a place inside it."""
    months = 3 if moment.unit == "quarter" else 6
    first = date(year, ((moment.n or 1) - 1) * months + 1, 1)
    last = months_later(first, months) - DAY
    place = moment.place
    if moment.month_of is None and place is None:
        return Window(first, last, moment.unit)
    inside = month_inside(moment.month_of, place, first, last)
    if place is None:
        return Window(inside, month_end(inside.year, inside.month), "month")
    ask_if_unpublished(moment.raw, place, year, plan)
    return placed(place, inside.year, inside.month, plan)


def ask_if_unpublished(raw: str, place: Place, year: int, plan: Plan) -> None:
    """Ask where working days are counted in a year whose holidays are not known yet."""
    if place.form in {"nth_workday", "first_workdays"} and not plan.workdays.is_published(year):
        plan.ask(f"{year}年放假安排尚未公布，「{raw}」是按周末推算的，公布后请重新核对。")


def month_inside(month_of: int | None, place: Place | None, first: date, last: date) -> date:
    """Return the first day of the month of a quarter or half year in which `place` lies.

    Unsaid, it is the last month (季末, 末月25日), but the first for 季初, 第一周 and the like.
    """
    if month_of is None and place is not None:
        early = place.form in {"first_days", "first_workdays"} or place.part == "初"
        numbered = place.form in {"nth_week", "day_of_week", "nth_weekday", "nth_workday"} and place.n > 0
        return first if early or numbered else last.replace(day=1)
    if month_of is None or month_of < 0:
        return last.replace(day=1)
    if month_of == 0:
        return last + DAY
    return min(months_later(first, month_of - 1), last.replace(day=1))


def _year_part(word: str, year: int, plan: Plan) -> Window:
    if word.endswith("年初") and len(word) > 2:
        plan.ask(f"「{word}」跨年，现按12月16日至次年1月31日，对吗？")
        return Window(date(year, 12, 16), date(year + 1, 1, 31), "months")
    first, last, grain = YEAR_PARTS[word]
    return Window(date(year, first, 1), month_end(year, last), grain)


def _campaign(moment: Moment, year: int, plan: Plan) -> Window | None:
    node = plan.nodes.dated(moment.word, year)
    if node is None:
        return None
    plan.ask(f"「{moment.raw}」现按{year}年{days(node.start, node.end)}，对吗？")
    return Window(node.start, node.end, "months")


def _five_years(moment: Moment, plan: Plan) -> Window:
    """Date a law publicity plan (八五: 2021 to 2025), or above ten a national one (十四五: the same)."""
    n = moment.n or 8
    first = 2021 + 5 * (n - 14 if n > 10 else n - 8)
    plan.ask(f"「{moment.raw}」是五年规划期，现按{first}年至{first + 4}年，{plan.year}年的考核时间定在哪天？")
    return Window(date(first, 1, 1), date(first + 4, 12, 31), "five_years")
