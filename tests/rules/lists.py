"""Lists as grids, for tests of reading them."""

from rules import listing
from rules.grid import Grid, Merge, Sheets

PLAIN = ["序号", "工作任务", "责任部门", "完成时限", "佐证材料"]


def grid(*rows, merges=(), table=1, name=None, **more):
    width = max(len(row) for row in rows)
    return Grid(
        table,
        name,
        tuple((*row, *[""] * (width - len(row))) for row in rows),
        tuple(Merge(*merge) for merge in merges),
        **more,
    )


def read(*rows, year=2024, lines=(), notes=(), **more):
    """Read one table."""
    return listing.read(Sheets((grid(*rows, **more),), tuple(lines), tuple(notes)), year=year)


def read_all(*grids, lines=(), year=2024):
    """Read several tables."""
    return listing.read(Sheets(tuple(grids), tuple(lines)), year=year)


def messages(listing):
    return [problem.message for problem in listing.problems]
