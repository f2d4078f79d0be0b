"""Years in the words of last year's list, moved to the next."""

import re
from collections.abc import Callable

_NEAR = 1  # years: 「2024年总结」 in the list of 2023 is moved with it, 「2021—2025年」 is not
_CHINESE = "〇一二三四五六七八九"
_DIGITS = str.maketrans("○零" + _CHINESE, "00" + "0123456789")
# 2024年, 2024-06-30, 2024.6.30, 2024—2025年, 24年, 二〇二四年; not 〔2024〕3号.
_YEAR = re.compile(
    r"(?<![\d〔\[(（.])(?P<full>20\d\d)(?=\s*年|\s*[—–~～至到-]+\s*(?:20)?\d\d\s*年|[-/.]\d{1,2}[-/.]\d{1,2}(?!\d))"
    rf"|(?<!\d)(?P<short>\d\d)(?=年)|(?P<chinese>[二][〇○零][{_CHINESE}○零]{{2}})(?=年)"
)
_QUOTED = re.compile(  # what a text says in the words of others, and spans of years
    r"《[^》]*》|[(（][^()（）]*(?:修订|修正|通过|公布|施行)[)）]|20\d\d\s*年?\s*[—–~～至到-]+\s*(?:20)?\d\d\s*年"
)
_OF_A_LAW = re.compile(r"年(?:\d{1,2}月)?(?:\d{1,2}日)?起?(?:施行|实施|颁布|公布|修订|修正|通过|印发)")


def moved(phrase: str, from_year: int, to_year: int) -> str:
    """Return a phrase with its stated years moved on.

    All of them or none: where one lies far from `from_year` (a plan of five years) the phrase stays
    as it is, for a person to look at.
    """
    stated = [_value(found) for found in _YEAR.finditer(phrase)]
    if any(abs(year - from_year) > _NEAR for year in stated):
        return phrase
    return _YEAR.sub(_by(to_year - from_year), phrase)


def reworded(text: str, from_year: int, to_year: int) -> str:
    """Return a text with the years of its own words moved on; titles in 《》, days of laws, spans stay."""
    pieces, start = [], 0
    for quoted in _QUOTED.finditer(text):
        pieces += [_own(text[start : quoted.start()], from_year, to_year), quoted[0]]
        start = quoted.end()
    return "".join([*pieces, _own(text[start:], from_year, to_year)])


def retitled(title: str, from_year: int, to_year: int) -> str:
    """Return a list's title with its own year moved on, wherever it stands."""
    shift = _by(to_year - from_year)
    return _YEAR.sub(lambda found: shift(found) if _value(found) == from_year else found[0], title)


def names_year(text: str, year: int) -> bool:
    """Say whether a text names `year`, in digits or Chinese numerals."""
    return str(year) in text.translate(_DIGITS)


def _own(text: str, from_year: int, to_year: int) -> str:
    """Move the years of a plain text one by one; what lies far away, or is a law's, stays."""

    def move(found: re.Match[str]) -> str:
        far = abs(_value(found) - from_year) > _NEAR
        return found[0] if far or _OF_A_LAW.match(text, found.end()) else shift(found)

    shift = _by(to_year - from_year)
    return _YEAR.sub(move, text)


def _value(found: re.Match[str]) -> int:
    if found["short"]:
        return 2000 + int(found["short"])
    return int(found[0].translate(_DIGITS).replace("二", "2"))


def _by(years: int) -> Callable[[re.Match[str]], str]:
    def shift(found: re.Match[str]) -> str:
        year = str(_value(found) + years)
        if found["short"]:
            return year[2:]
        return "".join(_CHINESE[int(digit)] for digit in year) if found["chinese"] else year

    return shift
