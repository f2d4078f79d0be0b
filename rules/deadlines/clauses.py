"""A cell is cut into clauses: a date, what is said of it, what counts."""

import re
from dataclasses import dataclass, field
from typing import TypeGuard

from rules.deadlines.parts import (
    COARSE,
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

# What is written about a time is not done at it: 7月10日前报送上半年总结. Months only with a report.
REPORTED = re.compile("(?:报送?|上报|提交|通报|汇总|反馈|总结|撰写|梳理)(?:本单位)?$")
REPORTED_PERIOD = re.compile("(?:报送?|上报|提交)(?:本单位)?(?:半年|季度|月度)$")
MADE = re.compile("(?:形成|完成|制定|制订|编制|印发|公布)(?:本单位)?$")
DOCUMENTS = re.compile(
    "的?(?:[工作普学法任务活动]{2})*(?:总结|小结|情况|报告|进展|数据|报表|材料|台账)[于在应须]*"
)
PASSIVE = {"focus", "expected", "planned", "soft", "each"}  # marks that leave a date free to head a list


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
    def is_only_regular(self) -> bool:
        """Say whether it is done 定期, in the periods told before it."""
        return self.marks == {"habitual": "定期"} and not (self.whens or self.brackets or self._says_more)

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


def clauses(parts: tuple[Part, ...]) -> list[Clause]:
    """Cut `parts` into clauses, in the order of the text."""
    found = [Clause()]
    for part in parts:
        if isinstance(part, Separator):
            if found[-1].is_empty:
                found[-1].joined += part.raw
            else:
                found.append(Clause(joined=part.raw))
        elif isinstance(part, Named) and _names_a_day(part, found[-1]):
            _say(found[-1], part.name)
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
    if len(found) > 1 and clause.is_bare_start and found[-2].topics and _is_topic(part):
        found.pop()
        _speak_of(found[-1], part, clause.joined)
        return
    spoken = bool(clause.words or clause.counts or clause.distance)
    if clause.words == ":" and _heads(clause.whens):
        clause.lead += "".join(when.raw for when in clause.whens) + ":"
        clause.words, clause.whens, spoken = "", [], False
    if not clause.whens or not spoken:
        clause.whens.append(part)
    elif _is_topic(part):
        _speak_of(clause, part)
    elif _names_what_is_due(clause, part):
        clause.lead += "".join(when.raw for when in clause.whens) + clause.words
        clause.words, clause.whens = "", [part]
    elif isinstance(part, At) and part.reach is None and _is_object(part, clause.words):
        clause.words += part.raw
        clause.tells_of_times = True
    elif not clause.counts and all(isinstance(when, Named) and when.reach is None for when in clause.whens):
        names = [when for when in clause.whens if isinstance(when, Named)]  # 民法典宣传月活动5月底前完成
        clause.topics += names
        clause.lead += "".join(name.name for name in names) + clause.words
        clause.words, clause.whens = "", [part]
    else:
        found.append(Clause(whens=[part]))


def _heads(whens: list[When]) -> bool:
    """Say whether a time before a colon is a heading: 上半年:5月;下半年:10月."""
    return all(isinstance(when, At) and not when.reach and when.moments[0].unit in COARSE for when in whens)


def _is_topic(part: When) -> TypeGuard[Named]:
    """Say whether a campaign after a date and words is what they speak of: 9月重点围绕教师节…."""
    return isinstance(part, Named) and part.reach is None


def _names_a_day(part: Named, clause: Clause) -> bool:
    """Say whether a name is only that of the day before it: 每月15日主题党日."""
    every = clause.whens[-1] if clause.whens and not clause.words else None
    return isinstance(every, Every) and every.place is not None and part.reach is None


def _speak_of(clause: Clause, part: Named, joined: str = "") -> None:
    clause.topics.append(part)
    clause.words += joined + part.name


def _names_what_is_due(clause: Clause, part: When) -> bool:
    """Say whether the time and words so far only name what `part` asks for: 上半年总结7月5日前报送."""
    bare = all(isinstance(when, At) and when.reach is None for when in clause.whens)
    dues = isinstance(part, At) and part.reach is not None and part.reach.is_due
    return bare and dues and not clause.counts and DOCUMENTS.fullmatch(clause.words) is not None


def _is_object(part: At, words: str) -> bool:
    """Say whether a time after `words` is what they speak of, not when it is done."""
    return bool(
        REPORTED.search(words) or (MADE.search(words) and part.moments[0].unit not in {"month", "dotted"})
    )


def _is_told_of(part: When, last: Clause) -> TypeGuard[At]:
    """Say whether a time after 「和」 is only written about: 报送上半年和全年总结, 总结和下年计划."""
    if not isinstance(part, At) or part.reach is not None:
        return False
    if last.tells_of_times:
        return True
    if REPORTED_PERIOD.search(last.words):
        return part.moments[0].unit not in {"month", "dotted"}
    return bool(last.whens and last.words) and part.moments[0].unit == "year"


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
