"""What comes again in the year: every month, quarter, half year or week, with the place inside it."""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta

from rules.deadlines.dating import DAY, Ask, Plan, day_of, month_end, placed
from rules.deadlines.parts import MONTHS, Distance, Every, Place
from rules.deadlines.reading import Kind
from rules.deadlines.spans import Span

Days = tuple[date, date]


def every(part: Every, plan: Plan, ask: Ask, *, next_month: bool = False) -> list[Span]:
    """Return one span a period of the plan year.

    `next_month`: what is reported is the month gone by, so the first falls in February and the
    last in January of the next year.
    """
    year = plan.year
    if part.period in {"day", "year"}:
        ask(f"「{part.raw}」现按全年持续，周期和次数请确认。")
        return [Span(date(year, 1, 1), date(year, 12, 31), Kind.CONTINUOUS)]
    if part.period == "week":
        days = _weeks(part, year, ask)
    elif part.period == "half_month":
        ask(f"「{part.raw}」现按每月1日至15日、16日至月底，对吗？")
        days = _half_months(year)
    else:
        days = _months(part, plan, ask, next_month=next_month)
    if part.reach and part.reach.form not in {"before", "strictly", "until", "during", "ending"}:
        ask(f"「{part.raw}」没有读懂，各期的起止是哪天？")
    return [Span(start, due, Kind.RECURRING) for start, due in days]


def _weeks(part: Every, year: int, ask: Ask) -> list[Days]:
    """Monday to Sunday, clipped to the year; a weekday is its own day."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    if part.weekdays:
        days = (first + timedelta(n) for n in range((last - first).days + 1))
        return [(day, day) for day in days if day.weekday() in part.weekdays]
    if part.step > 1:
        ask(f"「{part.raw}」现从1月1日所在的一周起每{part.step}周一次，对吗？")
    monday = first - timedelta(first.weekday())
    weeks: list[Days] = []
    while monday <= last:
        end = monday + timedelta(7 * part.step - 1)
        weeks.append((max(monday, first), min(end, last)))
        monday = end + DAY
    return weeks


def _half_months(year: int) -> list[Days]:
    return [
        half
        for month in range(1, 13)
        for half in (
            (date(year, month, 1), date(year, month, 15)),
            (date(year, month, 16), month_end(year, month)),
        )
    ]


def _periods(part: Every, year: int, *, next_month: bool) -> Iterator[tuple[date, date]]:
    length = MONTHS[part.period] * part.step
    for first in range(1, 13, length):
        if part.only and (first % 2 == 0) != (part.only == "even"):
            continue
        opening = date(year, first, 1)
        if next_month:
            opening = _later(opening, length)
        yield opening, _later(opening, length) - DAY


def _later(first: date, months: int) -> date:
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def _months(part: Every, plan: Plan, ask: Ask, *, next_month: bool) -> list[Days]:
    periods = list(_periods(part, plan.year, next_month=next_month))
    if part.only:
        ask(f"「{part.raw}」现按{'双' if part.only == 'even' else '单'}数月份，是否指每两个月？")
    elif part.step > 1:
        ask(f"「{part.raw}」现按1月起每{part.step}个周期一次，对吗？")
    if part.place is None and part.month_of is None:
        if part.reach and part.reach.form in {"before", "strictly"}:
            ask(f"「{part.raw}」现按各期最后一天，对吗？")
        return periods
    _ask_about(part, ask)
    return [_inside(part, opening, closing, plan) for opening, closing in periods]


def _ask_about(part: Every, ask: Ask) -> None:
    """Ask once, not twelve times, about what is unsure in the place."""
    place, until_due = part.place, part.reach is not None
    quarterly = part.period != "month"
    if part.month_of == 1 and quarterly and until_due:
        ask(f"「{part.raw}」若是报上一期情况，首报和末报应顺延一期，现按字面，对吗？")
    if part.month_of == 0:
        ask(f"「{part.raw}」现按各期之后的那个月，对吗？")
    if place is None:
        return
    if place.form == "part" and place.part in "底末" and part.reach is None:
        ask(f"「{part.raw}」现按各期最后一天截止，对吗？")
    elif place.form == "part" and part.reach is not None and place.part not in "底末":
        ask(f"「{part.raw}」现按该旬最后一天截止，是否应在该旬开始前？")
    elif place.form == "part" and place.part in "初中":
        ask(f"「{part.raw}」现按{'1日至10日' if place.part == '初' else '11日至20日'}，对吗？")
    elif place.form in {"nth_workday", "first_workdays"}:
        ask(f"「{part.raw}」现依国务院放假安排推算，调休有变时应随之调整，对吗？")
    elif place.form == "nth_weekday":
        ask(f"「{part.raw}」遇调休放假时，是提前还是顺延？")
    elif place.form == "nth_week":
        ask(f"「{part.raw}」没有统一算法，现按含1日的一周为第一周，对吗？")
    elif place.form in {"day", "bare"} and part.until is None:
        if place.form == "bare":
            ask(f"「{part.raw}」疑漏「日」字，现按{place.n}日，对吗？")
        if part.reach is None:
            ask(f"「{part.raw}」只写了日期，是当天办还是当天截止？现按当天截止。")
        elif part.reach.form == "strictly":
            ask(f"「{part.raw}」现按含当日，是否应在前一天完成？")
        if quarterly and part.month_of is None:
            ask(f"「{part.raw}」没有写是第几个月，现按各期最后一个月，对吗？")


def _inside(part: Every, opening: date, closing: date, plan: Plan) -> Days:
    """Return start and due of one period, by the place that is written."""
    month = _month_inside(part, opening, closing)
    place = part.place
    if place is None:
        return (
            (month, month_end(month.year, month.month))
            if part.reach is None
            else (opening, month_end(month.year, month.month))
        )
    if part.until is not None and place.form in {"day", "bare"}:
        first = day_of(month.year, month.month, max(1, place.n), _silent)
        last = placed(part.until, month.year, month.month, plan, _silent).last
        return min(first, last), max(first, last)
    dated = placed(place, month.year, month.month, plan, _silent)
    start = min(opening, dated.first) if _is_due(place, part) else dated.first
    return start, dated.last


def _month_inside(part: Every, opening: date, closing: date) -> date:
    if part.month_of is None:
        early = part.place is not None and part.place.form in {"first_workdays", "first_days"}
        return opening if early or (part.place and part.place.part == "初") else closing.replace(day=1)
    if part.month_of == 0:
        return closing + DAY
    if part.month_of < 0:
        return closing.replace(day=1)
    return min(_later(opening, part.month_of - 1), closing.replace(day=1))


def _is_due(place: Place, part: Every) -> bool:
    """Say whether the place only ends the period: 每月5日前, 每月底, 每月最后一个工作日."""
    if part.reach is not None and part.reach.form in {"before", "strictly", "until", "ending"}:
        return True
    if place.form == "part":
        return place.part in "底末"
    return place.form in {"day", "bare", "nth_workday", "last_day", "first_workdays"}


def after_period(part: Every, distance: Distance, plan: Plan, ask: Ask) -> list[Span]:
    """Date 每季度结束后10日内 and 每季度末前5个工作日 around the end of each period."""
    ask(f"「{part.raw}…{distance.raw}」现从各期最后一天推算，对吗？")
    spans = []
    for opening, closing in _periods(part, plan.year, next_month=False):
        if distance.after:
            spans.append(Span(closing, counted(closing, distance, plan), Kind.RECURRING))
        elif distance.unit == "workday":  # the last working day of the period is number 1
            spans.append(Span(opening, plan.workdays.back(closing + DAY, distance.n), Kind.RECURRING))
        else:
            due = counted(closing, distance, plan)
            spans.append(Span(min(opening, due), due, Kind.RECURRING))
    return spans


def counted(day: date, distance: Distance, plan: Plan) -> date:
    """Return the day `distance` from `day`, which is not counted (民法典第二百零一条, 第二百零二条)."""
    if distance.unit == "workday":
        walk = plan.workdays.forward if distance.after else plan.workdays.back
        return walk(day, distance.n)
    if distance.unit == "month":
        count = day.year * 12 + day.month - 1 + (distance.n if distance.after else -distance.n)
        year, month = count // 12, count % 12 + 1
        return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    return day + timedelta(distance.n if distance.after else -distance.n)


def _silent(_: str) -> None:
    return None
