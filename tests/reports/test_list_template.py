"""The empty list: its drop-downs, its instructions, and what comes back of it filled in."""

import openpyxl
import pytest

from intake.lists import open_list
from reports import list_template
from rules import listing
from rules.list_example import example_columns

DEPARTMENTS = ("外事科", "办公室", "法规科")


@pytest.fixture
def template(tmp_path):
    list_template.write(example_columns(DEPARTMENTS), tmp_path / "模板.xlsx")
    return tmp_path / "模板.xlsx"


def offered(book):
    """Return the options of each drop-down by the heading above it, as a program would look them up."""
    sheet = book["责任清单"]
    found = {}
    for rule in sheet.data_validations.dataValidation:
        (area,) = rule.sqref.ranges
        name, cells = rule.formula1.replace("$", "").split("!")
        values = [cell.value for (cell,) in book[name][cells]]
        found[sheet.cell(1, area.min_col).value] = [value for value in values if value]
        assert (rule.type, area.min_row, area.max_row) == ("list", 2, 501)
        assert not rule.showErrorMessage  # 办公室、法规科 may be written, too
    return found


def test_drop_downs_offer_departments_categories_deadlines_and_evidence(template):
    options = offered(openpyxl.load_workbook(template))
    assert list(options) == ["类别", "责任部门", "配合部门", "完成时限", "佐证材料"]
    assert options["责任部门"] == list(DEPARTMENTS)
    assert "每季度末月25日前" in options["完成时限"]
    assert "签到表" in options["佐证材料"]


def test_the_headings_are_frozen_and_wide_enough(template):
    sheet = openpyxl.load_workbook(template)["责任清单"]
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A2", "$1:$1")
    for column in sheet.iter_cols(max_row=1):
        assert sheet.column_dimensions[column[0].column_letter].width >= 2 * len(column[0].value) + 1


def test_filled_in_it_is_read_without_a_doubt_and_the_examples_are_no_duties(template):
    book = openpyxl.load_workbook(template)
    sheet = book["责任清单"]
    headings = [cell.value for cell in sheet[1]]
    row = {
        "序号": 1, "类别": "一、学法", "工作任务": "学法考法", "责任部门": "法规科、办公室",
        "配合部门": "各科室", "完成时限": "10月31日前", "佐证材料": "成绩单",
    }  # fmt: skip
    sheet.append([row.get(heading) for heading in headings])
    sheet.append([{**row, "序号": 2, "工作任务": "述法", "责任部门": "办公室"}.get(h) for h in headings])
    book.save(template)
    read = listing.read(open_list(template), year=2024)
    assert read.problems == ()
    assert [(r.no, r.category, r.task, r.lead, r.support, r.deadline_text, r.evidence, r.flags) for r in read.rows] == [  # noqa: E501
        ("1", "一、学法", "学法考法", ("法规科", "办公室"), ("各科室",), "10月31日前", ("成绩单",), ()),
        ("2", "一、学法", "述法", ("办公室",), ("各科室",), "10月31日前", ("成绩单",), ()),
    ]  # fmt: skip


def test_the_instructions_explain_every_column_and_mark_the_examples(template):
    sheet = openpyxl.load_workbook(template)["填写说明"]
    words = [[cell.value for cell in row] for row in sheet.iter_rows()]
    top = next(at for at, row in enumerate(words) if row[0] == "栏目")
    assert all("示例" in heading and "不导入" in heading for heading in words[top][2:])
    assert [row[0] for row in words[top + 1 :]] == [f"【{column.heading}】" for column in example_columns()]
    assert all(row[1] for row in words[top + 1 :])


def test_equal_options_write_equal_bytes(template, tmp_path):
    list_template.write(example_columns(DEPARTMENTS), tmp_path / "again.xlsx")
    assert template.read_bytes() == (tmp_path / "again.xlsx").read_bytes()
