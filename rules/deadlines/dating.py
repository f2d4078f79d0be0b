"""A written moment becomes calendar days, by deadline-rules §1 and §2; what is unsure is asked."""

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from rules.deadlines.parts import Moment, Place, Year
from rules.nodes import Nodes
from rules.workdays import Workdays

Ask = Callable[[str], None]
DAY = timedelta(1)
# Days of a month; the last reaches the month's end.
PARTS = {
    "上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "上中旬": (1, 20), "中上旬": (1, 20), "中下旬": (11, 31),
    "上半月": (1, 15), "下半月": (16, 31), "初": (1, 10), "中": (11, 20), "底": (21, 31), "末": (21, 31),
}  # fmt: skip
YEAR_PARTS = {  # month, day - months from January, day
    "年初": (1, 1, 3, 31), "年中": (6, 1, 7, 31), "年底": (12, 1, 12, 31), "年末": (12, 1, 12, 31),
    "年终": (12, 1, 12, 31), "年尾": (12, 1, 12, 31), "岁末": (12, 1, 12, 31), "岁尾": (12, 1, 12, 31),
    "年内": (1, 1, 12, 31),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """What a phrase is read against."""

    year: int
    issued: date | None
    workdays: Workdays
    nodes: Nodes


@dataclass(frozen=True, slots=True)
class Window:
    """First and last day of a moment; `grain` tells what it was: day, part, end, month, quarter, …."""

    first: date
    last: date
    grain: str


def day_of(year: int, month: int, day: int, ask: Ask) -> date:
    """Return the day, or the month's last where it does not exist, which is asked about."""
    last = calendar.monthrange(year, month)[1]
    if day > last:
        ask(f"{year}年{month}月没有{day}日，现按{month}月{last}日，应为哪一天？")
    return date(year, month, min(day, last))


def month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def shifted(year: int, month: int, months: int) -> tuple[int, int]:
    """Return year and month `months` later."""
    count = year * 12 + month - 1 + months
    return count // 12, count % 12 + 1


def year_of(year: Year | None, plan: Plan, ask: Ask) -> int:
    """Return the year meant; a stated one that is not the plan's is kept and asked about."""
    if year is None or year.form == "every":
        return plan.year
    if year.form == "next":
        return plan.year + 1
    if year.form == "last":
        ask(f"写的是上一年度，现按{plan.year - 1}年，清单年度是{plan.year}年，对吗？")
        return plan.year - 1
    if year.form == "lost":
        ask(f"年份数字缺失，现按清单年度{plan.year}年，对吗？")
    if year.form == "short":
        ask(f"年份只写了两位数字，现按{year.number}年，对吗？")
    if year.number and year.number != plan.year:
        ask(
            f"写的是{year.number}年，而清单年度是{plan.year}年，是沿用旧清单忘了改，还是确指{year.number}年？"
        )
    return year.number or plan.year


def window(moment: Moment, plan: Plan, ask: Ask, *, year: int | None = None) -> Window | None:
    """Return the days that `moment` covers; None when it cannot be placed (a day without its month).

    `year` overrides the written one, where a range has settled it.
    """
    if year is None:
        year = year_of(moment.year, plan, ask)
    match moment.unit:
        case "year" | "whole_year":
            return Window(date(year, 1, 1), date(year, 12, 31), moment.unit)
        case "month":
            if moment.n is None:
                return None
            if moment.place is None:
                return Window(date(year, moment.n, 1), month_end(year, moment.n), "month")
            return placed(moment.place, year, moment.n, plan, ask)
        case "quarter" | "half":
            return _in_period(moment, year, plan, ask)
        case "first_quarters":
            return Window(date(year, 1, 1), month_end(year, 3 * (moment.n or 1)), "quarter")
        case "dotted":
            day = day_of(year, moment.n or 1, moment.day, ask)
            return Window(day, day, "dotted")
        case "year_part":
            return _year_part(moment.word, year, ask)
        case "now":
            if plan.issued is None:
                ask(f"「{moment.raw}」的起点是印发日，清单未给出印发日，暂从{year}年1月1日算起，应从哪天起？")
            day = plan.issued or date(plan.year, 1, 1)
            return Window(day, day, "now")
        case "five_years":
            return _five_years(moment.word, ask)
        case _:  # season
            ask(f"「{moment.word}」各地起止不一，现按7月1日至8月31日，对吗？")
            return Window(date(year, 7, 1), date(year, 8, 31), "season")


def placed(place: Place, year: int, month: int, plan: Plan, ask: Ask) -> Window:
    """Return the days of a place inside one month."""
    first, last = date(year, month, 1), month_end(year, month)
    match place.form:
        case "day" | "bare":
            if place.form == "bare":
                ask(f"「{month}月{place.n}」疑漏「日」字，现按{month}月{place.n}日，对吗？")
            day = day_of(year, month, max(1, place.n), ask)
            return Window(day, day, "day")
        case "part":
            opening, closing = PARTS[place.part]
            grain = {"底": "end", "末": "end", "初": "early", "中": "middle"}.get(place.part, "part")
            return Window(date(year, month, opening), min(last, first + timedelta(closing - 1)), grain)
        case "first_days":
            ask(f"「{month}月前{place.n}日」现按{month}月1日至{place.n}日，是否指{month}月{place.n}日前？")
            return Window(first, day_of(year, month, max(1, place.n), ask), "first_days")
        case "nth_week":
            return _nth_week(place.n, first, last, ask)
        case "nth_weekday":
            day = _nth_weekday(place.n, place.weekday, first, last)
            return Window(day, day, "weekday")
        case "nth_workday":
            if place.n < 0:
                day = plan.workdays.on_or_before(last)
            else:
                day = plan.workdays.forward(first - DAY, place.n)
            return Window(day, day, "workday")
        case "first_workdays":
            return Window(first, plan.workdays.forward(first - DAY, place.n), "first_days")
        case _:  # last_day
            return Window(last, last, "workday")


def _nth_week(n: int, first: date, last: date, ask: Ask) -> Window:
    """Monday to Sunday; the partial week that holds the 1st counts as the first."""
    if n < 0:
        monday = last - timedelta(last.weekday())
        ask(f"「最后一周」现按{monday.month}月{monday.day}日起的一周，起止以通知为准，对吗？")
    else:
        monday = first - timedelta(first.weekday()) + timedelta(7 * (n - 1))
        ask(
            f"「第{n}周」没有统一算法，现按含1日的那一周为第一周，即{_day(monday)}至{_day(monday + 6 * DAY)}，对吗？"
        )
    return Window(monday, monday + 6 * DAY, "week")


def _nth_weekday(n: int, weekday: int, first: date, last: date) -> date:
    if n < 0:
        return last - timedelta((last.weekday() - weekday) % 7)
    day = first + timedelta((weekday - first.weekday()) % 7 + 7 * (n - 1))
    return min(day, last)


def _in_period(moment: Moment, year: int, plan: Plan, ask: Ask) -> Window:
    """A quarter or half year, or a place inside it."""
    months = 3 if moment.unit == "quarter" else 6
    n = moment.n or 1
    first_month, last_month = (n - 1) * months + 1, n * months
    if moment.month_of is not None:
        month = last_month if moment.month_of < 0 else first_month + min(moment.month_of, months) - 1
        if moment.place is None:
            return Window(date(year, month, 1), month_end(year, month), "month")
        return placed(moment.place, year, month, plan, ask)
    if moment.place is None:
        return Window(date(year, first_month, 1), month_end(year, last_month), moment.unit)
    at_start = moment.place.form == "part" and moment.place.part == "初"
    return placed(moment.place, year, first_month if at_start else last_month, plan, ask)


def _year_part(word: str, year: int, ask: Ask) -> Window:
    if word.endswith("年初") and len(word) > 2:
        ask(f"「{word}」跨年，现按12月16日至次年1月31日，对吗？")
        return Window(date(year, 12, 16), date(year + 1, 1, 31), "year_part")
    from_month, from_day, to_month, to_day = YEAR_PARTS[word]
    grain = {"年初": "year_early", "年中": "year_middle"}.get(word, "year_end")
    return Window(date(year, from_month, from_day), date(year, to_month, to_day), grain)


def _five_years(word: str, ask: Ask) -> Window:
    """八五普法 2021-2025; 十四五 counts the national plans, 2021-2025 too."""
    tens = {sign: n for n, sign in enumerate("一二三四五六七八九十", 1)}
    n = sum(tens[sign] for sign in word[: word.index("五", 1)] if sign in tens)
    first = 2021 + 5 * (n - 14) if n > 10 else 2021 + 5 * (n - 8)
    ask(f"「{word}」是五年规划期，现按{first}年至{first + 4}年，本年度的考核时间定在哪天？")
    return Window(date(first, 1, 1), date(first + 4, 12, 31), "five_years")


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
