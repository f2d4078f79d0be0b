"""Excel 97 workbooks made by hand, record by record: what is hidden, and how numbers are shown."""

import struct

import pytest

from intake import biff
from intake.lists import open_list
from models.refusals import BadList
from tests.intake.files import compound_file, number_record, old_workbook, record

DAY = 45413  # 2024-05-01
GENERAL, MONTH, PERCENT, BUILT_IN = range(4)  # styles


def styles():
    codes = {164: 'yyyy"年"m"月"', 165: "0%"}
    formats = b"".join(
        record(0x41E, struct.pack("<HHB", number, len(code), 1) + code.encode("utf-16-le"))
        for number, code in codes.items()
    )
    numbers = (0, 164, 165, 58)
    return formats + b"".join(record(0xE0, struct.pack("<HH", 0, n) + b"\0" * 16) for n in numbers)


def hidden_row(row):
    return record(0x208, struct.pack("<6HL", row, 0, 3, 300, 0, 0, 0x20))


def packed(row, column, style, bits):
    return record(0x27E, struct.pack("<HHHL", row, column, style, bits))


SHEET = [
    record(0x7D, struct.pack("<6H", 1, 2, 2000, 0, 1, 0)),
    hidden_row(1),
    number_record(0, 0, 7),
    number_record(0, 1, DAY, MONTH),
    packed(1, 0, GENERAL, 12 << 2 | 2),
    packed(1, 1, PERCENT, struct.unpack("<Q", struct.pack("<d", 0.5))[0] >> 32),
    record(0xBD, struct.pack("<HHHLHLH", 2, 0, GENERAL, 250 << 2 | 3, BUILT_IN, DAY << 2 | 2, 1)),
]


def test_formatted_numbers_and_hidden_lines(tmp_path):
    (tmp_path / "list.xls").write_bytes(compound_file(old_workbook(SHEET, more=styles())))
    sheets = open_list(tmp_path / "list.xls")
    grid = sheets.grids[0]
    assert grid.rows == (("7", "2024年5月"), ("12", "50%"), ("2.5", "5月1日"))
    assert (grid.name, grid.hidden_rows, grid.hidden_columns) == ("001", {1}, {1})
    assert sheets.notes == (
        "工作表「001」有隐藏的行（第2行），已一并读取。",
        "工作表「001」有隐藏的列（B列），已一并读取。",
    )


def test_a_password(tmp_path):
    (tmp_path / "list.xls").write_bytes(compound_file(old_workbook(SHEET, more=record(0x2F, b"\0" * 6))))
    with pytest.raises(BadList, match="密码"):
        open_list(tmp_path / "list.xls")


def test_chains_that_bite_their_tail_end():
    content = bytearray(compound_file(old_workbook(SHEET, more=styles())))
    content[512 + 4 * 4 : 512 + 5 * 4] = (2).to_bytes(4, "little")  # sector 4 is followed by sector 2
    assert biff.marks(bytes(content))


@pytest.mark.parametrize("cut", [30, 80, 512, 600, 1100])
def test_a_truncated_container(cut):
    with pytest.raises((ValueError, IndexError, struct.error)):
        biff.marks(compound_file(old_workbook(SHEET))[:cut])
