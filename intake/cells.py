"""What the text of a cell may hold, and how large a table may grow."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product

from models.refusals import BadList
from rules.grid import Merge

LONGEST_CELL = 100_000  # characters; a whole 方案 has some 20 000
LARGEST_TABLE = 1_000_000  # cells of rows that hold anything
WIDEST_TABLE = 1_000  # columns
TALLEST_TABLE = 1_048_576  # rows, blank ones too; what Excel allows
MOST_CELLS = 2_000_000  # of all tables of a file
MOST_TEXT = 5_000_000  # characters of a whole file, those of a text said again too
LARGEST_MERGE = 100_000  # cells; nobody reads a merge larger than that

MOST_BLANKS = 64  # in a row; many more only make the reading slow

TANGLED = "表格中的合并单元格互相重叠，无法读取，请重新整理表格后再试。"

_TOO_BLANK = " " * (MOST_BLANKS + 1)
_BLANKS = re.compile(rf"(\s{{{MOST_BLANKS}}})\s+")
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Control characters, and marks without width that change how a text looks (bidi) or compares.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff"
    "\ud800-\udfff]"  # halves of a character
)


def clean(text: str) -> str:
    r"""Return the text as a person sees it: line ends as "\n", nothing unseen, no blanks round it.

    Raises:
        BadList: no cell of a list is that long.

    """
    if len(text) > LONGEST_CELL:
        raise BadList(f"有一个单元格超过{LONGEST_CELL // 10_000}万字，不像责任清单，请检查文件后重试。")
    if (
        text.isprintable() and _TOO_BLANK not in text
    ):  # the usual cell: no line end, nothing unseen, blanks only plain ones
        return text.strip()
    return _BLANKS.sub(r"\1", _UNSEEN.sub("", _LINE_ENDS.sub("\n", text)).strip())


@dataclass
class Room:
    """What a whole file may still hold. A few bytes of it can say a long text a million times."""

    cells: int = MOST_CELLS
    text: int = MOST_TEXT

    def take(self, *, cells: int = 0, text: int = 0) -> None:
        """Count cells or characters that are kept.

        Raises:
            BadList: the file holds far more than any list.

        """
        self.cells -= cells
        self.text -= text
        if self.cells < 0 or self.text < 0:
            raise BadList("文件的内容过多，不像责任清单，请只留下清单的表格后再试。")


@dataclass
class Cells:
    """Cells as they are met in a file, wherever they stand; becomes the rectangle of a `Grid`."""

    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    width: int = 0
    height: int = 0
    room: Room = field(default_factory=Room)

    def add_row(self, row: int, cells: Mapping[int, str]) -> None:
        """Keep the cells that say anything. A row met twice is one row.

        Raises:
            BadList: the table is far larger than any list.

        """
        kept = {column: text for column, text in cells.items() if text}
        if not kept and row < TALLEST_TABLE:
            return
        self.room.take(text=sum(map(len, kept.values())))
        self.rows.setdefault(row, {}).update(kept)
        self.width = max(self.width, max(kept, default=-1) + 1)
        self.height = max(self.height, row + 1)
        if (
            self.width > WIDEST_TABLE
            or self.height > TALLEST_TABLE
            or len(self.rows) * self.width > LARGEST_TABLE
        ):
            raise BadList(
                f"表格太大（内容一直到第{self.height}行、第{self.width}列），不像责任清单，"
                "请删去表外的内容后重试。"
            )

    def rectangle(self) -> tuple[tuple[str, ...], ...]:
        """Return all rows up to the last that holds anything; empty rows are one shared tuple."""
        self.room.take(cells=len(self.rows) * self.width + self.height)
        blank = ("",) * self.width
        columns = range(self.width)
        return tuple(
            tuple(kept.get(column, "") for column in columns) if (kept := self.rows.get(row)) else blank
            for row in range(self.height)
        )

    def inside(self, merges: Iterable[Merge]) -> tuple[Merge, ...]:
        """Return the merges cut to the rectangle, without those of one cell or over another.

        Two merges over one cell are a damaged file; the first is believed.

        Raises:
            BadList: so many overlap that the file is made to hurt.

        """
        taken: set[tuple[int, int]] = set()
        kept = []
        looked_at = 0
        for merge in merges:
            bottom, right = min(merge.bottom, self.height - 1), min(merge.right, self.width - 1)
            area = (bottom - merge.top + 1) * (right - merge.left + 1)
            if bottom < merge.top or right < merge.left or not 1 < area <= LARGEST_MERGE:
                continue
            looked_at += area
            if looked_at > LARGEST_TABLE:
                raise BadList(TANGLED)
            block = set(product(range(merge.top, bottom + 1), range(merge.left, right + 1)))
            if taken.isdisjoint(block):
                taken |= block
                kept.append(Merge(merge.top, merge.left, bottom, right))
        return tuple(kept)
