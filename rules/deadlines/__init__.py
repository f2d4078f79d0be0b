"""One deadline phrase becomes a reading: kind, dated occurrences, doubts."""

from rules.deadlines.reader import read
from rules.deadlines.relative import happened

__all__ = ["happened", "read"]
