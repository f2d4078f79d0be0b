"""One deadline phrase becomes a reading: kind, dated occurrences, doubts."""

from rules.deadlines.bare import is_only_time
from rules.deadlines.reader import read
from rules.deadlines.relative import happened

__all__ = ["happened", "is_only_time", "read"]
