"""A slip as a Word file, in the form of GB/T 9704-2012: red head, number and signer, body, room for the seal.

The head stands higher than the 35 mm of the standard's 文件, so that a slip of a few tasks is one page.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from docx.document import Document
from docx.section import _Header

from reports import official_docx, page
from reports.official_styles import BIAOSONG, FANGSONG, HEI, KAI, NARROWED, style
from reports.plain import plain
from reports.word_blocks import add, keep_with_next, paragraph, signature, stretch, table
from reports.word_xml import made, twips
from rules.appendix import Run, Table
from rules.slip_paper import Answer, Block, Paper
from rules.slip_words import SIGNER


def write(paper: Paper, target: Path, *, made_at: datetime) -> None:
    """Write the file; equal papers give equal bytes."""
    document = official_docx.new(title=plain(paper.title), author=plain(paper.office), made=made_at)
    lines, points = page.head(*map(plain, paper.head))
    document.styles.element.extend(_styles(points))
    if paper.mark:
        for header in (document.sections[0].header, document.sections[0].even_page_header):
            _set_header(header, paper.mark)
    add(document, paragraph("SlipHead", (Run("\n".join(lines)),)))
    add(document, _number_line(paper))
    add(document, paragraph("SlipTitle", (Run("\n".join(page.title_lines(plain(paper.title)))),)))
    add(document, paragraph("SlipFlush", (Run(paper.to),)))
    for block in paper.blocks:
        add(document, *_elements(block))
    keep_with_next(document.element.body[-2])
    add(document, *signature(paper.office, paper.dated, above=page.SEAL_LINES))
    _add_answer(document, paper.answer)
    official_docx.save(document, target)


def _elements(block: Block) -> list[Any]:
    elements = [paragraph("Heading1", (Run(block.heading),))] if block.heading else []
    elements += [paragraph("Normal", (Run(words),)) for words in block.paragraphs]
    if block.table:
        elements += _spaced(block.table)
    return elements


def _spaced(ruled: Table) -> list[Any]:
    """Return the table with a thin line before and after it, which no paragraph beside it could hold."""
    return [paragraph("SlipGap", ()), table(ruled), paragraph("SlipGap", ())]


def _number_line(paper: Paper) -> Any:
    line = paragraph("SlipNumber", (Run(f"　{paper.number}"),))
    line.extend([made("r", made("tab")), stretch(SIGNER), stretch(paper.signed_by, font=KAI)])
    return line


def _add_answer(document: Document, answer: Answer) -> None:
    # The page break belongs to the paragraph: a section of its own would count as one more form.
    add(document, paragraph("SlipTitle", (Run(answer.title),), made("pageBreakBefore")))
    add(document, paragraph("SlipFlush", (Run(answer.source),)))
    add(document, *_spaced(answer.table))
    for words in answer.closing:
        add(document, paragraph("SlipFlush", (Run(words),)))


def _set_header(header: _Header, mark: str) -> None:
    header.is_linked_to_previous = False
    header._element[:] = [paragraph("SlipMark", (Run(mark),))]  # noqa: SLF001  (raw XML, as in the footers)


def _styles(points: float) -> list[Any]:
    flush, centred = made("ind", firstLine=0, firstLineChars=0), made("jc", val="center")
    off_grid = made("snapToGrid", val=0)
    edge = twips((page.CHARACTERS - 1) * page.STEP)
    line = {"lineRule": "exact"}
    head = style(
        "SlipHead",
        "发文机关标志",
        BIAOSONG,
        points,
        off_grid,
        made("spacing", before=0, after=twips(page.PITCH / 2), line=twips(points * 1.3), **line),
        flush,
        centred,
        latin=BIAOSONG,
        then="SlipNumber",
    )
    head.find("{*}rPr").insert(1, made("color", val=page.RED))
    return [
        head,
        style(
            "SlipNumber",
            "编号和签发人",
            FANGSONG,
            page.BODY,
            made("pBdr", made("bottom", val="single", sz=12, space=8, color=page.RED)),
            made("tabs", made("tab", val="right", pos=edge)),
            made("ind", firstLine=0, firstLineChars=0),
            made("jc", val="left"),
            narrowed=NARROWED,
        ),
        style(
            "SlipTitle",
            "单子标题",
            BIAOSONG,
            page.TITLE,
            made("keepNext"),
            made("snapToGrid", val=0),
            made(
                "spacing",
                before=twips(page.PITCH * 0.75),
                after=twips(page.PITCH / 2),
                line=twips(page.TITLE_PITCH),
                **line,
            ),
            made("ind", firstLine=0, firstLineChars=0),
            made("jc", val="center"),
            latin=BIAOSONG,
            then="Normal",
        ),
        style(
            "SlipFlush",
            "顶格",
            FANGSONG,
            page.BODY,
            made("ind", firstLine=0, firstLineChars=0),
            narrowed=NARROWED,
        ),
        style(
            "SlipGap",
            "表前后",
            FANGSONG,
            2,
            made("snapToGrid", val=0),
            made("spacing", before=0, after=0, line=twips(page.TABLE_GAP), **line),
            made("ind", firstLine=0, firstLineChars=0),
        ),
        style(
            "SlipMark",
            "代拟稿标记",
            HEI,
            page.BODY,
            made("ind", firstLine=0, firstLineChars=0),
            made("jc", val="left"),
        ),
    ]
