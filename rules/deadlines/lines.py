"""Clauses become dated lines."""

import re
from dataclasses import replace

from rules.deadlines import recurring, relative, spans
from rules.deadlines.clauses import Clause
from rules.deadlines.dating import Plan, days, window, year_of
from rules.deadlines.groups import Group
from rules.deadlines.line import Line, label
from rules.deadlines.listed import ask_in_a_row, ask_in_order, told_exactly
from rules.deadlines.named import agreed, lost_dot, named, topics
from rules.deadlines.parts import At, Between, Count, Every, Moment, Named, Place, When
from rules.deadlines.reading import Kind, Offset
from rules.deadlines.settle import chained
from rules.deadlines.spans import Span
from rules.deadlines.undated import undated

DONE = re.compile("完成|办结|结束|到位|出台|印发")


def dated(group: Group, plan: Plan, before: Moment | None) -> Line | None:
    """Date one group of clauses; None when nothing in it says a time."""
    head = group[0]
    for clause in group:
        if clause.distance is not None:
            return relative.relative(clause, clause.distance, plan, before)
    if not any(clause.whens for clause in group):
        return undated(head, plan)
    line = _of_next_month(head, plan)
    if line is not None:
        return line
    counts = [count for clause in group for count in clause.counts]
    inner = plan.quietly() if counts and _is_year_alone(head.whens) else plan  # 每年不少于2次
    found: list[Span] = []
    for clause in group:
        found += _spans(clause, inner, before)
        before = last_moment(clause) or before
    found = _once(found)
    ask_in_a_row(group, plan)
    ask_in_order(group, found, plan)
    if sum(isinstance(when, Every) for clause in group for when in clause.whens) > 1:
        found = recurring.interleaved(found, plan)
    line = Line(_kind([span.kind for span in found]), found, joined=head.joined, said=_said(group))
    if not found:
        line.campaign = next((when.name for when in head.whens if isinstance(when, Named)), None)
        line.kind = Kind.CAMPAIGN if line.campaign else Kind.UNSCHEDULED
    text = head.lead + group[-1].words
    line.label = label(text)
    if {span.kind for span in found} == {Kind.CAMPAIGN, Kind.RANGE}:
        plan.ask("这一格有的写到日、有的写到月，是否各按所写的时段？")
    if len(found) > 1 and all(span.open_start for span in found):
        line.spans = chained(found, plan)
    if len(found) == 1 and line.kind is Kind.RANGE and DONE.search(text) and not counts:
        line.kind = Kind.FIXED
    if counts and not (line.kind is Kind.CONTINUOUS and any(clause.recurs for clause in group)):  # 每天1次
        _count(line, counts[0], group, plan)
    return line


def last_moment(clause: Clause) -> Moment | None:
    """Return the moment that a later one may borrow month and year from."""
    for when in reversed(clause.whens):
        if isinstance(when, At):
            return when.moments[-1]
        if isinstance(when, Between):
            opening, closing = when.opening, when.closing
            return replace(closing, n=closing.n or opening.n, year=closing.year or opening.year)
    return None


def _once(found: list[Span]) -> list[Span]:
    """Take a campaign that is told again for one: 网络安全宣传周,宣传周期间开展."""
    return list(dict.fromkeys(found)) if all(span.campaign for span in found) else found


def _said(group: Group) -> str:
    """Write the dates of a group as they stand in the cell."""
    limits = "".join(when.raw for clause in group for when in clause.limits)
    return limits + "、".join("".join(when.raw for when in clause.whens) for clause in group)


def _kind(kinds: list[Kind]) -> Kind:
    """Return the kind of one task at several dates."""
    if len(kinds) > 1 and set(kinds) <= {Kind.RANGE, Kind.FIXED}:
        return Kind.RECURRING
    for kind in (Kind.CONTINUOUS, Kind.CAMPAIGN, Kind.RECURRING):
        if kind in kinds:
            return kind
    return kinds[0] if kinds else Kind.UNSCHEDULED


def _is_year_alone(whens: list[When]) -> bool:
    return all(isinstance(when, At) and when.moments[0].unit == "year" and not when.reach for when in whens)


def _of_next_month(clause: Clause, plan: Plan) -> Line | None:
    """Read 次月5日前: of every month where it reports the month gone by, else of a month not named."""
    when = clause.whens[0]
    moment = when.moments[0] if isinstance(when, At) else None
    if not isinstance(when, At) or moment is None or moment.n is not None or moment.month_of != 0:
        return None
    if "last_months_figures" in clause.marks:
        monthly = Every(when.raw, "month", place=moment.place, reach=when.reach)
        found = recurring.every(monthly, plan, next_month=True)
        return Line(Kind.RECURRING, found, label(clause.text), said=when.raw)
    plan.ask(f"「{when.raw}」没有写是哪个月的次月，从哪个月起算？")
    place = moment.place or Place("day", 1)
    return Line(
        Kind.RELATIVE, label=label(clause.text), anchor="当月结束", offset=Offset(place.n, "day", "after")
    )


# ── Dates ─────────────────────────────────────────────────────────────────────────────────────────


def _spans(clause: Clause, plan: Plan, before: Moment | None) -> list[Span]:
    match clause.whens:
        case [At(reach=None, moments=(first,)) as a, At(reach=None, moments=(last,)) as b] if _turns(
            first, last
        ):
            return _turn_of_month(a, b, plan, before)
    found: list[Span] = []
    waiting = told_exactly(clause.whens, plan)
    if isinstance(clause.whens[0], Between) and clause.limits:  # 9月(14日—20日): its month is outside
        before = clause.limits[0].moments[-1] if isinstance(clause.limits[0], At) else before
    while waiting:
        match waiting:
            case [At() | Between() as written, Named() as name, *rest]:
                found += agreed(written, name, plan, before)
            case [Named(reach=None) as name, At(reach=None) | Between(reach=None) as written, *rest]:
                found += agreed(written, name, plan, before)
            case [At() as written, *rest]:
                found += spans.at(written, plan, before)
                if rest and isinstance(rest[0], At) and _shape(rest[0]) != _shape(written):
                    plan.ask(
                        f"「{written.raw}{rest[0].raw}」连写了两个时间，是两次，还是后者说明前者？现按两次。"
                    )
            case [Between() as written, *rest]:
                found += spans.between(written, plan, before)
            case [Every() as period, *rest]:
                found += _recurring(period, clause, plan, before)
            case [Named() as name, *rest]:
                digits = re.search(r"\d{2,4}$", clause.lead)
                if digits:
                    clause.lead = clause.lead[: digits.start()]
                    lost_dot(digits[0], name, plan)
                found += named(name, plan)
        waiting = rest
    return topics(found, clause.topics, plan) if clause.topics else found


def _shape(when: At) -> tuple[str, bool, bool]:
    return when.moments[0].unit, when.moments[0].place is None, when.reach is None


def _turns(first: Moment, last: Moment) -> bool:
    ends = first.place is not None and first.place.part in {"底", "末"}
    return ends and last.place is not None and last.place.part == "初"


def _turn_of_month(a: At, b: At, plan: Plan, before: Moment | None) -> list[Span]:
    """Date 「4月底5月初」, one window."""
    quiet = plan.quietly()
    found = spans.at(a, quiet, before) + spans.at(b, quiet, a.moments[0])
    if len(found) < 2:
        return spans.at(b, plan, before)
    first, last = found
    due = last.due.replace(year=first.start.year)  # 初 ends on a 10th
    due = due if due > first.start else due.replace(year=due.year + 1)
    plan.ask(f"「{a.raw}{b.raw}」现按{days(first.start, due)}，对吗？")
    return [Span(first.start, due, Kind.RANGE)]


def _recurring(part: Every, clause: Clause, plan: Plan, before: Moment | None) -> list[Span]:
    """Date a recurrence inside what limits it; a year alone is the year of which it is told."""
    for when in clause.limits:
        if isinstance(when, At) and when.moments[0].unit == "year" and when.reach is None:
            plan = replace(plan, year=year_of(when.moments[0].year, plan))
    found = recurring.every(part, plan, next_month="last_months_figures" in clause.marks)
    limits: list[Span] = []
    for when in clause.limits:
        if isinstance(when, At):
            ends_with_year = when.reach is not None and when.reach.form in {"since", "after"}  # 8月起每月1次
            is_plain = ends_with_year or when.moments[0].unit == "year"
            limits += spans.at(when, plan.quietly() if is_plain else plan, before)
        elif isinstance(when, Between):
            limits += spans.between(when, plan, before)
    if limits:
        whole = {(span.start, span.due) for span in found}
        found = [
            replace(span, start=max(span.start, limit.start), due=min(span.due, limit.due))
            for limit in limits
            for span in found
            if max(span.start, limit.start) <= min(span.due, limit.due)
        ]
        cut = next((span for span in found if (span.start, span.due) not in whole), None)
        if cut:
            plan.ask(f"「{part.raw}」有一期只剩{days(cut.start, cut.due)}，这一期是否也要完成？")
    quiet = plan.quietly()
    if clause.only:
        kept = [each for moment in clause.only if (each := window(moment, quiet))]
        found = [span for span in found if any(each.first <= span.due <= each.last for each in kept)]
    for moment in clause.excepted:
        out = window(moment, plan)
        found = [span for span in found if not (out and out.first <= span.due <= out.last)]
    return found


# ── Counts ────────────────────────────────────────────────────────────────────────────────────────


def _count(line: Line, count: Count, group: Group, plan: Plan) -> None:
    line.min_count, line.unit = count.n, count.unit
    if len(line.spans) == 1 and line.kind in {Kind.RANGE, Kind.FIXED, Kind.CONTINUOUS}:
        line.kind = Kind.COUNT
    each = any("each" in clause.marks for clause in group)
    if len(line.spans) > 1 and not each and not any(clause.recurs for clause in group):
        plan.ask(f"「{count.raw}」是每个时段各{count.raw}，还是合计{count.raw}？现按各计。")
    only = group[0].whens[0] if len(group) == 1 and len(group[0].whens) == 1 else None
    if (
        isinstance(only, At)
        and count.raw in {"1次", "1场", "1期"}
        and not group[0].text
        and not group[0].marks
    ):
        moment = only.moments[0]
        first = moment.n == 1 and not only.raw.startswith("第")
        if first and moment.unit in {"month", "quarter"} and moment.place is None and not moment.year:
            unit = "月" if moment.unit == "month" else "季度"
            plan.ask(
                f"「{only.raw}{count.raw}」是第1个{unit}{count.raw}，还是每{unit}{count.raw}？现按前者。"
            )
