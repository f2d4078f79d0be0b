"""How a demand from above is answered by the own list: 「第3项、第5项」, or 「不涉及：理由」."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from models.refusals import Refusal

_NOT_OURS = re.compile(r"^不涉及(?:本单位)?\s*[:：,，。;；\s]?\s*(.*)$", re.DOTALL)
_NUMERAL = r"[\d一二三四五六七八九十]+"
_NUMBER = rf"{_NUMERAL}(?:[.\-]\d+)*(?:[(（]\d+[)）])?|[(（]{_NUMERAL}[)）]"
_ITEM = re.compile(rf"第\s*(?P<said>[^第项]+?)\s*项|第?\s*(?P<bare>{_NUMBER})\s*项?")
_BETWEEN = re.compile(r"\s*(?:[、,，;；]|和|及|与)\s*|(?<=[\d项])\s+(?=[\d第])")
_LEAST_ALIKE = 0.25


@dataclass(frozen=True)
class Cover:
    """Own duties by number, or why it does not concern the office; exactly one of the two."""

    duties: tuple[str, ...] = ()
    not_ours_because: str = ""


def cover(answer: str) -> Cover:
    """Read an answer.

    Raises:
        Refusal: it names neither duties nor a reason.

    """
    answer = answer.strip()
    if found := _NOT_OURS.match(answer):
        if not found[1].strip():
            raise Refusal("请写明为什么不涉及，例如「不涉及：本单位没有行政执法权」。")
        return Cover(not_ours_because=found[1].strip())
    items = [_ITEM.fullmatch(part) for part in _BETWEEN.split(answer.rstrip("。"))]
    numbers = dict.fromkeys(item["said"] or item["bare"] for item in items if item is not None)
    if None in items:
        raise Refusal(f"「{answer}」看不懂，请答「第3项」（可写几项，用顿号分开），或「不涉及：理由」。")
    return Cover(tuple(numbers))


def nearest(text: str, others: Sequence[str], *, most: int = 3) -> list[int]:
    """Return the places of the texts most like `text`, the likest first; none where nothing is like it.

    By the pairs of characters that both hold; a pair that stands in many of the texts counts little.
    """
    pairs = [_pairs(other) for other in others]
    common = Counter(pair for each in pairs for pair in each)
    wanted = _pairs(text)

    def weight(held: frozenset[str]) -> float:
        return sum(1 / (common[pair] or 1) for pair in held)

    def alike(held: frozenset[str]) -> float:
        least = min(weight(held), weight(wanted))
        return weight(held & wanted) / least if least else 0.0

    found = sorted(((alike(held), -at) for at, held in enumerate(pairs)), reverse=True)
    return [-at for likeness, at in found[:most] if likeness >= _LEAST_ALIKE]


def _pairs(text: str) -> frozenset[str]:
    bare = re.sub(r"[^\w]|\d", "", text)
    return frozenset(bare[at : at + 2] for at in range(len(bare) - 1))
