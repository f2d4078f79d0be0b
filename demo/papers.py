"""The evidence of the sample year: what each piece is, and the real file that is made of it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

import xlsxwriter
from docx import Document

Rows = tuple[tuple[str | int, ...], ...]
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Form(StrEnum):
    WORD = ".docx"
    SHEET = ".xlsx"
    LINK = "link"
    CABINET = "cabinet"  # 线下备查: never leaves the cabinet, is only registered


@dataclass(frozen=True)
class Paper:
    """One piece. A file gives `rows`, a link `url`, what stays in the cabinet `pages` and `kept_at`."""

    form: Form
    kind: str
    title: str
    on: date
    rows: Rows = ()
    url: str = ""
    pages: int | None = None
    custodian: str = ""
    kept_at: str = ""

    @property
    def media_type(self) -> str:
        return WORD_TYPE if self.form is Form.WORD else SHEET_TYPE


def word(kind: str, title: str, on: date, *lines: str) -> Paper:
    return Paper(Form.WORD, kind, title, on, tuple((line,) for line in lines))


def sheet(kind: str, title: str, on: date, headings: tuple[str, ...], rows: Rows) -> Paper:
    return Paper(Form.SHEET, kind, title, on, (headings, *rows))


def link(title: str, on: date, url: str) -> Paper:
    return Paper(Form.LINK, "链接", title, on, url=url)


def cabinet(kind: str, title: str, on: date, pages: int) -> Paper:
    return Paper(Form.CABINET, kind, title, on, pages=pages, custodian="机要员", kept_at="办公室保密柜")


def make(paper: Paper, folder: Path) -> Path:
    """Write the file of a paper that is one, and return where it is."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{paper.on.isoformat()} {paper.title}{paper.form.value}"
    if paper.form is Form.WORD:
        document = Document()
        document.add_heading(paper.title, level=1)
        for row in paper.rows:
            document.add_paragraph("　".join(map(str, row)))
        document.save(str(path))
    else:
        with xlsxwriter.Workbook(str(path)) as book:
            page = book.add_worksheet()
            for place, row in enumerate(paper.rows):
                page.write_row(place, 0, row)
    return path
