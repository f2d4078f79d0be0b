"""A reading in plain Chinese, for the coordinator who checks it."""

import re
from datetime import date

from rules.deadlines.line import Line
from rules.deadlines.reading import Kind, Offset
from rules.deadlines.spans import Span

UNITS = {"day": "天", "workday": "个工作日", "week": "周", "month": "个月"}
MOST_SHOWN = 4  # dates written out one by one


def meaning(lines: list[Line]) -> str:
    """Say what was understood in one sentence."""
    if not any(line.spans or line.anchor or line.campaign for line in lines):
        return "没有写明日期，须由统筹人排定"
    return "；".join(filter(None, (_said(line, several=len(lines) > 1) for line in lines)))


def _said(line: Line, *, several: bool) -> str:
    what = f"{line.label}：" if several and line.label else ""
    count = f"至少{line.min_count}{line.unit or '次'}" if line.min_count else ""
    if line.anchor:
        dates = f"，即{_span(line.spans[0])}" if line.spans else "，待事件发生后定日期"
        return what + _relative(line.anchor, line.offset) + dates
    if not line.spans:
        return what + (f"{line.campaign}，日期待定" if line.campaign else "")
    if line.kind is Kind.RECURRING:
        return what + _recurring(line, count)
    names = {span.campaign for span in line.spans if span.campaign}
    named = names.pop() if len(names) == 1 else ""
    shown = "；".join(f"{span.campaign if names else ''}{_span(span)}" for span in line.spans)
    if line.kind is Kind.CONTINUOUS:
        shown = f"{shown}持续开展"
    if line.kind is Kind.UNSCHEDULED:
        shown = f"暂按{shown}，日期未定"
    return what + "，".join(filter(None, (named, shown, count)))


def _recurring(line: Line, count: str) -> str:
    times = len(line.spans)
    if times <= MOST_SHOWN and not line.said.startswith(("每", "逐", "按", "各")):
        return "，".join(
            filter(None, (f"分{times}期：" + "；".join(map(_span, line.spans)), count and f"每期{count}"))
        )
    first, last = line.spans[0], line.spans[-1]
    return f"{line.said}{count or '完成'}，共{times}期，{_day(first.due)}第一期，{_day(last.due)}最后一期"


def _relative(anchor: str, offset: Offset | None) -> str:
    if offset is None:
        return f"{anchor}后完成，期限未写"
    if re.fullmatch(r"\d{4}-\d\d-\d\d", anchor):
        anchor = _day(date.fromisoformat(anchor))
    if offset.dir == "on":
        return f"{anchor}当天"
    distance = f"{offset.n}{UNITS.get(offset.unit, offset.unit)}" if offset.n else ""
    return f"{anchor}后{distance}内" if offset.dir == "after" else f"{anchor}前{distance}"


def _span(span: Span) -> str:
    if span.start == span.due:
        return f"{_day(span.due)}当天"
    if span.kind is Kind.FIXED:
        return f"{_day(span.due)}{span.time or ''}前" + ("" if span.time else "（含当日）")
    if (span.start.month, span.start.day, span.due.month, span.due.day) == (1, 1, 12, 31):
        years = (
            str(span.start.year)
            if span.start.year == span.due.year
            else f"{span.start.year}至{span.due.year}"
        )
        return f"{years}年全年"
    until = _day(span.due)
    return f"{_day(span.start)}至{until.partition('年')[2] if span.start.year == span.due.year else until}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
