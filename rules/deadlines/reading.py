"""What was understood of one deadline phrase."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any


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
            "offset": None
            if self.offset is None
            else {"n": self.offset.n, "unit": self.offset.unit, "dir": self.offset.dir},
            "time": self.time,
            "flags": list(self.flags),
            "meaning": self.meaning,
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
        )
