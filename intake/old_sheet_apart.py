"""Print one old workbook as JSON: a script that `intake.old_sheet` runs apart from the office."""

import datetime as dt
import json
import resource
import struct
import sys
from pathlib import Path
from typing import Any

MEMORY = 400 << 20  # bytes of address space


def text(value: Any) -> str:
    """Return a cell as a person sees it: 1.0 is 1, a whole date is ISO text."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else f"{value:%Y-%m-%d %H:%M}"
    return str(value)


def sheets(path: str) -> dict[str, Any]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415

    from intake import biff  # noqa: PLC0415

    try:
        marks = biff.marks(Path(path).read_bytes())
    except (ValueError, IndexError, struct.error):
        marks = {}
    told = []
    with CalamineWorkbook.from_path(path) as book:
        for about in book.sheets_metadata:
            if about.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(about.name)
            marked = marks.get(about.name, biff.Marks())
            told.append(
                {
                    "name": about.name,
                    "hidden": about.visible != SheetVisibleEnum.Visible,
                    "cells": [
                        (row, column, marked.shown.get((row, column)) or text(value))
                        for row, values in enumerate(sheet.to_python(skip_empty_area=False))
                        for column, value in enumerate(values)
                        if value != ""
                    ],
                    "merges": [(*first, *last) for first, last in sheet.merged_cell_ranges or []],
                    "hidden_rows": marked.hidden_rows,
                    "hidden_columns": marked.hidden_columns,
                }
            )
    return {"sheets": told, "marked": bool(marks)}


def main() -> int:
    sys.path.append(str(Path(__file__).parents[1]))
    from python_calamine import PasswordError  # noqa: PLC0415

    from intake.biff import Encrypted  # noqa: PLC0415

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # ended for want of memory, it leaves no file
    try:
        told = sheets(sys.argv[1])
    except (PasswordError, Encrypted):
        told = {"encrypted": True}
    sys.stdout.buffer.write(json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
