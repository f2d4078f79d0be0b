"""How well something is, for a person and for a monitor."""

from enum import StrEnum


class Level(StrEnum):
    """From best to worst."""

    GOOD = "good"
    ATTENTION = "attention"  # it works, and a person should know
    BROKEN = "broken"
