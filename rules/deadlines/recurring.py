"""What comes again in the year: every month, quarter, half year or week, with the place inside it."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from rules.deadlines.dating import (
    DAY,
    TERMS,
    Plan,
    ask_if_unpublished,
    month_end,
    month_inside,
    months_later,
    placed,
    spoken,
)
from rules.deadlines.dating import days as spoken_days
from rules.deadlines.parts import MONTHS, Every, Place
from rules.deadlines.reading import Kind
from rules.deadlines.spans import Span, whole_year

Days = tuple[date, date]
CUTS = {"half_month": (1, 16), "ten_days": (1, 11, 21)}


def every(part: Every, plan: Plan, *, next_month: bool = False) -> list[Span]:
    """Return one span a period of the plan year.

    `next_month`: what is reported is the period gone by, so the first falls in February and the
    last in January of the next year.
    """
    if part.reach and not part.reach.is_due and part.reach.form != "during":
        plan.ask(f"「{part.raw}」没有读懂，各期的起止是哪天？")
    if part.period == "year" and part.step > 1:
        plan.ask(f"「{part.raw}」一次，{plan.year}年是否轮到？现按本年度内完成。")
        return [whole_year(plan, Kind.RANGE)]
    if part.period == "year" or (part.period == "day" and part.step == 1):
        plan.ask(f"「{part.raw}」现按全年持续，是否要分期登记？")
        return [whole_year(plan, Kind.CONTINUOUS)]
    if part.period == "day":
        days = _runs(part, plan, date(plan.year, 1, 1), part.step)
    elif part.period == "term":
        days = _terms(part, plan)
    elif part.period == "week":
        days = _weeks(part, plan)
    elif part.period in CUTS:
        cuts = CUTS[part.period]
        plan.ask(f"「{part.raw}」现按每月{'、'.join(f'{cut}日' for cut in cuts)}各起一期，对吗？")
        days = [days for month in range(1, 13) for days in _cut(date(plan.year, month, 1), cuts)]
    else:
        days = _months(part, plan, next_month=next_month)
    time = part.reach.clock if part.reach and ":" in (part.reach.clock or "") else None
    return [Span(start, due, Kind.RECURRING, time=time) for start, due in days]


def _weeks(part: Every, plan: Plan) -> list[Days]:
    """Return Monday to Sunday, clipped to the year; a weekday is its own day."""
    first, last = date(plan.year, 1, 1), date(plan.year, 12, 31)
    if part.place:
        plan.ask(f"「{part.raw}」具体是每周的哪几天？现按整周。")
    if part.weekdays:
        due = _is_due(part)
        days = (first + timedelta(n) for n in range((last - first).days + 1))
        return [
            (max(first, day - timedelta(day.weekday())) if due else day, day)
            for day in days
            if day.weekday() in part.weekdays
        ]
    return _runs(part, plan, first - timedelta(first.weekday()), 7 * part.step)


def _runs(part: Every, plan: Plan, opening: date, length: int) -> list[Days]:
    """Return stretches of `length` days from `opening` on, clipped to the plan year."""
    first, last = date(plan.year, 1, 1), date(plan.year, 12, 31)
    if part.step > 1:
        plan.ask(f"「{part.raw}」现从{spoken(opening)}起每{length}天一次，对吗？")
    starts = (date.fromordinal(n) for n in range(opening.toordinal(), last.toordinal() + 1, length))
    return [(max(start, first), min(start + timedelta(length - 1), last)) for start in starts]


def _terms(part: Every, plan: Plan) -> list[Days]:
    """Return the school terms that lie in the plan year, or the first or last days of each."""
    found = [(date(plan.year, first, 1), month_end(plan.year, last)) for first, last in TERMS]
    known = "、".join(spoken_days(first, last) for first, last in found)
    plan.ask(f"「{part.raw}」起止以校历为准，现按{known}，对吗？")
    if part.place is None:
        return found
    plan.ask(f"「{part.raw}」具体是各学期的哪几天？")
    if part.place.part == "初":
        return [(first, placed(part.place, first.year, first.month, plan).last) for first, _ in found]
    return found


def _cut(first: date, cuts: tuple[int, ...]) -> list[Days]:
    """Return the stretches of a month that begin on `cuts`."""
    starts = [first.replace(day=cut) for cut in cuts]
    ends = [start - DAY for start in starts[1:]] + [month_end(first.year, first.month)]
    return list(zip(starts, ends, strict=True))


def periods(part: Every, year: int, *, next_month: bool = False) -> list[Days]:
    """Return the periods of a year, first and last day of each."""
    length = MONTHS[part.period] * part.step
    firsts = [date(year, month, 1) for month in range(1, 13, length)]
    if part.only:
        firsts = [first for first in firsts if (first.month % 2 == 0) == (part.only == "even")]
    if next_month:
        firsts = [months_later(first, length) for first in firsts]
    return [(first, months_later(first, length) - DAY) for first in firsts]


def _months(part: Every, plan: Plan, *, next_month: bool) -> list[Days]:
    next_month = next_month and part.month_of != 0  # 次月 says so itself
    found = periods(part, plan.year, next_month=next_month)
    if part.only:
        plan.ask(f"「{part.raw}」现按{'双' if part.only == 'even' else '单'}数月份，是否指每两个月？")
    elif part.step > 1:
        plan.ask(f"「{part.raw}」现从1月起每{part.step * MONTHS[part.period]}个月一次，对吗？")
    if next_month:
        plan.ask(f"「{part.raw}」报的是上一期，年末一期现排到次年{found[-1][0].month}月，对吗？")
    if part.place is None and part.month_of is None:
        if part.reach and part.reach.is_due and part.reach.form != "end":
            plan.ask(f"「{part.raw}」现按各期最后一天截止，对吗？")
        return found
    _ask_about(part, plan, next_month=next_month)
    return [_inside(part, first, last, plan.quietly()) for first, last in found]


def interleaved(found: list[Span], plan: Plan) -> list[Span]:
    """Put the days of 「每月5日、20日前」 in order; one that shares its start begins after the one before."""
    ordered = sorted(found, key=lambda span: span.due)
    follows = [last.start == span.start and last.due < span.due for last, span in pairwise(ordered)]
    if any(follows):
        plan.ask("一期内有几个截止日，后一个现从前一个的次日算起，对吗？")
    return ordered[:1] + [
        replace(span, start=last.due + DAY) if shares else span
        for (last, span), shares in zip(pairwise(ordered), follows, strict=True)
    ]


def _ask_about(part: Every, plan: Plan, *, next_month: bool) -> None:
    """Ask once, not twelve times, about what is unsure in the place."""
    place = part.place
    due = _is_due(part)
    if part.month_of == 1 and part.period != "month" and due and not next_month:
        plan.ask(f"「{part.raw}」若是报上一期情况，首报和末报应顺延一期，现按字面，对吗？")
    if part.month_of == 0:
        plan.ask(f"「{part.raw}」现按各期之后的那个月，对吗？")
    if place is None:
        return
    if place.form == "part":
        _ask_about_part(part, place, plan, due=due)
    elif place.form in {"day", "bare"} and part.until is None:
        _ask_about_day(part, place, plan, due=due)
    elif place.form in {"nth_workday", "first_workdays"}:
        plan.ask(f"「{part.raw}」现依国务院放假安排推算，调休有变时随之调整，对吗？")
        ask_if_unpublished(part.raw, place, plan.year, plan)
    elif place.form == "nth_weekday":
        plan.ask(f"「{part.raw}」遇放假调休时，是提前还是顺延？")
    elif place.form == "first_days":
        plan.ask(f"「{part.raw}」现按各期头{place.n}天，是否指第{place.n}天之前？")
    elif place.form in {"nth_week", "day_of_week"}:
        plan.ask(f"「{part.raw}」没有统一算法，现按含1日的一周为第一周，对吗？")


def _ask_about_part(part: Every, place: Place, plan: Plan, *, due: bool) -> None:
    if part.period != "month" and part.month_of is None and place.part not in "底末初":
        plan.ask(f"「{part.raw}」没有写是第几个月，现按各期最后一个月，对吗？")
    if place.part in "底末":
        if not due and part.until is None:
            plan.ask(f"「{part.raw}」现按各期最后一天截止，对吗？")
    elif due:
        plan.ask(f"「{part.raw}」现按该段最后一天截止，是否应在该段开始前？")
    elif place.part in "初中":
        plan.ask(f"「{part.raw}」现按{'1日至10日' if place.part == '初' else '11日至20日'}，对吗？")


def _ask_about_day(part: Every, place: Place, plan: Plan, *, due: bool) -> None:
    if place.form == "bare":
        plan.ask(f"「{part.raw}」疑漏「日」字，现按{place.n}日，对吗？")
    if not due:
        plan.ask(f"「{part.raw}」只写了日期，是当天开展还是当天截止？现按当天截止。")
    elif part.reach and part.reach.form == "strictly":
        plan.ask(f"「{part.raw}」现按含当日，是否应在前一天完成？")
    if part.period != "month" and part.month_of is None:
        plan.ask(f"「{part.raw}」没有写是第几个月，现按各期最后一个月，对吗？")


def _is_due(part: Every) -> bool:
    """Say whether each period ends at the place; an hour alone (每周三下午2点) is when it takes place."""
    return part.reach is not None and part.reach.is_due and part.reach.form != "at"


def _inside(part: Every, first: date, last: date, plan: Plan) -> Days:
    """Return start and due of one period, by the place that is written."""
    month = month_inside(part.month_of, part.place, first, last)
    due = _is_due(part)
    if part.place is None:
        return first if due else month, month_end(month.year, month.month)
    dated = placed(part.place, month.year, month.month, plan)
    if part.until is not None:
        until = months_later(month, 1) if part.turns else month
        other = placed(part.until, until.year, until.month, plan)
        return min(dated.first, other.last), max(dated.first, other.last)
    if part.month_of == 0:  # 每季度次月10日前: what is due then begins when the period is over
        first = month
    return min(first, dated.first) if due or _only_ends(part.place) else dated.first, dated.last


def _only_ends(place: Place) -> bool:
    """Say whether the place ends the period even without 前: 每月5日, 每月底, 每月最后一个工作日."""
    if place.form == "part":
        return place.part in "底末"
    return place.form in {"day", "bare", "nth_workday", "last_day", "first_workdays"}
