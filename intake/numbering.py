"""Numbers that Word counts by itself: 序号 columns and 「1.」「（一）」 stand in no text of the file."""

from dataclasses import dataclass, field
from itertools import islice

from intake.package import Element, Package

_CHINESE = "〇一二三四五六七八九"
_CHINESE_FORMS = {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital"}
_SIGNS = {
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz",
    "upperLetter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
}
_LARGEST = 9_999
_LEVELS = 9  # of a list; Word knows no more


@dataclass
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = "%1."


@dataclass
class Numbering:
    """The numbered lists of a document, counting as its paragraphs are read in order."""

    w: str  # the namespace of the document
    _lists: dict[str, dict[int, _Level]] = field(default_factory=dict)  # numId -> levels
    _counted_as: dict[str, str] = field(default_factory=dict)  # numId -> what it shares its count with
    _styles: dict[str, tuple[str, int]] = field(default_factory=dict)  # style -> numId, level
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, package: Package, parts: dict[str, str], w: str) -> "Numbering | None":
        """Read the lists of a document; `parts` is kind -> part. Nothing if it has none."""
        if parts.get("numbering") not in package.names:
            return None
        numbering = cls(w)
        numbering._read(package.root(parts["numbering"]))
        if parts.get("styles") in package.names:
            for style in package.root(parts["styles"]).iter(w + "style"):
                found = numbering._asked(style.find(w + "pPr"))
                if found is not None:
                    numbering._styles[str(style.get(w + "styleId"))] = found
        return numbering

    def _value(self, parent: Element | None, name: str, default: str = "") -> str:
        found = None if parent is None else parent.find(self.w + name)
        return default if found is None else str(found.get(self.w + "val", default))

    def _read(self, root: Element) -> None:
        w = self.w
        abstract = {
            str(one.get(w + "abstractNumId")): {
                int(level.get(w + "ilvl", "0")): _Level(
                    int(self._value(level, "start", "1")),
                    self._value(level, "numFmt", "decimal"),
                    self._value(level, "lvlText"),
                )
                for level in islice(one.iter(w + "lvl"), _LEVELS)
            }
            for one in root.iter(w + "abstractNum")
        }
        for one in root.iter(w + "num"):
            number, base = str(one.get(w + "numId")), self._value(one, "abstractNumId")
            levels = dict(abstract.get(base, {}))
            self._counted_as[number] = base
            for override in one.iter(w + "lvlOverride"):
                at = int(override.get(w + "ilvl", "0"))
                start = self._value(override, "startOverride")
                if start and at in levels:
                    levels[at] = _Level(int(start), levels[at].format, levels[at].text)
                    self._counted_as[number] = f"{base}/{number}"
            self._lists[number] = levels

    def _asked(self, properties: Element | None) -> tuple[str, int] | None:
        """Return the list and level that paragraph properties ask for themselves."""
        asked = None if properties is None else properties.find(self.w + "numPr")
        if asked is None:
            return None
        return self._value(asked, "numId"), int(self._value(asked, "ilvl", "0") or 0)

    def write(self, element: Element) -> None:
        """Give each numbered paragraph in it, once, an attribute `label` with what Word writes before it."""
        numbered = self.w + "numPr", self.w + "pStyle"
        if not any(
            mark.tag == numbered[0] or mark.get(self.w + "val") in self._styles
            for mark in element.iter(*numbered)
        ):
            return
        for paragraph in element.iter(self.w + "p"):
            if paragraph.get("label") is None:  # a nested table comes by twice
                paragraph.set("label", self._label(paragraph))

    def _label(self, paragraph: Element) -> str:
        """Return what Word writes before this paragraph, and count it; "" for bullets and plain text."""
        properties = paragraph.find(self.w + "pPr")
        if properties is None:
            return ""
        number, at = self._asked(properties) or self._styles.get(self._value(properties, "pStyle")) or ("", 0)
        levels = self._lists.get(number, {})
        if at not in levels:
            return ""
        counts = self._counts.setdefault(self._counted_as[number], {})
        counts[at] = counts.get(at, levels[at].start - 1) + 1
        for deeper in [level for level in counts if level > at]:
            del counts[deeper]
        if levels[at].format in {"bullet", "none"}:
            return ""
        text = levels[at].text
        for level in sorted(level for level in levels if level <= at):
            if (mark := f"%{level + 1}") in text:
                text = text.replace(
                    mark, numeral(counts.get(level, levels[level].start), levels[level].format)
                )
        return text


def numeral(number: int, form: str) -> str:
    """Return a number in one of Word's forms; digits where the form is rare in Chinese papers."""
    if not 0 < number <= _LARGEST:
        return str(number)
    if form in _CHINESE_FORMS:
        return _chinese(number)
    signs = _SIGNS.get(form, "")
    if signs:
        return signs[number - 1] if number <= len(signs) else str(number)
    return f"{number:02d}" if form == "decimalZero" else str(number)


def _chinese(number: int) -> str:
    """Return 1..9999 in Chinese: 十二, 一百零三."""
    said = ""
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            said += _CHINESE[digit] + sign
        elif said and number and not said.endswith("零"):
            said += "零"
    return said.removeprefix("一") if said.startswith("一十") else said
