"""CSV as a grid: UTF-8, UTF-16 or GB18030; comma, semicolon or tab."""

import csv
import io
from collections import Counter
from itertools import islice

from intake.cells import Cells, clean
from models.refusals import BadList
from rules.grid import Grid, Sheets

LARGEST = 20 << 20  # bytes
BROKEN = "CSV 文件的引号或分隔符有误，无法分出各列，请另存为 .xlsx 后再试。"

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decoded(content: bytes) -> str | None:
    """Return the bytes as text, or nothing if they are no text in any of the three encodings."""
    marked = [encoding for mark, encoding in _MARKS if content.startswith(mark)]
    for encoding in marked or ["utf-8", "gb18030"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def read(content: bytes) -> Sheets:
    """Read the rows of a CSV file.

    Raises:
        BadList: no text, or no rows that can be told apart.

    """
    text = decoded(content) if len(content) <= LARGEST else None
    if len(content) > LARGEST:
        raise BadList(f"CSV 文件超过{LARGEST >> 20} MB，不像责任清单，请检查后重试。")
    if text is None:
        raise BadList("文件既不是 UTF-8，也不是 GB18030 编码的文本，请用 Excel 或 WPS 另存为 .xlsx 后再试。")
    cells = Cells()
    try:
        for row, values in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))):
            cells.add_row(row, {column: clean(value) for column, value in enumerate(values) if value})
    except csv.Error as error:
        raise BadList(BROKEN) from error
    return Sheets((Grid(table=1, name=None, rows=cells.rectangle(), keeps_merges=False),))


def _delimiter(text: str) -> str:
    """Return the sign that divides most of the opening rows alike, commas first."""

    def alike(sign: str) -> tuple[int, int]:
        opening = csv.reader(io.StringIO(text[:20_000], newline=""), delimiter=sign)
        widths = Counter(len(values) for values in islice(opening, 30) if len(values) > 1)
        width, rows = widths.most_common(1)[0] if widths else (0, 0)
        return rows, width

    return max(",\t;", key=alike)
