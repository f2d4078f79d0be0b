"""Excel workbooks as they stand; openpyxl and calamine are asked for a second opinion."""

import datetime as dt
import random

import openpyxl
import pytest
import python_calamine
import xlsxwriter

from intake.lists import open_list
from models.refusals import BadList
from rules.grid import Merge
from tests.intake.files import excel_file


def row(number, *cells, hidden=""):
    return f'<row r="{number}"{hidden}>{"".join(cells)}</row>'


def text(reference, words):
    return f'<c r="{reference}" t="inlineStr"><is><t>{words}</t></is></c>'


def data(*rows):
    return f"<sheetData>{''.join(rows)}</sheetData>"


def rows_of(path):
    return open_list(path).grids[0].rows


def test_a_workbook_that_openpyxl_made(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "清单"
    sheet.append(["2024年度责任清单"])
    sheet.merge_cells("A1:C1")
    sheet.append(["序号", "任务", "时限"])
    sheet.append([1.0, " 学法\r\n考法 ", dt.date(2024, 6, 30)])
    sheet.append([2.5, True, dt.datetime.fromisoformat("2024-06-30T09:30")])
    sheet.append([None, None, dt.time(9, 30)])
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["B"].hidden = True
    other = book.create_sheet("字典")
    other.sheet_state = "veryHidden"
    other.append(["序号", "任务"])
    book.save(tmp_path / "list.xlsx")

    sheets = open_list(tmp_path / "list.xlsx")
    first, second = sheets.grids
    assert first.rows == (
        ("2024年度责任清单", "", ""),
        ("序号", "任务", "时限"),
        ("1", "学法\n考法", "2024-06-30"),
        ("2.5", "是", "2024-06-30 09:30"),
        ("", "", "09:30"),
    )
    assert (first.name, first.merges) == ("清单", (Merge(0, 0, 0, 2),))
    assert (first.hidden_rows, first.hidden_columns) == ({3}, {1})
    assert (second.table, second.name, second.hidden_rows) == (2, "字典", {0})
    assert sheets.notes == (
        "工作表「清单」有隐藏的行（第4行），已一并读取。",
        "工作表「清单」有隐藏的列（B列），已一并读取。",
        "工作表「字典」是隐藏的，已一并读取，请确认是否属于本清单。",
    )


def test_one_sheet_by_its_name(tmp_path):
    path = excel_file(
        tmp_path / "list.xlsx",
        data(row(1, text("A1", "甲"))),
        data(row(1, text("A1", "乙"))),
        names=("一", "二"),
    )
    sheets = open_list(path, "二")
    assert [(grid.table, grid.rows) for grid in sheets.grids] == [(2, (("乙",),))]
    with pytest.raises(BadList, match="没有名为「三」的工作表，现有：一、二"):
        open_list(path, "三")


def test_cells_without_references_and_rows_out_of_order(tmp_path):
    loose = '<c t="inlineStr"><is><t>{}</t></is></c>'
    rows = data(
        row(3, text("B3", "三")),
        f"<row>{loose.format('四')}{loose.format('五')}</row>",
        row(1, text("A1", "一")),
    )
    assert rows_of(excel_file(tmp_path / "list.xlsx", rows)) == (
        ("一", ""),
        ("", ""),
        ("", "三"),
        ("四", "五"),
    )


def test_shared_strings_in_runs_with_readings_and_escapes(tmp_path):
    strings = (
        "<si><r><t>责任</t></r><r><t xml:space='preserve'> 部门</t></r></si>"
        "<si><t>学法</t><rPh sb='0' eb='1'><t>xue</t></rPh></si>"
        "<si><t>一_x000D_\n二_x0000_三_x005F_x</t></si>"
    )
    cells = data(row(1, *(f'<c r="{c}1" t="s"><v>{n}</v></c>' for n, c in enumerate("ABC"))))
    path = excel_file(tmp_path / "list.xlsx", cells, strings=strings)
    assert rows_of(path) == (("责任 部门", "学法", "一\n二三_x"),)


def test_a_formula_is_read_by_its_stored_value(tmp_path):
    cells = data(
        row(
            1,
            '<c r="A1" t="str"><f>B1</f><v>办公室</v></c>',
            '<c r="B1"><f>1+1</f><v>2</v></c>',
            '<c r="C1" t="e"><f>X</f><v>#REF!</v></c>',
            '<c r="D1" t="b"><v>0</v></c>',
            '<c r="E1"><f>NOW()</f></c>',
        )
    )
    sheets = open_list(excel_file(tmp_path / "list.xlsx", cells))
    assert sheets.grids[0].rows == (("办公室", "2", "#REF!", "否"),)
    assert sheets.notes == (
        "工作表「Sheet1」的公式没有算出结果（E1），按空白读取，请用 Excel 打开保存后再读。",
    )


def test_dates_from_1904(tmp_path):
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    cells = data(row(1, '<c r="A1" s="1"><v>0</v></c>', '<c r="B1" s="1"><v>43831</v></c>'))
    path = excel_file(tmp_path / "list.xlsx", cells, styles=styles, book='<workbookPr date1904="1"/>')
    assert rows_of(path) == (("1904-01-01", "2024-01-02"),)


def test_merges_over_empty_ground_and_over_each_other(tmp_path):
    cells = data(row(1, text("A1", "一"), text("B1", "二")), row(2, text("B2", "三")))
    merges = "".join(
        f'<mergeCell ref="{ref}"/>' for ref in ("A1:A2", "A1:B1", "C5:XFD1048576", "B2:B9", "B1:B1")
    )
    path = excel_file(tmp_path / "list.xlsx", f"{cells}<mergeCells>{merges}</mergeCells>")
    assert open_list(path).grids[0].merges == (Merge(0, 0, 1, 0),)


def test_a_chart_sheet_is_no_grid(tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "list.xlsx")
    book.add_worksheet("清单").write(0, 0, "序号")
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=清单!$A$1:$A$2"})
    book.add_chartsheet("图").set_chart(chart)
    book.close()
    assert [grid.name for grid in open_list(tmp_path / "list.xlsx").grids] == ["清单"]


@pytest.mark.parametrize("seed", range(8))
def test_any_workbook_reads_as_by_openpyxl_and_calamine(tmp_path, seed):
    chance = random.Random(seed)
    book = xlsxwriter.Workbook(tmp_path / "list.xlsx")
    sheet = book.add_worksheet("清单")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for line in range(30):
        for column in range(8):
            kind = chance.randrange(6)
            if kind == 0:
                sheet.write_number(line, column, chance.choice([0, 1, -7, 2.5, 0.1 + 0.2, 45473, 1e14]))
            elif kind == 1:
                sheet.write_datetime(
                    line, column, dt.date(2024, 1, 1) + dt.timedelta(chance.randrange(800)), day
                )
            elif kind < 5:
                words = "".join(chance.choices("学法普责任清单、（）\n1a&<>", k=chance.randrange(1, 12)))
                sheet.write_string(line, column, f"字{words}尾")
    book.close()
    ours = rows_of(tmp_path / "list.xlsx")

    def seen(value):
        if isinstance(value, dt.date):
            return f"{value:%Y-%m-%d}"
        if isinstance(value, int | float):
            return f"{value:.15g}"
        return value or ""

    theirs = openpyxl.load_workbook(tmp_path / "list.xlsx").active.iter_rows(values_only=True)
    assert ours == tuple(tuple(seen(value) for value in line) for line in theirs)
    with python_calamine.load_workbook(tmp_path / "list.xlsx") as opened:
        third = opened.get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert ours == tuple(tuple(seen(value) for value in line) for line in third)
