"""One duty as it was understood."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rules.deadlines.reading import Reading

OWNERLESS = "没有写明责任部门，请补充。"


@dataclass(frozen=True)
class Row:
    """One duty as it stands in the list; `flags` are doubts beside those of `deadline`.

    A line whose numbered clauses have numbered deadlines gives one row a clause: the same `table`
    and `row`, the clause as `measures`, and 「3(1)」, 「3(2)」 as `no`.
    """

    table: int
    row: int
    no: str
    category: str
    task: str
    measures: str
    basis: tuple[str, ...]
    laws: tuple[str, ...]
    audience: str
    lead: tuple[str, ...]
    support: tuple[str, ...]
    persons: tuple[str, ...]
    leader: tuple[str, ...]
    open_owner: bool
    deadline_text: str
    deadline: Reading
    evidence: tuple[str, ...]
    note: str
    cells: Mapping[str, str]
    flags: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the shape of one of the `rows` of `xuepu read --json`."""
        return {
            "table": self.table,
            "row": self.row,
            "no": self.no,
            "category": self.category,
            "task": self.task,
            "measures": self.measures,
            "basis": list(self.basis),
            "laws": list(self.laws),
            "audience": self.audience,
            "lead": list(self.lead),
            "support": list(self.support),
            "persons": list(self.persons),
            "leader": list(self.leader),
            "open_owner": self.open_owner,
            "deadline_text": self.deadline_text,
            "deadline": self.deadline.as_json(),
            "evidence": list(self.evidence),
            "note": self.note,
            "cells": dict(self.cells),
            "flags": list(self.flags),
        }
