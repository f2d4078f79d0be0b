"""What stands outside the columns made for it: owners behind a sentence, a time in another text."""

import re

from rules.deadlines import is_only_time

_UNIT = "单位|部门|科室|处室|股室|领导|人"
_WORD = "责任|牵头|主办|承办|主责|配合|协办|实施|落实"
_BRACKET = r"(?:[^()（）]|[(（][^()（）]*[)）])*"
_OWNERS = re.compile(rf"[(（]((?:(?:{_WORD})(?:{_UNIT})?|(?:{_UNIT}))\s*[:：]{_BRACKET})[)）]")
_LAST_BRACKET = re.compile(
    rf"[(（]({_BRACKET})[)）](?:[^\S\n]*[。；;]?$|(?=\s*\d{{1,2}}[.、]))", re.MULTILINE
)
_NO_OWNER = re.compile(
    r"草案|试行|暂行|修[订正]|征求意见|\d(?:次|场|期|篇|年|学时)"
)  # in a bracket of its own
_SENTENCES = re.compile(r"[，,。；;（）()\n]+")
_DUE = re.compile(r"\S{2,14}?(?<!提)前")
_LONGEST = 20  # characters of a time in a note


def owners(text: str, *, announced: bool = False) -> tuple[str, str]:
    """Part 「组织考试。（责任单位：干部科、法规科）」 into what is to be done and who does it.

    `announced`: the heading says that owners stand in brackets, so that the last of a line needs no label.
    """
    found = list(_OWNERS.finditer(text))
    if not found and announced:
        found = [match for match in _LAST_BRACKET.finditer(text) if not _NO_OWNER.search(match[1])]
    rest = text
    for match in reversed(found):
        rest = rest[: match.start()] + rest[match.end() :]
    return rest.strip() if found else text, "\n".join(match[1] for match in found)


def deadline(task: str, note: str, measures: str = "") -> tuple[str, str]:
    """Return the time that the note gives, or else a part of the other texts, and where it stands; or ""."""
    if note and len(note) <= _LONGEST and is_only_time(note):
        return note, "备注"
    for text, column in ((task, "工作任务"), (measures, "工作措施")):
        for sentence in _SENTENCES.split(re.sub("《[^》]*》", "", text)):
            due = _DUE.match(sentence)
            if is_only_time(sentence) or (due and is_only_time(due[0])):
                return sentence, column
    return "", ""
