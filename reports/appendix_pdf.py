"""The appendix as PDF/A-3b, tagged, with the data it was made from attached."""

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, cast

import typst

from reports import page
from reports.fonts import Fonts
from reports.leaves import Block, Heading, leaves
from reports.plain import plain
from rules.appendix import Appendix, Table
from rules.days import spoken

TEMPLATE = Path(__file__).with_name("appendix.typ")
KINDS = {
    ".json": ("application/json", "附件所列数据及其来源记录"),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "台账"),
}
NO_GLYPH = "现有字体缺少文中的个别字，PDF 未能存为 PDF/A；请把含该字的字体放进 fonts 目录后重新生成。"
OTHER_KIND = ("application/octet-stream", "随附文件")


def write(
    appendix: Appendix, *, fonts: Fonts, target: Path, attachments: Mapping[str, Path] = {}
) -> tuple[str, ...]:
    """Write the PDF with `attachments` (name -> file); return in Chinese what could not be had.

    PDF/A forbids characters without a glyph. Where no font has one, the file is an ordinary PDF that still
    holds the right words, and the sentences returned say so.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copyfile(TEMPLATE, root / TEMPLATE.name)
        for name, source in attachments.items():
            shutil.copyfile(source, root / name)
        compiler = typst.Compiler(
            root / TEMPLATE.name,
            root=root,
            font_paths=fonts.found,
            sys_inputs={
                "data": json.dumps(_values(appendix, fonts, sorted(attachments)), ensure_ascii=False)
            },
        )
        said: tuple[str, ...] = ()
        try:
            made = _compiled(compiler, "a-3b", appendix)
        except typst.TypstError as error:
            if "could not be displayed" not in error.message:
                raise
            made, said = _compiled(compiler, "1.7", appendix), (NO_GLYPH,)
    target.write_bytes(made)
    return said


def _compiled(compiler: typst.Compiler, standard: Literal["a-3b", "1.7"], appendix: Appendix) -> bytes:
    timestamp = int(appendix.as_of.timestamp())
    return cast("bytes", compiler.compile(format="pdf", pdf_standards=standard, timestamp=timestamp))


def _values(appendix: Appendix, fonts: Fonts, attached: list[str]) -> dict[str, Any]:
    return {
        "label": plain(appendix.label),
        "title": [plain(line) for line in appendix.title],
        "office": plain(appendix.office),
        "signature": [
            {"words": plain(words), "free": free}
            for words, free in page.signature(appendix.office, spoken(appendix.dated))
        ],
        "fonts": {
            "fangsong": fonts.fangsong,
            "hei": fonts.hei,
            "kai": fonts.kai,
            "biaosong": fonts.biaosong,
            "latin": fonts.latin,
        },
        "page": {
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
        },
        "leaves": [
            {"landscape": leaf.landscape, "blocks": [_block(block) for block in leaf.blocks]}
            for leaf in leaves(appendix)
        ],
        "attachments": [_attachment(name) for name in attached],
    }


def _attachment(name: str) -> dict[str, str]:
    mime, description = KINDS.get(Path(name).suffix, OTHER_KIND)
    return {"name": name, "mime": mime, "description": description}


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "text": plain(block.text), "level": block.level}
    if isinstance(block, Table):
        return {"kind": "table", "table": _table(block)}
    return {"kind": "paragraph", "text": plain(page.plain_words(block))}


def _table(table: Table) -> dict[str, Any]:
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
    }
