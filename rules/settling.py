"""What only the whole table can tell of its columns: which says what is to be done, which numbers."""

import re
from dataclasses import replace
from itertools import pairwise

from rules.columns import CAN_BE_TASK, Field, Meaning, Sure, normal
from rules.grid import Grid
from rules.headings import Heading

_NUMBER = re.compile(r"^[(（]?(?:\d{1,4}|[一二三四五六七八九十百]{1,4})[)）]?[、.．]?$|^[①-⑳]$")


def settle(heading: Heading, grid: Grid) -> Heading:
    """Decide what only the whole table can tell: which column says what is to be done.

    Of two columns of tasks the first one groups, where it is merged or left empty; else the second
    tells the measures. Without one, 「项目」 and the like is the task, then the laws, then the measures.
    A 主要内容 behind the task that groups nothing tells its measures.
    A 季度 that groups months is no second deadline.
    Where one column of owners leads by name (牵头单位), another (责任单位) supports it.
    """
    tasks = heading.of(Field.TASK)
    changed: dict[int, Field] = {}
    if not heading.of(Field.NO):
        changed |= dict.fromkeys(_numbers(heading, grid), Field.NO)
    task = Field.TASK
    if len(tasks) > 1:
        rest = list(tasks[1:])
        if _groups(grid, tasks[0].at, heading.bottom + 1) and not heading.of(Field.CATEGORY):
            changed[tasks[0].at] = Field.CATEGORY
            rest.pop(0)
        changed |= {column.at: Field.MEASURES for column in rest}
    elif tasks:
        behind = [c for c in heading.of(Field.CATEGORY) if c.at > tasks[0].at and "内容" in normal(c.heading)]
        changed |= {c.at: Field.MEASURES for c in behind if not _groups(grid, c.at, heading.bottom + 1)}
    else:
        groups = [c for c in heading.of(Field.CATEGORY) if re.search("项目|任务|内容", normal(c.heading))]
        if groups:
            changed[groups[-1].at] = Field.TASK
        else:
            task = next(one for one in CAN_BE_TASK if heading.of(one))
    times = heading.of(Field.DEADLINE)
    if len(times) > 1 and not heading.of(Field.CATEGORY):
        terms = [c for c in times if normal(c.heading) == "季度"]
        changed |= {c.at: Field.CATEGORY for c in terms if _groups(grid, c.at, heading.bottom + 1)}
    leads = heading.of(Field.LEAD)
    first = [c for c in leads if re.search("牵头|主办|主责|主抓", normal(c.heading))]
    if first and not heading.of(Field.SUPPORT):  # 责任单位 beside 牵头单位
        changed |= {c.at: Field.SUPPORT for c in leads if c not in first}
    columns = (
        replace(c, meaning=Meaning(changed[c.at], Sure.KNOWN)) if c.at in changed else c
        for c in heading.columns
    )
    return replace(heading, columns=tuple(columns), task=task)


def _numbers(heading: Heading, grid: Grid) -> list[int]:
    """Return the first column of nothing but numbers, if one shares its heading or has none."""
    shared = {
        column.at
        for one, other in pairwise(heading.columns)
        if other.meaning is not None and not other.named
        for column in (one, other)
    }
    for column in heading.columns:
        headless = column.meaning is None and not any(row[column.at] for row in heading.said)
        if headless or column.at in shared:
            said = [row[column.at] for row in grid.rows[heading.bottom + 1 : heading.end] if row[column.at]]
            numbered = sum(1 for text in said if _NUMBER.match(text))
            if said and numbered * 5 >= len(said) * 4:
                return [column.at]
    return []


def _groups(grid: Grid, column: int, first: int) -> bool:
    """Say whether a column holds one text for several rows: merged, left empty or written again."""
    merged = any(m.left == column and m.bottom > m.top >= first for m in grid.merges)
    rows = grid.rows[first:]
    again = any(row[column] and row[column] == above[column] for above, row in pairwise(rows))
    return merged or again or any(any(row) and not row[column] for row in rows)
