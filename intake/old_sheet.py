"""Excel 97 workbooks (.xls, .et) as grids, read by calamine in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from intake.cells import Cells, Room, clean
from intake.package import ENCRYPTED
from intake.sheet import chosen, notes_of
from models.refusals import BadList
from rules.grid import Grid, Merge, Sheets

SECONDS = 8
_CHILD = Path(__file__).with_name("old_sheet_apart.py")


def read(path: Path, only: str | None = None) -> Sheets:
    """Read the worksheets, or the one named `only`.

    Calamine makes a dense block of each sheet and ends the process that cannot hold it,
    so it gets one with little memory and time.

    Raises:
        BadList: damaged, encrypted, too large, or no such sheet.

    """
    try:
        done = subprocess.run(  # noqa: S603  (our own script, by its path)
            [sys.executable, "-I", str(_CHILD), str(path.resolve())],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        told: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError, OSError) as error:
        raise BadList("这个旧版 Excel 文件已损坏或过大，请用 Excel 或 WPS 另存为 .xlsx 后再试。") from error
    if told.get("encrypted"):
        raise BadList(ENCRYPTED)
    names = chosen([sheet["name"] for sheet in told["sheets"]], only)
    sheets = [(n, sheet) for n, sheet in enumerate(told["sheets"], start=1) if sheet["name"] in names]
    room = Room()
    grids = [(_grid(number, sheet, room), bool(sheet["hidden"])) for number, sheet in sheets]
    notes = [note for grid, hidden in grids for note in notes_of(grid, hidden=hidden)]
    if not told["marked"]:
        notes.append("这个旧版 Excel 文件看不出哪些行列是隐藏的，请对照原件核对，或另存为 .xlsx 再读取。")
    return Sheets(tuple(grid for grid, _ in grids), notes=tuple(notes))


def _grid(number: int, sheet: dict[str, Any], room: Room) -> Grid:
    cells = Cells(room=room)
    for row, column, text in sheet["cells"]:
        cells.add_row(row, {column: clean(text)})
    hidden = range(cells.height) if sheet["hidden"] else sheet["hidden_rows"]
    return Grid(
        table=number,
        name=sheet["name"],
        rows=cells.rectangle(),
        merges=cells.inside(Merge(*merge) for merge in sheet["merges"]),
        hidden_rows=frozenset(row for row in hidden if row < cells.height),
        hidden_columns=frozenset(column for column in sheet["hidden_columns"] if column < cells.width),
    )
