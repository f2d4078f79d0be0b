"""A number is read as its cell shows it."""

import pytest

from intake.formats import built_in, day_of, plain, shown

DAY = 45473  # 2024-06-30


@pytest.mark.parametrize(
    ("number", "code", "seen"),
    [
        (1.0, "", "1"),
        (0.1 + 0.2, "General", "0.3"),
        (12.5, "General", "12.5"),
        (DAY, "yyyy-mm-dd", "2024-06-30"),
        (DAY, "yyyy/m/d;@", "2024-06-30"),
        (DAY, '[$-804]yyyy"年"m"月"d"日";@', "2024-06-30"),
        (DAY, 'yyyy"年"m"月"', "2024年6月"),
        (DAY, 'm"月"d"日"', "6月30日"),
        (DAY, "mmm", "6月"),
        (DAY, "[$-F800]dddd, mmmm dd, yyyy", "2024-06-30"),
        (DAY + 0.5, "yyyy-mm-dd hh:mm", "2024-06-30 12:00"),
        (DAY + 0.5, "yyyy-mm-dd", "2024-06-30"),
        (0.395833333, "h:mm;@", "09:30"),
        (1, "0%", "100%"),
        (0.985, "0.0%", "98.5%"),
        (6, '0"月底前"', "6月底前"),
        (3, '"第"0"季度"', "第3季度"),
        (5, "0次", "5"),
        (1234.5, "#,##0.00", "1234.50"),
        (3, "0;[Red]-0", "3"),
        (-1, "yyyy-mm-dd", "-1"),
        (9e9, "yyyy-mm-dd", "9000000000"),
        (7, "# ?/?", "7"),
    ],
)
def test_shown(number, code, seen):
    assert shown(number, code) == seen


@pytest.mark.parametrize(
    ("number", "code"),
    [(57, 'yyyy"年"m"月"'), (58, 'm"月"d"日"'), (14, "yyyy-m-d"), (9, "0%"), (0, ""), (999, "")],
)
def test_formats_that_files_do_not_spell_out(number, code):
    assert built_in(number) == code


def test_the_day_that_never_was():
    assert [f"{day_of(serial, from_1904=False):%Y-%m-%d}" for serial in (1, 59, 60, 61)] == [
        "1900-01-01",
        "1900-02-28",
        "1900-02-28",
        "1900-03-01",
    ]


def test_plain_numbers_are_never_in_powers_of_ten_below_a_thousand_billion():
    assert [plain(number) for number in (1e11, -3.0, 0.000001)] == ["100000000000", "-3", "1e-06"]
