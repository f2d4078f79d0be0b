"""Word documents as grids, walked over the XML with tracked changes read as accepted.

Rows are read and let go one by one, so that a table of 10,000 rows fits into little memory.
"""

from collections.abc import Iterator

from lxml import etree

from intake.cells import WIDEST_TABLE, Room, clean
from intake.numbering import Numbering
from intake.package import BROKEN, Element, Package, refusing_damage
from intake.word_table import Cell, WordTable
from models.refusals import BadList
from rules.grid import Grid, Sheets

MOST_PIECES = 800_000  # cells, and ends of paragraphs and rows; 10,000 duties of 12 columns are half
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


class _Document:
    def __init__(self, package: Package, part: str) -> None:
        self._package, self._part = package, part
        w = self._w = f"{{{etree.QName(package.first(part)).namespace}}}"  # transitional or strict
        self._tbl, self._tr, self._tc, self._p = w + "tbl", w + "tr", w + "tc", w + "p"
        self._tab, self._tabs = w + "tab", w + "tabs"
        self._fallback = _MARKUP + "Fallback"
        self._wrappers = frozenset(
            [
                *(w + name for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo")),
                *(_MARKUP + name for name in ("AlternateContent", "Choice")),
            ]
        )
        # What is gone once changes are accepted, and what is no text: field codes, readings above words.
        gone = ("del", "moveFrom", "delText", "instrText", "rt")
        self._gone = [self._fallback, *(w + name for name in gone)]
        self._special = [*self._gone, w + "sdt"]
        self._words = [w + "t", w + "br", w + "cr", self._tab, w + "noBreakHyphen", self._p]
        self._breaks = {w + "br": "\n", w + "cr": "\n", self._tab: " ", w + "noBreakHyphen": "-"}
        self._numbering = Numbering.of(package, dict(package.related(part).values()), w)
        self._grids: list[Grid] = []
        self._lines: list[str] = []
        self._above: list[str] = []
        self._tables = 0
        self._pieces = 0
        self._room = Room()

    def read(self) -> Sheets:
        depth = paragraphs = fallback = 0  # `paragraphs`: one open round this is a text box
        table = WordTable(0)
        tags = [self._tbl, self._tr, self._p, self._fallback]
        for event, element in self._package.elements(self._part, tags, ("start", "end")):
            tag, ends = element.tag, event == "end"
            self._count()
            if tag == self._fallback:  # says the same as its Choice, for older programs
                fallback += -1 if ends else 1
            elif fallback:
                continue
            elif tag == self._p:
                paragraphs += -1 if ends else 1
                if ends and depth == 0:
                    self._line(element)
                    self._let_go(element, inside=paragraphs > 0)
            elif tag == self._tr:
                if ends and depth == 1:
                    if not table.height:
                        table.widths = self._widths(element)
                    self._row(table, element)
                    self._let_go(element, inside=paragraphs > 0)
            elif ends:
                depth -= 1
                if depth == 0:
                    self._grids.append(table.grid())
                    self._let_go(element, inside=paragraphs > 0)
            else:
                depth += 1
                if depth == 1:
                    table = self._table(tuple(self._above))
                    self._above.clear()
        grids = sorted(self._grids, key=lambda grid: grid.table)
        hidden = [f"第{g.table}个表格有隐藏的行或文字，已一并读取。" for g in grids if g.hidden_rows]
        return Sheets(tuple(grids), tuple(self._lines), tuple(hidden))

    def _table(self, above: tuple[str, ...] = (), inside: int | None = None) -> WordTable:
        self._tables += 1
        return WordTable(self._tables, above, inside, self._room)

    def _count(self) -> None:
        self._pieces += 1
        if self._pieces > MOST_PIECES:
            raise BadList("文件的内容过多，不像责任清单，请只留下清单的表格后再试。")

    def _let_go(self, element: Element, *, inside: bool) -> None:
        """Let go from the inside out of what was read.

        A large element that holds one still on its way out of the parser takes lxml time by the square.
        """
        told = (self._tbl, self._tr, self._p, self._fallback)
        for below in reversed(list(element.iterdescendants(*told))):
            below.clear()
        etree.strip_elements(element, *told)
        self._package.let_go(element, inside=inside)

    def _line(self, paragraph: Element) -> None:
        self._accept(paragraph)
        lines = [line for line in self._text(paragraph).split("\n") if line.strip()]
        self._room.take(text=sum(map(len, lines)))
        self._lines += lines
        self._above += lines

    def _row(self, table: WordTable, row: Element) -> None:
        """Take one row into its table: a deleted one is none."""
        properties = row.find(self._w + "trPr")
        before, hidden = 0, False
        if properties is not None:
            if properties.find(self._w + "del") is not None:
                return
            hidden = self._value(properties, "hidden") not in {None, "0", "false", "off"}
            before = _count_of(self._value(properties, "gridBefore"), 0)
        self._accept(row)
        hidden = hidden or self._has_hidden_words(row)
        table.add(self._cells(table, row), before=before, hidden=hidden)

    def _has_hidden_words(self, row: Element) -> bool:
        """Say whether words of a row are formatted as hidden; the mark at a paragraph's end is no word."""
        return any(
            mark.get(self._w + "val") not in {"0", "false", "off"}
            and (run := next(mark.iterancestors(self._w + "r", self._p))).tag != self._p
            and run.find(self._w + "t") is not None
            for mark in row.iter(self._w + "vanish")
        )

    def _cells(self, table: WordTable, row: Element) -> Iterator[Cell]:
        """Yield the cells of a row, content controls and the like looked through."""
        for child in row:
            if child.tag == self._tc:
                if (cell := self._cell(table, child)) is not None:
                    yield cell
            elif child.tag in self._wrappers:
                yield from self._cells(table, child)

    def _cell(self, table: WordTable, cell: Element) -> Cell | None:
        self._count()
        properties = cell.find(self._w + "tcPr")
        found: dict[str, str] = {}
        for mark in () if properties is None else properties:
            found[str(mark.tag).rpartition("}")[2]] = str(mark.get(self._w + "val", ""))
        if "cellDel" in found:
            return None
        return Cell(
            self._cell_text(table, cell),
            _count_of(found.get("gridSpan"), 1),
            _merge(found.get("vMerge")),
            _merge(found.get("hMerge")),
        )

    def _cell_text(self, table: WordTable, cell: Element) -> str:
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

    def _accept(self, element: Element) -> None:
        """Accept the tracked changes of a row or paragraph, and write down the numbers Word would count."""
        if self._numbering is not None:
            self._numbering.write(element)
        if next(element.iter(*self._special), None) is None:
            return
        joined = False
        for paragraph in element.iter(self._p):
            if joined:  # the end of the paragraph before was deleted
                paragraph.set("joined", "1")
            joined = paragraph.find(f"{self._w}pPr/{self._w}rPr/{self._w}del") is not None
        for control in list(element.iter(self._w + "sdt")):
            if control.find(f"{self._w}sdtPr/{self._w}showingPlcHdr") is not None:
                etree.strip_elements(control, self._w + "sdtContent")  # 「单击此处输入文字」
        etree.strip_elements(element, *self._gone, with_tail=False)

    def _text(self, element: Element) -> str:
        pieces: list[str] = []
        for node in element.iter(*self._words):
            tag = str(node.tag)
            if tag == self._p:
                if pieces and node.get("joined") is None:
                    pieces.append("\n")
                if label := node.get("label"):
                    pieces.append(label)
            elif tag in self._breaks:
                if tag != self._tab or (
                    (parent := node.getparent()) is not None and parent.tag != self._tabs
                ):
                    pieces.append(self._breaks[tag])
            elif node.text:
                pieces.append(node.text)
        return clean(pieces[0] if len(pieces) == 1 else "".join(pieces))

    def _widths(self, row: Element) -> list[int]:
        """Return the widths of the grid columns of the table of `row`, in twentieths of a point."""
        table = next(row.iterancestors(self._tbl))
        found = table.find(self._w + "tblGrid")
        texts = [] if found is None else [c.get(self._w + "w", "") for c in found.iter(self._w + "gridCol")]
        return [int(text) for text in texts] if all(text.isdigit() for text in texts) else []

    def _value(self, properties: Element, name: str) -> str | None:
        """Return the w:val of a property; "" where it stands without one."""
        found = properties.find(self._w + name)
        return None if found is None else str(found.get(self._w + "val", ""))


def _count_of(value: str | None, least: int) -> int:
    number = int(value) if value else least
    if not least <= number <= WIDEST_TABLE:
        raise BadList(BROKEN)
    return number


def _merge(value: str | None) -> str | None:
    """Return how a cell is merged; the mark without a value goes on with the cell before."""
    return "continue" if value == "" else value
