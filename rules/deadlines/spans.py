"""Dates and ranges: when a clause may begin, when it is due, and of what kind it is."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from rules.deadlines.dating import DAY, Plan, Window, days, month_end, spoken, window, year_of
from rules.deadlines.parts import At, Between, Moment, Reach, Year
from rules.deadlines.reading import Kind
from rules.node_rules import NthWeek, Table

NEAR = timedelta(3)  # 前后 of a day
WEEK = timedelta(7)  # 前后 of a festival
MOVABLE = ("全民国防教育日", "全国助残日")  # campaigns by weekday of the month
# Days that lists speak of most; 「12月4日前」 is one character short of 「12月4日前后」.
WATCHED = {(4, 15), (12, 4)}


@dataclass(frozen=True, slots=True)
class Span:
    start: date
    due: date
    kind: Kind
    campaign: str | None = None
    open_start: bool = False  # no start was written: it may begin with the plan year
    time: str | None = None


def whole_year(plan: Plan, kind: Kind) -> Span:
    return Span(date(plan.year, 1, 1), date(plan.year, 12, 31), kind)


def by(due: date, plan: Plan, *, time: str | None = None) -> Span:
    """Return what has only a due day: it may begin with the plan year, or with its own if that is earlier."""
    return Span(date(min(plan.year, due.year), 1, 1), due, Kind.FIXED, open_start=True, time=time)


def at(part: At, plan: Plan, before: Moment | None = None) -> list[Span]:
    """Date every moment of `part`; `before` is the moment that stood before it and lends its month."""
    found = []
    for written in part.moments:
        moment = borrowed(written, before)
        dated = window(moment, plan)
        if dated is None:
            plan.ask(f"「{part.raw}」没有写明是哪个月，应为几月？")
        else:
            found.append(_reached(moment, dated, part, plan))
            if written.year is None and moment.year and moment.year.form == "next":
                plan.ask(f"「{part.raw}」没有写年份，现按前面写的{dated.last.year}年，对吗？")
    return found


def borrowed(moment: Moment, before: Moment | None) -> Moment:
    """Lend a moment without month (20日, 下旬), or without year, those of the moment before it."""
    if before is None:
        return moment
    year = moment.year or (before.year if before.year and before.year.form != "lost" else None)
    if moment.unit == "month" and moment.n is None and before.unit in {"month", "dotted"}:
        return replace(moment, n=before.n, year=year)
    return replace(moment, year=year)


def _reached(moment: Moment, dated: Window, part: At, plan: Plan) -> Span:  # noqa: PLR0911  (one a reach)
    form = part.reach.form if part.reach else ""
    if part.reach and part.reach.is_due:
        return _by(moment, dated, part, plan)
    if form in {"around", "about"} or (form == "during" and dated.first == dated.last):
        return _around(moment, dated, part.reach, plan)
    match form:
        case "":
            return _bare(moment, dated, plan)
        case "force":
            due = dated.first - DAY
            plan.ask(f"「{part.raw}」现按施行日的前一天{spoken(due)}截止，对吗？")
            return by(due, plan)
        case "since":
            return _since(moment, dated, part.raw, plan)
        case "after":
            later = replace(dated, first=dated.last + DAY)
            return _since(moment, later, part.raw, plan)
        case "week":
            monday = dated.first - timedelta(dated.first.weekday())
            plan.ask(f"「{part.raw}」现按周一至周日，即{days(monday, monday + 6 * DAY)}，对吗？")
            return Span(monday, monday + 6 * DAY, *_named(dated, plan, Kind.RANGE))
        case "on":
            return Span(dated.first, dated.last, *_named(dated, plan, Kind.FIXED))
        case _:
            kind = Kind.CONTINUOUS if dated.grain == "five_years" else Kind.RANGE
            return Span(dated.first, dated.last, kind)


def _named(dated: Window, plan: Plan, otherwise: Kind) -> tuple[Kind, str | None]:
    """Return the campaign of a single day, or the other kind."""
    node = plan.nodes.of_day(dated.first.month, dated.first.day, dated.first.year)
    if node is None or dated.first != dated.last:
        return otherwise, None
    return Kind.CAMPAIGN, node.name


def _bare(moment: Moment, dated: Window, plan: Plan) -> Span:
    """Date a moment with nothing behind it: a window, or a day to be done by."""
    if dated.grain in {"day", "dotted"}:
        return _bare_day(moment, dated, plan)
    first, last = dated.first, dated.last
    kind, name = Kind.RANGE, None
    match dated.grain:
        case "workday" | "within_year":
            return by(last, plan)
        case "weekday":
            kind, name = _movable(dated, plan)
        case "whole_year" | "five_years":
            kind = Kind.CONTINUOUS
        case "year":
            plan.ask(f"「{moment.raw}」只写到年，应在哪个月、哪一天前完成？")
        case "now":
            return _since(moment, dated, moment.raw, plan)
        case "end":
            plan.ask(f"「{moment.raw}」没有「前」字，现按{days(first, last)}，是否指{spoken(last)}前？")
        case "loose":
            plan.ask(f"「{moment.raw}」现按{days(first, last)}，对吗？")
        case "loose_months":
            plan.ask(f"「{moment.raw}」现按{first.month}月至{last.month}月，具体在哪个月？")
        case "first_days":
            kind = Kind.FIXED
        case "week":
            kind, name = _of_weeks(dated, plan)
        case _:
            pass
    return Span(first, last, kind, name)


def _bare_day(moment: Moment, dated: Window, plan: Plan) -> Span:
    day = dated.last
    node = plan.nodes.of_day(day.month, day.day, day.year)
    if node and dated.grain == "dotted":
        return Span(day, day, Kind.CAMPAIGN, node.name)
    if node and day != month_end(day.year, day.month):
        if moment.year is None or moment.year.form != "every":
            plan.ask(f"「{spoken(day)}」是{node.name}，是当天开展还是当天截止？现按当天开展。")
        return Span(day, day, Kind.FIXED)
    if moment.place is None or moment.place.form != "bare":  # which was asked about already
        plan.ask(f"「{moment.raw}」只写了日期，是当天开展还是当天截止？现按当天截止。")
    return replace(by(day, plan), open_start=False)


def _of_weeks(dated: Window, plan: Plan) -> tuple[Kind, str | None]:
    """Name 9月第三周, but not a week that only happens to hold a campaign's day (5月第三周)."""
    node = plan.nodes.of_span(dated.first, dated.last)
    campaign = plan.nodes.campaign(node.name) if node else None
    if campaign and isinstance(campaign.rule, Table | NthWeek):
        return Kind.CAMPAIGN, campaign.name
    return Kind.RANGE, None


def _movable(dated: Window, plan: Plan) -> tuple[Kind, str | None]:
    for name in MOVABLE:
        node = plan.nodes.dated(name, dated.first.year)
        if node is not None and node.start == dated.first:
            return Kind.CAMPAIGN, node.name
    return Kind.FIXED, None


def _by(moment: Moment, dated: Window, part: At, plan: Plan) -> Span:
    """Date what is due by a moment. A day counts itself; so does the end of a month or a quarter."""
    reach = part.reach or Reach("before")
    due, eve = dated.last, dated.first - DAY
    if part.raw.startswith(("至", "到")):
        plan.ask(f"「{part.raw}」没有写从哪天开始，现按{spoken(due)}前完成，对吗？")
    until = reach.form in {"until", "at", "ending", "end"}
    if reach.form == "at" and reach.clock not in {None, "24:00"}:
        plan.ask(f"「{part.raw}」是{reach.clock}开始，还是{reach.clock}前完成？现按截止。")
    match dated.grain:
        case _ if reach.form == "end":  # 三季度结束前
            pass
        case "day" | "dotted" if reach.form == "strictly":
            plan.ask(f"「{part.raw}」现按含{spoken(due)}当日，是否应在前一天完成？")
        case "day" | "dotted" if (due.month, due.day) in WATCHED and len(part.moments) == 1 and not until:
            plan.ask(f"「{part.raw}」现按含{spoken(due)}当日，是否应在前一天完成？")
        case "month" if moment.unit == "month" and not until:
            due = eve
            plan.ask(f"「{part.raw}」严格是{spoken(due)}前，是否指{spoken(dated.last)}前？")
        case "year" if not until:
            due = eve
            plan.ask(f"「{part.raw}」严格是{due.year}年12月31日前，对吗？")
        case "season" if not until:  # 暑假前: before it begins
            due = eve
            plan.ask(f"「{part.raw}」现按{spoken(due)}前，对吗？")
        case "part" | "loose" | "loose_months" | "quarter" | "half" | "season" | "week" | "month":
            plan.ask(f"「{part.raw}」现按{spoken(due)}前，是否应在{spoken(eve)}前？")
        case _:
            pass
    if reach.clock and not plan.workdays.is_workday(due):
        earlier = plan.workdays.back(due, 1)
        plan.ask(f"「{part.raw}」当天{due.year}年{spoken(due)}不是工作日，是否提前到{spoken(earlier)}？")
    return by(due, plan, time=reach.clock if reach.clock and ":" in reach.clock else None)


def _around(moment: Moment, dated: Window, reach: Reach | None, plan: Plan) -> Span:
    node = plan.nodes.of_day(dated.first.month, dated.first.day, dated.first.year)
    either = WEEK if node and node.festival and dated.first == dated.last else NEAR
    either = timedelta(reach.days) if reach and reach.days else either
    first, last = dated.first - either, dated.last + either
    plan.ask(f"「{moment.raw}」前后现按{days(first, last)}，对吗？")
    return Span(first, last, *_named(dated, plan, Kind.RANGE))


def _since(moment: Moment, dated: Window, raw: str, plan: Plan) -> Span:
    """Date what has no end: to the end of the year, or of the month where a part of it is named."""
    last = date(max(plan.year, dated.first.year), 12, 31)
    if dated.grain in {"part", "loose", "end"} and dated.first <= dated.last:
        last = month_end(dated.first.year, dated.first.month)
    if moment.unit != "now":  # which was asked about already
        plan.ask(f"「{raw}」没有写到哪天为止，现按{days(dated.first, last)}，对吗？")
    return Span(dated.first, last, Kind.RANGE)


def between(part: Between, plan: Plan, before: Moment | None = None) -> list[Span]:
    """Date a range; both ends count, and it may leave the plan year."""
    opening, closing = _completed(part, before)
    from_year = year_of(_first_year(opening.year, closing.year, plan), plan)
    to_year = from_year if closing.year is None else year_of(closing.year, plan.quietly())
    first, last = _end(opening, from_year, plan), _end(closing, to_year, plan)
    if first is None or last is None:
        plan.ask(f"「{part.raw}」没有写明是哪几个月，应为几月至几月？")
        return []
    start, due = first.first, last.last
    if due < start and closing.year is None:
        due = (_end(closing, from_year + 1, plan.quietly()) or last).last
        plan.ask(f"「{part.raw}」跨年，现按到{due.year}年{spoken(due)}为止，对吗？")
    if due < start:
        plan.ask(f"「{part.raw}」的止期早于起期，起止各是哪天？")
        start, due = due, start
    lost_day = part.opening.unit == part.closing.unit == "month" and part.closing.n is None
    if lost_day and part.opening.place is None:
        plan.ask(f"「{part.raw}」疑漏「1日」，现按{days(start, due)}，对吗？")
    time = part.reach.clock if part.reach else None
    if opening.unit == closing.unit == "year":
        plan.ask(f"「{part.raw}」是跨年任务，{plan.year}年的考核时间是否为12月31日？")
        return [Span(start, due, Kind.CONTINUOUS)]
    node = plan.nodes.of_span(start, due)
    return [Span(start, due, Kind.CAMPAIGN if node else Kind.RANGE, node.name if node else None, time=time)]


def _end(moment: Moment, year: int, plan: Plan) -> Window | None:
    """Date one end; in a range 月底 and 年初 are plain enough not to ask."""
    vague = moment.unit == "year_part" or (moment.place is not None and moment.place.form == "part")
    return window(moment, plan.quietly() if vague else plan, year=year)


def _completed(part: Between, before: Moment | None) -> tuple[Moment, Moment]:
    """Give each end what only the other one says: 10—12月, 4月10日—20日, 2024—2025年, 1—3季度."""
    opening, closing = borrowed(part.opening, before) if _is_bare_day(part) else part.opening, part.closing
    number = opening.place.n if opening.n is None and opening.place and opening.place.form == "bare" else None
    if number is not None:
        if number >= 1900:
            opening = Moment(opening.raw, "year", year=Year("stated", number))
        elif closing.unit == "quarter" or (
            closing.unit == "month" and closing.n is not None and number <= 12
        ):
            opening = replace(closing, raw=opening.raw, n=number, place=None, year=opening.year)
    if closing.unit == "month" and closing.n is None:
        bare = closing.place is not None and closing.place.form == "bare"
        if bare and closing.place and opening.unit == "month" and opening.place is None:  # 3月—6
            closing = replace(opening, raw=closing.raw, n=min(max(1, closing.place.n), 12), year=None)
        else:
            closing = replace(borrowed(closing, opening), year=None)
    return opening, closing


def _is_bare_day(part: Between) -> bool:
    return part.opening.unit == "month" and part.opening.n is None and part.opening.place is not None and (
        part.opening.place.form != "bare" or part.closing.n is None
    )  # fmt: skip


def _first_year(opening: Year | None, closing: Year | None, plan: Plan) -> Year | None:
    """Return the year in which a range begins; one that ends in an earlier year began there."""
    if opening is None and closing is not None and closing.number and closing.number < plan.year:
        return closing
    return opening
