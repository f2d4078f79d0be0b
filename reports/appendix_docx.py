"""The appendix as an editable Word file."""

import re
from pathlib import Path
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn

from reports import official_docx, page
from reports.leaves import Block, Heading, leaves
from reports.official_styles import FIGURE_STYLE
from reports.plain import plain
from reports.word_xml import made, text, twips
from rules.appendix import Appendix, Paragraph, Run, Table

LONGEST_KEPT = 6 * page.CHARACTERS  # of a paragraph before the signature
LONG_LATIN = re.compile("[!-~]{18,}")


def write(appendix: Appendix, target: Path) -> None:
    """Write the file. Each figure stands in the character style 数据 and nothing else does."""
    document = official_docx.new(
        title=plain("".join(appendix.title)), author=plain(appendix.office), made=appendix.as_of
    )
    _add(document, _paragraph("AppendixLabel", (Run(appendix.label),)))
    _add(document, _paragraph("Title", (Run("\n".join(appendix.title)),)))
    for order, leaf in enumerate(leaves(appendix)):
        if order:
            official_docx.add_section(document, landscape=leaf.landscape)
        for block in leaf.blocks:
            _add(document, *_element(block))
    _keep_with_signature(document.element.body[-2])
    _add(document, *_signature(appendix))
    official_docx.save(document, target)


def _element(block: Block) -> list[Any]:
    if isinstance(block, Heading):
        return [_paragraph(f"Heading{block.level}", (Run(block.text),))]
    if isinstance(block, Table):
        return [_paragraph("Caption", (Run(block.caption),)), _table(block)]
    return [_paragraph("Normal", block)]


def _add(document: Document, *elements: Any) -> None:
    body = document.element.body
    for element in elements:
        body.insert(len(body) - 1, element)  # the last child is the section's own properties


def _paragraph(style: str, runs: Paragraph, *more: Any) -> Any:
    properties = [made("pStyle", val=style), *more]
    if LONG_LATIN.search(page.plain_words(runs)):
        # Else Word moves a digest or an address to the next line whole and stretches the line before it.
        properties.insert(1, made("wordWrap", val=0))
        if style == "Normal":
            properties.append(made("jc", val="left"))
    return made("p", made("pPr", *properties), *(_run(run) for run in runs))


def _run(run: Run) -> Any:
    # Without the hint Word takes quotation marks and dashes from the Latin font.
    marks = [made("rFonts", hint="eastAsia")]
    if run.figure is not None:
        marks.insert(0, made("rStyle", val=FIGURE_STYLE))
    result = made("r", made("rPr", *marks))
    for order, line in enumerate(plain(run.text).split("\n")):
        if order:
            result.append(made("br"))
        result.append(text(line))
    return result


def _table(table: Table) -> Any:
    widths, points = page.widths(table), page.size(table)
    kind = "Dense" if points == page.DENSE_TABLE else "Table"
    columns = [twips(width / page.POINT) for width in widths]
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
            made("trPr", *([] if page.is_tall(row, widths, points) else [made("cantSplit")])),
            *(
                _cell(width, f"{kind}Text", cell, centred=column.centred)
                for column, width, cell in zip(table.columns, columns, row, strict=True)
            ),
        )
        for row in table.rows
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


def _cell(width: int, style: str, runs: Paragraph, *, centred: bool = False, span: int = 1) -> Any:
    return made(
        "tc",
        made(
            "tcPr",
            made("tcW", w=width, type="dxa"),
            *([made("gridSpan", val=span)] if span > 1 else []),
            made("vAlign", val="center"),
        ),
        _paragraph(style, runs, *([made("jc", val="center")] if centred else [])),
    )


def _signature(appendix: Appendix) -> list[Any]:
    result: list[Any] = []
    for words, free in page.signature(appendix.office, appendix.dated):
        first = [] if result else [made("keepNext"), made("spacing", before=twips(page.PITCH))]
        indent = made("ind", right=twips(free * page.STEP), rightChars=round(free * 100))
        result.append(_paragraph("Signature", (Run(words),), *first, indent))
    return result


def _keep_with_signature(element: Any) -> None:
    """Keep a paragraph, or the last row of a table, on the page of the signature.

    Not a long paragraph: LibreOffice would move all of it.
    """
    rows = element.findall(qn("w:tr"))
    for paragraph in rows[-1].iter(qn("w:p")) if rows else [element]:
        if sum(len(piece.text) for piece in paragraph.iter(qn("w:t"))) <= LONGEST_KEPT:
            paragraph.find(qn("w:pPr")).find(qn("w:pStyle")).addnext(made("keepNext"))
