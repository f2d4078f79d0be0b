"""The days of a holiday notice (放假通知), from what a person writes to single days."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from models import DayKind
from models.refusals import BadList

LONGEST = 31  # days of one holiday
_KINDS = {
    DayKind.REST: frozenset(["休", "放假", "休息", "假", "假期", "节假日", "rest"]),
    DayKind.WORK: frozenset(["班", "上班", "补班", "调休上班", "工作日", "work"]),
}
_DATE = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
_SPAN = re.compile(rf"{_DATE}(?:(?:至|到|~|—|–|\.\.|-)(?:{_DATE}|(?:(\d{{1,2}})[-/.月])?(\d{{1,2}})日?))?")

Days = dict[date, tuple[DayKind, str]]


def span(written: str) -> list[date]:
    """Return the days of 「2027-01-01」 or 「2027年1月1日至3日」, both ends counted.

    Raises:
        BadList: it is no day, or the span is the wrong way round or too long.

    """
    ends = _ends("".join(unicodedata.normalize("NFKC", written).split()))
    if ends is None:
        raise BadList(f"「{written}」不是日期，请写成 2027-01-01 或 2027-01-01至2027-01-03。")
    first, last = ends
    if not first <= last < first + timedelta(LONGEST):
        raise BadList(f"「{written}」的起止日期不对，请核对。")
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def _ends(text: str) -> tuple[date, date] | None:
    found = _SPAN.fullmatch(text)
    if found is None:
        return None
    year, month, day, last_year, last_month, last_day, short_month, short_day = (
        int(part) if part else None for part in found.groups()
    )
    assert year is not None
    assert month is not None
    assert day is not None
    try:
        first = date(year, month, day)
        return first, date(
            last_year or year, last_month or short_month or month, last_day or short_day or day
        )
    except ValueError:
        return None


def told(rows: Iterable[Sequence[str]]) -> Days:
    """Return the days of a table: 日期, 安排 (休 or 班), 名称; a heading row is passed over.

    Raises:
        BadList: a row cannot be read, a day is told twice, or there is none.

    """
    days: Days = {}
    for number, row in enumerate(rows, 1):
        cells = [cell.strip() for cell in (*row, "", "", "")[:3]]
        if not any(cells) or (number == 1 and not any(c.isdigit() for c in cells[0])):
            continue
        kind = next((kind for kind, words in _KINDS.items() if cells[1] in words), None)
        if kind is None:
            raise BadList(f"第{number}行的「{cells[1]}」看不懂，请写「休」或「班」。")
        add(days, span(cells[0]), kind, cells[2])
    if not days:
        raise BadList("没有读到日期，请按「日期,休或班,名称」逐行写。")
    return days


def add(days: Days, span: Iterable[date], kind: DayKind, name: str) -> None:
    """Add days of one kind; a day is free or worked, not both."""
    for day in span:
        if days.get(day, (kind, ""))[0] is not kind:
            raise BadList(f"{day} 既写了放假又写了上班，请核对。")
        days[day] = (kind, name)


def kinds(days: Mapping[date, tuple[DayKind, str]]) -> dict[date, DayKind]:
    return {day: kind for day, (kind, _) in days.items()}
