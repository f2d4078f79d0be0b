"""Which parts of a cell belong together: clauses, lists of dates, what limits and what counts."""

import re
from dataclasses import dataclass, field, replace
from typing import TypeGuard

from rules.deadlines.parts import (
    At,
    Between,
    Bracket,
    Count,
    Distance,
    Every,
    Except,
    Mark,
    Moment,
    Named,
    Part,
    Separator,
    When,
    Words,
)

# What is written or done about a time is not done at it: 7月10日前报送上半年总结.
ABOUT = re.compile(
    "(?:报送?|上报|提交|形成|完成|制定|制订|编制|印发|公布|通报|汇总|反馈|总结|撰写|梳理)(?:本单位)?$"
)
PASSIVE = {"focus", "expected", "planned", "soft"}  # marks that leave a date free to head a list
GOES_ON = re.compile("[在于]|以?及|并|并在|分别在?")
SHARED = {"before", "strictly", "ending", "until"}


@dataclass
class Clause:
    """What stands between two separators, or up to the next date."""

    joined: str = ""  # the separator before it
    whens: list[When] = field(default_factory=list)
    limits: list[When] = field(default_factory=list)  # 3月—11月 of 「3月—11月,每月1次」
    lead: str = ""  # the words before the date
    words: str = ""  # the words after it
    topics: list[Named] = field(default_factory=list)  # campaigns that are only spoken of
    counts: list[Count] = field(default_factory=list)
    distance: Distance | None = None
    excepted: list[Moment] = field(default_factory=list)
    only: list[Moment] = field(default_factory=list)  # 每季度末(6月、9月): no other periods
    marks: dict[str, str] = field(default_factory=dict)
    brackets: list[tuple[Part, ...]] = field(default_factory=list)
    by_whom: str = ""  # what a bracket calls it: 4月(牵头单位)
    strays: list[str] = field(default_factory=list)
    signs: list[str] = field(default_factory=list)
    tells_of_times: bool = False  # its words name a time that is written about: 报送上半年总结

    @property
    def text(self) -> str:
        return self.lead + self.words

    @property
    def is_empty(self) -> bool:
        return not (self.whens or self.brackets or self.text or self.marks or self._says_more)

    @property
    def is_bare_start(self) -> bool:
        """Say whether nothing but 「和」 or 「、」 stands here yet."""
        return self.is_empty and bool(re.fullmatch("[、和及与]|以及", self.joined))

    @property
    def is_only_words(self) -> bool:
        return bool(self.text) and not (self.whens or self.marks or self.signs or self._says_more)

    @property
    def is_bare(self) -> bool:
        """Say whether nothing but dates stand here, so that a list may go on behind."""
        marked = self.marks.keys() - PASSIVE
        more = self.words or self.by_whom or self.brackets or self.topics or marked or self._says_more
        return bool(self.whens) and not more

    @property
    def is_only_count(self) -> bool:
        return bool(self.counts) and not (self.whens or self.distance or self.counts[0].per)

    @property
    def recurs(self) -> bool:
        return any(isinstance(when, Every) for when in self.whens)

    @property
    def _says_more(self) -> bool:
        return bool(self.counts or self.distance or self.excepted)


Group = list[Clause]  # clauses that share their words


def clauses(parts: tuple[Part, ...]) -> list[Clause]:
    """Cut `parts` into clauses, in the order of the text."""
    found = [Clause()]
    for part in parts:
        if isinstance(part, Separator):
            if found[-1].is_empty:
                found[-1].joined += part.raw
            else:
                found.append(Clause(joined=part.raw))
        elif isinstance(part, At | Between | Every | Named):
            _take_when(found, part)
        else:
            _take(found[-1], part)
    return [clause for clause in found if not clause.is_empty]


def _take_when(found: list[Clause], part: When) -> None:
    clause = found[-1]
    if len(found) > 1 and clause.is_bare_start and _is_told_of(part, found[-2]):
        found.pop()
        found[-1].words += clause.joined + part.raw
        return
    spoken = bool(clause.words or clause.counts or clause.distance)
    if not clause.whens or not spoken:
        clause.whens.append(part)
    elif isinstance(part, Named) and part.reach is None:  # 9月重点围绕教师节…
        clause.topics.append(part)
        clause.words += part.name
    elif isinstance(part, At) and part.reach is None and ABOUT.search(clause.words):
        clause.words += part.raw
        clause.tells_of_times = True
    elif not clause.counts and all(isinstance(when, Named) and when.reach is None for when in clause.whens):
        names = [when for when in clause.whens if isinstance(when, Named)]  # 民法典宣传月活动5月底前完成
        clause.topics += names
        clause.lead += "".join(name.name for name in names) + clause.words
        clause.words, clause.whens = "", [part]
    else:
        found.append(Clause(whens=[part]))


def _is_told_of(part: When, last: Clause) -> TypeGuard[At]:
    """Say whether a time after 「和」 is only written about: 报送上半年和全年总结, 总结和下年计划."""
    if not isinstance(part, At) or part.reach is not None:
        return False
    return last.tells_of_times or (bool(last.whens and last.words) and part.moments[0].unit == "year")


def _take(clause: Clause, part: Part) -> None:
    match part:
        case Words():
            _say(clause, part.raw)
            clause.signs += [part.sign] if part.sign else []
            clause.strays += [part.raw] if part.stray else []
        case Count():
            clause.counts.append(part)
        case Distance():
            clause.distance = part
        case Except():
            clause.excepted += part.moments
        case Bracket():
            clause.brackets.append(part.parts)
        case Mark():
            clause.marks[part.form] = clause.marks.get(part.form, "") + part.raw
            if part.form in {"loose_period", "last_months_figures"}:  # words like any other, beside a date
                _say(clause, part.raw)
        case _:
            pass


def _say(clause: Clause, words: str) -> None:
    if clause.whens or clause.counts or clause.distance:
        clause.words += words
    else:
        clause.lead += words


def groups(found: list[Clause]) -> list[Group]:
    """Bring together what belongs together, in this order: lists, stray words, counts, limits."""
    return _limits(_counts(_words(_lists(found))))


# ── 「3月、9月各1次」 is one list of two dates ──────────────────────────────────────────────────────


def _lists(found: list[Clause]) -> list[Group]:
    joined: list[Group] = []
    for clause in found:
        if joined and _goes_on(joined[-1][-1], clause):
            joined[-1].append(clause)
        else:
            joined.append([clause])
    for group in joined:
        _share_reach(group)
    return joined


def _goes_on(last: Clause, clause: Clause) -> bool:
    if not last.is_bare or not clause.whens or re.search("[;\n]", clause.joined):
        return False
    if clause.lead and not GOES_ON.fullmatch(clause.lead):
        return False
    if clause.marks.keys() & {"focus", "expected", "planned"}:
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
    if not isinstance(last, At | Named) or last.reach is None:
        return
    for clause in group:
        for index, when in enumerate(clause.whens):
            clause.whens[index] = given = _reaching(when, last)
            if isinstance(when, At) and isinstance(given, At) and given.moments != when.moments:
                clause.marks["shared_end"] = when.raw


def _reaching(when: When, last: At | Named) -> When:
    if when is last or not isinstance(when, At | Named) or when.reach is not None:
        return when
    if isinstance(when, Named) and isinstance(last, Named):
        return replace(when, reach=last.reach)
    if isinstance(when, At) and isinstance(last, At) and last.reach and last.reach.form in SHARED:
        mine, theirs = when.moments[-1], last.moments[-1]
        if mine.unit == theirs.unit and bool(mine.place) == bool(theirs.place):
            return replace(when, reach=last.reach)
        if (
            mine.unit == theirs.unit == "month"
            and mine.place is None
            and theirs.place
            and theirs.place.part in "底末"
        ):
            return replace(
                when, reach=last.reach, moments=tuple(replace(m, place=theirs.place) for m in when.moments)
            )
    return when


# ── Words, counts and limits that stand alone ───────────────────────────────────────────────────────


def _words(found: list[Group]) -> list[Group]:
    """Give words that stand alone between separators to the dated clause before them, or after."""
    kept: list[Group] = []
    leading = ""
    for group in found:
        clause = group[0]
        if clause.is_only_words and kept:
            last = kept[-1][-1]
            goes_on = re.fullmatch("[、和及与/]|以及", clause.joined)
            if not last.text or goes_on:
                last.words += (clause.joined if last.text else "") + clause.text
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
        if last and clause.recurs and not clause.limits and ";" not in clause.joined and _can_limit(last):
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


def _leaves_out(clause: Clause) -> bool:
    """Say whether the clause is 「2月除外」."""
    when = clause.whens[-1] if clause.whens else None
    return isinstance(when, At) and when.reach is not None and when.reach.form == "out"
