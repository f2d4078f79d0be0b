"""Blanks and line ends that only the width of a cell made: 每季 / 度, 3月底 / 前, 国家宪 / 法日."""

import re
from collections.abc import Callable

from rules.deadlines.normalise import normalise
from rules.deadlines.parse import tokens

PIECES = re.compile(r"([^\S\n]*\n\s*|[^\S\n]+)")
# What goes on with what stands before it, so that no clause begins with it.
GOES_ON = frozenset(
    "BEFORE STRICTLY_BEFORE AROUND AROUND_SPAN ABOUT DURING ON_DAY WEEK_OF ENDING OR_MORE PER OUTSIDE".split()  # noqa: SIM905
)
OF_YEAR = {"MONTH", "QUARTER", "HALF"}
PAIRS = {  # a moment that is not yet all said, and what says more of it
    "MONTH": {"DAY", "PART"}, "QUARTER": {"PART"}, "YEAR": OF_YEAR, "NEXT_YEAR": OF_YEAR,
    "UNTIL": OF_YEAR | {"YEAR", "NEXT_YEAR"},
}  # fmt: skip
NUMBERED = re.compile(r"\s*(?:\d{1,2}[.、)．）]|[①-⑳]|[(（])")
YEAR_END = re.compile("年[底末终内初中]")  # a word of its own, but for 2024 / 年底 and 次 / 年底
NAMES_A_YEAR = re.compile("(?:[\\d每今本当明翌来年]|(?<![\\d一二两三四五六七八九十])次)$")
Named = Callable[[str], str]


def closed(text: str, named: Named, ask: Callable[[str], None]) -> str:
    """Take out the breaks inside a word of time or before what goes on with it; a line's end is asked about.

    `named` puts the names of campaigns between « and », as the grammar wants them.
    """
    first, *rest = PIECES.split(text)
    whole, tail = first, first
    for sign, piece in zip(rest[::2], rest[1::2], strict=True):
        if not _is_false(tail, piece, named):
            whole, tail = whole + sign + piece, piece
            continue
        if "\n" in sign:
            ask(f"「{tail}」与下一行的「{piece}」是否应连读？")
        whole, tail = whole + piece, tail + piece
    return whole


def _is_false(before: str, after: str, named: Named) -> bool:
    """Say whether two pieces are one phrase: read together they hold other words than read apart."""
    if not before or not after or NUMBERED.match(after) or (before[-1].isdigit() and after[0].isdigit()):
        return False
    if YEAR_END.match(after) and not NAMES_A_YEAR.search(before):
        return False
    left, right = _words(before, named), _words(after, named)
    if left and right:
        (last, _), (first, _) = left[-1], right[0]
        if last == "BEFORE" and first == "MONTH":  # 3月底前 / 11月底前, not 前11月
            return False
        if first in PAIRS.get(last, ()) or (first in GOES_ON and last != "WORD"):
            return True
    return _words(before + after, named) != left + right


def _words(text: str, named: Named) -> list[tuple[str, str]]:
    return tokens(named(normalise(text).text))
