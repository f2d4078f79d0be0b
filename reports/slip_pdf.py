"""A slip as PDF/A-3b, in the same form as its Word file."""

from datetime import datetime
from pathlib import Path
from typing import Any

from reports import page
from reports.fonts import Fonts
from reports.official_pdf import compiled, ruled, signature
from reports.plain import plain
from rules.slip_paper import Block, Paper
from rules.slip_words import SIGNER

TEMPLATE = Path(__file__).with_name("slip.typ")


def write(paper: Paper, target: Path, *, fonts: Fonts, made_at: datetime) -> tuple[str, ...]:
    """Write the PDF; return in Chinese what could not be had. Equal papers give equal bytes."""
    made, said = compiled(TEMPLATE, _values(paper), fonts=fonts, made=made_at)
    target.write_bytes(made)
    return said


def _values(paper: Paper) -> dict[str, Any]:
    lines, points = page.head(*map(plain, paper.head))
    return {
        "mark": plain(paper.mark),
        "head": {"lines": lines, "points": points},
        "number": plain(paper.number),
        "signer": SIGNER,
        "signed-by": plain(paper.signed_by),
        "title": page.title_lines(plain(paper.title)),
        "to": plain(paper.to),
        "blocks": [_block(block) for block in paper.blocks],
        "office": plain(paper.office),
        "signature": signature(page.signature(paper.office, paper.dated)),
        "answer": {
            "title": paper.answer.title,
            "source": plain(paper.answer.source),
            "table": ruled(paper.answer.table),
            "closing": [plain(words) for words in paper.answer.closing],
        },
    }


def _block(block: Block) -> dict[str, Any]:
    return {
        "heading": plain(block.heading),
        "paragraphs": [plain(words) for words in block.paragraphs],
        "table": ruled(block.table) if block.table else None,
    }
