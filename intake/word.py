"""Word documents as grids, walked over the XML with tracked changes read as accepted.

Rows are read and let go one by one, so that a table of 10,000 rows fits into little memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from intake.cells import WIDEST_TABLE, Cells, clean
from intake.package import BROKEN, Element, Package, refusing_damage
from models.refusals import BadList
from rules.grid import Grid, Merge, Sheets

_MARKUP = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


def read(package: Package) -> Sheets:
    """Read all tables of the document in order, nested ones too, and the lines around them.

    Raises:
        BadList: damaged, too large, or without a document in it.

    """
    with refusing_damage():
        parts = package.related("").values()
        part = next((part for kind, part in parts if kind == "officeDocument"), "")
        if part not in package.names:
            raise BadList(BROKEN)
        return _Document(package, part).read()


@dataclass
class _Table:
    """A table whose rows are being read. A vertical merge is open until a row does not go on with it."""

    number: int
    above: tuple[str, ...] = ()
    inside: int | None = None
    cells: Cells = field(default_factory=Cells)
    merges: list[Merge] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    open: dict[int, Merge] = field(default_factory=dict)  # by the grid column where it begins
    height: int = 0

    def grid(self) -> Grid:
        merges = [*self.merges, *self.open.values()]
        return Grid(
            table=self.number,
            name=None,
            rows=self.cells.rectangle(),
            merges=self.cells.inside(sorted(merges, key=lambda merge: (merge.top, merge.left))),
            hidden_rows=frozenset(row for row in self.hidden if row < self.cells.height),
            above=self.above,
            inside=self.inside,
        )


class _Document:
    def __init__(self, package: Package, part: str) -> None:
        self._package, self._part = package, part
        root = package.first(part)
        w = self._w = f"{{{etree.QName(root).namespace}}}"  # transitional or strict
        self._tbl, self._tr, self._tc, self._p = w + "tbl", w + "tr", w + "tc", w + "p"
        self._fallback = _MARKUP + "Fallback"
        self._wrappers = frozenset(
            [
                *(w + name for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo")),
                *(_MARKUP + name for name in ("AlternateContent", "Choice")),
            ]
        )
        # What is gone once changes are accepted, and what is no text: field codes, readings above words.
        gone = ("del", "moveFrom", "delText", "instrText", "rt", "pPr")
        self._gone = [self._fallback, *(w + name for name in gone)]
        self._blocks = [w + "p", w + "t", w + "br", w + "cr", w + "tab", w + "noBreakHyphen"]
        self._breaks = {w + "br": "\n", w + "cr": "\n", w + "tab": " ", w + "noBreakHyphen": "-"}
        self._grids: list[Grid] = []
        self._lines: list[str] = []
        self._above: list[str] = []
        self._tables = 0

    def read(self) -> Sheets:
        depth = fallback = 0
        tables: list[_Table] = []
        tags = [self._tbl, self._tr, self._p, self._fallback]
        for event, element in self._package.elements(self._part, tags, ("start", "end")):
            step = 1 if event == "start" else -1
            if element.tag == self._fallback:  # says the same as its Choice, for older programs
                fallback += step
            elif fallback:
                continue
            elif element.tag == self._tbl:
                depth += step
                if depth == 1 and event == "start":
                    tables = [self._table(tuple(self._above))]
                    self._above.clear()
                elif depth == 0:
                    self._grids.append(tables[0].grid())
                    element.clear()
            elif event == "end" and element.tag == self._tr and depth == 1:
                self._row(tables[0], element)
                element.clear()
            elif event == "end" and element.tag == self._p and depth == 0:
                self._line(element)
                element.clear()
        grids = sorted(self._grids, key=lambda grid: grid.table)
        hidden = [f"第{g.table}个表格有隐藏的行，已一并读取。" for g in grids if g.hidden_rows]
        return Sheets(tuple(grids), tuple(self._lines), tuple(hidden))

    def _table(self, above: tuple[str, ...] = (), inside: int | None = None) -> _Table:
        self._tables += 1
        return _Table(self._tables, above, inside)

    def _line(self, paragraph: Element) -> None:
        lines = [line for line in self._text(paragraph).split("\n") if line.strip()]
        self._lines += lines
        self._above += lines

    def _row(self, table: _Table, row: Element) -> None:
        """Take one row into its table: a deleted one is none."""
        properties = row.find(self._w + "trPr")
        column = 0
        if properties is not None:
            if properties.find(self._w + "del") is not None:
                return
            if self._flag(properties, "hidden"):
                table.hidden.add(table.height)
            column = self._number(properties, "gridBefore", 0)
        still_open: dict[int, Merge] = {}
        texts: dict[int, str] = {}
        last = column  # where the last cell began that is not merged into the one before it
        for cell in self._cells(row):
            marks = cell.find(self._w + "tcPr")
            span, vertical, goes_on = 1, None, False
            if marks is not None:
                if marks.find(self._w + "cellDel") is not None:
                    continue
                span = self._number(marks, "gridSpan", 1)
                vertical = self._merge(marks, "vMerge")
                goes_on = self._merge(marks, "hMerge") == "continue"
            right = column + span - 1
            above = table.open.get(column)
            if goes_on and column > last:
                still_open[last] = replace(still_open[last], right=right)
            elif vertical == "continue" and above is not None and above.right == right:
                still_open[column] = Merge(above.top, column, table.height, right)
                last = column
            else:
                texts[column] = self._cell_text(table, cell)
                still_open[column] = Merge(table.height, column, table.height, right)
                last = column
            column = right + 1
            if column > WIDEST_TABLE:
                raise BadList(BROKEN)
        table.merges += [merge for start, merge in table.open.items() if _ended(merge, still_open.get(start))]
        table.open = still_open
        table.cells.add_row(table.height, texts)
        table.height += 1

    def _cells(self, row: Element) -> Iterator[Element]:
        for child in row:
            if child.tag == self._tc:
                yield child
            elif child.tag in self._wrappers:
                yield from self._cells(child)

    def _cell_text(self, table: _Table, cell: Element) -> str:
        """Return the text of a cell; a table in it becomes a grid of its own, and its words stay here too."""
        text = self._text(cell)
        for nested in cell.iter(self._tbl):
            if next(nested.iterancestors(self._tbl, self._tc)) is cell:
                inner = self._table(inside=table.number)
                for row in nested.iter(self._tr):
                    if next(row.iterancestors(self._tbl)) is nested:
                        self._row(inner, row)
                self._grids.append(inner.grid())
        return text

    def _text(self, element: Element) -> str:
        if element.find(f".//{self._w}pPr/{self._w}rPr/{self._w}del") is not None:
            self._join_paragraphs(element)
        for control in list(element.iter(self._w + "sdt")):
            if control.find(f"{self._w}sdtPr/{self._w}showingPlcHdr") is not None:
                etree.strip_elements(control, self._w + "sdtContent")  # 「单击此处输入文字」
        etree.strip_elements(element, *self._gone, with_tail=False)
        pieces: list[str] = []
        for node in element.iter(*self._blocks):
            if node.tag == self._p:
                if node.get("joined") is None and pieces:
                    pieces.append("\n")
            else:
                pieces.append(self._breaks.get(str(node.tag)) or node.text or "")
        return clean("".join(pieces))

    def _join_paragraphs(self, element: Element) -> None:
        """Mark each paragraph before which the paragraph's end was deleted."""
        joined = False
        for paragraph in element.iter(self._p):
            if joined:
                paragraph.set("joined", "1")
            joined = paragraph.find(f"{self._w}pPr/{self._w}rPr/{self._w}del") is not None

    def _value(self, properties: Element, name: str) -> str | None:
        """Return the w:val of a property; "" where it stands without one."""
        found = properties.find(self._w + name)
        return None if found is None else str(found.get(self._w + "val", ""))

    def _flag(self, properties: Element, name: str) -> bool:
        return self._value(properties, name) not in {None, "0", "false", "off"}

    def _number(self, properties: Element, name: str, default: int) -> int:
        value = self._value(properties, name)
        number = int(value) if value else default
        if not default <= number <= WIDEST_TABLE:
            raise BadList(BROKEN)
        return number

    def _merge(self, marks: Element, name: str) -> str | None:
        value = self._value(marks, name)
        return "continue" if value == "" else value


def _ended(merge: Merge, later: Merge | None) -> bool:
    """Say whether a block of more than one cell is complete, because the row below it begins anew."""
    more_than_one = (merge.top, merge.left) != (merge.bottom, merge.right)
    return more_than_one and (later is None or later.top != merge.top)
