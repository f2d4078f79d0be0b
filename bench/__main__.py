"""`./run bench [NAME]`: run benchmarks, print a table, write bench/out/NAME.json."""

import importlib
import sys

from rich.console import Console
from rich.table import Table

from bench.harness import Row, write

NAMES = ("dispatch", "issue", "reading")


def table(name: str, rows: list[Row]) -> Table:
    shown = Table(
        "work", "unit", "ours", "alternative", "theirs", "ratio", "goal", "holds", "peak MiB", title=name
    )
    for row in rows:
        shown.add_row(
            row.work,
            row.unit,
            f"{row.ours:g}",
            row.other or "",
            "" if row.theirs is None else f"{row.theirs:g}",
            "" if row.ratio is None else f"{row.ratio:g}",
            "" if row.goal is None else f"{'≥' if row.better == 'more' else '≤'} {row.goal:g}",
            {True: "yes", False: "NO", None: ""}[row.holds],
            str(row.peak_mib),
        )
    return shown


def main() -> int:
    wanted = sys.argv[1:] or NAMES
    unknown = [name for name in wanted if name not in NAMES]
    if unknown:
        print(f"没有「{unknown[0]}」这项对比，可选：{'、'.join(NAMES)}。", file=sys.stderr)
        return 2
    for name in wanted:
        rows: list[Row] = importlib.import_module(f"bench.{name}").rows()
        Console(width=150).print(table(name, rows))
        write(name, rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
