"""The published lists, saved as Word and Excel files with the merges they had, read back field by field."""

import csv
from pathlib import Path

import docx
import openpyxl
import pytest

from intake.lists import open_list
from rules import listing
from tests.conftest import SHARED

LISTS = SHARED / "domain" / "lists"
# What columns.md says of each list: the columns whose blank cells belong to the cell above.
MERGED = {
    "C1_constructed_shiwaiban_2024": {"类别"},
    "C4_constructed_sheng_waiban_2023": set(),
    "P4_tongjiang_linye_huiqianxuefa_2014_partial": set(),
    "P5_shanghai_sfj_pufa_2018_partial": set(),
    "P6_jiangmen_tudichubei_gongkai_2021_partial": {"工作任务"},
    "R2_nongjing_lingdao_xuefa_plan": {"参加人员", "材料要求"},
}
# heading -> (field, how the cell is told there); a list is told apart at 、 and ;
TEXT = {
    "类别": "category",
    "工作任务": "task",
    "主要任务": "task",
    "学习内容": "task",
    "主要措施": "measures",
    "具体要求": "measures",
    "普法对象": "audience",
    "参加人员": "audience",
    "完成时限": "deadline_text",
    "时间安排": "deadline_text",
    "学习时间": "deadline_text",
    "备注": "note",
}
EVIDENCE = {"佐证材料", "材料要求"}
OWNERS = {"责任部门", "责任处室", "授课单位"}


def table(name):
    with (LISTS / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def merges(name, rows):
    """Yield column, first and last row of each merged block."""
    for column, heading in enumerate(rows[0]):
        if heading in MERGED[name]:
            begins = [row for row in range(1, len(rows)) if rows[row][column]]
            for first, after in zip(begins, [*begins[1:], len(rows)], strict=True):
                if after - first > 1:
                    yield column, first, after - 1


def as_word(name, rows, path):
    document = docx.Document()
    document.add_paragraph(f"{name}责任清单")
    drawn = document.add_table(len(rows), len(rows[0]))
    for line, row in zip(drawn.rows, rows, strict=True):
        for cell, text in zip(line.cells, row, strict=True):
            cell.text = text
    for column, first, last in merges(name, rows):
        text = drawn.cell(first, column).text
        drawn.cell(first, column).merge(drawn.cell(last, column)).text = text
    document.save(path)


def as_excel(name, rows, path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([f"{name}责任清单"])
    for row in rows:
        sheet.append(row)
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(rows[0]))
    for column, first, last in merges(name, rows):
        sheet.merge_cells(
            start_row=first + 2, end_row=last + 2, start_column=column + 1, end_column=column + 1
        )
    book.save(path)


@pytest.fixture(params=sorted(MERGED))
def name(request):
    if not (LISTS / f"{request.param}.csv").exists():
        pytest.skip("the shared lists are not here")
    return request.param


@pytest.mark.parametrize(("save", "suffix", "above"), [(as_word, ".docx", 0), (as_excel, ".xlsx", 1)])
def test_field_by_field(tmp_path, name, save, suffix, above):
    rows = table(name)
    save(name, rows, tmp_path / f"list{suffix}")
    read = listing.read(open_list(tmp_path / f"list{suffix}"), year=2024)

    assert read.title == f"{name}责任清单"
    assert list(read.columns) == rows[0]
    assert [row.row for row in read.rows] == list(range(2 + above, len(rows) + 1 + above))  # none is dropped
    filled = dict.fromkeys(MERGED[name], "")
    for row, cells in zip(read.rows, rows[1:], strict=True):
        for heading, cell in zip(rows[0], cells, strict=True):
            text = cell
            if heading in MERGED[name]:
                text = filled[heading] = cell or filled[heading]
            assert row.cells[heading] == text
            compare(row, heading, text)


def compare(row, heading, text):
    if heading in TEXT:
        assert getattr(row, TEXT[heading]) == text
    elif heading in EVIDENCE and text:
        assert "、".join(row.evidence) == text
    elif heading in OWNERS:
        named = "".join((*row.lead, *row.support))
        assert named == "".join(part for part in text if part not in "、,，; ()").replace("牵头", "").replace(
            "配合", ""
        )
    elif heading == "责任人":
        assert " ".join(row.persons) == text.replace("、", " ")
    elif heading in {"序号", "编号"}:
        assert row.no == text.rstrip("、")


@pytest.mark.parametrize(
    ("name", "doubted"),
    [
        ("C1_constructed_shiwaiban_2024", set()),
        ("C4_constructed_sheng_waiban_2023", set()),
        # 「《森林法》…(截断)」 has neither owner nor month, and here the merge map says that it is so.
        ("P6_jiangmen_tudichubei_gongkai_2021_partial", {12}),
    ],
)
def test_rows_are_doubted_only_where_there_is_reason(tmp_path, name, doubted):
    if not LISTS.exists():
        pytest.skip("the shared lists are not here")
    as_word(name, table(name), tmp_path / "list.docx")
    read = listing.read(open_list(tmp_path / "list.docx"), year=2024)
    assert {row.row for row in read.rows if row.flags} == doubted


def test_the_csv_files_themselves(name):
    read = listing.read(open_list(Path(LISTS / f"{name}.csv")), year=2024)
    assert len(read.rows) == len(table(name)) - 1
    assert all(row.task for row in read.rows)
