"""Which parts of a cell belong together: clauses, lists of dates, what limits what."""

import re
from dataclasses import dataclass, field, replace

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
    total: Count | None = None  # 4次 of 「4次,每季度1次」
    text_label: str = ""  # what a bracket calls it: 4月(牵头单位)
    marks: dict[str, str] = field(default_factory=dict)
    brackets: list[tuple[Part, ...]] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    signs: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.lead + self.words

    @property
    def is_empty(self) -> bool:
        return not (
            self.whens
            or self.text
            or self.counts
            or self.distance
            or self.marks
            or self.brackets
            or self.excepted
        )

    @property
    def is_bare(self) -> bool:
        """Say whether nothing but dates stand here, so that a list may go on behind."""
        return bool(self.whens) and not (
            self.text_label
            or self.words
            or self.counts
            or self.distance
            or self.brackets
            or self.topics
            or self.marks.keys() - {"focus", "expected", "soft"}
        )


def clauses(parts: tuple[Part, ...]) -> list[Clause]:
    """Cut `parts` into clauses, in the order of the text."""
    found = [Clause()]
    for part in parts:
        if isinstance(part, Separator):
            if not found[-1].is_empty:
                found.append(Clause(joined=part.raw))
            else:
                found[-1].joined += part.raw
        elif isinstance(part, At | Between | Every | Named):
            _take_when(found, part)
        else:
            _take(found[-1], part)
    return [clause for clause in found if not clause.is_empty]


def _take_when(found: list[Clause], part: When) -> None:
    clause = found[-1]
    spoken = bool(clause.words or clause.counts or clause.distance)
    if not clause.whens or not spoken:
        clause.whens.append(part)
    elif isinstance(part, Named) and part.reach is None:
        clause.topics.append(part)  # 9月重点围绕教师节…
        clause.words += part.name
    elif isinstance(part, Every) and part.raw == "每" + part.raw:
        clause.words += part.raw
    elif all(isinstance(when, Named) and when.reach is None for when in clause.whens) and not clause.counts:
        clause.topics += [when for when in clause.whens if isinstance(when, Named)]
        clause.lead += "".join(when.name for when in clause.whens if isinstance(when, Named)) + clause.words
        clause.words = ""
        clause.whens = [part]
    else:
        found.append(Clause(whens=[part]))


def _take(clause: Clause, part: Part) -> None:
    match part:
        case Words():
            _say(clause, part.raw)
            if part.sign:
                clause.signs.append(part.sign)
            if part.stray:
                clause.strays.append(part.raw)
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
            if part.form == "loose_period":  # a word like any other, where a date stands beside it
                _say(clause, part.raw)
        case _:
            raise AssertionError(part)


def _say(clause: Clause, words: str) -> None:
    if clause.whens or clause.counts:
        clause.words += words
    else:
        clause.lead += words


def lists(found: list[Clause]) -> list[list[Clause]]:
    """Join clauses that share their words: 「3月、9月各1次」 is one list of two dates.

    A shared 前 is handed to the dates before it: 6月底、12月底前.
    """
    joined: list[list[Clause]] = []
    for clause in found:
        last = joined[-1][-1] if joined else None
        if last is not None and _goes_on(last, clause):
            joined[-1].append(clause)
        else:
            joined.append([clause])
    for group in joined:
        _share_reach(group)
    return joined


def _goes_on(last: Clause, clause: Clause) -> bool:
    if (
        not last.is_bare
        or not clause.whens
        or (clause.lead and not re.fullmatch("[在于]|以?及|并", clause.lead))
    ):
        return False
    if clause.marks.keys() & {"focus", "expected"}:
        return False
    a, b = last.whens[-1], clause.whens[0]
    if isinstance(b, Every) != isinstance(a, Every):
        return False
    if isinstance(a, At) and a.moments[0].unit == "whole_year":
        return False
    if re.search("[;\n]", clause.joined):
        return False
    if "," in clause.joined:
        return _shape(a) == _shape(b)
    return True


def _shape(when: When) -> tuple[str, ...]:
    if isinstance(when, At):
        moment = when.moments[-1]
        grain = moment.place.form if moment.place else ""
        return ("at", moment.unit, grain, when.reach.form if when.reach else "")
    return (type(when).__name__,)


def _share_reach(group: list[Clause]) -> None:
    last = group[-1].whens[-1] if group[-1].whens else None
    if len(group) < 2 or not isinstance(last, At) or last.reach is None:
        return
    if last.reach.form not in {"before", "strictly", "ending", "until"}:
        return
    for clause in group[:-1]:
        clause.whens = [
            replace(when, reach=last.reach)
            if isinstance(when, At) and when.reach is None and _same_grain(when, last)
            else when
            for when in clause.whens
        ]


def _same_grain(a: At, b: At) -> bool:
    return (a.moments[0].unit, bool(a.moments[0].place)) == (b.moments[0].unit, bool(b.moments[0].place))
