"""Numbered clauses in a cell: 「1.…；2.…」, 「①…②…」, 「（一）…（二）…」."""

import re
from dataclasses import dataclass
from functools import lru_cache

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_CHINESE = "一二三四五六七八九十"
_AT_START = r"(?:(?<=^)|(?<=[\n;；。,，、:：\s]))\s*"
_MARKS = (
    re.compile(rf"\s*(?P<circled>[{_CIRCLED}])\s*"),
    re.compile(r"\s*[(（](?P<digits>\d{1,2})[)）]\s*[、.．]?"),
    re.compile(_AT_START + r"(?P<digits>\d{1,2})[.．、)）]\s*"),
    re.compile(_AT_START + rf"[(（](?P<chinese>[{_CHINESE}]{{1,3}})[)）]\s*"),
    re.compile(_AT_START + rf"(?P<chinese>[{_CHINESE}]{{1,3}})、\s*"),
)


@dataclass(frozen=True)
class Clauses:
    """What stands before the first number, and the clauses in order; clause i has the number i + 1."""

    before: str
    texts: tuple[str, ...]


@lru_cache(maxsize=4096)
def clauses(text: str) -> Clauses | None:
    """Return the clauses numbered 1, 2, … without a gap, two or more; else nothing."""
    for mark in _MARKS:
        found = list(mark.finditer(text))
        run: list[re.Match[str]] = []
        for match in found:
            if _number(match) == len(run) + 1:
                run.append(match)
        if len(run) < 2 or (_number(found[-1]) != len(run)):
            continue
        ends = [match.start() for match in run[1:]] + [len(text)]
        texts = tuple(
            text[match.end() : end].strip(" \n;；,，、") for match, end in zip(run, ends, strict=True)
        )
        if all(texts):
            return Clauses(text[: run[0].start()].strip(" \n;；,，、:："), texts)
    return None


def _number(match: re.Match[str]) -> int:
    groups = match.groupdict()
    if groups.get("circled"):
        return _CIRCLED.index(groups["circled"]) + 1
    if groups.get("digits"):
        return int(groups["digits"])
    numeral = groups["chinese"]
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return _CHINESE.index(numeral) + 1 if len(numeral) == 1 else 0
    return (_CHINESE.index(tens) + 1 if tens else 1) * 10 + (_CHINESE.index(ones) + 1 if ones else 0)
