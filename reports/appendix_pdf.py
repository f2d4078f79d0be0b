"""The appendix as PDF/A-3b, with the data it was made from attached."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reports import page
from reports.fonts import Fonts
from reports.leaves import Block, Heading, leaves
from reports.official_pdf import compiled, ruled, signature
from reports.plain import plain
from rules.appendix import Appendix, Table
from rules.days import spoken

TEMPLATE = Path(__file__).with_name("appendix.typ")
KINDS = {
    ".json": ("application/json", "附件所列数据及其来源记录"),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "台账"),
}
OTHER_KIND = ("application/octet-stream", "随附文件")


def write(
    appendix: Appendix, *, fonts: Fonts, target: Path, attachments: Mapping[str, Path] = {}
) -> tuple[str, ...]:
    """Write the PDF with `attachments` (name -> file); return in Chinese what could not be had."""
    made, said = compiled(
        TEMPLATE,
        _values(appendix, sorted(attachments)),
        fonts=fonts,
        made=appendix.as_of,
        attachments=attachments,
    )
    target.write_bytes(made)
    return said


def _values(appendix: Appendix, attached: list[str]) -> dict[str, Any]:
    return {
        "label": plain(appendix.label),
        "title": [plain(line) for line in appendix.title],
        "office": plain(appendix.office),
        "signature": signature(page.signature(appendix.office, spoken(appendix.dated))),
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
        return {"kind": "table", "table": ruled(block)}
    return {"kind": "paragraph", "text": plain(page.plain_words(block))}
