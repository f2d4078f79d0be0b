"""How doubts are shown."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

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


def lines(doubts: Sequence[dict[str, Any]]) -> list[str]:
    """Write each doubt with what may be answered, and how to answer."""
    return [
        f"  [{d['id']}] {d['question']}"
        + (f"（可答：{'、'.join(d['candidates'])}）" if d["candidates"] else "")
        for d in doubts
    ] + (["用 xuepu list confirm --year 年度 --answer 编号=答复 逐个答复。"] if doubts else [])
