import zipfile
from dataclasses import replace
from datetime import datetime

import openpyxl
import pytest

from reports import ledger_xlsx
from rules.appendix import Ledger, Sheet
from tests.reports.sample import LEDGER


def read(target):
    book = openpyxl.load_workbook(target)
    return {sheet.title: [tuple(cell.value for cell in row) for row in sheet.iter_rows()] for sheet in book}


@pytest.fixture
def sheet_of(tmp_path):
    def written(*texts):
        ledger_xlsx.write(
            Ledger((Sheet("表", ("内容",), tuple((text,) for text in texts)),)), tmp_path / "a.xlsx"
        )
        return openpyxl.load_workbook(tmp_path / "a.xlsx")["表"]

    return written


def test_every_cell_comes_back(tmp_path):
    ledger_xlsx.write(LEDGER, tmp_path / "a.xlsx")
    back = read(tmp_path / "a.xlsx")
    assert list(back) == [
        "责任清单完成情况",
        "学法情况",
        "普法活动",
        "考试情况",
        "佐证材料目录",
        "数据来源",
    ]
    for sheet in LEDGER.sheets:
        heading, *rows = back[sheet.name]
        assert heading == sheet.columns
        expected = [
            tuple(datetime(*cell.timetuple()[:3]) if hasattr(cell, "timetuple") else cell for cell in row)  # noqa: DTZ001
            for row in sheet.rows
        ]
        assert rows == expected


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t=", "\r=", "\n=", " ="])
def test_what_looks_like_a_formula_stays_text(sheet_of, sign):
    text = sign + 'HYPERLINK("http://example.org","看")'
    cell = sheet_of(text)["A2"]
    assert cell.data_type == "s"
    assert cell.value == text.replace("\t", " ").replace("\r", "\n")


def test_digits_and_addresses_stay_text(sheet_of):
    sheet = sheet_of("007", "1e5", "http://example.org", "2024-01-1", "TRUE", "{=1+1}")
    assert [cell.data_type for (cell,) in sheet.iter_rows(min_row=2)] == ["s"] * 6
    assert all(cell.hyperlink is None for (cell,) in sheet.iter_rows())


def test_control_signs_do_not_spoil_the_file(sheet_of):
    assert sheet_of("甲\x00\x0b\ud800\u202e乙")["A2"].value == "甲乙"


def test_a_cell_longer_than_a_workbook_holds_is_cut_and_says_so(sheet_of):
    value = sheet_of("长" * 40_000)["A2"].value
    assert value.startswith("长" * 32_000)
    assert value.endswith("（原文过长，此处截断）")
    assert len(value) <= 32_767


def test_a_sheet_without_rows_says_so(tmp_path):
    ledger_xlsx.write(Ledger((Sheet("考试情况", ("时间", "应考")),)), tmp_path / "a.xlsx")
    assert read(tmp_path / "a.xlsx")["考试情况"] == [("时间", "应考"), ("本年度无记录", None)]


def test_the_heading_is_frozen_and_printed_on_every_page(tmp_path):
    ledger_xlsx.write(LEDGER, tmp_path / "a.xlsx")
    for sheet in openpyxl.load_workbook(tmp_path / "a.xlsx"):
        assert sheet.freeze_panes == "A2"
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.auto_filter.ref.startswith("A1:")


def test_equal_values_write_equal_bytes(tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        ledger_xlsx.write(replace(LEDGER), tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as package:
        assert {entry.date_time[0] for entry in package.infolist()} == {1980}
    created = openpyxl.load_workbook(tmp_path / "a.xlsx").properties.created
    assert created.isoformat() == "2024-12-25T01:00:00"
