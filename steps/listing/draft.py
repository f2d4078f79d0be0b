"""Take in a list as it was read: a draft with a question for every doubt."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlmodel import Session

from models import BasisDocument, Doubt, Duty, DutyList, ListState, Person
from models.refusals import BadList, WrongState
from rules.listing import Listing, Row
from rules.titles import years_of
from steps.listing.departments import DepartmentTable
from steps.listing.questions import AS_READ, asks, of_departments, of_row
from steps.listing.remember import Memory
from steps.listing.upstream import ask_uncovered
from store import lists, log, people
from store.files import Stored
from store.rows import insert_rows, next_ids


def draft(
    session: Session, listing: Listing, *, source_name: str, stored: Stored, by: Person, now: datetime
) -> DutyList:
    """Write the draft of a year's list.

    Raises:
        BadList: the file holds no duty.
        WrongState: the year has a list already.

    """
    duty_list = write(session, listing, source_name=source_name, source_sha256=stored.sha256, now=now)
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
            "doubts": len(lists.doubts(session, duty_list.id or 0)),
        },
        evidence=[{"sha256": stored.sha256, "size": stored.size, "media_type": "application/octet-stream"}],
        withheld={"file": source_name},
    )
    return duty_list


def write(
    session: Session, listing: Listing, *, source_name: str, source_sha256: str, now: datetime
) -> DutyList:
    """Write list, duties and a question for every doubt; what was answered in earlier years comes first.

    Raises: as `draft`.
    """
    said = years_of(listing.title)
    if said and listing.year not in said:
        raise BadList(
            f"文件标题写的是 {said[0]} 年，与年度 {listing.year} 不符：请改年度；"
            "要用上年清单起草，请用 xuepu list roll-over。"
        )
    if not listing.rows:
        raise BadList("文件里没有读到任何事项，请检查是不是责任清单的表格。")
    there = lists.find(session, listing.year)
    if there is not None:
        out = there.state in (ListState.ISSUED, ListState.CLOSED)
        way = (
            "调整请用 xuepu list amend。"
            if out
            else f"要换文件，请先用 xuepu list discard --year {listing.year} 作废，答过的疑问会再列为候选。"
        )
        raise WrongState(f"{listing.year} 年已经有责任清单《{there.title}》，{way}")
    duty_list = DutyList(
        id=lists.fresh_id(session),
        plan_year=listing.year,
        title=listing.title or f"{people.organisation(session).name}{listing.year}年度学法普法责任清单",
        source_name=source_name,
        source_sha256=source_sha256,
        imported_at=now,
    )
    session.add(duty_list)
    session.flush()
    assert duty_list.id is not None
    for title in dict.fromkeys(title for row in listing.rows for title in row.basis):
        session.add(BasisDocument(list_id=duty_list.id, title=title))
    memory = Memory.of(session, listing.year)
    meant = cache(DepartmentTable.of(session).meant)
    ids = next_ids(session, Duty, len(listing.rows))
    readings = {id(row.deadline): row.deadline for row in listing.rows}  # one a phrase, of many rows
    kept = {key: reading.as_json() for key, reading in readings.items()}
    facts = [
        _facts(meant, duty_list.id, place, row, kept[id(row.deadline)], id_=id_)
        for (place, row), id_ in zip(enumerate(listing.rows, 1), ids, strict=True)
    ]
    insert_rows(session, Duty, tuple(facts[0]), (fact.values() for fact in facts))
    for row, fact in zip(listing.rows, facts, strict=True):
        if asks(row):
            duty = Duty(**fact)
            session.add_all(memory.propose(doubt, duty) for doubt in of_row(duty, row))
    problems = (
        Doubt(
            list_id=duty_list.id,
            field="problem",
            cell=problem.column,
            question=problem.message,
            candidates=[AS_READ],
        )
        for problem in listing.problems
    )
    for doubt in (*of_departments(session, duty_list.id, listing.rows), *problems):
        session.add(memory.propose(doubt))
    session.flush()
    ask_uncovered(session, duty_list)
    return duty_list


def _facts(
    meant: Callable[[tuple[str, ...]], list[int]],
    list_id: int,
    place: int,
    row: Row,
    reading: Mapping[str, Any],
    *,
    id_: int,
) -> dict[str, Any]:
    """Return every column of a duty: they are written together, at the speed of the database."""
    return {
        "id": id_,
        "list_id": list_id,
        "place": place,
        "no": row.no,
        "category": row.category,
        "task": row.task,
        "measures": row.measures,
        "basis": row.basis,
        "laws": row.laws,
        "audience": row.audience,
        "lead": row.lead,
        "support": row.support,
        "persons": row.persons,
        "leader": row.leader,
        "open_owner": row.open_owner,
        "lead_ids": meant(row.lead),
        "support_ids": meant(row.support),
        "deadline_text": row.deadline_text,
        "reading": reading,
        "evidence": row.evidence,
        "note": row.note,
        "source_table": row.table,
        "source_row": row.row,
        "cells": row.cells,
        "since_revision": 1,
        "happened": [],
        "reminding": {},
    }
