"""What stands in brackets explains the clause before it, or is a clause of its own."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from rules.deadlines import named
from rules.deadlines.clauses import Clause, clauses
from rules.deadlines.dating import Plan, window
from rules.deadlines.parts import At, Between, Every, Named, When
from rules.deadlines.spans import at, between


def opened(found: list[Clause], plan: Plan) -> Iterator[Clause]:
    """Yield the clauses with their brackets resolved."""
    for clause in found:
        apart: list[Clause] = []
        for parts in clause.brackets:
            apart += _explained(clause, clauses(parts), plan)
        clause.brackets = []
        dates = bool(apart and apart[0].whens and not clause.whens)
        if dates and "unknown_time" in clause.marks:  # 寒假(1—2月)
            apart[0].lead, apart[0].joined = clause.text + apart[0].lead, clause.joined
        elif dates and clause.is_only_words:  # 自查阶段(3月—5月)
            apart[0].lead, apart[0].joined = f"{clause.text}:{apart[0].lead}", clause.joined
        else:
            yield clause
        yield from apart


def _explained(clause: Clause, inner: list[Clause], plan: Plan) -> list[Clause]:  # noqa: C901, PLR0911, PLR0912  (one a pair)
    """Let `inner` explain `clause`; return what does not, to stand on its own."""
    outer = clause.whens[-1] if clause.whens else None
    whens = [when for each in inner for when in each.whens]
    says_more = any(each.counts or each.distance or each.excepted for each in inner)
    if not whens and not says_more and (outer is not None or clause.counts):
        _note(clause, inner, plan)
        return []
    match outer, whens:
        case _ if says_more or not whens or outer is None:
            pass
        case At(), [Named() as name]:  # 12月(宪法宣传周)
            named.ask_if_apart(outer, name, plan)
            clause.whens.append(name)
            return []
        case Between(), [Named() as name] if not clause.counts and plan.nodes.dated(
            name.name, plan.year
        ):  # 5月—6月(安全生产月)
            clause.whens.append(name)
            return []
        case At() | Between(), [_, _, *_] if not clause.counts and _are_days_in(outer, whens, plan):
            spoken = "、".join(when.name if isinstance(when, Named) else when.raw for when in whens)
            plan.ask(f"「{outer.raw}」的括号内另列了「{spoken}」，是否只在这些日子开展？现按括号外的时间。")
            return []
        case Named(), [At() | Between() as written]:  # 民法典宣传月(5月)
            clause.whens[-1:] = [replace(written, reach=None), outer]
            return []
        case At(), [At() | Between() as other] if _is_the_same(outer, other, plan):  # 上半年(1月—6月)
            guessed = outer.moments[-1].unit == "season"  # 暑期(7—8月)
            clause.whens[-1] = other if guessed else outer
            return []
        case At(), [Between() as exact]:  # 9月(14日—20日)
            plan.ask(f"「{outer.raw}」与括号内的「{exact.raw}」以哪个为准？现按括号内。")
            clause.limits.append(outer)
            clause.whens[-1] = exact
            return []
        case Every(), [*dates] if all(isinstance(when, At) for when in dates):
            moments = [moment for when in dates if isinstance(when, At) for moment in when.moments]
            if any(isinstance(when, At) and when.reach and when.reach.form == "out" for when in dates):
                clause.excepted += moments  # 每月1次(2月除外)
            else:
                clause.only += moments  # 每季度末(6月、9月和12月底)
                plan.ask(f"「{outer.raw}」在括号内另列了时间，是否只有括号内的几期？")
            return []
        case At(), [At() as other] if outer.raw != other.raw and not _divides_a_total(clause, outer):
            plan.ask(f"「{outer.raw}」与括号内的「{other.raw}」以哪个为准？现按前者。")
            return []
        case _:
            pass
    if inner:
        inner[0].joined = inner[0].joined or ","
    return inner


def _is_the_same(outer: At, other: At | Between, plan: Plan) -> bool:
    """Say whether the bracket only writes the same again: 全年(1—12月), 20日前(含20日), 1季度(3月底前)."""
    stated = window(outer.moments[-1], plan.quietly())
    if stated is None or (outer.reach and not outer.reach.is_due):
        return False
    if isinstance(other, At):
        said = at(replace(other, reach=None), plan.quietly(), outer.moments[-1])
        if stated.first == stated.last and [span.due for span in said] == [stated.last]:
            return True
        return bool(other.reach and other.reach.is_due) and _ends(outer, plan) == _ends(other, plan)
    spans = between(other, plan.quietly(), outer.moments[-1])
    return [(span.start, span.due) for span in spans] == [(stated.first, stated.last)]


def _ends(part: At, plan: Plan) -> list[date]:
    return [span.due for span in at(part, plan.quietly())]


def _are_days_in(outer: At | Between, whens: list[When], plan: Plan) -> bool:
    """Say whether the bracket lists campaigns and days inside the time before it: 4月(地球日、读书日)."""
    if not all(isinstance(when, Named) or _is_day(when) for when in whens):
        return False
    stated = window(outer.moments[-1], plan.quietly()) if isinstance(outer, At) else None
    nodes = [plan.nodes.dated(when.name, plan.year) for when in whens if isinstance(when, Named)]
    return (
        stated is None
        or not nodes
        or any(n is None or n.start > stated.first or n.end < stated.last for n in nodes)
    )


def _is_day(when: When) -> bool:
    if not isinstance(when, At) or when.reach is not None:
        return False
    moment = when.moments[0]
    return moment.unit == "dotted" or (moment.place is not None and moment.place.form == "day")


def _divides_a_total(clause: Clause, outer: At) -> bool:
    """Say whether the bracket gives the times of what is counted by the year: 全年4次(3、6、9、12月)."""
    return bool(clause.counts) and outer.moments[0].unit in {"year", "whole_year"}


def _note(clause: Clause, inner: list[Clause], plan: Plan) -> None:
    """Take over what a bracket without time remarks: a weekday, a condition, who it is for."""
    for each in inner:
        clause.marks.update(each.marks)
        clause.strays += each.strays
    words = "".join(each.text for each in inner)
    if "不含" in words and clause.whens:
        plan.ask(f"「{clause.whens[-1].raw}」注明「{words}」，是否应在前一天完成？")
    if words and clause.whens and not re.search("含|包括", words):
        clause.by_whom = words
