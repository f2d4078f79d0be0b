"""Deadlines that wait for an event (收到通知后10个工作日内): dated once somebody tells its day."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from models.refusals import Refusal
from rules.deadlines.reading import Occurrence, Offset, Reading
from rules.deadlines.relative import happened
from rules.nodes import Nodes
from rules.workdays import Workdays

_EACH_TIME = re.compile("每次|每场|每期|每届|每批|每起|每例")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_KNOWN_AHEAD = "法律施行"  # a law names the day on which it enters into force
_WAITS = "，待事件发生后定日期"
_TOLD = "；已登记"


def event(reading: Reading, nodes: Nodes) -> str | None:
    """Return the event that a person must date; None where the phrase or the calendar dates the rest."""
    anchor = reading.anchor
    if anchor is None or _DAY.fullmatch(anchor) or nodes.campaign(anchor) is not None:
        return None
    return anchor


def each_time(reading: Reading) -> bool:
    """Say whether the event comes again and again, each time with a task of its own (每次会前一周)."""
    return _EACH_TIME.search(reading.text) is not None


def judge(reading: Reading, on: date, *, today: date) -> Offset:
    """Return the distance from the event, if `on` can be its day.

    Raises:
        Refusal: the phrase gives no distance, the day is far from the list's year, or it lies ahead
            of an event after which the time runs.

    """
    offset = reading.offset
    if offset is None or offset.n is None:
        raise Refusal(f"时限「{reading.text}」没有写几天内完成，请先用 xuepu list amend 改成写明期限的说法。")
    if abs(on.year - reading.year) > 1:
        raise Refusal(f"{on} 离{reading.year}年度太远，请核对日期。")
    if on > today and offset.dir == "after" and reading.anchor != _KNOWN_AHEAD:
        raise Refusal(f"{on} 还没有到，「{reading.anchor}」发生后再登记。")
    return offset


def dated(reading: Reading, days: Sequence[date], *, so_far: int, workdays: Workdays) -> Reading:
    """Date a phrase by the days of its event, which take the place of the last `so_far` occurrences.

    After an event the time runs from its day, which is not counted; before one it runs from the
    beginning of the year. The order of `days` is kept, so that each keeps its number.
    """
    offset = reading.offset
    assert offset is not None
    standing = reading.occurrences[: len(reading.occurrences) - so_far]
    added = tuple(_occurrence(reading, offset, day, workdays) for day in days)
    meant = reading.meaning.partition(_TOLD)[0]
    if not each_time(reading):
        meant = meant.replace(_WAITS, "")
    told = "".join(f"{_TOLD}{one.label}，{one.due.isoformat()}到期" for one in added)
    return replace(reading, occurrences=(*standing, *added), meaning=meant + told)


def _occurrence(reading: Reading, offset: Offset, day: date, workdays: Workdays) -> Occurrence:
    due = happened(offset, day, workdays)
    start = min(date(reading.year, 1, 1), due) if offset.dir == "before" else day
    return Occurrence(start, due, f"{reading.anchor}（{day.month}月{day.day}日）")


def cautions(offset: Offset, day: date, due: date, workdays: Workdays) -> tuple[str, ...]:
    """Say what is not yet sure about a due day: working days of a year without a holiday notice."""
    if offset.unit != "workday":
        return ()
    years = [year for year in dict.fromkeys((day.year, due.year)) if not workdays.is_published(year)]
    return tuple(f"{year}年放假安排尚未公布，{due} 是按周末推算的，公布后请登记。" for year in years)
