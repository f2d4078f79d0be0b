"""One deadline phrase becomes a reading: kind, dated occurrences, doubts."""

from rules.deadlines.reader import read

__all__ = ["read"]
