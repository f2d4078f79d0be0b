"""The list as an official document in Word's form: the letter upright, the list itself on lying pages."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx.document import Document

from reports import official_docx, page
from reports.plain import plain
from reports.word_blocks import add, keep_with_next, paragraph, signature, table
from reports.word_xml import made, twips
from rules.appendix import Run, Section
from rules.list_paper import Attached, Paper

_LABEL = 3  # characters of 「附件：」


def write(paper: Paper, target: Path) -> None:
    """Write the file."""
    document = official_docx.new(title=plain(paper.title), author=plain(paper.office), made=paper.made)
    if paper.number:
        add(document, paragraph("Normal", (Run(paper.number),), _indented(), made("jc", val="center")))
    add(document, paragraph("Title", (Run("\n".join(page.title_lines(plain(paper.title)))),)))
    if paper.addressee:
        add(document, paragraph("Normal", (Run(paper.addressee),), _indented()))
    add(document, *(paragraph("Normal", words) for words in paper.opening))
    for section in paper.sections:
        add(document, *_section(section))
    add(document, *(paragraph("Normal", words) for words in paper.closing))
    for line in _note_of_attached(paper):
        keep_with_next(document.element.body[-2])
        add(document, line)
    keep_with_next(document.element.body[-2])
    add(document, *signature(paper.office, paper.day))
    for label, attached in zip(_labels(paper), paper.attached, strict=True):
        _attach(document, label, attached)
    official_docx.save(document, target)


def _section(section: Section) -> Iterator[Any]:
    if section.heading:
        yield paragraph(f"Heading{section.level}", (Run(section.heading),))
    for words in section.paragraphs:
        yield paragraph("Normal", words)
    for each in section.tables:
        yield paragraph("Caption", (Run(each.caption),))
        yield table(each)


def _labels(paper: Paper) -> list[str]:
    return [f"附件{at if len(paper.attached) > 1 else ''}" for at, _ in enumerate(paper.attached, 1)]


def _note_of_attached(paper: Paper) -> Iterator[Any]:
    """Name what is attached, below the text and one line from it; long names hang."""
    numbered = len(paper.attached) > 1
    for at, attached in enumerate(paper.attached, 1):
        first = at == 1
        words = f"{'附件：' if first else ''}{f'{at}．' if numbered else ''}{attached.title}"
        left, hanging = 2 + _LABEL + numbered, _LABEL * first + numbered
        space = [made("spacing", before=twips(page.PITCH))] if first else []
        yield paragraph("Normal", (Run(words),), *space, _indented(left, hanging))


def _indented(left: int = 0, hanging: int = 0) -> Any:
    """Return an indent in characters, none but what is told; the first line hangs out of it."""
    return made(
        "ind",
        left=twips(left * page.STEP),
        leftChars=left * 100,
        **(
            {"hanging": twips(hanging * page.STEP), "hangingChars": hanging * 100}
            if hanging
            else {"firstLine": 0, "firstLineChars": 0}
        ),
    )


def _attach(document: Document, label: str, attached: Attached) -> None:
    official_docx.add_section(document, landscape=page.lies(attached.table))
    add(document, paragraph("AppendixLabel", (Run(label),)))
    add(document, paragraph("Title", (Run(attached.title),)))
    add(document, *(paragraph("Normal", (Run(line),), _indented()) for line in attached.above))
    add(document, table(attached.table, merged=attached.merged))
    add(document, *(paragraph("TableText", (Run(line),)) for line in attached.below))
