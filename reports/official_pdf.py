"""An official document as PDF/A-3b, tagged: typst sets it, Python gives it every word and measure."""

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, cast

import typst

from reports import page
from reports.fonts import Fonts
from reports.plain import plain
from rules.appendix import Table

FORM = Path(__file__).with_name("official.typ")
NO_GLYPH = "现有字体缺少文中的个别字，PDF 未能存为 PDF/A；请把含该字的字体放进 fonts 目录后重新生成。"


def compiled(
    template: Path,
    values: Mapping[str, Any],
    *,
    fonts: Fonts,
    made: datetime,
    attachments: Mapping[str, Path] = {},
) -> tuple[bytes, tuple[str, ...]]:
    """Return the bytes of the PDF with `attachments` (name -> file), and in Chinese what could not be had.

    PDF/A forbids characters without a glyph. Where no font has one, the file is an ordinary PDF that still
    holds the right words, and the sentences returned say so.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for source in (FORM, template):
            shutil.copyfile(source, root / source.name)
        for name, source in attachments.items():
            shutil.copyfile(source, root / name)
        data = {"fonts": _families(fonts), "page": _measures(), **values}
        compiler = typst.Compiler(
            root / template.name,
            root=root,
            font_paths=fonts.found,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )
        try:
            return _printed(compiler, "a-3b", made), ()
        except typst.TypstError as error:
            if "could not be displayed" not in error.message:
                raise
            return _printed(compiler, "1.7", made), (NO_GLYPH,)


def _printed(compiler: typst.Compiler, standard: Literal["a-3b", "1.7"], made: datetime) -> bytes:
    timestamp = int(made.timestamp())
    return cast("bytes", compiler.compile(format="pdf", pdf_standards=standard, timestamp=timestamp))


def _families(fonts: Fonts) -> dict[str, Sequence[str]]:
    return {
        "fangsong": fonts.fangsong,
        "hei": fonts.hei,
        "kai": fonts.kai,
        "biaosong": fonts.biaosong,
        "latin": fonts.latin,
    }


def _measures() -> dict[str, float | str]:
    return {
        "top": page.TOP,
        "left": page.LEFT,
        "right": page.RIGHT,
        "bottom": page.BOTTOM,
        "type-width": page.TYPE_WIDTH,
        "number-below": page.NUMBER_BELOW,
        "pitch": page.PITCH,
        "step": page.STEP,
        "title": page.TITLE,
        "title-pitch": page.TITLE_PITCH,
        "body": page.BODY,
        "caption": page.CAPTION,
        "number": page.NUMBER,
        "cell-inset": page.CELL_INSET,
        "red": page.RED,
        "seal-lines": page.SEAL_LINES,
    }


def signature(lines: Sequence[tuple[str, float]]) -> list[dict[str, Any]]:
    """Return the lines of `page.signature` as the template takes them."""
    return [{"words": plain(words), "free": free} for words, free in lines]


def ruled(table: Table) -> dict[str, Any]:
    widths, size = page.widths(table), page.size(table)
    return {
        "caption": plain(table.caption),
        "size": size,
        "widths": widths,
        "centred": [column.centred for column in table.columns],
        "heading": [
            page.heading_lines(plain(column.heading), width, size)
            for column, width in zip(table.columns, widths, strict=True)
        ],
        "rows": [
            {
                "cells": [plain(page.plain_words(cell)) for cell in row],
                "tall": page.is_tall(row, widths, size),
            }
            for row in table.rows
        ],
        "empty": page.NO_ROWS,
        "to-fill": page.TO_FILL if table.to_fill else 0,
    }
