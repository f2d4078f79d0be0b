"""The list file that the sample year starts from: our own, in the manner of real ones.

Its words stand in `duties.csv`: a section is a row with one text; an empty 依据 is merged with the one above.
"""

import csv
from pathlib import Path

from docx import Document
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell
from docx.text.run import Run

from demo.cast import COORDINATOR, LEADER, OFFICE

DUTIES = Path(__file__).with_name("duties.csv")
TITLE = f"{OFFICE}2024年度学法普法工作计划和责任清单"
DATED = "2024年3月4日"
WIDTHS = (1.0, 3.4, 4.2, 2.4, 3.9, 1.9, 2.2, 1.5, 2.2, 2.7)  # cm
LEFT = frozenset({"工作任务", "主要措施", "普法内容"})  # columns of words; the others are centred


def write(folder: Path) -> Path:
    """Write the list into `folder` as a Word file and return where it is."""
    with DUTIES.open(encoding="utf-8", newline="") as source:
        rows = list(csv.reader(source))
    document = Document()
    _set_page(document)
    _line(document, "附件", size=14, face="黑体")
    _line(document, TITLE, size=20, face="方正小标宋简体", centred=True)
    _line(document, f"单位：{OFFICE}　　　　　　　　日期：{DATED}", size=12)
    table = document.add_table(rows=len(rows) + 1, cols=len(rows[0]), style="Table Grid")
    _fill(table, rows)
    path = folder / f"{TITLE}.docx"
    document.save(str(path))
    return path


def _set_page(document: Word) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.left_margin = section.right_margin = Cm(2.1)
    section.top_margin = section.bottom_margin = Cm(2.2)


def _line(document: Word, text: str, *, size: int, face: str = "仿宋", centred: bool = False) -> None:
    paragraph = document.add_paragraph()
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _set(paragraph.add_run(text), face, size)


def _set(run: Run, face: str, size: float) -> None:
    run.font.size, run.font.name = Pt(size), face
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)  # noqa: SLF001


def _fill(table: Table, rows: list[list[str]]) -> None:
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    cells = [list(row.cells) for row in table.rows]
    headings = rows[0]
    basis = headings.index("依据")
    shared = cells[0][basis]
    for line, texts in zip(cells, rows, strict=False):
        if texts is headings:
            for cell, heading in zip(line, headings, strict=True):
                _write(cell, heading, face="黑体", centred=True)
        elif not any(texts[1:]):
            _write(line[0].merge(line[-1]), texts[0], face="黑体")
        else:
            shared = line[basis] if texts[basis] else shared.merge(line[basis])
            for cell, text, heading in zip(line, texts, headings, strict=True):
                if text:
                    _write(cell, text, centred=heading not in LEFT)
    signed = f"填表人：{COORDINATOR}　　　　审核人：{LEADER}　　　　填表日期：{DATED}"
    _write(cells[-1][0].merge(cells[-1][-1]), signed)
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = Cm(width)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 (on each page)


def _write(cell: _Cell, text: str, *, face: str = "仿宋", centred: bool = False) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _set(paragraph.add_run(text), face, 10)
