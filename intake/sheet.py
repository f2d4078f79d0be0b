"""Excel workbooks as grids. Formulas are read by their stored value.

.xlsx is read here and not through calamine: that one makes a dense block of every sheet (one stray
cell at XFD1048576 ends the process) and tells neither what is hidden nor how a date is shown.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from intake.cells import Cells, clean
from intake.formats import built_in, shown
from intake.package import BROKEN, Element, Package, refusing_damage
from models.refusals import BadList
from rules.grid import Grid, Merge, Sheets

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # how a workbook keeps characters that XML forbids
LAST_ROW = 1_048_576


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
        raise BadList(f"文件中没有名为“{only}”的工作表，现有：{'、'.join(names)}。")
    return [only]


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _flag(element: Element, name: str) -> bool:
    return element.get(name) in {"1", "true"}


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _block(reference: str) -> Merge | None:
    ends = _REFERENCE.findall(reference.replace("$", ""))
    if len(ends) != 2:
        return None
    (left, top), (right, bottom) = ends
    return Merge(int(top) - 1, _column(left), int(bottom) - 1, _column(right))


@dataclass
class _Sheet:
    """What one worksheet part held."""

    cells: Cells = field(default_factory=Cells)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


class _Workbook:
    def __init__(self, package: Package) -> None:
        self._package = package
        main = next((part for kind, part in package.related("").values() if kind == "officeDocument"), "")
        if main not in package.names:
            raise BadList(BROKEN)
        self._parts = package.related(main)
        book = package.root(main)
        self._from_1904 = any(_flag(e, "date1904") for e in book.iter("{*}workbookPr"))
        self._listed = list(book.iter("{*}sheet"))
        self._codes = self._read_formats()
        self._strings = self._read_strings()

    def sheets(self, only: str | None) -> Sheets:
        names = chosen([str(sheet.get("name")) for sheet in self._listed], only)
        grids: list[Grid] = []
        notes: list[str] = []
        for number, listed in enumerate(self._listed, start=1):
            name = str(listed.get("name"))
            kind, part = self._parts.get(self._relation(listed), ("", ""))
            if name not in names or kind != "worksheet":  # a chart sheet holds no cells
                continue
            hidden = listed.get("state", "visible") != "visible"
            grid = self._grid(number, name, self._read_sheet(part), hidden=hidden)
            grids.append(grid)
            notes.extend(_notes(grid, hidden=hidden))
        return Sheets(tuple(grids), notes=tuple(notes))

    def _relation(self, listed: Element) -> str:
        return next((str(value) for key, value in listed.attrib.items() if str(key).endswith("}id")), "")

    def _part(self, kind: str) -> str | None:
        return next((part for found, part in self._parts.values() if found == kind), None)

    def _read_formats(self) -> list[str]:
        """Return the format code of each cell style, in order."""
        part = self._part("styles")
        if part is None:
            return []
        root = self._package.root(part)
        own = {int(f.get("numFmtId", "0")): f.get("formatCode", "") for f in root.iter("{*}numFmt")}
        numbers = [int(xf.get("numFmtId", "0")) for all_ in root.iter("{*}cellXfs") for xf in all_]
        return [own.get(number) or built_in(number) for number in numbers]

    def _read_strings(self) -> list[str]:
        """Return the shared strings; readings set above characters (rPh) are no part of the text."""
        part = self._part("sharedStrings")
        if part is None:
            return []
        strings = []
        for _, item in self._package.elements(part, ["{*}si"]):
            strings.append(clean(_unescaped(_text(item))))
            item.clear()
        return strings

    def _read_sheet(self, part: str) -> _Sheet:
        sheet = _Sheet()
        row = -1
        for _, element in self._package.elements(part, ["{*}row", "{*}col", "{*}mergeCell"]):
            kind = _local(element)
            if kind == "row":
                row = int(element.get("r") or row + 2) - 1
                if not row < LAST_ROW:
                    raise BadList(BROKEN)
                if _flag(element, "hidden"):
                    sheet.hidden_rows.add(row)
                if len(element):
                    sheet.cells.add_row(row, dict(self._row(element)))
            elif kind == "col" and _flag(element, "hidden"):
                sheet.hidden_columns.append((int(element.get("min", "1")) - 1, int(element.get("max", "1"))))
            elif kind == "mergeCell" and (merge := _block(element.get("ref", ""))):
                sheet.merges.append(merge)
            element.clear()
        return sheet

    def _row(self, row: Element) -> Iterator[tuple[int, str]]:
        column = -1
        for cell in row:
            reference = cell.get("r")
            column = _column(reference.rstrip("0123456789")) if reference else column + 1
            if len(cell):
                yield column, self._value(cell)

    def _value(self, cell: Element) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return clean(_unescaped(_text(cell)))
        stored = next((part.text for part in cell if _local(part) == "v"), None)
        if stored is None:
            return ""
        if kind == "s":
            return self._strings[int(stored)]
        return self._number(cell, stored) if kind == "n" else _other(kind, stored)

    def _number(self, cell: Element, stored: str) -> str:
        style = int(cell.get("s", "0"))
        code = self._codes[style] if style < len(self._codes) else ""
        return shown(float(stored), code, from_1904=self._from_1904)

    def _grid(self, number: int, name: str, sheet: _Sheet, *, hidden: bool) -> Grid:
        cells = sheet.cells
        height, width = cells.height, cells.width
        return Grid(
            table=number,
            name=name,
            rows=cells.rectangle(),
            merges=cells.inside(sheet.merges),
            hidden_rows=frozenset(range(height) if hidden else (r for r in sheet.hidden_rows if r < height)),
            hidden_columns=frozenset(
                column for first, end in sheet.hidden_columns for column in range(first, min(end, width))
            ),
        )


def _other(kind: str, stored: str) -> str:
    if kind == "d":
        return stored.removesuffix("Z").removesuffix("T00:00:00")
    if kind == "b":
        return "是" if stored == "1" else "否"
    return clean(_unescaped(stored))  # "str", the text a formula gave, and "e", an error


def _text(element: Element) -> str:
    """Return the text of a string item: plain, or in runs."""
    if len(element) == 1 and _local(element[0]) == "t":
        return element[0].text or ""
    return "".join(
        t.text or "" for t in element.iter("{*}t") if (over := t.getparent()) is None or _local(over) != "rPh"
    )


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _notes(grid: Grid, *, hidden: bool) -> Iterator[str]:
    """Yield what must be told of one sheet."""
    if not grid.rows:
        return
    where = f"工作表“{grid.name}”"
    if hidden:
        yield f"{where}是隐藏的，已一并读取，请确认是否属于本清单。"
    elif grid.hidden_rows:
        rows = _listed(grid.hidden_rows, lambda row: str(row + 1))
        yield f"{where}有隐藏的行（第{rows}行），已一并读取。"
    if grid.hidden_columns:
        columns = _listed(grid.hidden_columns, _letters)
        yield f"{where}有隐藏的列（{columns}列），已一并读取。"


def _letters(column: int) -> str:
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _listed(numbers: frozenset[int], name: Callable[[int], str]) -> str:
    shown_ones = [name(number) for number in sorted(numbers)[:10]]
    return "、".join(shown_ones) + ("等" if len(numbers) > 10 else "")
