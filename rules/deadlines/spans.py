"""A dated clause: when it may begin, when it is due, and of what kind it is."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from rules.deadlines.dating import DAY, Ask, Plan, Window, month_end, shifted, window, year_of
from rules.deadlines.parts import At, Between, Moment, Named, Reach, Year
from rules.deadlines.reading import Kind
from rules.nodes import NodeDate

NEAR = timedelta(3)  # 前后 of a day
WEEK = timedelta(7)  # 前后 of a festival


@dataclass(frozen=True, slots=True)
class Span:
    start: date
    due: date
    kind: Kind
    campaign: str | None = None
    open_start: bool = False  # no start was written: it may begin with the plan year
    time: str | None = None
    label: str | None = None
    min_count: int | None = None


def at(part: At, plan: Plan, ask: Ask, before: Moment | None = None) -> list[Span]:
    """Date every moment of `part`; `before` is the moment that stood before it and lends its month."""
    found = []
    for moment in part.moments:
        whole = borrowed(moment, before)
        dated = window(whole, plan, ask)
        if dated is None:
            ask(f"「{part.raw}」没有写月份，应为几月？")
            continue
        found.append(_reached(whole, dated, part, plan, ask))
    if (
        len(found) > 1
        and part.moments[0].unit == "quarter"
        and part.reach is None
        and _in_a_row(part.moments)
    ):
        ask(f"「{part.raw}」是各季度分别完成，还是合为一个时段？现按分别完成。")
    return found


def borrowed(moment: Moment, before: Moment | None) -> Moment:
    """Lend a moment without month (20日, 下旬) the month that stood before it."""
    if (
        moment.unit == "month"
        and moment.n is None
        and before is not None
        and before.unit in {"month", "dotted"}
    ):
        return replace(moment, n=before.n, year=moment.year or before.year)
    if moment.year is None and before is not None and before.year is not None:
        return replace(moment, year=before.year if before.year.form != "lost" else None)
    return moment


def _in_a_row(moments: tuple[Moment, ...]) -> bool:
    return all((b.n or 0) - (a.n or 0) == 1 for a, b in zip(moments, moments[1:], strict=False))


def opening(due: date, plan: Plan) -> date:
    """Return the day on which something may begin that has only a due day."""
    return date(min(plan.year, due.year), 1, 1)


def by(due: date, plan: Plan, *, time: str | None = None) -> Span:
    return Span(opening(due, plan), due, Kind.FIXED, open_start=True, time=time)


def _reached(moment: Moment, dated: Window, part: At, plan: Plan, ask: Ask) -> Span:
    reach = part.reach or Reach("")
    match reach.form:
        case "":
            return _bare(moment, dated, plan, ask)
        case "before" | "strictly" | "until" | "ending":
            return _by(moment, dated, reach, part.raw, plan, ask)
        case "force":
            ask(f"「{part.raw}」现按施行日的前一天{_day(dated.first - DAY)}截止，对吗？")
            return by(dated.first - DAY, plan)
        case "around" | "about":
            return _around(moment, dated, reach, plan, ask)
        case "since":
            return _since(moment, dated, part.raw, plan, ask)
        case "week":
            monday = dated.first - timedelta(dated.first.weekday())
            ask(f"「{part.raw}」现按周一至周日，即{_day(monday)}至{_day(monday + 6 * DAY)}，对吗？")
            node = plan.nodes.of_day(dated.first.month, dated.first.day, dated.first.year)
            kind = Kind.CAMPAIGN if node else Kind.RANGE
            return Span(monday, monday + 6 * DAY, kind, node.name if node else None)
        case "during" if dated.first == dated.last:
            return _around(moment, dated, reach, plan, ask)
        case "during":
            kind = Kind.CONTINUOUS if dated.grain == "five_years" else Kind.RANGE
            return Span(dated.first, dated.last, kind)
        case _:  # on
            return _on(dated, plan)


def _on(dated: Window, plan: Plan) -> Span:
    node = plan.nodes.of_day(dated.first.month, dated.first.day, dated.first.year)
    single = dated.first == dated.last
    kind = Kind.CAMPAIGN if node and single else Kind.FIXED if single else Kind.RANGE
    return Span(dated.first, dated.last, kind, node.name if node and single else None)


def _bare(moment: Moment, dated: Window, plan: Plan, ask: Ask) -> Span:
    """A moment with nothing behind it: a window, or a day to be done by."""
    first, last = dated.first, dated.last
    node = plan.nodes.of_day(first.month, first.day, first.year) if first == last else None
    match dated.grain:
        case "dotted" if node:
            return Span(first, last, Kind.CAMPAIGN, node.name)
        case "day" if node and last != month_end(last.year, last.month):
            if moment.year is None or moment.year.form != "every":
                ask(f"「{_day(last)}」是{node.name}，是当天开展还是当天截止？现按当天开展。")
            return Span(first, last, Kind.FIXED)
        case "day" | "dotted":
            ask(f"「{moment.raw}」只写了日期，是当天开展还是当天截止？现按当天截止。")
            return replace(by(last, plan), open_start=False)
        case "workday":
            return by(last, plan)
        case "weekday":
            return _weekday(dated, plan)
        case "whole_year" | "five_years":
            return Span(first, last, Kind.CONTINUOUS)
        case "year":
            ask(f"「{moment.raw}」只写到年，应在哪个月、哪一天前完成？")
        case "now":
            ask(f"「{moment.raw}」没有写到哪天为止，现按{last.year}年12月31日，对吗？")
            return Span(first, date(max(plan.year, last.year), 12, 31), Kind.RANGE)
        case "end":
            ask(f"「{moment.raw}」没有「前」字，现按{_day(first)}至{_day(last)}，是否指{_day(last)}前？")
        case "early" | "middle":
            ask(f"「{moment.raw}」现按{_day(first)}至{_day(last)}，对吗？")
        case "year_early" | "year_middle":
            ask(f"「{moment.raw}」现按{first.month}月至{last.month}月，具体在哪个月？")
        case "first_days":
            return Span(first, last, Kind.FIXED)
        case "year_end" if first.month == 1:  # 年内
            return by(last, plan)
        case _:
            pass
    node = plan.nodes.of_span(first, last) if dated.grain == "week" else None
    return Span(first, last, Kind.CAMPAIGN if node else Kind.RANGE, node.name if node else None)


def _weekday(dated: Window, plan: Plan) -> Span:
    """The third Saturday of September is a campaign by law; another such day is a day."""
    for name in ("全民国防教育日", "全国助残日"):
        node = plan.nodes.dated(name, dated.first.year)
        if node is not None and node.start == dated.first:
            return Span(dated.first, dated.last, Kind.CAMPAIGN, node.name)
    return Span(dated.first, dated.last, Kind.FIXED)


def _by(moment: Moment, dated: Window, reach: Reach, raw: str, plan: Plan, ask: Ask) -> Span:
    """Due days. A day counts itself; so does the end of a month, a quarter or a half year."""
    due = dated.last
    match dated.grain:
        case "day" | "dotted" if reach.form == "strictly":
            ask(f"「{raw}」现按含{_day(due)}当日，是否应在前一天完成？")
        case "month" if reach.form in {"before", "strictly"} and moment.unit == "month" and not reach.clock:
            due = dated.first - DAY
            ask(f"「{raw}」严格是{_day(due)}前，是否指{_day(dated.last)}前？")
        case "year" if reach.form in {"before", "strictly"}:
            due = dated.first - DAY
            ask(f"「{raw}」严格是{due.year}年12月31日前，对吗？")
        case "part" | "early" | "middle":
            ask(f"「{raw}」现按{_day(due)}前，是否应在{_day(dated.first - DAY)}前？")
        case "quarter" | "half" | "year_early" | "year_middle" | "season" | "week" | "month":
            ask(f"「{raw}」现按{_day(due)}前，是否应在{_day(dated.first - DAY)}前？")
        case _:
            pass
    if reach.clock and not plan.workdays.is_workday(due):
        ask(f"「{raw}」当天{due.year}年{_day(due)}不是工作日，是否提前到{_day(plan.workdays.back(due, 1))}？")
    return by(due, plan, time=reach.clock)


def _around(moment: Moment, dated: Window, reach: Reach, plan: Plan, ask: Ask) -> Span:
    node = None
    if dated.first == dated.last:
        node = plan.nodes.of_day(dated.first.month, dated.first.day, dated.first.year)
    either = timedelta(reach.days) if reach.days else WEEK if node and node.festival else NEAR
    first, last = dated.first - either, dated.last + either
    ask(f"「{moment.raw}」前后现按{_day(first)}至{_day(last)}，对吗？")
    return Span(first, last, Kind.CAMPAIGN if node else Kind.RANGE, node.name if node else None)


def _since(moment: Moment, dated: Window, raw: str, plan: Plan, ask: Ask) -> Span:
    if dated.grain in {"part", "early", "middle", "end"}:
        last = month_end(dated.first.year, dated.first.month)
    else:
        last = date(max(plan.year, dated.first.year), 12, 31)
    if moment.unit != "now" or plan.issued is not None:  # else the missing start was asked about already
        ask(f"「{raw}」没有写到哪天为止，现按{last.year}年{_day(last)}，对吗？")
    return Span(dated.first, last, Kind.RANGE)


def between(part: Between, plan: Plan, ask: Ask) -> Span | None:
    """Date a range; both ends count, and it may leave the plan year."""
    opening_, closing = _completed(part, ask)
    from_year = year_of(_told(opening_.year, closing.year, plan), plan, ask)
    to_year = from_year if closing.year is None else _quiet_year(closing.year, plan)
    first = window(opening_, plan, _silent, year=from_year)
    last = window(closing, plan, _silent, year=to_year)
    if first is None or last is None:
        ask(f"「{part.raw}」没有写月份，应为哪几个月？")
        return None
    for moment, year in ((opening_, from_year), (closing, to_year)):
        _ask_days(moment, plan, ask, year)
    if opening_.unit == "month" and opening_.place is None and part.closing.n is None:
        ask(f"「{part.raw}」疑漏「1日」，现按{_day(first.first)}至{_day(last.last)}，对吗？")
    start, due = first.first, last.last
    if due < start and closing.year is None:
        last = window(closing, plan, _silent, year=from_year + 1) or last
        due = last.last
        ask(f"「{part.raw}」跨年，现按到{due.year}年{_day(due)}为止，对吗？")
    if due < start:
        ask(f"「{part.raw}」的止期早于起期，起止各是哪天？")
        start, due = due, start
    if opening_.unit == closing.unit == "year":
        ask(f"「{part.raw}」是跨年任务，本年度的考核时间是否为12月31日？")
        return Span(start, due, Kind.CONTINUOUS)
    node = plan.nodes.of_span(start, due)
    time = part.reach.clock if part.reach else None
    if node is not None:
        return Span(start, due, Kind.CAMPAIGN, node.name, time=time)
    return Span(start, due, Kind.RANGE, time=time)


def _completed(part: Between, ask: Ask) -> tuple[Moment, Moment]:
    """Give each end what only the other one says: 10—12月, 4月10日—20日, 2024—2025年, 第一—第三季度."""
    opening_, closing = part.opening, part.closing
    if opening_.n is None and opening_.place is not None and opening_.place.form == "bare":
        n = opening_.place.n
        if closing.unit == "year" or n > 31:
            opening_ = Moment(opening_.raw, "year", year=Year("stated", n))
        elif closing.unit == "quarter" or (closing.unit == "month" and closing.n is not None and n <= 12):
            opening_ = replace(closing, raw=opening_.raw, n=n, place=None, year=opening_.year)
            if part.closing.year is not None and part.closing.place is None:
                opening_ = replace(opening_, year=None)
    if closing.unit == "month" and closing.n is None:
        if closing.place is not None and closing.place.form == "bare" and opening_.place is None:
            closing = replace(opening_, raw=closing.raw, n=min(closing.place.n, 12), year=None)
        else:
            closing = borrowed(closing, opening_)
            closing = replace(closing, year=None)
    place = opening_.place
    if opening_.n and place and place.form == "bare" and closing.place and closing.place.form == "day":
        opening_ = replace(opening_, place=replace(place, form="day"))
        ask(f"「{part.raw}」前段漏「日」字，现按{opening_.n}月{place.n}日起，对吗？")
    return opening_, closing


def _told(year: Year | None, closing: Year | None, plan: Plan) -> Year | None:
    """Return the year of a range's beginning; a range that ends in an earlier year began there."""
    if year is None and closing is not None and closing.number and closing.number < plan.year:
        return closing
    return year


def _quiet_year(year: Year, plan: Plan) -> int:
    return year_of(year, plan, _silent)


def _ask_days(moment: Moment, plan: Plan, ask: Ask, year: int) -> None:
    """Ask about days that do not exist, not about what a range makes plain (月底, 年初)."""
    if moment.place is None or moment.place.form != "part":
        window(moment, plan, ask, year=year)


def _silent(_: str) -> None:
    return None


def named(part: Named, plan: Plan, ask: Ask, year: int | None = None) -> Span | None:
    """Date a campaign by the office's calendar; None when it has no date there."""
    node = plan.nodes.dated(part.name, year or plan.year)
    if node is None:
        campaign = plan.nodes.campaign(part.name)
        why = campaign.caution if campaign and campaign.caution else f"「{part.name}」不在节点表中"
        ask(f"{why}，请在节点表中定下{year or plan.year}年的日期。")
        return None
    if node.caution:
        ask(f"{node.caution}，现按{_day(node.start)}至{_day(node.end)}，对吗？")
    return _campaign(node, part.reach or Reach(""), plan, ask)


def _campaign(node: NodeDate, reach: Reach, plan: Plan, ask: Ask) -> Span:
    first, last = node.start, node.end
    match reach.form:
        case "during" if node.festival:
            first, last = plan.workdays.holiday_around(node.start)
            first, last = max(first, date(node.start.year, 1, 1)), min(last, date(node.start.year, 12, 31))
            ask(f"「{node.name}期间」现按放假日{_day(first)}至{_day(last)}，对吗？")
        case "during" if node.single_day:
            first, last = first - NEAR, last + NEAR
            ask(f"「{node.name}期间」现按前后三天即{_day(first)}至{_day(last)}，对吗？")
        case "around" | "about":
            either = timedelta(reach.days) if reach.days else WEEK if node.festival else NEAR
            first, last = first - either, last + either
            ask(f"「{node.name}前后」现按{_day(first)}至{_day(last)}，对吗？")
        case "before" | "strictly" | "force":
            if node.name == "春节" or not node.festival:
                ask(f"「{node.name}前」现按{_day(first - DAY)}截止，对吗？")
            return replace(by(first - DAY, plan), campaign=None)
        case "until" | "ending":
            return by(last, plan, time=reach.clock)
        case "since":
            ask(f"「{node.name}」之后没有写到哪天为止，现按{plan.year}年12月31日，对吗？")
            return Span(last + DAY, max(last + DAY, date(plan.year, 12, 31)), Kind.RANGE)
        case "week":
            first -= timedelta(first.weekday())
            last = first + 6 * DAY
            ask(f"「{node.name}」所在周现按周一至周日，即{_day(first)}至{_day(last)}，对吗？")
        case _:
            pass
    return Span(first, last, Kind.CAMPAIGN, node.name)


def next_month_start(day: date) -> date:
    year, month = shifted(day.year, day.month, 1)
    return date(year, month, 1)


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
