"""The duties as the table of a document: the columns of the field, without those that say nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models import Duty
from rules import laws, owners
from rules.appendix import Column, Run, Table
from rules.columns import NAMES, Field, meaning

# In the order of the page: the column, its share of the width, and whether its short cells are centred.
_COLUMNS: tuple[tuple[Field, int, bool], ...] = (
    (Field.NO, 2, True),
    (Field.CATEGORY, 5, True),
    (Field.TASK, 12, False),
    (Field.MEASURES, 15, False),
    (Field.BASIS, 8, False),
    (Field.LAWS, 9, False),
    (Field.AUDIENCE, 6, False),
    (Field.LEAD, 5, True),
    (Field.SUPPORT, 5, True),
    (Field.PERSONS, 4, True),
    (Field.LEADER, 4, True),
    (Field.DEADLINE, 8, False),
    (Field.EVIDENCE, 7, False),
)
_NOTE, _OTHER = 5, 7  # shares of 备注, and of the office's own columns
NOTHING = "—"
BLANK = "〔　　　　〕"  # what is not on record, to be filled in by hand
ALL_LEAD = "牵头部门"


@dataclass(frozen=True)
class ListTable:
    """The table, and the columns in which equal cells below each other are one."""

    table: Table
    merged: tuple[int, ...]


def list_table(
    duties: Sequence[Duty], *, more: tuple[str, Mapping[int | None, str]] | None = None
) -> ListTable:
    """Return the table. `more` is a last column: its heading, and what it says by duty id.

    What `xuepu read` understands of it is what the duties hold.
    """
    said = [_said(duty) for duty in duties]
    columns = [
        (_heading(field, said, duties), width, centred, [cells[field] for cells in said])
        for field, width, centred in _COLUMNS
        if _stands(field, said, duties)
    ]
    columns += [(heading, _OTHER, False, cells) for heading, cells in _others(duties, said)]
    if any(duty.note for duty in duties):
        columns.append((NAMES[Field.NOTE], _NOTE, False, [duty.note for duty in duties]))
    if more is not None:
        columns.append((more[0], _OTHER, False, [more[1].get(duty.id, "") for duty in duties]))
    rows = zip(*(cells for *_, cells in columns), strict=True)
    headings = [heading for heading, *_ in columns]
    return ListTable(
        Table(
            "",
            tuple(Column(heading, width, centred=centred) for heading, width, centred, _ in columns),
            tuple(tuple((Run(cell),) for cell in row) for row in rows),
            landscape=True,
        ),
        tuple(at for at, heading in enumerate(headings) if heading == NAMES[Field.CATEGORY]),
    )


def _said(duty: Duty) -> dict[Field, str]:
    lead, support = _owners(duty)
    return {
        Field.NO: duty.no or str(duty.place),
        Field.CATEGORY: duty.category or NOTHING,  # an empty cell would take over what stands above
        Field.TASK: duty.task or BLANK,
        Field.MEASURES: duty.measures,
        Field.BASIS: "\n".join(duty.basis),
        Field.LAWS: "、".join(duty.laws),
        Field.AUDIENCE: duty.audience,
        Field.LEAD: _names(lead),
        Field.SUPPORT: _names(support),
        Field.PERSONS: _names(duty.persons),
        Field.LEADER: _names(duty.leader),
        Field.DEADLINE: deadline_words(duty),
        Field.EVIDENCE: "、".join(duty.evidence) or NOTHING,  # empty would ask for what is proposed
    }


def deadline_words(duty: Duty) -> str:
    """Return the deadline that tasks are cut from: as written, or as a person put it in answer."""
    return str(duty.reading.get("text") or duty.deadline_text)


def _owners(duty: Duty) -> tuple[list[str], list[str]]:
    """Return who leads and who supports; 等 says that they are an open set where no name says so."""
    lead, support = list(duty.lead), list(duty.support)
    if duty.open_owner and not any(owners.read(name).open_owner for name in (*lead, *support)):
        if support:
            support[-1] += "等"
        elif lead:
            lead[-1] += "等"
    return lead, support


def _names(names: Sequence[str]) -> str:
    return "、\n".join(names)  # one a line; the sign keeps two from being read as one


def _stands(field: Field, said: Sequence[Mapping[Field, str]], duties: Sequence[Duty]) -> bool:
    """Say whether a column stands in the table: always, or because a row has something to say there."""
    match field:
        case Field.NO | Field.TASK | Field.LEAD | Field.DEADLINE | Field.EVIDENCE:
            return True
        case Field.CATEGORY:
            return any(duty.category for duty in duties)
        case Field.LAWS:  # what tasks and measures quote needs no column
            return any(set(duty.laws) - _quoted(duty) for duty in duties)
        case _:
            return any(cells[field] for cells in said)


def _quoted(duty: Duty) -> set[str]:
    return {title for text in (duty.task, duty.measures) for title in laws.norms(text)}


def _heading(field: Field, said: Sequence[Mapping[Field, str]], duties: Sequence[Duty]) -> str:
    """Return the heading; where nobody supports and several lead, it says that all of them do."""
    alone = field is Field.LEAD and not _stands(Field.SUPPORT, said, duties)
    return ALL_LEAD if alone and any(len(duty.lead) > 1 for duty in duties) else NAMES[field]


def _others(duties: Sequence[Duty], said: Sequence[Mapping[Field, str]]) -> list[tuple[str, list[str]]]:
    """Return the file's columns that no field holds, word for word: 完成标准, and what is not known."""
    headings = dict.fromkeys(heading for duty in duties for heading in duty.cells)
    found = []
    for heading in headings:
        known = meaning(heading)
        if known is not None and known.field is not Field.STANDARD:
            continue
        cells = [duty.cells.get(heading, "") for duty in duties]
        if any(cell and cell not in row.values() for cell, row in zip(cells, said, strict=True)):
            found.append((heading, cells))
    return found
