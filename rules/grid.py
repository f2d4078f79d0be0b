"""A table as it stands in a file: cells with their merges, no judgement."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Merge:
    """A merged block, rows and columns from 0, both ends counted."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Grid:
    r"""One table or sheet. `rows` is a rectangle of texts; a merged block has its text top left only.

    A cell's line breaks are kept as "\n". Row i is line i + 1 of the table as a person counts.
    """

    table: int  # from 1, in the order of the file
    name: str | None  # the sheet's name
    rows: tuple[tuple[str, ...], ...]
    merges: tuple[Merge, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    above: tuple[str, ...] = ()  # lines of text between the table before and this one
    inside: int | None = None  # the table in a cell of which this one stands
    keeps_merges: bool = True  # not so in CSV, where a merged cell and an empty one look alike


@dataclass(frozen=True)
class Sheets:
    """A whole file: its tables, and the lines of text around them in order (title, 单位, signatures)."""

    grids: tuple[Grid, ...]
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())  # what the reader of the file must tell, in Chinese
