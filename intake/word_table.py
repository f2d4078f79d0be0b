"""A Word table while its rows are read: where cells stand, and which of them are one."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from intake.cells import WIDEST_TABLE, Cells, Room
from intake.package import BROKEN
from models.refusals import BadList
from rules.grid import Grid, Merge

SLIVER = 170  # twentieths of a point, 3 mm; the narrowest 序号 column is three times that


@dataclass(frozen=True)
class Cell:
    """A cell as its row gives it. `vertical` and `horizontal`: "restart", "continue" or nothing."""

    text: str
    span: int = 1
    vertical: str | None = None
    horizontal: str | None = None


@dataclass
class WordTable:
    """Takes rows in order; a vertical merge is open until a row does not go on with it."""

    number: int
    above: tuple[str, ...] = ()
    inside: int | None = None
    room: Room = field(default_factory=Room)
    widths: list[int] = field(default_factory=list)  # of the grid columns, in twentieths of a point
    height: int = 0
    _cells: Cells = field(init=False)
    _merges: list[Merge] = field(default_factory=list)
    _open: dict[int, Merge] = field(default_factory=dict)  # by the grid column where each begins
    _hidden: set[int] = field(default_factory=set)
    _alone: set[int] = field(default_factory=set)  # grid columns that are a cell by themselves somewhere

    def __post_init__(self) -> None:
        self._cells = Cells(room=self.room)

    def add(self, cells: Iterable[Cell], *, before: int = 0, hidden: bool = False) -> None:
        """Take a row whose first cell stands `before` grid columns from the left."""
        still_open: dict[int, Merge] = {}
        texts: dict[int, str] = {}
        column = last = before  # `last`: where the last cell began that does not go on with another
        for cell in cells:
            right = column + cell.span - 1
            if right >= WIDEST_TABLE:
                raise BadList(BROKEN)
            above = self._open.get(column)
            if cell.horizontal == "continue" and column > last:
                still_open[last] = replace(still_open[last], right=right)
            elif cell.vertical == "continue" and above is not None:
                still_open[column] = replace(above, bottom=self.height)
                last = column
            else:
                texts[column] = cell.text
                still_open[column] = Merge(self.height, column, self.height, right)
                last = column
            if cell.span == 1:
                self._alone.add(column)
            column = right + 1
        self._merges += [merge for at, merge in self._open.items() if _is_complete(merge, still_open.get(at))]
        self._open = still_open
        self._cells.add_row(self.height, texts)
        if hidden:
            self._hidden.add(self.height)
        self.height += 1

    def grid(self) -> Grid:
        """Return the table, its slivers closed."""
        cells, merges = self._without_slivers([*self._merges, *self._open.values()])
        return Grid(
            table=self.number,
            name=None,
            rows=cells.rectangle(),
            merges=cells.inside(sorted(merges, key=lambda merge: (merge.top, merge.left))),
            hidden_rows=frozenset(row for row in self._hidden if row < cells.height),
            above=self.above,
            inside=self.inside,
        )

    def _without_slivers(self, merges: list[Merge]) -> tuple[Cells, list[Merge]]:
        """Take out the slivers between borders that were dragged row by row and no longer meet.

        A cell border a little to the left of the heading's makes a grid column that is no cell anywhere.
        """
        slivers = [c for c, width in enumerate(self.widths) if width <= SLIVER and c not in self._alone]
        if not slivers:
            return self._cells, merges

        def moved(column: int) -> int:
            return column - bisect_left(slivers, column)

        cells = Cells()
        for row, kept in self._cells.rows.items():
            cells.add_row(row, {moved(column): text for column, text in kept.items()})
        return cells, [
            Merge(m.top, moved(m.left), m.bottom, max(moved(m.right + 1) - 1, moved(m.left))) for m in merges
        ]


def _is_complete(merge: Merge, later: Merge | None) -> bool:
    """Say whether a block of more than one cell ends here, because the row below it begins anew."""
    more_than_one = (merge.top, merge.left) != (merge.bottom, merge.right)
    return more_than_one and (later is None or later.top != merge.top)
