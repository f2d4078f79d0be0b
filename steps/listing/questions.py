"""The questions that a draft raises: one a doubt, with the cell as it stands and what may be answered."""

from collections.abc import Iterator, Sequence

from sqlmodel import Session

from models import Doubt, Duty
from rules.deadlines.reading import Kind, Reading
from rules.listing import Row
from rules.naming import named
from rules.row import OWNERLESS
from steps.listing.departments import ALL_DEPARTMENTS
from store import lists, people

AS_READ = "确认"
UNDATED = "待定"
REWORD = "改写时限"  # a hint, no answer: the new words are
MEANT = "（确认）"  # after a phrase: as the program reads it, though it doubts
OUTSIDE = "外单位"


def asks(row: Row) -> bool:
    """Say whether `of_row` has a question about the row."""
    return bool(row.flags or row.deadline.flags or not row.lead) or row.deadline.kind is Kind.UNSCHEDULED


def of_row(duty: Duty, row: Row) -> Iterator[Doubt]:
    """Yield what is asked about one row of the file."""
    where = named(duty)
    yield from of_deadline(duty, row.deadline)
    for flag in row.flags:
        if flag not in row.deadline.flags and flag != OWNERLESS:  # who leads is asked below
            yield Doubt(
                list_id=duty.list_id,
                duty_id=duty.id,
                field="row",
                cell=row.task,
                question=f"{where}{flag}",
                candidates=[AS_READ],
            )
    if not row.lead:
        yield Doubt(
            list_id=duty.list_id,
            duty_id=duty.id,
            field="lead",
            cell="",
            question=f"{where}没有写责任部门，由哪个部门负责？",
        )


def of_deadline(duty: Duty, reading: Reading) -> Iterator[Doubt]:
    """Yield what is asked about a duty's deadline, as it is read."""
    text = duty.deadline_text
    asked = [(f"时限「{text}」：{flag}", [UNDATED, REWORD]) for flag in reading.flags]
    if reading.occurrences or reading.anchor:
        asked = [(question, [reading.meaning, REWORD]) for question, _ in asked]
    if reading.kind is Kind.UNSCHEDULED and not reading.flags:
        question = f"没有日期（{text or '未写时限'}），请给出完成时限，或答「{UNDATED}」。"
        asked = [(question, [UNDATED, "全年"])]
    for question, candidates in asked:
        yield Doubt(
            list_id=duty.list_id,
            duty_id=duty.id,
            field="deadline",
            cell=text,
            question=named(duty) + question,
            candidates=candidates,
        )


def ask_deadline_anew(session: Session, duty: Duty, reading: Reading) -> list[Doubt]:
    """Take back the open questions about a duty's deadline; return those to ask in their place."""
    still_open = [
        doubt
        for doubt in lists.doubts(session, duty.list_id, open_only=True)
        if doubt.duty_id == duty.id and doubt.field == "deadline"
    ]
    for doubt in still_open:
        session.delete(doubt)
    return list(of_deadline(duty, reading)) if still_open else []


def of_departments(session: Session, list_id: int, rows: Sequence[Row]) -> Iterator[Doubt]:
    """Ask once for each department name that the office does not know, however many rows use it."""
    known = [department.name for department in people.departments(session)]
    names = dict.fromkeys(name for row in rows for name in (*row.lead, *row.support))
    for name in names:
        if name not in ALL_DEPARTMENTS and people.department_named(session, name) is None:
            yield Doubt(
                list_id=list_id,
                field="department",
                cell=name,
                question=f"责任部门「{name}」不在本单位部门表里，指的是哪个部门？本单位没有就答「{OUTSIDE}」。",
                candidates=[*known, OUTSIDE],
            )
