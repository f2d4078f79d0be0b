"""Take in a list as it was read: a draft with a question for every doubt."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session

from models import BasisDocument, Doubt, Duty, DutyList, Person
from models.refusals import BadList, WrongState
from rules.deadlines.reading import Kind
from rules.listing import Listing, Row
from store import lists, log, people
from store.files import Stored

ALL_DEPARTMENTS = ("各科室", "各处室", "各部门", "各股室", "各单位", "全体科室")


def draft(
    session: Session, listing: Listing, *, source_name: str, stored: Stored, by: Person, now: datetime
) -> DutyList:
    """Write the draft of a year's list.

    Raises:
        BadList: the file holds no duty.
        WrongState: the year has a list already.

    """
    if not listing.rows:
        raise BadList("文件里没有读到任何事项，请检查是不是责任清单的表格。")
    there = lists.find(session, listing.year)
    if there is not None:
        raise WrongState(f"{listing.year} 年已经有责任清单《{there.title}》，调整请用 xuepu list amend。")
    duty_list = DutyList(
        plan_year=listing.year,
        title=listing.title or f"{people.organisation(session).name}{listing.year}年度学法普法责任清单",
        source_name=source_name,
        source_sha256=stored.sha256,
        imported_at=now,
    )
    session.add(duty_list)
    session.flush()
    assert duty_list.id is not None
    for title in dict.fromkeys(title for row in listing.rows for title in row.basis):
        session.add(BasisDocument(list_id=duty_list.id, title=title))
    for place, row in enumerate(listing.rows, 1):
        duty = _duty(session, duty_list.id, place, row)
        session.add(duty)
        session.flush()
        session.add_all(_row_doubts(duty_list.id, duty, row))
    session.add_all(_owner_doubts(session, duty_list.id, listing.rows))
    session.add_all(
        Doubt(list_id=duty_list.id, field="problem", cell=problem.column, question=problem.message)
        for problem in listing.problems
    )
    log.append(
        session,
        at=now,
        actor=by.pseudonym,
        role="office",
        action="list.import",
        about=f"list:{duty_list.id}",
        detail={
            "year": listing.year,
            "source": stored.sha256,
            "duties": len(listing.rows),
            "doubts": len(lists.doubts(session, duty_list.id)),
        },
        evidence=[{"sha256": stored.sha256, "size": stored.size, "media_type": "application/octet-stream"}],
        withheld={"file": source_name},
    )
    return duty_list


def _duty(session: Session, list_id: int, place: int, row: Row) -> Duty:
    return Duty(
        list_id=list_id,
        place=place,
        no=row.no,
        category=row.category,
        task=row.task,
        measures=row.measures,
        basis=list(row.basis),
        laws=list(row.laws),
        audience=row.audience,
        lead=list(row.lead),
        support=list(row.support),
        persons=list(row.persons),
        leader=list(row.leader),
        open_owner=row.open_owner,
        lead_ids=departments_meant(session, row.lead),
        support_ids=departments_meant(session, row.support),
        deadline_text=row.deadline_text,
        reading=row.deadline.as_json(),
        evidence=list(row.evidence),
        note=row.note,
        source_table=row.table,
        source_row=row.row,
        cells=dict(row.cells),
    )


def departments_meant(session: Session, names: Iterable[str]) -> list[int]:
    """Return the departments that names stand for; 「各科室」 is opened by the office's own table."""
    found: list[int] = []
    for name in names:
        if name in ALL_DEPARTMENTS:
            found += [d.id for d in people.departments(session) if d.id is not None]
        elif (department := people.department_named(session, name)) and department.id is not None:
            found.append(department.id)
    return list(dict.fromkeys(found))


def _row_doubts(list_id: int, duty: Duty, row: Row) -> Iterable[Doubt]:
    where = f"第{duty.no or duty.place}项「{row.task[:20]}」"
    for flag in row.deadline.flags:
        yield Doubt(
            list_id=list_id,
            duty_id=duty.id,
            field="deadline",
            cell=row.deadline_text,
            question=f"{where}时限「{row.deadline_text}」：{flag}",
            candidates=[row.deadline.meaning, "改写时限"]
            if row.deadline.occurrences
            else ["待定", "改写时限"],
        )
    if row.deadline.kind is Kind.UNSCHEDULED and not row.deadline.flags:
        yield Doubt(
            list_id=list_id,
            duty_id=duty.id,
            field="deadline",
            cell=row.deadline_text,
            question=f"{where}没有日期（{row.deadline_text or '未写时限'}），请给出完成时限，或答「待定」。",
            candidates=["待定", "全年"],
        )
    for flag in row.flags:
        if flag not in row.deadline.flags:
            yield Doubt(
                list_id=list_id,
                duty_id=duty.id,
                field="row",
                cell=row.task,
                question=f"{where}{flag}",
                candidates=["确认"],
            )
    if not row.lead:
        yield Doubt(
            list_id=list_id,
            duty_id=duty.id,
            field="lead",
            cell="",
            question=f"{where}没有写责任部门，由哪个部门负责？",
        )


def _owner_doubts(session: Session, list_id: int, rows: Sequence[Row]) -> Iterable[Doubt]:
    """Ask once for each department name that the office does not know, however many rows use it."""
    known = [department.name for department in people.departments(session)]
    names = dict.fromkeys(name for row in rows for name in (*row.lead, *row.support))
    for name in names:
        if name not in ALL_DEPARTMENTS and people.department_named(session, name) is None:
            yield Doubt(
                list_id=list_id,
                field="department",
                cell=name,
                question=f"责任部门「{name}」不在本单位部门表里，指的是哪个部门？本单位没有就答「外单位」。",
                candidates=[*known, "外单位"],
            )
