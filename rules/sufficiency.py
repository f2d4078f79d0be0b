"""What evidence is still missing. One sufficient proof closes a demand; nothing is mandatory by kind."""

from collections.abc import Iterable, Sequence

OFF_RECORD = frozenset({"会议记录"})  # never asked for by default: it does not leave the cabinet


def missing(asked: Sequence[str], handed_in: Iterable[str]) -> tuple[str, ...]:
    """Return the kinds asked for of which none came, for the reviewer to see; it blocks nothing."""
    there = list(handed_in)
    return tuple(
        kind
        for kind in asked
        if kind not in OFF_RECORD and not any(kind in given or given in kind for given in there)
    )
