"""What a sweep did."""

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Swept:
    """Counts of one sweep, in messages; `bound`, `passed_over` and `waiting` count notices."""

    bound: int = 0
    passed_over: int = 0  # the task no longer waits on its owner, or a later notice speaks in its stead
    accepted: int = 0
    deferred: int = 0
    refused: int = 0
    uncertain: int = 0
    waiting: int = 0  # notices of a channel that is switched off
    quiet: bool = False  # outside office hours nothing goes out

    def __add__(self, other: "Swept") -> "Swept":
        counts = (each.name for each in fields(self) if each.name != "quiet")
        return Swept(
            **{name: getattr(self, name) + getattr(other, name) for name in counts},
            quiet=self.quiet or other.quiet,
        )
