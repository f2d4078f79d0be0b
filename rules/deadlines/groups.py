"""Clauses that belong together: lists of dates, stray words, counts, and what limits a recurrence."""

import re
from dataclasses import replace

from rules.deadlines.clauses import Clause
from rules.deadlines.line import label
from rules.deadlines.parts import At, Between, Every, Named, When

REPORTING = re.compile("报|提交|反馈|通报|总结")
GOES_ON = re.compile("[在于自从]|以?及|并|并在|分别[在于]?")
Group = list[Clause]  # clauses that share their words


def groups(found: list[Clause]) -> list[Group]:
    """Bring together what belongs together, in this order: lists, stray words, counts, limits."""
    return _limits(_counts(_words(_lists(found))))


# ── 「3月、9月各1次」 is one list of two dates ──────────────────────────────────────────────────────


def _lists(found: list[Clause]) -> list[Group]:
    joined: list[Group] = []
    for clause in found:
        if joined:
            _come_again(joined[-1][-1], clause)
        if joined and _goes_on(joined[-1][-1], clause):
            joined[-1].append(clause)
        else:
            joined.append([clause])
    for group in joined:
        _share_reach(group)
    return joined


def _come_again(last: Clause, clause: Clause) -> None:
    """Read the 20日 of 「每月5日、20日前」 as another day of every month."""
    if not last.whens or not clause.whens:
        return
    every, when = last.whens[-1], clause.whens[0]
    if not isinstance(every, Every) or every.place is None or not isinstance(when, At):
        return
    moment = when.moments[0]
    if moment.unit == "month" and moment.n is None and moment.month_of is None:
        clause.whens[0] = replace(every, raw=when.raw, place=moment.place, until=None, reach=when.reach)


def _goes_on(last: Clause, clause: Clause) -> bool:
    if not last.is_bare or not clause.whens or re.search("[;\n]", clause.joined):
        return False
    if clause.lead and not GOES_ON.fullmatch(clause.lead):
        return False
    parted = clause.distance is not None and "," in clause.joined  # 宣传月期间,宣传月结束后10日内
    if parted or clause.marks.keys() & {"focus", "expected", "planned"}:
        return False
    a, b = last.whens[-1], clause.whens[0]
    if isinstance(a, Every) != isinstance(b, Every):
        return False
    if isinstance(a, At) and a.moments[0].unit in {"whole_year", "five_years"}:
        return False
    return "," not in clause.joined or _shape(a) == _shape(b)


def _shape(when: When) -> tuple[str, ...]:
    """Return what two dates of one list have in common."""
    if isinstance(when, At):
        moment = when.moments[-1]
        return (
            "At",
            moment.unit,
            moment.place.form if moment.place else "",
            when.reach.form if when.reach else "",
        )
    return (type(when).__name__,)


def _share_reach(group: Group) -> None:
    """Hand the last date's 前, 期间 or 底前 to those before it: 6月底、12月底前; 五一、国庆期间."""
    whens = [when for clause in group for when in clause.whens]
    last = whens[-1] if whens else None
    if last is None or isinstance(last, Between):
        return
    for clause in group:
        for index, when in enumerate(clause.whens):
            clause.whens[index] = _reaching(when, last)
            if _says_less(when, last):
                clause.marks["shared_end"] = when.raw


def _says_less(when: When, last: When) -> bool:
    """Say whether a month stands bare in a list whose last has a place in it: 1月、7月上旬; 6月、12月底前."""
    if not (isinstance(when, At) and isinstance(last, At)):
        return False
    mine, theirs = when.moments[-1], last.moments[-1]
    return mine.unit == theirs.unit and mine.place is None and theirs.place is not None


def _reaching(when: When, last: At | Every | Named) -> When:
    if when is last or isinstance(when, Between) or when.reach is not None or last.reach is None:
        return when
    if isinstance(when, Named) and isinstance(last, Named):
        return replace(when, reach=last.reach)
    if isinstance(when, Every) and isinstance(last, Every) and bool(when.place) == bool(last.place):
        return replace(when, reach=last.reach)
    if isinstance(when, At) and isinstance(last, At) and last.reach and last.reach.is_due:
        mine, theirs = when.moments[-1], last.moments[-1]
        if mine.unit == theirs.unit and bool(mine.place) == bool(theirs.place):
            return replace(when, reach=last.reach)
        if mine.unit == theirs.unit and mine.place is None and theirs.place:
            moments = (replace(m, place=theirs.place, month_of=theirs.month_of) for m in when.moments)
            return replace(when, reach=last.reach, moments=tuple(moments))
    return when


# ── Words, counts and limits that stand alone ───────────────────────────────────────────────────────


def _words(found: list[Group]) -> list[Group]:
    """Give words that stand alone between separators to the dated clause before them, or after."""
    kept: list[Group] = []
    leading = ""
    for group in found:
        clause = group[0]
        if kept and "last_months_figures" in clause.marks and not (clause.whens or clause.counts):
            kept[-1][-1].words += clause.text  # 每月5日前 over 报送上月情况
            kept[-1][-1].marks |= clause.marks
        elif kept and kept[-1][-1].recurs and clause.is_only_regular:
            kept[-1][-1].words += clause.joined + clause.text  # 每季度督查、定期通报
        elif clause.is_only_words and kept:
            last = kept[-1][-1]
            goes_on = re.fullmatch("[、和及与/]|以及", clause.joined)
            if goes_on or not label(last.text):
                last.words += (clause.joined if last.text and goes_on else "") + clause.text
            last.strays += clause.strays
        elif clause.is_only_words:
            leading += clause.text
        else:
            clause.lead, leading = leading + clause.lead, ""
            kept.append(group)
    return [*kept, [Clause(lead=leading)]] if leading else kept


def _counts(found: list[Group]) -> list[Group]:
    """Give a count that stands alone to the dates before it: 「11—12月,组织1次」.

    What is counted within each time (每次不少于2小时) is no count of times.
    """
    kept: list[Group] = []
    for group in found:
        clause = group[0]
        dates = next((g for g in reversed(kept[-2:]) if any(c.whens for c in g)), None)
        if clause.is_only_count and kept and "per_head" in clause.marks:
            kept[-1][-1].marks.update(clause.marks)
        elif clause.is_only_count and dates and not any(c.counts for c in dates):
            dates[-1].counts += clause.counts
            dates[-1].words += clause.text
            dates[-1].marks.update(clause.marks)
        else:
            kept.append(group)
    return kept


def _limits(found: list[Group]) -> list[Group]:
    """Let dates without words limit the recurrence behind them: 「3月—11月,每月1次」."""
    kept: list[Group] = []
    for written in found:
        group = _one_clause(written)
        clause = group[0]
        last = kept[-1] if kept else None
        limits = (
            last and clause.recurs and not clause.limits and ";" not in clause.joined and _can_limit(last)
        )
        if last and limits and not _reports_on(last, clause):
            clause.limits = [when for c in last for when in c.whens]
            clause.marks = {**{mark: raw for c in last for mark, raw in c.marks.items()}, **clause.marks}
            kept.pop()
        elif last and clause.recurs and last[0].excepted and not last[0].whens:
            clause.excepted += kept.pop()[0].excepted
        elif last and last[-1].recurs and clause.excepted and not clause.whens:
            last[-1].excepted += clause.excepted
            continue
        elif last and last[-1].recurs and _leaves_out(clause):
            last[-1].excepted += [m for when in clause.whens if isinstance(when, At) for m in when.moments]
            continue
        kept.append(group)
    return kept


def _one_clause(group: Group) -> Group:
    """Fold 「3月、5月、7月每月1次」 into its recurrence, limited by the dates before it."""
    whens = [when for clause in group for when in clause.whens]
    if not group[-1].recurs or any(isinstance(when, Named) for when in whens) or isinstance(whens[0], Every):
        return group
    last = group[-1]
    last.lead, last.joined = group[0].lead, group[0].joined
    last.limits = [when for when in whens if not isinstance(when, Every)]
    last.whens = [when for when in whens if isinstance(when, Every)]
    return [last]


def _can_limit(group: Group) -> bool:
    whens = [when for clause in group for when in clause.whens]
    return all(c.is_bare and (not c.lead or GOES_ON.fullmatch(c.lead)) for c in group) and not any(
        isinstance(when, Every | Named) for when in whens
    )


def _reports_on(group: Group, clause: Clause) -> bool:
    """Say whether the clause reports on the year's work, so that both are kept: 全年,每季度末前报送进展."""
    when = group[-1].whens[0]
    all_year = isinstance(when, At) and when.moments[0].unit == "whole_year"
    return all_year and not clause.counts and REPORTING.search(clause.words) is not None


def _leaves_out(clause: Clause) -> bool:
    """Say whether the clause is 「2月除外」."""
    when = clause.whens[-1] if clause.whens else None
    return isinstance(when, At) and when.reach is not None and when.reach.form == "out"
