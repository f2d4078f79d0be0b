"""Deadlines that count from an event: how far, and from what."""

import re
from dataclasses import replace
from datetime import date, timedelta

from rules.deadlines import events, recurring
from rules.deadlines.clauses import Clause
from rules.deadlines.dating import DAY, Plan, month_end, months_later, spoken
from rules.deadlines.line import Line
from rules.deadlines.parts import MONTHS, At, Distance, Every, Moment, Named
from rules.deadlines.reading import Kind, Offset
from rules.deadlines.spans import Span, at, by
from rules.workdays import Workdays


def happened(offset: Offset, on: date, workdays: Workdays) -> date:
    """Return the due day once the event happened `on` that day.

    The day itself is not counted (民法典第二百零一条); a month later is the same day of the month,
    or its last where there is none (第二百零二条).
    """
    sign = -1 if offset.dir == "before" else 1
    match offset.unit:
        case "workday":
            return workdays.forward(on, offset.n) if sign > 0 else workdays.back(on, offset.n)
        case "month":
            first = months_later(on.replace(day=1), sign * offset.n)
            return min(first + timedelta(on.day - 1), month_end(first.year, first.month))
        case "week":
            return on + timedelta(7 * sign * offset.n)
        case _:
            return on + timedelta(sign * offset.n)


def relative(  # noqa: PLR0911  (one a kind of anchor)
    clause: Clause, distance: Distance, plan: Plan, before: Moment | None
) -> Line:
    """Read what stands before a distance: a day, a period's end, a campaign or an event."""
    if distance.asked:
        plan.ask(f"「{distance.raw}」中{distance.asked}，对吗？")
    offset = Offset(distance.n, distance.unit, "after" if distance.after else "before")
    match clause.whens[:1]:
        case [Every() as period]:
            return _from_periods(period, distance, offset, plan)
        case [Named() as name]:
            return _from_campaign(name, offset, plan)
        case [At() as written]:
            ends = written.moments[-1].place
            if ends and ends.part in {"底", "末"} and written.moments[-1].n is None:
                period = Every(f"每{written.raw}", "month")
                return _from_periods(period, distance, offset, plan)
            found = at(replace(written, reach=None), plan.quietly(), before)
            if found:
                return _from_day(found[-1].due, written, distance, offset, plan)
    loose = clause.marks.get("loose_period", "")
    if re.search("[季月半]", loose):
        unit = "half" if "半" in loose else "quarter" if "季" in loose else "month"
        return _from_periods(Every(f"每{loose}", unit), distance, offset, plan)
    if loose and distance.after:  # 年度终了后1个月内
        plan.ask(f"「{loose}」现从{plan.year}年12月31日算起，对吗？")
        year = At(loose, (Moment(loose, "year"),))
        return _from_day(date(plan.year, 12, 31), year, distance, offset, plan)
    return _from_event(clause, distance, offset, plan)


def _from_event(clause: Clause, distance: Distance, offset: Offset, plan: Plan) -> Line:
    lead = clause.lead or clause.marks.get("unknown_time", "")
    anchor, known = events.anchor(lead, after=distance.after)
    if known:  # 培训开始前10天
        clause.strays = [stray for stray in clause.strays if stray not in clause.lead]
    if anchor is None:
        early = not distance.after
        anchor = "活动开始" if early else "任务下达"
        plan.ask(f"「{distance.raw}」没有写从哪件事算起，现按{anchor}，对吗？")
    elif re.search("每次|每场|每期|^会$", clause.lead) and not distance.after:
        plan.ask(f"「{clause.lead}{distance.raw}」随每次{anchor}而定，各次的日期由谁、何时给出？")
    return Line(Kind.RELATIVE, label=clause.words or None, anchor=anchor, offset=offset)


def _from_day(day: date, written: At, distance: Distance, offset: Offset, plan: Plan) -> Line:
    place = written.moments[-1].place
    if not distance.after and distance.unit == "workday" and place and place.part:
        day += DAY  # 6月底前3个工作日: the last working day is number 1
    due = happened(offset, day, plan.workdays)
    if not distance.after:
        plan.ask(
            f"「{written.raw}{distance.raw}」是{spoken(due)}前完成，还是从{spoken(due)}起的几天内？现按前者。"
        )
    _ask_unusual(day, due, distance, plan)
    span = Span(day, due, Kind.RELATIVE) if distance.after else replace(by(due, plan), kind=Kind.RELATIVE)
    return Line(Kind.RELATIVE, [span], anchor=day.isoformat(), offset=offset)


def _ask_unusual(day: date, due: date, distance: Distance, plan: Plan) -> None:
    """Ask where holidays move the day, or it falls on one, or the month is too short."""
    if distance.unit == "workday":
        for year in {day.year, due.year}:
            if not plan.workdays.is_published(year):
                plan.ask(
                    f"{year}年放假安排尚未公布，{due.year}年{spoken(due)}是按周末推算的，公布后请重新核对。"
                )
        between = (min(day, due) + timedelta(n) for n in range(abs((due - day).days) + 1))
        if any(plan.workdays.is_workday(each) != (each.weekday() < 5) for each in between):
            plan.ask(f"「{distance.raw}」跨放假或调休，现按{due.year}年{spoken(due)}，对吗？")
    elif not plan.workdays.is_workday(due):
        later = plan.workdays.on_or_after(due)
        plan.ask(f"到期日{due.year}年{spoken(due)}不是工作日，是否顺延到{spoken(later)}？")
    elif distance.unit == "month" and due.day != day.day:
        plan.ask(f"到期月没有{day.day}日，现按月末{due.year}年{spoken(due)}，对吗？")


def _from_campaign(name: Named, offset: Offset, plan: Plan) -> Line:
    node = plan.nodes.dated(name.name, plan.year)
    if node is None:
        plan.ask(f"节点表中没有「{name.name}」{plan.year}年的日期，应为哪几天？")
        return Line(Kind.RELATIVE, anchor=name.name, offset=offset)
    after = offset.dir == "after"
    day = node.start
    if after:
        day = plan.workdays.holiday_around(node.start)[1] if node.festival else node.end
    due = happened(offset, day, plan.workdays)
    if not after and due.year < plan.year:  # 元旦前3个工作日: before the next New Year's Day
        node = plan.nodes.dated(name.name, plan.year + 1) or node
        day = node.start
        due = happened(offset, day, plan.workdays)
    plan.ask(f"「{name.name}」从{day.year}年{spoken(day)}算起，到期日为{spoken(due)}，对吗？")
    span = Span(day, due, Kind.RELATIVE) if after else replace(by(due, plan), kind=Kind.RELATIVE)
    return Line(Kind.RELATIVE, [span], anchor=node.name, offset=offset)


def _from_periods(part: Every, distance: Distance, offset: Offset, plan: Plan) -> Line:
    """Date 每季度结束后10日内, and 每季度末前5个工作日, where the last working day is number 1."""
    if part.period not in MONTHS:
        plan.ask(f"「{part.raw}{distance.raw}」没有读懂，各期的截止日是哪天？")
        return Line(Kind.UNSCHEDULED)
    plan.ask(f"「{part.raw}」现从各期最后一天推算，对吗？")
    spans = []
    for first, last in recurring.periods(part, plan.year):
        counts_last = not distance.after and distance.unit == "workday"
        due = happened(offset, last + DAY if counts_last else last, plan.workdays)
        spans.append(Span(last if distance.after else min(first, due), due, Kind.RECURRING))
    return Line(Kind.RECURRING, spans, said=part.raw + distance.raw)


def event(clause: Clause, plan: Plan) -> Line | None:
    """Read an event without a distance: 任职前, 会前, 法律施行之日; None when it is no known event."""
    signs = {"before", "strictly_before", "since", "on_day", "event_day", "before_force"}
    sign = max(
        (sign for sign in clause.signs if sign in signs), key=lambda sign: sign == "on_day", default=""
    )
    if not sign or "unknown_time" in clause.marks:
        return None
    text = clause.text
    on = sign in {"on_day", "event_day"}
    words = re.split("[之以]?[前后]|当[天日]|之日|起", text)[0]
    anchor, known = events.anchor(words, after=sign in {"since", "event_day"} or events.is_over(words))
    if sign == "before_force":
        anchor, known = "法律施行", True
    known = known or (on and anchor is not None and events.is_over(words))
    known = known or (sign in {"before", "strictly_before"} and anchor is not None and len(anchor) > 1)
    if anchor is None or not known:
        return None
    clause.strays.clear()
    if on:
        if re.search("(颁布|公布).*(实施|施行)", words):
            plan.ask(f"「{text}」的公布日与施行日常不是同一天，现按施行日，对吗？")
        return Line(Kind.RELATIVE, anchor=anchor, offset=Offset(0, "day", "on"))
    if sign == "since":
        plan.ask(f"「{text}」没有写几天内完成，期限是多少？")
        return Line(Kind.RELATIVE, anchor=anchor)
    if anchor in {"任命", "法律施行"}:
        return Line(Kind.RELATIVE, anchor=anchor, offset=Offset(1, "day", "before"))
    plan.ask(f"「{text}」随每次{anchor}而定，各次的日期由谁、何时给出？")
    return Line(Kind.RELATIVE, anchor=anchor, offset=Offset(0, "day", "before"))
