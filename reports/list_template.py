"""An empty list to fill in: a table with drop-downs, how to fill it, and what the drop-downs offer."""

from collections.abc import Sequence
from datetime import datetime
from math import ceil
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from reports.page import ems
from reports.plain import plain
from rules.list_example import HOW, LIST, OPTIONS, ExampleColumn

MADE = datetime(2000, 1, 1)  # noqa: DTZ001  (equal options write equal bytes; xlsxwriter takes no zone)
ROWS = 500  # that have drop-downs
LINE = 20.0  # points
HOW_WIDTH = 52.0  # in widths of a digit
MOST_OPTIONS = 200  # of one drop-down, so that more can be written below


def write(columns: Sequence[ExampleColumn], target: Path) -> None:
    """Write the workbook. The examples stand on the sheet of instructions, field by field, not as rows."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as workbook:
        workbook.set_properties({"created": MADE, "title": "学法普法责任清单填写模板"})
        looks = _looks(workbook)
        _list(workbook.add_worksheet(LIST), columns, looks)
        _how(workbook.add_worksheet(HOW), columns, looks)
        _options(workbook.add_worksheet(OPTIONS), columns, looks)


def _looks(workbook: Workbook) -> dict[str, Format]:
    base = {"font_name": "宋体", "font_size": 11, "border": 1, "valign": "vcenter", "text_wrap": True}
    head = {"font_name": "黑体", "align": "center", "bg_color": "#EDEDED"}
    return {
        "heading": workbook.add_format(base | head),
        "text": workbook.add_format(base | {"num_format": "@"}),
        "example": workbook.add_format(base | {"font_color": "#7F7F7F", "italic": True}),
        "title": workbook.add_format({"font_name": "黑体", "font_size": 14, "align": "center"}),
        "note": workbook.add_format(
            {"font_name": "宋体", "font_size": 11, "text_wrap": True, "valign": "top"}
        ),
    }


def _list(sheet: Worksheet, columns: Sequence[ExampleColumn], looks: dict[str, Format]) -> None:
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 0)
    sheet.set_footer("&C第&P页，共&N页")
    sheet.set_row(0, 28)
    chosen = 0
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width, looks["text"])
        sheet.write_string(0, at, column.heading, looks["heading"])
        if column.options is None:
            continue
        letter = chr(ord("A") + chosen)
        chosen += 1
        sheet.data_validation(
            1,
            at,
            ROWS,
            at,
            {
                "validate": "list",
                "source": f"={OPTIONS}!${letter}$2:${letter}${MOST_OPTIONS + 1}",
                "show_error": False,  # two departments, a deadline in other words: all may be written
            },
        )


def _how(sheet: Worksheet, columns: Sequence[ExampleColumn], looks: dict[str, Format]) -> None:
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, HOW_WIDTH)
    sheet.set_column(2, 3, 34)
    sheet.merge_range(0, 0, 0, 3, "怎样填写", looks["title"])
    sheet.set_row(0, 26)
    for row, note in enumerate(NOTES, 1):
        sheet.merge_range(row, 0, row, 3, note, looks["note"])
        sheet.set_row(row, LINE)
    top = len(NOTES) + 1
    for at, words in enumerate(("栏目", "怎么填", "示例一（不导入）", "示例二（不导入）")):
        sheet.write_string(top, at, words, looks["heading"])
    for row, column in enumerate(columns, top + 1):
        sheet.set_row(row, LINE * ceil(2 * ems(column.how) / HOW_WIDTH))
        # In brackets, so that no reader takes a line of instructions for the heading of a list.
        sheet.write_string(row, 0, f"【{column.heading}】", looks["heading"])
        sheet.write_string(row, 1, column.how, looks["text"])
        for at, example in enumerate(column.examples, 2):
            sheet.write_string(row, at, example, looks["example"])


NOTES = (
    f"一项任务填一行，都填在“{LIST}”表，第一行的栏目名称请不要改。用不上的栏目可以空着；不要合并单元格。",
    f"带下拉箭头的栏目可以选，也可以自己写；下拉的内容在“{OPTIONS}”表，可以增改。",
    f"本页的两个示例只供参照，导入时不读“{HOW}”和“{OPTIONS}”两张表。",
)


def _options(sheet: Worksheet, columns: Sequence[ExampleColumn], looks: dict[str, Format]) -> None:
    """Write the drop-downs' contents, under headings that no list uses."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    chosen = [column for column in columns if column.options is not None]
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 28)
    for at, column in enumerate(chosen):
        sheet.set_column(at, at, 30)
        sheet.write_string(0, at, f"可选的{column.heading}（可增改）", looks["heading"])
        for row, option in enumerate((column.options or ())[:MOST_OPTIONS], 1):
            sheet.write_string(row, at, plain(option), looks["text"])
