"""The appendix as an editable Word file."""

from pathlib import Path
from typing import Any

from reports import official_docx
from reports.leaves import Block, Heading, leaves
from reports.plain import plain
from reports.word_blocks import add, keep_with_next, paragraph, signature, table
from rules.appendix import Appendix, Run, Table
from rules.days import spoken


def write(appendix: Appendix, target: Path) -> None:
    """Write the file. Each figure stands in the character style 数据 and nothing else does."""
    document = official_docx.new(
        title=plain("".join(appendix.title)), author=plain(appendix.office), made=appendix.as_of
    )
    add(document, paragraph("AppendixLabel", (Run(appendix.label),)))
    add(document, paragraph("Title", (Run("\n".join(appendix.title)),)))
    for order, leaf in enumerate(leaves(appendix)):
        if order:
            official_docx.add_section(document, landscape=leaf.landscape)
        for block in leaf.blocks:
            add(document, *_element(block))
    keep_with_next(document.element.body[-2])
    add(document, *signature(appendix.office, spoken(appendix.dated)))
    official_docx.save(document, target)


def _element(block: Block) -> list[Any]:
    if isinstance(block, Heading):
        return [paragraph(f"Heading{block.level}", (Run(block.text),))]
    if isinstance(block, Table):
        return [paragraph("Caption", (Run(block.caption),)), table(block)]
    return [paragraph("Normal", block)]
