"""Titles of laws and documents, as lists quote them."""

import re
import unicodedata

_OPENING, _CLOSING = "《", "》"
_OPEN, _CLOSE = r"\s*[(（\[【]\s*", r"\s*[)）\]】]"
_YEAR = "[\\d〇○零一二三四五六七八九]{4}"
_DAY = rf"(?:{_YEAR}年?)?(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?"
_BODY = r"[^()（）,，;；:：]{0,40}(?:会议|国务院|人大|常委会|修正案|决定)"  # who changed it, or what
_CHANGE = (
    rf"(?:自|从|于|经|根据|依据)?{_DAY}(?:{_BODY})?(?:起|正式|最?新|已|重新|全面|再次|第[一二三四五六七八九十\d]+次)*"
    r"(?:施行|修订|修正|修改|通过|公布|实施|起效|生效|颁布|发布|印发)+(?:版|文?本)?"
)
_EDITION = rf"{_DAY}(?:最?新|现行|修订|修正)?(?:版|文?本)"
# When it was made or changed; not what a bracket says of the work: (由办公室组织实施).
_VERSION = re.compile(
    rf"{_OPEN}(?:{_CHANGE}(?:[,，;；、]\s*{_CHANGE})*|{_EDITION}){_CLOSE}"
    rf"|(?<=[》法典例定则程])\s*[(（\[【〔]{_YEAR}年?(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?[)）\]】〕](?!第?\d+号)"
)
_DRAFT = re.compile(
    rf"{_OPEN}(?:试行|暂行|(?:修订|修正)?(?:草案|征求意见|送审|审议)[^()（）]{{0,12}}){_CLOSE}"
)
_CUT_SHORT = re.compile(r"[,，。;；、\n《]")
# What a title ends in that is a norm, state or party; not a letter to the public, a handbook, a report.
_NORM = re.compile(
    r"(?:法|法典|条例|规定|办法|规则|章程|细则|准则|解释|公约|决定|宪法|通则)"
    r"(?:修正案)?(?:[(（](?:试行|暂行|修正案|修订|[一二三四五六七八九十]+)[)）])?$"
)
# Bounded, or signs that never close would take time by the square of their number.
_QUOTED = re.compile(r"《[^《》]{0,300}(?:《[^》]{0,300}》[^《》]{0,300}){0,3}》")
_DEEPEST = 3  # titles in titles
_BETWEEN = re.compile(
    r"[、,，;；/\n](?![^()（）]{0,60}[)）])|(?<=法)和|(?<=条例)和|(?<=[法典例定则程])(?<!依法)\s+(?!条例|办法|规定|细则|的)"
)
# 《消费者权益保护法》及其实施条例 names two, the second by the first.
_WITH_ITS_RULES = re.compile(
    rf"(?P<law>(?P<open>《?)(?P<name>[^《》、,，;；\s]{{2,40}}法)(?P<close>》?))(?P<version>(?:{_VERSION.pattern})?)"
    r"\s*(?:及|和|与)其?(?P<rules>(?:实施|施行)(?:条例|细则|办法|规定))"
)
_AND_OTHERS = re.compile(r"等(?:\d+[部件项个]?)?.*$")
_STATE = "中华人民共和国"


def titles(text: str) -> list[str]:
    """Return the titles in 《》, in order, each once, with version and 草案 or 试行 that stand behind it.

    Nested 《…〈…〉…》 and 《…《…》…》 are one title. A title that is never closed ends at the next stop.
    """
    at = text.find(_OPENING)
    found: dict[str, None] = {}
    while at >= 0:
        end = _end(text, at)
        title = text[at:end]
        while version := _VERSION.match(text, end) or _DRAFT.match(text, end):
            title += version[0].strip()
            end = version.end()
        if len(title.strip("《》 ")) > 1:
            found[title if title.count(_OPENING) == title.count(_CLOSING) else title + _CLOSING] = None
        at = text.find(_OPENING, end)
    return list(found)


def _end(text: str, start: int) -> int:
    depth = 0
    for at in range(start, min(len(text), start + 300)):
        if text[at] == _OPENING:
            depth += 1
            if depth > _DEEPEST:
                break
        elif text[at] == _CLOSING:
            depth -= 1
            if depth == 0:
                return at + 1
    stop = _CUT_SHORT.search(text, start + 1)
    return stop.start() if stop else len(text)


def norms(text: str) -> list[str]:
    """Return the titles of norms among the titles: laws, rules, party regulations."""
    return [title for title in titles(_told_apart(text)) if _is_norm(title)]


def named(text: str) -> list[str]:
    """Return what a column of laws names: titles in 《》, and norms written without them.

    「禁毒法、戒毒条例」 names two; 「律师法等5部」 one, and does not say which the others are.
    """
    text = _told_apart(text)
    found = dict.fromkeys(titles(text))
    for piece in _BETWEEN.split(_QUOTED.sub("、", text)):
        bare = _AND_OTHERS.sub("", piece.strip())
        if 2 <= len(_bare(bare)) <= 60 and _is_norm(bare):
            found.setdefault(bare)
    return list(found)


def _told_apart(text: str) -> str:
    if "施" not in text:
        return text
    return _WITH_ITS_RULES.sub(r"\g<law>\g<version>、\g<open>\g<name>\g<rules>\g<close>", text)


def _is_norm(title: str) -> bool:
    return _NORM.search(_DRAFT.sub("", _bare(title)).rstrip(_CLOSING)) is not None


def _bare(title: str) -> str:
    """Return a title without its outer signs and its version."""
    without = _VERSION.sub("", title).strip()
    return without.removeprefix(_OPENING).removesuffix(_CLOSING).strip()


def same_law(one: str, other: str) -> bool:
    """Say whether two titles name one law: with or without 中华人民共和国, signs, version, widths."""
    return _compared(one) == _compared(other)


def _compared(title: str) -> str:
    text = unicodedata.normalize("NFKC", _bare(title)).removeprefix(_STATE)
    return re.sub(r"[\s《》〈〉<>“”\"]", "", text)
