"""Where a table's heading stands, and what each column below it holds."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rules.columns import CAN_BE_TASK, Field, Meaning, Sure, meaning, normal
from rules.grid import Grid

_LOOK_AT = 40  # rows; title, 单位 and dates above the heading are fewer


@dataclass(frozen=True)
class Column:
    """One column: its place, the heading as it is told to people (unique), what it was taken for."""

    at: int
    heading: str
    meaning: Meaning | None

    @property
    def field(self) -> Field | None:
        return None if self.meaning is None else self.meaning.field


@dataclass(frozen=True)
class Heading:
    """The heading rows of a table, first and last, from 0."""

    top: int
    bottom: int
    columns: tuple[Column, ...]
    signs: tuple[frozenset[str], ...]  # the words of each heading row, to know it again on a later page
    task: Field = Field.TASK  # the field that says what is to be done

    def of(self, field: Field) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.field is field)


def find(grid: Grid) -> Heading | None:
    """Return the heading of a duty list, or nothing: then the table is no list, or goes on from another."""
    best: tuple[int, int] | None = None
    for row in range(min(_LOOK_AT, len(grid.rows))):
        score = _score(grid.rows[row])
        if score and (best is None or score > best[0]):
            best = (score, row)
    if best is None:
        return None
    top = best[1]
    if top and _is_upper_row(grid, top - 1, top):
        top -= 1
    bottom = max(top, best[1])
    if bottom == top and _has_lower_row(grid, top):
        bottom += 1
    return Heading(top, bottom, _columns(grid, top, bottom), _signs(grid, top, bottom))


def settle(heading: Heading, grid: Grid) -> Heading:
    """Decide what only the whole table can tell: which column says what is to be done.

    Of two columns of tasks the first one groups, where it is merged or left empty; else the second
    tells the measures. Without one, 「项目」 and the like is the task, then the laws, then the measures.
    """
    tasks = heading.of(Field.TASK)
    changed: dict[int, Field] = {}
    if len(tasks) > 1:
        rest = list(tasks[1:])
        if _groups(grid, tasks[0].at, heading.bottom + 1) and not heading.of(Field.CATEGORY):
            changed[tasks[0].at] = Field.CATEGORY
            rest.pop(0)
        changed |= {column.at: Field.MEASURES for column in rest}
    elif not tasks:
        groups = [c for c in heading.of(Field.CATEGORY) if re.search("项目|任务|内容", normal(c.heading))]
        if groups:
            changed[groups[-1].at] = Field.TASK
        else:
            return replace(heading, task=next(f for f in CAN_BE_TASK if heading.of(f)))
    columns = [
        replace(c, meaning=replace(c.meaning, field=changed[c.at])) if c.meaning and c.at in changed else c
        for c in heading.columns
    ]
    return replace(heading, columns=tuple(columns))


def _groups(grid: Grid, column: int, first: int) -> bool:
    """Say whether a column holds one text for several rows."""
    merged = any(m.left == column and m.bottom > m.top >= first for m in grid.merges)
    return merged or any(any(row) and not row[column] for row in grid.rows[first:])


def _signs(grid: Grid, top: int, bottom: int) -> tuple[frozenset[str], ...]:
    rows = grid.rows[top : bottom + 1]
    return tuple(frozenset(normal(text) for text in row if text) for row in rows)


def _meanings(texts: Sequence[str]) -> Iterator[Meaning]:
    return (found for text in texts if text and (found := meaning(text)) is not None)


def _score(texts: Sequence[str]) -> int:
    """Say how much a row looks like the heading of a duty list; 0 is not at all."""
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
    """Say whether `upper` is the first of two heading rows: it holds headings, some over several columns."""
    texts = grid.rows[upper]
    if not any(texts) or len(set(_spanned(grid, upper).values())) == 0:
        return False
    over = [column for column, text in enumerate(texts) if text and grid.rows[lower][column]]
    return any(_meanings(texts)) and sum(1 for text in texts if text) > 1 and bool(over)


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
        columns.append(Column(at, heading, found))
    return tuple(columns)


def _unique(text: str, named: set[str], at: int) -> str:
    name = text or f"第{at + 1}列"
    count = 1
    unique = name
    while unique in named:
        count += 1
        unique = f"{name}({count})"
    return unique
