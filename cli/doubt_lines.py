"""How doubts are shown."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cli.blocks import Block, laid_out

if TYPE_CHECKING:
    from models import Doubt


def as_json(doubt: "Doubt") -> dict[str, Any]:
    return {
        "id": doubt.id,
        "field": doubt.field,
        "cell": doubt.cell,
        "question": doubt.question,
        "candidates": list(doubt.candidates),
        "answer": doubt.answer,
    }


def lines(doubts: Sequence[dict[str, Any]], year: int) -> list[str]:
    """Write each doubt as one question, with the cell as it stands, what may be answered, and how."""
    if not doubts:
        return []
    blocks = (
        Block(
            f"[{doubt['id']}]",
            doubt["question"],
            {"原文": doubt["cell"], "可答": "、".join(f"「{each}」" for each in doubt["candidates"])},
        )
        for doubt in doubts
    )
    return [
        "",
        *laid_out(blocks),
        f"逐个答复，例如：xuepu list confirm --year {year} --answer {doubts[0]['id']}=答复",
    ]
