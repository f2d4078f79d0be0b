"""The ledger as a workbook: the full lists behind the appendix, to be sorted and filtered."""

from datetime import UTC, date, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from reports.page import ems
from reports.plain import plain
from rules.appendix import Cell, Ledger, Sheet

WIDEST, NARROWEST = 42.0, 7.0  # of a column, in widths of a digit
LONGEST = 32_000  # characters; a cell of a workbook holds 32,767
CUT = "……（原文过长，此处截断）"
WITHOUT_DAY = datetime(2000, 1, 1, tzinfo=UTC)
NO_ROWS = "本年度无记录"


def write(ledger: Ledger, target: Path) -> None:
    """Write the workbook. Text stays text, whatever it begins with; equal values write equal bytes."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as workbook:
        made = (ledger.as_of or WITHOUT_DAY).astimezone(UTC).replace(tzinfo=None)
        workbook.set_properties({"created": made, "title": "台账"})
        looks = _looks(workbook)
        for sheet in ledger.sheets:
            _write_sheet(workbook, sheet, looks)


def _looks(workbook: Workbook) -> dict[str, Format]:
    base = {"font_name": "宋体", "font_size": 11, "border": 1, "valign": "vcenter"}
    head = {"font_name": "黑体", "align": "center", "text_wrap": True, "bg_color": "#EDEDED"}
    return {
        "heading": workbook.add_format(base | head),
        "text": workbook.add_format(base | {"text_wrap": True}),
        "number": workbook.add_format(base | {"align": "center", "num_format": "0"}),
        "day": workbook.add_format(base | {"align": "center", "num_format": "yyyy-mm-dd"}),
        "note": workbook.add_format({"font_name": "宋体", "font_size": 11}),
    }


def _write_sheet(workbook: Workbook, sheet: Sheet, looks: dict[str, Format]) -> None:
    page = workbook.add_worksheet(sheet.name)
    page.set_paper(9)  # A4
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.freeze_panes(1, 0)
    page.set_row(0, 24)
    page.set_footer("&C第&P页，共&N页")
    for place, heading in enumerate(sheet.columns):
        page.set_column(place, place, _width(sheet, place))
        page.write_string(0, place, plain(heading), looks["heading"])
    for line, row in enumerate(sheet.rows, 1):
        for place, cell in enumerate(row):
            match cell:
                case None:
                    page.write_blank(line, place, None, looks["text"])
                case str():
                    page.write_string(line, place, _fitted(plain(cell)), looks["text"])
                case date():
                    page.write_datetime(line, place, cell, looks["day"])
                case _:
                    page.write_number(line, place, cell, looks["number"])
    if sheet.rows:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    else:
        page.write_string(1, 0, NO_ROWS, looks["note"])


def _fitted(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + CUT


def _width(sheet: Sheet, place: int) -> float:
    longest = max((_digits(row[place]) for row in sheet.rows[:500]), default=0.0)
    return min(WIDEST, max(NARROWEST, longest + 2, 2 * ems(sheet.columns[place]) + 4))


def _digits(cell: Cell) -> float:
    return 2 * max(map(ems, cell.split("\n"))) if isinstance(cell, str) else len(str(cell or ""))
