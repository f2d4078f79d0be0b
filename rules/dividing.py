"""A cell of owners divided into its names: at signs, blanks and line ends, false ones and lost ones too."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from rules import names

BETWEEN = re.compile(r"[、,;/|\\\n。]+|\.(?=\D)")
_AND = re.compile(
    r"(?<=[科处室部局办委会股站所院队心组厅团联])(?:和|及|与|以及|会同|并|联合|[+&])(?=.{2,})"
    r"|(?<=[门位府镇乡道关])(?:和|及|与|以及)(?=各|有关|相关)"
)
_RUN_TOGETHER = re.compile(r"^.{2,}([局科处办])(?!公).{1,6}\1$")


@dataclass(frozen=True)
class Divider:
    """Divides by what is known of the office; `is_owner` says whether a text is a name as it stands."""

    departments: frozenset[str]
    people: frozenset[str]
    is_owner: Callable[[str], bool]
    doubt: Callable[[str], None]

    def unbroken(self, text: str) -> str:
        """Join a name that the width of its column broke in two: 「办公」 over 「室」."""
        lines = text.split("\n")
        for at in range(len(lines) - 1, 0, -1):
            before, after = lines[at - 1].strip(), lines[at].strip()
            last = re.split(BETWEEN, before)[-1]
            whole = last + re.split(BETWEEN, after)[0]
            broken = len(after) == 1 or not self.is_owner(last)
            if last and (whole in self.departments or whole in self.people or (broken and _is_name(whole))):
                lines[at - 1 : at + 1] = [before + after]
        return "\n".join(lines)

    def names(self, line: str) -> list[str]:
        """Divide a line into names; blanks divide names of two characters and more."""
        found: list[str] = []
        for part in divided(line):
            words = part.split()
            if len(words) > 1 and not all(len(word) > 1 for word in words):
                words = _respaced(words)
            for word in words:
                found += self._unlost(word) if word in self.departments else self._joined_by_and(word)
        return [name.strip() for name in found if name.strip()]

    def _joined_by_and(self, word: str) -> list[str]:
        return [name for piece in _AND.split(word) for name in self._unlost(piece)]

    def _unlost(self, word: str) -> list[str]:
        """Put back a lost 、, only where all names it divides are known."""
        for known in (self.departments, self.people):
            if known and word not in known and (found := _segmented(word, known)):
                return found
        if _RUN_TOGETHER.match(word) and word not in self.departments:
            self.doubt(f"「{word}」像是几个部门连在一起，请核对。")
        return [word]


def divided(text: str) -> list[str]:
    """Divide a text at its signs, but not inside brackets."""
    hidden = re.sub(
        r"\([^()]*\)", lambda inner: BETWEEN.sub(lambda sign: "\0" * len(sign[0]), inner[0]), text
    )
    parts, start = [], 0
    for sign in BETWEEN.finditer(hidden):
        parts.append(text[start : sign.start()])
        start = sign.end()
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]


def _is_name(text: str) -> bool:
    """Say whether a text without signs in it looks like one department or person."""
    return re.fullmatch(r"[\u4e00-\u9fff·]+", text) is not None and (
        names.is_department(text) or names.is_person(text)
    )


def _respaced(words: list[str]) -> list[str]:
    """Join single characters that a blank drew apart: 「张 三 李四」 are two names, 「办 公 室」 one."""
    joined: list[str] = []
    single = False
    for word in words:
        if len(word) == 1 and single and word not in names.STEMS:
            joined[-1] += word
        else:
            joined.append(word)
        single = len(word) == 1
    return joined


def _segmented(word: str, known: frozenset[str]) -> list[str]:
    """Return the known names, two or more, that make up `word` without rest; else nothing."""
    ways: dict[int, list[str]] = {0: []}
    for end in range(2, len(word) + 1):
        for start in sorted(ways):
            if word[start:end] in known:
                ways.setdefault(end, [*ways[start], word[start:end]])
    found = ways.get(len(word), [])
    return found if len(found) > 1 else []
