"""The parts of a workbook that hold many cells, read as they pass by: no tree, little memory.

A sheet of a million blank rows is gone through in seconds.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from intake.cells import LONGEST_CELL, TANGLED, Cells, clean
from intake.formats import built_in
from intake.package import BROKEN, Package
from models.refusals import BadList
from rules.grid import Merge

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
MOST_MERGES = 100_000
MOST_TOLD = 10  # cells named in a note
_MAINS = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",  # strict
)
_NAMES = ("row", "c", "v", "t", "f", "si", "rPh", "col", "mergeCell")
_KNOWN = {f"{main} {name}": name for main in _MAINS for name in _NAMES}
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # how a workbook keeps characters that XML forbids


@dataclass
class Words:
    """Gathers the characters of one cell or string, and no more than a cell may hold."""

    pieces: list[str] = field(default_factory=list)
    wanted: bool = False
    held: int = 0

    def hear(self, piece: str) -> None:
        if self.wanted:
            self.pieces.append(piece)
            self.held += len(piece)
            if self.held > 2 * LONGEST_CELL:
                clean("长" * self.held)  # refuses

    def take(self) -> str:
        text = self.pieces[0] if len(self.pieces) == 1 else "".join(self.pieces)
        self.pieces.clear()
        self.held = 0
        return text


def strings(package: Package, part: str) -> list[str]:
    """Return the shared strings; readings set above characters (rPh) are no part of them."""
    found: list[str] = []
    words = Words()
    above = False

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal above
        name = _KNOWN.get(tag)
        if name == "rPh":
            above = True
        elif name == "t":
            words.wanted = not above

    def end(tag: str) -> None:
        nonlocal above
        name = _KNOWN.get(tag)
        if name == "t":
            words.wanted = False
        elif name == "rPh":
            above = False
        elif name == "si":
            found.append(said(words.take()))

    package.scan(part, start, end, words.hear)
    return found


@dataclass
class Worksheet:
    """One worksheet part. `value` turns (type, style, stored text) into what the cell shows."""

    value: Callable[[str, str, str], str]
    cells: Cells = field(default_factory=Cells)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)  # first, end
    unvalued: list[str] = field(default_factory=list)  # the first cells whose formula gave nothing
    _words: Words = field(default_factory=Words)
    _row: int = -1
    _column: int = -1
    _texts: dict[int, str] = field(default_factory=dict)
    _cell: dict[str, str] = field(default_factory=dict)
    _formula: bool = False
    _above: bool = False

    def read(self, package: Package, part: str) -> "Worksheet":
        package.scan(part, self._start, self._end, self._words.hear)
        return self

    def _start(self, tag: str, marks: dict[str, str]) -> None:
        name = _KNOWN.get(tag)
        if name == "c":
            self._cell, self._formula = marks, False
            reference = marks.get("r")
            self._column = _column(reference.rstrip("0123456789")) if reference else self._column + 1
            if self._column >= LAST_COLUMN:
                raise BadList(BROKEN)
        elif name in {"v", "t"}:
            self._words.wanted = not self._above
        elif name == "row":
            self._row = int(marks.get("r") or self._row + 2) - 1
            self._column = -1
            if not 0 <= self._row < LAST_ROW:
                raise BadList(BROKEN)
            if _flag(marks, "hidden") or marks.get("ht") == "0":
                self.hidden_rows.add(self._row)
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._above = True
        elif name == "col" and (_flag(marks, "hidden") or marks.get("width") == "0"):
            self.hidden_columns.append((int(marks.get("min", "1")) - 1, int(marks.get("max", "1"))))
        elif name == "mergeCell" and (merge := _block(marks.get("ref", ""))):
            self.merges.append(merge)
            if len(self.merges) > MOST_MERGES:
                raise BadList(TANGLED)

    def _end(self, tag: str) -> None:
        name = _KNOWN.get(tag)
        if name in {"v", "t"}:
            self._words.wanted = False
        elif name == "rPh":
            self._above = False
        elif name == "c":
            if self._words.pieces:
                cell = self._cell
                self._texts[self._column] = self.value(
                    cell.get("t", "n"), cell.get("s", "0"), self._words.take()
                )
            elif self._formula and self._cell.get("t") != "str" and len(self.unvalued) < MOST_TOLD:
                self.unvalued.append(self._cell.get("r", f"第{self._row + 1}行"))
        elif name == "row" and self._texts:
            self.cells.add_row(self._row, self._texts)
            self._texts = {}


def formats(package: Package, part: str) -> list[str]:
    """Return the format code of each cell style, in order."""
    own: dict[str, str] = {}
    numbers: list[str] = []
    in_cells = False

    def start(tag: str, marks: dict[str, str]) -> None:
        nonlocal in_cells
        name = tag.rpartition(" ")[2]
        if name == "numFmt":
            own[marks.get("numFmtId", "0")] = marks.get("formatCode", "")
        elif name == "cellXfs":
            in_cells = True
        elif name == "xf" and in_cells:
            numbers.append(marks.get("numFmtId", "0"))

    def end(tag: str) -> None:
        nonlocal in_cells
        in_cells = in_cells and tag.rpartition(" ")[2] != "cellXfs"

    package.scan(part, start, end, lambda _: None)
    return [own.get(number) or built_in(int(number)) for number in numbers]


def said(text: str) -> str:
    """Return the words of a string as a person sees them."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")  # halves become one
    return clean(text)


def _flag(marks: dict[str, str], name: str) -> bool:
    return marks.get(name) in {"1", "true"}


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    if not re.fullmatch("[A-Z]{1,3}", letters):
        raise BadList(BROKEN)
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
