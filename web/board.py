"""A year's tasks arranged for the overview: counted, filtered, sorted by urgency, cut into pages."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from models import Department, Person, Task
from models.states import DONE
from rules.naming import which
from store.overview import HandedIn, Line
from web.standing import Standing, Today

PAGE = 12  # tasks
SOON = 5  # lines of 近期到期
AHEAD = frozenset({Standing.NEAR, Standing.RETURNED, Standing.LATER})


@dataclass(frozen=True)
class Asked:
    """What the address asks for. `page` counts from 1; one past the end means the last."""

    year: int
    department: int | None = None
    state: Standing | None = None
    search: str = ""
    page: int = 1

    @property
    def narrowed(self) -> bool:
        return bool(self.department or self.state or self.search)

    def url(self, **changes: Any) -> str:
        """Return the address of this view with some of it changed; a narrower one leads to the table."""
        wanted = replace(self, **changes)
        given = {
            "year": wanted.year,
            "department": wanted.department,
            "state": wanted.state,
            "search": wanted.search,
            "page": wanted.page if wanted.page > 1 else None,
        }
        address = "/?" + urlencode({name: value for name, value in given.items() if value})
        return address + "#tasks" if wanted.narrowed or wanted.page > 1 else address


@dataclass(frozen=True)
class Desk:
    """Who answers for which post today: holders by post, deputies by the absent person."""

    holders: Mapping[int, Person]
    deputies: Mapping[int, Person]

    def held_by(self, task: Task) -> tuple[str, str]:
        """Name who holds a task's post today and who stands in; "" for nobody."""
        holder = self.holders.get(task.post_id)
        deputy = self.deputies.get(holder.id or 0) if holder else None
        return holder.name if holder else "", deputy.name if deputy else ""

    def owner(self, task: Task) -> str:
        """Name who answers for a task today, or who was its owner at issue where the post is vacant."""
        holder, deputy = self.held_by(task)
        if not holder:
            return f"{task.owner_name}（岗位空缺）"
        return f"{holder}（{deputy}代）" if deputy else holder


@dataclass(frozen=True)
class Bar:
    """One department's tasks; waived ones are not counted."""

    department: Department
    counts: Counter[Standing]

    @property
    def total(self) -> int:
        return self.counts.total() - self.counts[Standing.WAIVED]

    @property
    def done(self) -> int:
        return self.counts[Standing.DONE]

    @property
    def segments(self) -> tuple[tuple[str, str, int], ...]:
        """Return colour, word and number of each segment that is not empty, most urgent first."""
        counts = self.counts
        parts = (
            ("red", "逾期", counts[Standing.OVERDUE]),
            ("amber", "临近、退回", counts[Standing.NEAR] + counts[Standing.RETURNED]),
            ("blue", "待审核", counts[Standing.SUBMITTED]),
            ("green", "办结", counts[Standing.DONE]),
        )
        rest = ("grey", "其余", self.total - sum(number for *_, number in parts))
        return tuple(part for part in (*parts, rest) if part[2])


@dataclass(frozen=True)
class Board:
    """All tasks of a list as they stand today."""

    lines: Sequence[Line]
    today: Today
    desk: Desk

    def counts(self) -> Counter[Standing]:
        return Counter(self.today.standing(line.task) for line in self.lines)

    def titles(self) -> dict[int, str]:
        """Return the title of each task, by task id: told apart where a duty has several."""
        many = Counter(_clause(line) for line in self.lines)
        return {line.task.id or 0: title(line, alone=many[_clause(line)] == 1) for line in self.lines}

    def bars(self, departments: Iterable[Department]) -> list[Bar]:
        """Return the bars in the order of the office; departments without a task have none."""
        counts: dict[int, Counter[Standing]] = {}
        for line in self.lines:
            counts.setdefault(line.task.department_id, Counter())[self.today.standing(line.task)] += 1
        bars = (Bar(d, counts[d.id]) for d in departments if d.id in counts)
        return [bar for bar in bars if bar.total]

    def soon(self) -> list[Line]:
        """Return the tasks that are due next and not yet handed in."""
        ahead = (line for line in self.lines if self.today.standing(line.task) in AHEAD and line.task.due_on)
        return sorted(ahead, key=lambda line: (line.task.due_on, line.place))[:SOON]

    @property
    def next_due(self) -> date | None:
        """Return the nearest due day that is not near yet."""
        due = (line.task.due_on for line in self.lines if self.today.standing(line.task) is Standing.LATER)
        return min((day for day in due if day), default=None)

    @property
    def duties(self) -> int:
        return len({line.task.duty_id for line in self.lines})

    def chosen(self, asked: Asked) -> list[Line]:
        """Return the tasks that were asked for, the most urgent first."""
        wanted = [_plain(word) for word in asked.search.split()]
        titles = self.titles() if wanted else {}
        found = (
            line
            for line in self.lines
            if asked.department in (None, line.task.department_id)
            and asked.state in (None, self.today.standing(line.task))
            and self._speaks_of(line, titles, wanted)
        )
        return sorted(found, key=lambda line: self.today.urgency(line.task))

    def _speaks_of(self, line: Line, titles: Mapping[int, str], wanted: Sequence[str]) -> bool:
        if not wanted:
            return True
        task = line.task
        said = (titles[task.id or 0], task.department_name, task.owner_name, self.desk.owner(line.task))
        text = _plain(" ".join(said))
        return all(word in text or word == _plain(line.number) for word in wanted)


def title(line: Line, *, alone: bool) -> str:
    """Return a task's words: the duty's, and which occurrence it is unless it stands alone."""
    task = line.task
    said = which(task.label, task.occurrence, alone=alone)
    return f"{task.demand}（{said}）" if said else task.demand


def owner(line: Line, handed_in: HandedIn | None, desk: Desk) -> str:
    """Name whose task it is: today's holder, or who did it once it is done."""
    return handed_in.by if handed_in and line.task.state in DONE else desk.owner(line.task)


def rate(done: int, total: int) -> str:
    return f"{100 * done / total:.1f}%" if total else "—"


@dataclass(frozen=True)
class Sheet:
    """One page of the table. `numbers` are the pages to offer; 0 stands for a gap."""

    lines: Sequence[Line]
    found: int
    first: int  # counted from 1
    current: int
    last: int
    numbers: Sequence[int]

    @classmethod
    def cut(cls, chosen: Sequence[Line], page: int) -> "Sheet":
        last = max(1, -(-len(chosen) // PAGE))
        current = min(page, last)
        before = (current - 1) * PAGE
        near = range(max(1, current - 2), min(last, current + 2) + 1)
        numbers: list[int] = []
        for number in sorted({1, *near, last}):
            if numbers and number - numbers[-1] > 1:
                numbers.append(0)
            numbers.append(number)
        return cls(chosen[before : before + PAGE], len(chosen), before + 1, current, last, numbers)


def _clause(line: Line) -> tuple[int, int, int]:
    return line.task.duty_id, line.task.clause, line.task.department_id


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
