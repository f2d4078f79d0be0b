"""Where a table's heading stands, and what each column below it holds."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from rules.columns import CAN_BE_TASK, Field, Meaning, Sure, is_known, known_words, meaning, normal
from rules.grid import Grid
from rules.ticked import PERIOD

_LOOK_AT = 40  # rows; title, 单位 and dates above the heading are fewer
_SECOND = 3  # known headings that make a row of a list the heading of another list


@dataclass(frozen=True)
class Column:
    """One column: its place, the heading as it is told to people (unique), what it was taken for.

    `named`: the heading stands in this column itself, not only over it in a wider cell.
    """

    at: int
    heading: str
    meaning: Meaning | None
    named: bool

    @property
    def field(self) -> Field | None:
        return None if self.meaning is None else self.meaning.field


@dataclass(frozen=True)
class Heading:
    """The heading rows of a table, first and last, from 0."""

    top: int
    bottom: int
    columns: tuple[Column, ...]
    said: tuple[tuple[str, ...], ...]  # its rows as they stand
    end: int  # the row after the last of its list: a list of other columns may follow in the same table
    task: Field = Field.TASK  # the field that says what is to be done

    def of(self, field: Field) -> tuple[Column, ...]:
        return self._by_field.get(field, ())

    @cached_property
    def _by_field(self) -> dict[Field, tuple[Column, ...]]:
        return {
            field: tuple(c for c in self.columns if c.field is field)
            for field in dict.fromkeys(c.field for c in self.columns)
            if field is not None
        }

    @cached_property
    def placed(self) -> tuple[tuple[int, str, Field | None], ...]:
        """Place, heading and field of each column."""
        return tuple((column.at, column.heading, column.field) for column in self.columns)

    @cached_property
    def openings(self) -> frozenset[int]:
        """Places of columns that say when a duty begins, where another says when it ends."""
        first = {c.at for c in self.of(Field.DEADLINE) if re.search("开始|启动|起始", normal(c.heading))}
        return frozenset(first) if first and len(first) < len(self.of(Field.DEADLINE)) else frozenset()

    @cached_property
    def periods(self) -> frozenset[int]:
        """Places of columns that are a month or a quarter themselves."""
        return frozenset(c.at for c in self.columns if PERIOD.fullmatch(normal(c.heading)))

    @cached_property
    def names_owners_beside_tasks(self) -> bool:
        """Say whether a heading announces owners in brackets: 重点普法内容及责任部门, 工作内容(责任科室)."""
        return any(
            c.field in CAN_BE_TASK and re.search("[及和与、(].*(?:责任|牵头|负责)", normal(c.heading))
            for c in self.columns
        )

    @cached_property
    def _signs(self) -> tuple[frozenset[str], ...]:
        return tuple(frozenset(normal(text) for text in row if text) for row in self.said)

    def is_said_again(self, texts: Sequence[str]) -> bool:
        """Say whether a line is one of the heading's rows again, as on the top of a new page."""
        first = next((text for text in texts if text), "")
        if not any(normal(first) in signs for signs in self._signs):
            return False
        words = {normal(text) for text in texts if text}
        return len(words) > 1 and any(words <= signs for signs in self._signs)


def find(grid: Grid) -> list[Heading]:
    """Return the headings of the duty lists in a table, mostly one.

    None: then the table is no list, or goes on from another. A heading said again is no second one.
    """
    scores = [(_score(grid.rows[row]), row) for row in range(min(_LOOK_AT, len(grid.rows)))]
    best, row = max(scores, key=lambda one: (one[0], -one[1]), default=(0, 0))
    if not best:
        return []
    found = [_heading(grid, row)]
    words = known_words()
    for row in range(found[0].bottom + 1, len(grid.rows)):
        texts = grid.rows[row]
        if sum(text in words for text in texts) < _SECOND or not _score(texts):
            continue
        if not found[-1].is_said_again(texts):
            second = _heading(grid, row)
            found[-1] = replace(found[-1], end=second.top)
            found.append(second)
    return found


def _heading(grid: Grid, row: int) -> Heading:
    """Return the heading of which `row` is one of at most two rows."""
    top = row - 1 if row and _is_upper_row(grid, row - 1, row) else row
    bottom = row + 1 if top == row and _has_lower_row(grid, row) else row
    return Heading(top, bottom, _columns(grid, top, bottom), grid.rows[top : bottom + 1], len(grid.rows))


def _meanings(texts: Sequence[str]) -> Iterator[Meaning]:
    return (found for text in texts if text and (found := meaning(text)) is not None)


def _score(texts: Sequence[str]) -> int:
    """Say how much a row looks like the heading of a duty list; 0 is not at all."""
    if not any(is_known(text) for text in texts if text):
        return 0
    found = list(_meanings(texts))
    fields = {one.field for one in found}
    known = {one.field for one in found if one.sure is Sure.KNOWN}
    filled = sum(1 for text in texts if text)
    if len(fields) < 2 or not known or not fields & set(CAN_BE_TASK) or len(found) * 2 < filled:
        return 0
    return 2 * len(known) + len(fields)


def _spanned(grid: Grid, row: int) -> dict[int, int]:
    """Return where each column's cell in `row` begins, for cells merged to the right."""
    return {
        column: merge.left
        for merge in grid.merges
        if merge.top <= row <= merge.bottom and merge.right > merge.left
        for column in range(merge.left, merge.right + 1)
    }


def _is_upper_row(grid: Grid, upper: int, lower: int) -> bool:
    """Say whether `upper` is the first of two heading rows: all headings, only wide ones over others."""
    texts = grid.rows[upper]
    spanned = _spanned(grid, upper)
    said = {column: text for column, text in enumerate(texts) if text}
    if not spanned or len(said) < 2 or not all(meaning(text) for text in said.values()):
        return False
    return not any(grid.rows[lower][column] for column in said if column not in spanned)


def _has_lower_row(grid: Grid, top: int) -> bool:
    """Say whether the row below is a second heading row: headings only under headings that are wider."""
    below = top + 1
    if below >= len(grid.rows):
        return False
    spanned = _spanned(grid, top)
    texts = {column: text for column, text in enumerate(grid.rows[below]) if text}
    if len(texts) < 2:
        return False
    first_of_wide = set(spanned.values())
    # Saved without its merges, a wide heading is a text followed by empty cells.
    wide = set(spanned) or _open_to_the_right(grid.rows[top])
    return (
        bool(first_of_wide or wide) and set(texts) <= wide and all(meaning(text) for text in texts.values())
    )


def _open_to_the_right(texts: Sequence[str]) -> set[int]:
    wide: set[int] = set()
    for column in range(1, len(texts)):
        if not texts[column]:
            wide |= {column - 1, column}
    return wide


def _columns(grid: Grid, top: int, bottom: int) -> tuple[Column, ...]:
    """Return the columns, named by the lower heading where there are two rows."""
    upper_of = _spanned(grid, top)
    columns: list[Column] = []
    named: set[str] = set()
    upper = ""
    for at in range(len(grid.rows[top])):
        own = grid.rows[top][at]
        if own:
            upper = own
        elif at not in upper_of and top == bottom:
            upper = ""
        lower = grid.rows[bottom][at] if bottom > top else ""
        text = lower or own or (upper if at in upper_of else "")
        found = (meaning(lower) if lower else None) or (meaning(upper) if lower or text else None)
        heading = _unique(" ".join(text.split()), named, at)
        named.add(heading)
        columns.append(Column(at, heading, found, named=bool(lower or own)))
    return tuple(columns)


def _unique(text: str, named: set[str], at: int) -> str:
    name = text or f"第{at + 1}列"
    count = 1
    unique = name
    while unique in named:
        count += 1
        unique = f"{name}({count})"
    return unique
