"""What a superior's document demands (要点), item by item: from a table, or from numbered prose."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.refusals import BadList
from rules import headings, listing
from rules.grid import Grid, Sheets
from rules.titles import title_of

_NUMERAL = "一二三四五六七八九十百"
_LEVELS = (
    re.compile(rf"^第[{_NUMERAL}\d]+[章部分篇][、\s]*"),
    re.compile(rf"^[{_NUMERAL}]{{1,3}}、\s*"),
    re.compile(rf"^[(（][{_NUMERAL}]{{1,3}}[)）]、?\s*"),
    re.compile(
        r"^\d{1,3}\s*[.．、](?!\d+(?:[.．、\s]|$))\s*"
    ),  # 「1.3月底前」 is the first item, 「1.3 」 is none
    re.compile(r"^[(（]\d{1,3}[)）]、?\s*"),
)
_CLOSING = re.compile(r"^(?:附件?\s*\d*\s*[:：]|抄送|[(（]此件|\d{4}年\d{1,2}月\d{1,2}日|[^，。；：]{2,25}$)")
_NUMBER_HEADINGS = frozenset({"no", "no.", "序号", "编号", "条目"})
_ISSUED = re.compile(r"印发[〈《](.+)[〉》]的通知")


@dataclass(frozen=True)
class Demand:
    no: str  # unique in the document, as it is counted there: 二（一）3
    text: str


def demands(sheets: Sheets, *, year: int) -> list[Demand]:
    """Return the items of a document in its order.

    Raises:
        BadList: there are none.

    """
    found: list[Demand] = []
    if any(headings.find(grid) for grid in sheets.grids):
        rows = listing.read(sheets, year=year).rows
        found = [Demand(row.no, _joined(row.task, row.measures)) for row in rows if row.task or row.measures]
    else:
        found = list(_prose(sheets.lines or _only_column(sheets)))
        found = found or [demand for grid in sheets.grids for demand in _two_columns(grid)]
    if not found:
        raise BadList("没有读到要点：请提供带编号的文件、清单表格，或有「序号,内容」两列的 CSV。")
    return _numbered(found)


def title(sheets: Sheets) -> str:
    """Return what the document is called: of a notice, what it hands on."""
    found = title_of(sheets.lines)
    issued = _ISSUED.search(found)
    return issued[1] if issued else found


def _joined(task: str, measures: str) -> str:
    return f"{task}：{measures}" if task and measures else task or measures


def _only_column(sheets: Sheets) -> list[str]:
    """Return the lines of a plain text, which is a table of one column."""
    rows = [[cell for cell in row if cell] for grid in sheets.grids for row in grid.rows]
    return [cell for row in rows for cell in row] if all(len(row) <= 1 for row in rows) else []


def _two_columns(grid: Grid) -> Iterator[Demand]:
    """Read number and text from a table without a heading that is known; one column is the text alone."""
    for at, row in enumerate(grid.rows):
        cells = [cell for cell in row if cell]
        if not cells or (at == 0 and cells[0].lower() in _NUMBER_HEADINGS):
            continue
        yield Demand(cells[0], " ".join(cells[1:])) if len(cells) > 1 else Demand("", cells[0])


@dataclass
class _Paragraph:
    level: int
    marker: str
    texts: list[str]


def _prose(lines: Sequence[str]) -> Iterator[Demand]:
    """Read numbered paragraphs; one with deeper numbers below it is a heading, not a demand.

    A line without a number goes on with the one above, but for what closes the document.
    """
    paragraphs: list[_Paragraph] = []
    for line in (line.strip() for line in lines):
        found = next(((at, sign) for at, level in enumerate(_LEVELS) if (sign := level.match(line))), None)
        if found is not None:
            level, sign = found
            paragraphs.append(_Paragraph(level, sign[0], [line[sign.end() :]]))
        elif paragraphs and line:
            paragraphs[-1].texts.append(line)
    if paragraphs:
        last = paragraphs[-1].texts
        while len(last) > 1 and _CLOSING.match(last[-1]):
            last.pop()
    path: list[tuple[int, str]] = []
    for at, paragraph in enumerate(paragraphs):
        path = [
            *(each for each in path if each[0] < paragraph.level),
            (paragraph.level, _bare(paragraph.marker)),
        ]
        is_heading = at + 1 < len(paragraphs) and paragraphs[at + 1].level > paragraph.level
        if not is_heading:
            yield Demand("".join(marker for _, marker in path), "\n".join(filter(None, paragraph.texts)))


def _bare(marker: str) -> str:
    return marker.strip().rstrip("、.．") or marker


def _numbered(found: Sequence[Demand]) -> list[Demand]:
    """Give each demand a number of its own: the one it has, else its place."""
    numbers = [demand.no.strip() for demand in found]
    if len(set(numbers)) == len(numbers) and all(numbers):
        return [Demand(number, demand.text) for number, demand in zip(numbers, found, strict=True)]
    return [Demand(str(place), demand.text) for place, demand in enumerate(found, 1)]
