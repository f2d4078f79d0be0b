"""What was understood of one deadline phrase."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple


class Kind(StrEnum):
    FIXED = "fixed"
    RANGE = "range"
    RECURRING = "recurring"
    CAMPAIGN = "campaign"
    COUNT = "count"
    CONTINUOUS = "continuous"
    RELATIVE = "relative"
    UNSCHEDULED = "unscheduled"


@dataclass(frozen=True)
class Occurrence:
    """Beijing days, both counted: `start <= due`."""

    start: date
    due: date
    label: str | None = None
    min_count: int | None = None


@dataclass(frozen=True)
class Offset:
    """Distance from an event: `n` of `unit` (day, workday, week, month), `dir` before, after or on."""

    n: int
    unit: str
    dir: str

    def as_json(self) -> dict[str, Any]:
        return {"n": self.n, "unit": self.unit, "dir": self.dir}


class Event(NamedTuple):
    """What a clause counts from, how far, and what it calls what is due then."""

    anchor: str
    offset: Offset | None
    label: str | None = None

    def as_json(self) -> dict[str, Any]:
        offset = None if self.offset is None else self.offset.as_json()
        return {"anchor": self.anchor, "offset": offset, "label": self.label}


@dataclass(frozen=True)
class Reading:
    """A reading without a flag is one the program stands for; each flag is a doubt in Chinese."""

    text: str
    year: int
    kind: Kind
    occurrences: tuple[Occurrence, ...] = ()
    min_count: int | None = None
    unit: str | None = None
    campaign: str | None = None
    anchor: str | None = None
    offset: Offset | None = None
    time: str | None = None
    flags: tuple[str, ...] = field(default=())
    meaning: str = ""
    events: tuple[Event, ...] = ()  # where clauses count from several; `anchor` is the first of them

    @property
    def counts_from(self) -> tuple[Event, ...]:
        """Return every event that a clause counts from, in the order of the cell."""
        return self.events or ((Event(self.anchor, self.offset),) if self.anchor else ())

    def as_json(self) -> dict[str, Any]:
        """Return the shape of `xuepu deadline --json`."""
        return {
            "text": self.text,
            "year": self.year,
            "kind": str(self.kind),
            "occurrences": [
                {
                    "start": o.start.isoformat(),
                    "due": o.due.isoformat(),
                    "label": o.label,
                    "min_count": o.min_count,
                }
                for o in self.occurrences
            ],
            "min_count": self.min_count,
            "unit": self.unit,
            "campaign": self.campaign,
            "anchor": self.anchor,
            "offset": None if self.offset is None else self.offset.as_json(),
            "time": self.time,
            "flags": list(self.flags),
            "meaning": self.meaning,
            **({"events": [event.as_json() for event in self.events]} if self.events else {}),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Reading":
        """Read back what `as_json` wrote."""
        offset = kept["offset"]
        return cls(
            text=kept["text"],
            year=kept["year"],
            kind=Kind(kept["kind"]),
            occurrences=tuple(
                Occurrence(
                    date.fromisoformat(o["start"]), date.fromisoformat(o["due"]), o["label"], o["min_count"]
                )
                for o in kept["occurrences"]
            ),
            min_count=kept["min_count"],
            unit=kept["unit"],
            campaign=kept["campaign"],
            anchor=kept["anchor"],
            offset=None if offset is None else Offset(**offset),
            time=kept["time"],
            flags=tuple(kept["flags"]),
            meaning=kept["meaning"],
            events=tuple(
                Event(each["anchor"], each["offset"] and Offset(**each["offset"]), each["label"])
                for each in kept.get("events", ())
            ),
        )
