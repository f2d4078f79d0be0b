"""What an empty cell takes over from above: by the merge map, else only in columns known to merge."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from rules.columns import Field
from rules.grid import Grid
from rules.headings import Heading
from rules.lines import Line, kind

_DITTO = re.compile(r"^(?:同\s*上[行栏]?|同前|[〃″＂\"”]+|'')$")


@dataclass
class Filled:
    """One line of a table under its heading, from 0 in the grid.

    `own` are the columns in which it says something itself; `guessed` those filled without a merge
    map in which a blank may also have been meant; `lost` those that say 同上 below nothing; `joined`
    the lines below that only went on with this one.
    """

    row: int
    line: Line
    texts: list[str]
    own: frozenset[int]
    guessed: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    joined: list[int] = field(default_factory=list)


def lines(grid: Grid, heading: Heading, first: int, end: int) -> Iterator[Filled]:
    """Yield the lines from row `first` on, up to but not `end`, filled from above."""
    below: dict[int, dict[int, tuple[int, int]]] = {}
    widest: dict[int, int] = {}
    merging: set[int] = set()
    for merge in grid.merges:
        if not first <= merge.top < end:
            continue
        widest[merge.top] = max(widest.get(merge.top, 1), merge.right - merge.left + 1)
        if merge.bottom > merge.top:
            merging.add(merge.left)
            for row in range(merge.top + 1, min(merge.bottom + 1, end)):
                below.setdefault(row, {})[merge.left] = (merge.top, merge.left)
    plan = _Plan(heading, frozenset(merging), keeps_merges=grid.keeps_merges)
    above: list[str] = []
    for row in range(first, end):
        cells = [text.strip() for text in grid.rows[row]]
        line = kind(cells, heading, widest=widest.get(row, 1))
        if line is Line.BLANK:
            continue
        if line is not Line.DUTY:
            if line is not Line.HEADING:
                above = []
            yield Filled(row, line, cells, frozenset())
            continue
        own = frozenset(column for column, text in enumerate(cells) if text)
        filled = Filled(row, line, cells, own)
        for column, (top, left) in below.get(row, {}).items():
            filled.texts[column] = filled.texts[column] or grid.rows[top][left]
        plan.fill(filled, above)
        above = filled.texts
        yield filled


class _Plan:
    """Which columns of this table take over what stands above, and in which that is a guess."""

    def __init__(self, heading: Heading, merging: frozenset[int], *, keeps_merges: bool) -> None:
        at = {field: [c.at for c in heading.of(field)] for field in Field}
        groups = at[Field.CATEGORY] + at[Field.TASK]
        self._groups = [column for column in groups if column not in merging]
        # Where the file keeps a merge map, an empty cell outside it is empty; so is a month without a tick.
        shared = [] if keeps_merges else at[Field.LEAD] + at[Field.DEADLINE]
        self._shared = [column for column in shared if column not in heading.periods]
        self._categories = frozenset(at[Field.CATEGORY])
        self._content = frozenset(at[Field.TASK] + at[Field.MEASURES] + at[Field.LAWS])

    def fill(self, filled: Filled, above: list[str]) -> None:
        texts = filled.texts
        for column, text in enumerate(texts):
            if text and _DITTO.match(text):
                texts[column] = above[column] if above else ""
                if not texts[column]:
                    filled.lost.append(column)
        if not above:
            return
        for column in self._groups:
            says_what = filled.own & (self._content - {column})
            if not texts[column] and above[column] and (column in self._categories or says_what):
                texts[column] = above[column]
        for column in self._shared:
            if not texts[column] and above[column] and column not in filled.lost:
                texts[column] = above[column]
                filled.guessed.append(column)
