"""Clauses without a date: an event, a count for the year, continuous work, 「季度」 alone."""

from dataclasses import replace
from datetime import date

from rules.deadlines import recurring, relative
from rules.deadlines.clauses import Clause
from rules.deadlines.dating import Plan
from rules.deadlines.line import Line, label
from rules.deadlines.parts import Every
from rules.deadlines.reading import Kind
from rules.deadlines.spans import whole_year

PER = {"半年": "half", "季度": "quarter", "季": "quarter", "月": "month", "周": "week"}


def undated(clause: Clause, plan: Plan) -> Line | None:
    """Read a clause without a date: an event, a count for the year, continuous work, or nothing."""
    line = relative.event(clause, plan)
    if line is not None:
        return line
    if clause.counts:
        count = clause.counts[0]
        period = PER.get(count.per)
        if period:
            found = recurring.every(Every(f"每{count.per}", period), plan)
            return Line(Kind.RECURRING, found, label(clause.text), count.n, count.unit, said=f"每{count.per}")
        year = whole_year(plan, Kind.COUNT)
        return Line(Kind.COUNT, [year], label(clause.text), count.n, count.unit, joined=clause.joined)
    if clause.marks.keys() & {"continuous", "habitual"}:
        return Line(Kind.CONTINUOUS, [whole_year(plan, Kind.CONTINUOUS)], label(clause.text))
    return None


def loose(found: list[Clause], plan: Plan) -> list[Line]:
    """Read 「季度」 and 「半年检查和年度考核」, where nothing else in the cell gives a time."""
    found = [clause for clause in found if "loose_period" in clause.marks]
    lines = [_loose(clause, plan, several=len(found) > 1) for clause in found]
    if len(lines) == 1:
        per_year = lines[0].kind is Kind.RANGE
        raw = found[0].marks["loose_period"]
        plan.ask(f"「{found[0].text}」没有写全，现按{'全年' if per_year else '每' + raw}，对吗？")
    elif all(line.kind is Kind.RANGE for line in lines):
        lines = [replace(line, kind=Kind.RECURRING, label=None) for line in lines]
    return lines


def _loose(clause: Clause, plan: Plan, *, several: bool) -> Line:
    word = clause.marks["loose_period"]
    year = whole_year(plan, Kind.RANGE)
    if word.startswith("年"):
        return Line(Kind.RANGE, [year], label(clause.text))
    if word.startswith("半年") and several:
        return Line(Kind.RANGE, [replace(year, due=date(plan.year, 6, 30))], label(clause.text))
    period = "half" if word.startswith("半年") else "quarter" if "季" in word else "month"
    found = recurring.every(Every(f"每{word}", period), plan)
    return Line(Kind.RECURRING, found, label(clause.text), said=f"每{word}")
