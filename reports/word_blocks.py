"""What official documents in Word's form are built of: paragraphs, tables with lines, the signature."""

import re
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn

from reports import page
from reports.official_styles import FIGURE_STYLE
from reports.plain import plain
from reports.word_xml import made, text, twips
from rules.appendix import Paragraph, Run, Table

LONGEST_KEPT = 6 * page.CHARACTERS  # of a paragraph before the signature
LONG_LATIN = re.compile("[!-~]{18,}")


def add(document: Document, *elements: Any) -> None:
    body = document.element.body
    for element in elements:
        body.insert(len(body) - 1, element)  # the last child is the section's own properties


def paragraph(style: str, runs: Paragraph, *more: Any) -> Any:
    properties = [made("pStyle", val=style), *more]
    if LONG_LATIN.search(page.plain_words(runs)):
        # Else Word moves a digest or an address to the next line whole and stretches the line before it.
        properties.insert(1, made("wordWrap", val=0))
        if style == "Normal":
            properties.append(made("jc", val="left"))
    return made("p", made("pPr", *properties), *(_run(run) for run in runs))


def _run(run: Run) -> Any:
    return stretch(run.text, *([made("rStyle", val=FIGURE_STYLE)] if run.figure is not None else []))


def stretch(words: str, *styled: Any, font: str = "") -> Any:
    """Return `words` as a run, in the font of its paragraph or in `font`."""
    # Without the hint Word takes quotation marks and dashes from the Latin font.
    chinese = {"eastAsia": font} if font else {}
    result = made("r", made("rPr", *styled, made("rFonts", hint="eastAsia", **chinese)))
    for order, line in enumerate(plain(words).split("\n")):
        if order:
            result.append(made("br"))
        result.append(text(line))
    return result


def table(table: Table, *, merged: Collection[int] = ()) -> Any:
    """Return the table; in the columns `merged`, counted from 0, equal cells one below the other are one."""
    widths, points = page.widths(table), page.size(table)
    kind = "Dense" if points == page.DENSE_TABLE else "Table"
    columns = [twips(width / page.POINT) for width in widths]
    merges = {place: _merges([row[place] for row in table.rows]) for place in merged}
    headings = [
        _cell(
            width,
            f"{kind}Heading",
            (Run("\n".join(page.heading_lines(plain(column.heading), room, points))),),
        )
        for column, width, room in zip(table.columns, columns, widths, strict=True)
    ]
    rows = [
        made(
            "tr",
            made(
                "trPr",
                *([] if page.is_tall(row, widths, points) else [made("cantSplit")]),
                *(
                    [made("trHeight", val=twips(page.TO_FILL), hRule="atLeast")]
                    if _has_blank(table, row)
                    else []
                ),
            ),
            *(
                _cell(
                    width,
                    f"{kind}Text",
                    cell,
                    centred=column.centred,
                    merge=merges[place][line] if place in merges else "",
                )
                for place, (column, width, cell) in enumerate(zip(table.columns, columns, row, strict=True))
            ),
        )
        for line, row in enumerate(table.rows)
    ] or [
        made("tr", _cell(sum(columns), f"{kind}Text", (Run(page.NO_ROWS),), centred=True, span=len(columns)))
    ]
    return made(
        "tbl",
        _table_properties(sum(columns)),
        made("tblGrid", *(made("gridCol", w=width) for width in columns)),
        made("tr", made("trPr", made("cantSplit"), made("tblHeader")), *headings),
        *rows,
    )


def _has_blank(table: Table, row: tuple[Paragraph, ...]) -> bool:
    """Say whether a row has cells for a pen."""
    return table.to_fill and not all(map(page.plain_words, row))


def _merges(cells: Sequence[Paragraph]) -> list[str]:
    """Say what each cell is in a merge with equal ones: its beginning, one that goes on, or none of it."""
    same = [False, *(one == other for one, other in pairwise(cells)), False]
    return ["continue" if same[at] else "restart" if same[at + 1] else "" for at in range(len(cells))]


def _table_properties(width: int) -> Any:
    inset = twips(page.CELL_INSET / page.POINT)
    return made(
        "tblPr",
        made("tblW", w=width, type="dxa"),
        made("jc", val="center"),
        made(
            "tblBorders",
            *(
                made(side, val="single", sz="4", space="0", color="auto")
                for side in ("top", "left", "bottom", "right", "insideH", "insideV")
            ),
        ),
        made("tblLayout", type="fixed"),
        made("tblCellMar", *(made(side, w=inset, type="dxa") for side in ("left", "right"))),
    )


def _cell(
    width: int, style: str, runs: Paragraph, *, centred: bool = False, span: int = 1, merge: str = ""
) -> Any:
    return made(
        "tc",
        made(
            "tcPr",
            made("tcW", w=width, type="dxa"),
            *([made("gridSpan", val=span)] if span > 1 else []),
            *([made("vMerge", val=merge)] if merge else []),
            made("vAlign", val="center"),
        ),
        paragraph(
            style, () if merge == "continue" else runs, *([made("jc", val="center")] if centred else [])
        ),
    )


def signature(office: str, day: str, *, above: float = 1) -> list[Any]:
    """Return the office and the day under it, kept together, below so many empty lines."""
    result: list[Any] = []
    for words, free in page.signature(office, day):
        first = [] if result else [made("keepNext"), made("spacing", before=twips(above * page.PITCH))]
        indent = made("ind", right=twips(free * page.STEP), rightChars=round(free * 100))
        result.append(paragraph("Signature", (Run(words),), *first, indent))
    return result


def keep_with_next(element: Any) -> None:
    """Keep a paragraph, or the last row of a table, on the page of what follows.

    Not a long paragraph: LibreOffice would move all of it.
    """
    rows = element.findall(qn("w:tr"))
    for words in rows[-1].iter(qn("w:p")) if rows else [element]:
        if sum(len(piece.text) for piece in words.iter(qn("w:t"))) <= LONGEST_KEPT:
            words.find(qn("w:pPr")).find(qn("w:pStyle")).addnext(made("keepNext"))
