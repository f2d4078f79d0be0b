"""Whether a text gives a time and nothing else."""

import re
from functools import lru_cache

from rules.deadlines.clauses import Clause, clauses
from rules.deadlines.line import label
from rules.deadlines.normalise import normalise
from rules.deadlines.parse import parse
from rules.deadlines.parts import At, Between, Every

_MAY_BE_TIME = re.compile("[年月日季周号]|\\d[./-]\\d|[次场]|全年|长期")


@lru_cache(maxsize=4096)
def is_only_time(text: str) -> bool:
    """Say whether a text gives a day, a period or a count and speaks of nothing else: 6月底前完成."""
    if not _MAY_BE_TIME.search(text):
        return False
    parts = parse(normalise(text).text)
    found = clauses(parts) if parts else []
    return any(_says_when(clause) for clause in found) and not any(
        label(clause.text) or clause.strays or clause.brackets for clause in found
    )


def _says_when(clause: Clause) -> bool:
    dated = any(
        isinstance(when, Every | Between) or (isinstance(when, At) and when.moments[0].unit != "year")
        for when in clause.whens
    )
    return dated or bool(clause.counts)
