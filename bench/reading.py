"""Reading: a large workbook read and understood, against openpyxl only reading it; Word; phrases."""

import tempfile
import time
from datetime import date
from pathlib import Path

from bench.harness import Row, Side, compared
from bench.long_list import DEPARTMENTS, HEADINGS, cells, workbook

PHRASES = (
    "每季度末月25日前", "4月15日前后", "5月", "6月底前", "全年不少于4次", "宪法宣传周", "每月不少于1次",
    "12月25日前报送；次年4月1日前公开", "3月、6月、9月、11月", "上半年", "长期坚持", "8月中旬",
)  # fmt: skip


def duty(number: int) -> tuple[str, ...]:
    dated = f"{number % 12 + 1}月{number % 27 + 1}日前"
    return cells(
        number,
        owners=f"{DEPARTMENTS[number % len(DEPARTMENTS)]}牵头，各科室配合",
        deadline=dated if number % 3 else PHRASES[number % len(PHRASES)],
    )


def document(path: Path, count: int) -> None:
    from copy import deepcopy

    from docx import Document

    made = Document()
    table = made.add_table(rows=2, cols=len(HEADINGS))
    for cell, text in zip(table.rows[0].cells, HEADINGS, strict=True):
        cell.text = text
    for cell in table.rows[1].cells:
        cell.text = "x"
    pattern = table.rows[1]._tr
    for number in range(1, count + 1):
        row = deepcopy(pattern)
        texts = row.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t")
        for text, value in zip(texts, duty(number), strict=True):
            text.text = value
        pattern.getparent().append(row)
    pattern.getparent().remove(pattern)
    made.save(str(path))


def understood(path: str) -> tuple[int, float]:
    from intake.lists import open_list
    from rules import listing

    start = time.perf_counter()
    read = listing.read(open_list(Path(path)), year=2024)
    return len(read.rows), time.perf_counter() - start


def only_read(path: str) -> tuple[int, float]:
    import openpyxl

    start = time.perf_counter()
    book = openpyxl.load_workbook(path, read_only=True)
    count = sum(1 for sheet in book for row in sheet.iter_rows(values_only=True) if row)
    book.close()
    return count, time.perf_counter() - start


def phrases(count: str) -> tuple[int, float]:
    from rules import deadlines

    wanted = [
        PHRASES[n % len(PHRASES)].replace("4", str(n % 9 + 1)) + "，报送" * (n % 2) for n in range(int(count))
    ]
    distinct = [f"{text}（第{n}项）" if n % 4 == 0 else text for n, text in enumerate(wanted)]
    deadlines.read("5月底前", year=2024)
    start = time.perf_counter()
    for text in distinct:
        deadlines.read(text, year=2024, issued=date(2024, 3, 1))
    return len(distinct), time.perf_counter() - start


def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        book, word = Path(folder) / "list.xlsx", Path(folder) / "list.docx"
        workbook(book, map(duty, range(1, 10_001)))
        document(word, 1_000)
        return [
            compared(
                "10,000 × 11 .xlsx",
                "s",
                Side("bench.reading:understood", (str(book),)),
                "openpyxl read-only, only reading",
                Side("bench.reading:only_read", (str(book),)),
                better="less",
                goal=2.5,
            ),
            compared(
                ".docx of 1,000 rows",
                "s",
                Side("bench.reading:understood", (str(word),)),
                better="less",
                goal=2.0,
            ),
            compared(
                "deadline phrases",
                "phrases/s",
                Side("bench.reading:phrases", ("4000",)),
                better="more",
                goal=2000,
            ),
        ]
