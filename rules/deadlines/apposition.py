"""A time and the campaign that it dates, parted by a line's end or a comma: 12月 / 宪法宣传周."""

from rules.deadlines.clauses import Clause
from rules.deadlines.dating import Plan, Window, window
from rules.deadlines.line import label
from rules.deadlines.parts import At, Between, Named
from rules.deadlines.spans import between


def apposed(found: list[Clause], plan: Plan) -> list[Clause]:
    """Put campaigns to the time on the line before, where all of them fall into it."""
    kept: list[Clause] = []
    for clause in found:
        last = kept[-1] if kept else None
        if last and clause.joined in {",", "\n"} and _is_told_again(last, clause, plan):
            names = [when for when in clause.whens if isinstance(when, Named)]
            said = last.words + clause.lead
            if said:  # 9月 / 重点围绕教师节、质量月; 5月开展 / 民法典宣传月活动
                clause.topics = [*names, *clause.topics]
                clause.words = said + "、".join(name.name for name in names) + clause.words
                clause.whens = last.whens
            else:
                clause.whens = [*last.whens, *clause.whens]
            clause.lead, clause.joined = last.lead, last.joined
            kept.pop()
        elif last and clause.joined in {",", "\n"} and _is_its_date(last, clause, plan):
            clause.whens = [*clause.whens, *last.whens]
            clause.lead, clause.joined = last.lead, last.joined
            kept.pop()
        kept.append(clause)
    return kept


def _is_its_date(last: Clause, clause: Clause, plan: Plan) -> bool:
    """Say whether a campaign's date follows its name: 119消防日,11月9日."""
    match last.whens, clause.whens:
        case [Named(reach=None) as name], [At(reach=None, moments=(moment,))] if last.is_bare:
            stated = window(moment, plan.quietly())
            node = plan.nodes.dated(name.name, plan.year)
            return bool(stated and node and node.start <= stated.first and stated.last <= node.end)
        case _:
            return False


def _is_told_again(last: Clause, clause: Clause, plan: Plan) -> bool:
    """Say whether all that `clause` names falls into the one time of `last`."""
    spoken = last.is_bare or (last.words and not (last.counts or last.distance or last.marks or last.topics))
    if not spoken or len(last.whens) != 1 or not clause.whens:
        return False
    if label(last.text) and label(clause.text):  # 12月1日—7日集中宣传,国家宪法日组织宣誓: two tasks
        return False
    match last.whens[0]:
        case At(reach=None, moments=(moment,)) if moment.unit in {"month", "dotted"}:
            stated = window(moment, plan.quietly())
        case Between(reach=None) as part:
            spans = between(part, plan.quietly())
            stated = Window(spans[0].start, spans[0].due, "range") if spans else None
        case _:
            return False
    if stated is None:
        return False
    for when in clause.whens:
        node = plan.nodes.dated(when.name, stated.first.year) if isinstance(when, Named) else None
        if node is None or node.start < stated.first or node.end > stated.last:
            return False
    return True
