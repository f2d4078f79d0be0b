"""Numbers of a workbook as a person sees them: number formats read as far as duty lists use them.

Format numbers and their Chinese meanings: ECMA-376 part 1, 18.8.30 (numFmt).
"""

import re
from datetime import datetime, timedelta
from functools import lru_cache

_BUILT_IN = {
    9: "0%",
    10: "0.00%",
    14: "yyyy-m-d",
    15: "yyyy-m-d",
    16: 'm"月"d"日"',
    17: 'yyyy"年"m"月"',
    18: "h:mm",
    19: "h:mm:ss",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy-m-d h:mm",
    30: "yyyy-m-d",
    31: "yyyy-m-d",
    45: "h:mm",
    46: "h:mm:ss",
    47: "h:mm:ss",
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    **dict.fromkeys((32, 33, 34, 35, 55, 56), "h:mm"),
}
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')
_COUNTED = re.compile(r'^((?:"[^"]*"|\\.)*)(?:General|[#0,]*[#0])(\.0+)?((?:"[^"]*"|\\.|%)*)$')
_LONGEST_CODE = 1_000  # characters; Excel takes 255
_LAST_DAY = 2_958_465  # 9999-12-31


def built_in(number: int) -> str:
    """Return the format code of a number that files do not spell out; "" is General."""
    return _BUILT_IN.get(number, "")


@lru_cache(maxsize=512)
def _parts_of_date(code: str) -> frozenset[str]:
    """Return which of y, m, d, h the first section of `code` shows; none if it is no date."""
    section = _LITERAL.sub("", code.split(";", 1)[0]).lower().replace("general", "")
    letters = frozenset(section) & frozenset("ymdhs")
    if "h" in letters or "s" in letters:
        # Then m may be minutes; a month is believed only beside a year or a day.
        return (letters & {"y", "d"}) | {"h"} | ({"m"} if letters & {"y", "d"} else set())
    return letters


def _literals(code: str) -> str:
    return "".join(quoted or escaped for quoted, escaped in _LITERAL.findall(code)) + "%" * code.endswith("%")


def plain(number: float) -> str:
    """Return a number as the cell's General format shows it: 1.0 is 1."""
    if number == int(number) and abs(number) < 1e15:
        return str(int(number))
    return f"{number:.15g}"


def day_of(serial: float, *, from_1904: bool) -> datetime | None:
    """Return the moment that a serial stands for, or nothing where a workbook shows none."""
    if not 0 <= serial <= _LAST_DAY:
        return None
    base = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)  # noqa: DTZ001  (a wall date)
    if not from_1904 and serial < 60:
        base += timedelta(days=1)  # the 29 February 1900 that Excel believes in
    return base + timedelta(seconds=round(serial * 86_400))


def shown(number: float, code: str, *, from_1904: bool = False) -> str:
    """Return a number as its format shows it; a whole date as ISO text.

    A format that hides the day or the year hides it from the reader too: 「2024年5月」 is
    the month, and 「5月1日」 is of the plan's year, whatever year the file keeps behind it.
    """
    if not code or code == "General" or len(code) > _LONGEST_CODE:
        return plain(number)
    if parts := _parts_of_date(code):
        moment = day_of(number, from_1904=from_1904)
        return plain(number) if moment is None else _date_text(moment, parts)
    if match := _COUNTED.match(code.split(";", 1)[0]):
        before, decimals, after = match.groups()
        if after.endswith("%"):
            number *= 100
        digits = f"{number:.{len(decimals) - 1}f}" if decimals else plain(round(number, 9))
        if not decimals and (before or after):
            digits = f"{number:.0f}"
        return f"{_literals(before)}{digits}{_literals(after)}"
    return plain(number)


def _date_text(moment: datetime, parts: frozenset[str]) -> str:
    if parts == {"h"}:
        return f"{moment:%H:%M}"
    day = ""
    if {"y", "m", "d"} <= parts:
        day = f"{moment:%Y-%m-%d}"
    else:
        for part, text in (("y", f"{moment.year}年"), ("m", f"{moment.month}月"), ("d", f"{moment.day}日")):
            day += text if part in parts else ""
    if "h" in parts and (moment.hour or moment.minute):
        return f"{day} {moment:%H:%M}"
    return day
