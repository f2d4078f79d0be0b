"""Deadlines that wait for an event (收到通知后10个工作日内): dated once somebody tells its day."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from models.refusals import Refusal
from rules.deadlines.reading import Event, Occurrence, Offset, Reading
from rules.deadlines.relative import happened
from rules.nodes import Nodes
from rules.workdays import Workdays

_EACH_TIME = re.compile("每次|每场|每期|每届|每批|每起|每例")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_KNOWN_AHEAD = "法律施行"  # a law names the day on which it enters into force
_WAITS = "，待事件发生后定日期"
_TOLD = "；已登记"


class Told(NamedTuple):
    """A day on which an event happened; `event` says which of the reading's, from 0."""

    day: date
    event: int = 0

    @classmethod
    def read(cls, kept: str) -> "Told":
        day, _, event = kept.partition("@")
        return cls(date.fromisoformat(day), int(event or 0))

    def written(self) -> str:
        """Return how a duty keeps it: the day, and of a later event its place."""
        return f"{self.day}@{self.event}" if self.event else str(self.day)


def events(reading: Reading, nodes: Nodes) -> dict[int, Event]:
    """Return the events that a person must date; what the phrase or the calendar dates is none."""
    return {
        at: event
        for at, event in enumerate(reading.counts_from)
        if not _DAY.fullmatch(event.anchor) and nodes.campaign(event.anchor) is None
    }


def still_told(old: Reading, new: Reading, told: Sequence[Told], nodes: Nodes) -> list[Told]:
    """Return what was told of the old phrase's events as far as the new one waits for them too."""
    awaited = {at: event for at, event in events(new, nodes).items() if event.offset is not None}
    if len(old.counts_from) == len(new.counts_from) == 1:
        return list(told) if awaited else []
    places = {event.anchor: at for at, event in awaited.items()}
    named = [(each.day, old.counts_from[each.event].anchor) for each in told]
    return [Told(day, places[anchor]) for day, anchor in named if anchor in places]


def each_time(reading: Reading) -> bool:
    """Say whether the event comes again and again, each time with a task of its own (每次会前一周)."""
    return _EACH_TIME.search(reading.text) is not None


def judge(reading: Reading, event: Event, on: date, *, today: date) -> Offset:
    """Return the distance from the event, if `on` can be its day.

    Raises:
        Refusal: the phrase gives no distance, the day is far from the list's year, or it lies ahead
            of an event after which the time runs.

    """
    offset = event.offset
    if offset is None or offset.n is None:
        raise Refusal(f"时限「{reading.text}」没有写几天内完成，请先用 xuepu list amend 改成写明期限的说法。")
    if abs(on.year - reading.year) > 1:
        raise Refusal(f"{on} 离{reading.year}年度太远，请核对日期。")
    if on > today and offset.dir == "after" and event.anchor != _KNOWN_AHEAD:
        raise Refusal(f"{on} 还没有到，「{event.anchor}」发生后再登记。")
    return offset


def dated(reading: Reading, told: Sequence[Told], *, so_far: int, workdays: Workdays) -> Reading:
    """Date a phrase by the days of its events, which take the place of the last `so_far` occurrences.

    After an event the time runs from its day, which is not counted; before one it runs from the
    beginning of the year. The order of `told` is kept, so that each keeps its number.
    """
    standing = reading.occurrences[: len(reading.occurrences) - so_far]
    added = tuple(_occurrence(reading, each, workdays) for each in told)
    meant = reading.meaning.partition(_TOLD)[0]
    if not each_time(reading):
        for each in told:
            meant = _no_longer_waits(meant, reading.counts_from[each.event])
    said = "".join(f"{_TOLD}{one.label}，{one.due.isoformat()}到期" for one in added)
    return replace(reading, occurrences=(*standing, *added), meaning=meant + said)


def _no_longer_waits(meant: str, event: Event) -> str:
    before, anchor, after = meant.partition(event.anchor)
    said, _, others = after.partition("；")
    return f"{before}{anchor}{said.replace(_WAITS, '')}" + (f"；{others}" if others else "")


def _occurrence(reading: Reading, told: Told, workdays: Workdays) -> Occurrence:
    event, day = reading.counts_from[told.event], told.day
    offset = event.offset
    assert offset is not None
    due = happened(offset, day, workdays)
    start = min(date(reading.year, 1, 1), due) if offset.dir == "before" else day
    what = f"{event.label}：" if event.label else ""
    return Occurrence(start, due, f"{what}{event.anchor}（{day.month}月{day.day}日）")


def cautions(offset: Offset, day: date, due: date, workdays: Workdays) -> tuple[str, ...]:
    """Say what is not yet sure about a due day: working days of a year without a holiday notice."""
    if offset.unit != "workday":
        return ()
    years = [year for year in dict.fromkeys((day.year, due.year)) if not workdays.is_published(year)]
    return tuple(f"{year}年放假安排尚未公布，{due} 是按周末推算的，公布后请登记。" for year in years)
