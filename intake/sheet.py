"""Excel workbooks as grids. Formulas are read by their stored value.

.xlsx is read here and not through calamine: that one makes a dense block of every sheet (one stray
cell at XFD1048576 ends the process) and tells neither what is hidden nor how a date is shown.
"""

from collections.abc import Callable, Iterator

from intake import worksheet
from intake.cells import Cells, Room
from intake.formats import shown
from intake.package import BROKEN, Element, Package, refusing_damage
from intake.worksheet import Worksheet, said
from models.refusals import BadList
from rules.grid import Grid, Sheets


def read(package: Package, only: str | None = None) -> Sheets:
    """Read the worksheets, or the one named `only`.

    Raises:
        BadList: damaged, too large, or no such sheet.

    """
    with refusing_damage():
        return _Workbook(package).sheets(only)


def chosen(names: list[str], only: str | None) -> list[str]:
    """Return the names of the sheets to read.

    Raises:
        BadList: `only` is none of them.

    """
    if only is None:
        return names
    if only not in names:
        raise BadList(f"文件中没有名为「{only}」的工作表，现有：{'、'.join(names)}。")
    return [only]


def notes_of(grid: Grid, *, hidden: bool) -> Iterator[str]:
    """Yield what must be told of one sheet."""
    if not grid.rows:
        return
    where = f"工作表「{grid.name}」"
    if hidden:
        yield f"{where}是隐藏的，已一并读取，请确认是否属于本清单。"
    elif grid.hidden_rows:
        rows = _listed(grid.hidden_rows, lambda row: str(row + 1))
        yield f"{where}有隐藏的行（第{rows}行），已一并读取。"
    if grid.hidden_columns:
        columns = _listed(grid.hidden_columns, _letters)
        yield f"{where}有隐藏的列（{columns}列），已一并读取。"


class _Workbook:
    def __init__(self, package: Package) -> None:
        self._package = package
        main = next((part for kind, part in package.related("").values() if kind == "officeDocument"), "")
        if main not in package.names:
            raise BadList(BROKEN)
        self._parts = package.related(main)
        book = package.root(main)
        self._from_1904 = any(e.get("date1904") in {"1", "true"} for e in book.iter("{*}workbookPr"))
        self._listed = list(book.iter("{*}sheet"))
        styles, strings = self._part("styles"), self._part("sharedStrings")
        self._codes = worksheet.formats(package, styles) if styles else []
        self._strings = worksheet.strings(package, strings) if strings else []

    def sheets(self, only: str | None) -> Sheets:
        names = chosen([str(sheet.get("name")) for sheet in self._listed], only)
        grids: list[Grid] = []
        notes: list[str] = []
        room = Room()
        for number, listed in enumerate(self._listed, start=1):
            name = str(listed.get("name"))
            kind, part = self._parts.get(_relation(listed), ("", ""))
            if name not in names or kind != "worksheet":  # a chart sheet holds no cells
                continue
            hidden = listed.get("state", "visible") != "visible"
            sheet = Worksheet(self._value, Cells(room=room)).read(self._package, part)
            grid = _grid(number, name, sheet, hidden=hidden)
            grids.append(grid)
            notes.extend(notes_of(grid, hidden=hidden))
            if sheet.unvalued:
                cells = "、".join(sheet.unvalued)
                notes.append(
                    f"工作表「{name}」的公式没有算出结果（{cells}），按空白读取，请用 Excel 打开保存后再读。"
                )
        return Sheets(tuple(grids), notes=tuple(notes))

    def _part(self, kind: str) -> str | None:
        return next((part for found, part in self._parts.values() if found == kind), None)

    def _value(self, kind: str, style: str, stored: str) -> str:
        """Return what a cell shows, by its type, its style and what is stored."""
        if kind == "s":
            return self._strings[int(stored)]
        if kind == "n":
            code = self._codes[int(style)] if int(style) < len(self._codes) else ""
            return shown(float(stored), code, from_1904=self._from_1904)
        if kind == "d":
            return stored.removesuffix("Z").removesuffix("T00:00:00")
        if kind == "b":
            return "是" if stored == "1" else "否"
        return said(stored)  # inline words, the words a formula gave, or its error


def _relation(listed: Element) -> str:
    return next((str(value) for key, value in listed.attrib.items() if str(key).endswith("}id")), "")


def _grid(number: int, name: str, sheet: Worksheet, *, hidden: bool) -> Grid:
    height, width = sheet.cells.height, sheet.cells.width
    return Grid(
        table=number,
        name=name,
        rows=sheet.cells.rectangle(),
        merges=sheet.cells.inside(sheet.merges),
        hidden_rows=frozenset(range(height) if hidden else (r for r in sheet.hidden_rows if r < height)),
        hidden_columns=frozenset(
            column for first, end in sheet.hidden_columns for column in range(first, min(end, width))
        ),
    )


def _letters(column: int) -> str:
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _listed(numbers: frozenset[int], name: Callable[[int], str]) -> str:
    first_ones = [name(number) for number in sorted(numbers)[:10]]
    return "、".join(first_ones) + ("等" if len(numbers) > 10 else "")
