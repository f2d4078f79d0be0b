"""Lists in the manner of other offices, as Word, Excel and bare tables; each row decided before it was read.

A file: merged blocks, lines of cells, 「---」, then one line a duty: number | category | task | lead;
support; persons; leader | laws | deadline as in test_deadlines.py. 「!」 at its end: the row is doubted.
"""

from pathlib import Path

import docx
import openpyxl
import pytest

from intake.lists import open_list
from rules import listing
from rules.grid import Sheets
from tests.rules.lists import grid
from tests.rules.test_deadlines import written

LISTS = sorted((Path(__file__).parent / "other_offices/lists").glob("*.txt"))


class OtherList:
    """One file: its tables by name, the merged blocks of the first, and what each duty should be."""

    def __init__(self, path):
        cells, _, duties = path.read_text("utf-8").partition("---\n")
        self.duties = duties.splitlines()
        self.merges, self.tables = [], []
        for line in cells.splitlines():
            if line.startswith("merged "):
                self.merges.append(tuple(map(int, line.split()[1:])))
            elif line.startswith("["):
                self.tables.append((line.strip("[]"), []))
            else:
                self.tables = self.tables or [(None, [])]
                self.tables[-1][1].append([cell.strip() for cell in line.split("|")])

    def sheets(self):
        return Sheets(
            tuple(
                grid(*rows, merges=self.merges, table=n, name=name)
                for n, (name, rows) in enumerate(self.tables, 1)
            )
        )

    def as_word(self, path):
        document = docx.Document()
        for _, rows in self.tables:
            drawn = document.add_table(len(rows), max(map(len, rows)))
            for line, row in zip(drawn.rows, rows, strict=True):
                for cell, text in zip(line.cells, row, strict=False):
                    cell.text = text
            for top, left, bottom, right in self.merges:
                text = rows[top][left]
                drawn.cell(top, left).merge(drawn.cell(bottom, right)).text = text
            document.add_paragraph()
        document.save(path)

    def as_excel(self, path):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in self.tables:
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append([cell or None for cell in row])
            for top, left, bottom, right in self.merges:
                sheet.merge_cells(
                    start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1
                )
        book.save(path)


@pytest.fixture(params=LISTS, ids=[path.stem for path in LISTS])
def other(request):
    return OtherList(request.param)


def test_there_are_ten():
    assert len(LISTS) >= 10


def test_as_a_table(other):
    assert told(listing.read(other.sheets(), year=2024)) == other.duties


def test_as_a_workbook(other, tmp_path):
    other.as_excel(tmp_path / "list.xlsx")
    assert told(listing.read(open_list(tmp_path / "list.xlsx"), year=2024)) == other.duties


def test_as_a_document(other, tmp_path):
    other.as_word(tmp_path / "list.docx")
    for name, _ in other.tables:  # tables of a document have no names to be categories
        other.duties = [duty.replace(f" | {name} | ", " | - | ", 1) for duty in other.duties]
    assert told(listing.read(open_list(tmp_path / "list.docx"), year=2024)) == other.duties


def told(read):
    return [_told(row) for row in read.rows]


def _told(row):
    owners = "; ".join("、".join(names) for names in (row.lead, row.support, row.persons, row.leader))
    said = [row.no, row.category, row.task or row.measures, owners.rstrip("; "), "; ".join(row.laws)]
    return " | ".join([*(text or "-" for text in said), written(row.deadline)]) + (" !" if row.flags else "")
