"""Duty lists, their duties and doubts."""

from collections.abc import Sequence
from typing import cast as cast_to

from sqlalchemy import ColumnElement, String, cast
from sqlmodel import Session, col, delete, func, select

from models import (
    BasisDocument,
    DiscardedDraft,
    Doubt,
    Duty,
    DutyList,
    Filing,
    ListState,
    Publication,
    ReminderPolicy,
    Reply,
    UpstreamLink,
)
from models.refusals import NotFound
from rules.layout import Cuttable
from store.rows import next_ids

_CUT_FROM = ("id", "no", "place", "task", "persons", "lead_ids", "support_ids", "reading", "evidence")


def of_year(session: Session, year: int) -> DutyList:
    """Return the list of a plan year.

    Raises:
        NotFound: none was imported.

    """
    found = find(session, year)
    if found is None:
        raise NotFound(f"还没有 {year} 年的责任清单，请先用 xuepu list import 导入。")
    return found


def locked(session: Session, list_id: int) -> DutyList:
    """Return a list, locked against another writer until the transaction ends."""
    return session.exec(select(DutyList).where(DutyList.id == list_id).with_for_update()).one()


def find(session: Session, year: int) -> DutyList | None:
    return session.exec(select(DutyList).where(DutyList.plan_year == year)).first()


def all_lists(session: Session) -> Sequence[DutyList]:
    return session.exec(select(DutyList).order_by(col(DutyList.plan_year).desc())).all()


def issued(session: Session) -> DutyList:
    """Return the newest list that is issued.

    Raises:
        NotFound: there is none.

    """
    found = next((each for each in all_lists(session) if each.state is ListState.ISSUED), None)
    if found is None:
        raise NotFound("还没有印发的责任清单，请先用 xuepu list issue 印发。")
    return found


def newest(session: Session) -> DutyList | None:
    return next(iter(all_lists(session)), None)


def duties(session: Session, list_id: int) -> Sequence[Duty]:
    """Return the duties that stand in the list now, in its order."""
    query = select(Duty).where(*_standing(list_id))
    return session.exec(query.order_by(col(Duty.place), col(Duty.id))).all()


def to_cut(session: Session, list_id: int) -> Sequence[Cuttable]:
    """Return what tasks are cut from, in the order of the list; of a long list, far quicker than `duties`."""
    query = select(*(getattr(Duty, name) for name in _CUT_FROM)).where(*_standing(list_id))
    found = session.exec(query.order_by(col(Duty.place), col(Duty.id))).all()
    return cast_to("Sequence[Cuttable]", found)


def duty_count(session: Session, list_id: int) -> int:
    return session.exec(select(func.count(col(Duty.id))).where(*_standing(list_id))).one()


def first_ownerless(session: Session, list_id: int) -> Duty | None:
    """Return the first duty that no department of the office leads."""
    query = select(Duty).where(*_standing(list_id), cast(Duty.lead_ids, String) == "[]")
    return session.exec(query.order_by(col(Duty.place)).limit(1)).first()


def _standing(list_id: int) -> tuple[ColumnElement[bool], ...]:
    return col(Duty.list_id) == list_id, col(Duty.until_revision).is_(None)


def duties_ever(session: Session, list_id: int) -> Sequence[Duty]:
    """Return the duties that ever stood in the list, struck ones too."""
    query = select(Duty).where(Duty.list_id == list_id)
    return session.exec(query.order_by(col(Duty.place), col(Duty.id))).all()


def duty_numbered(session: Session, list_id: int, number: str) -> Duty:
    """Find a duty by its number in the list, else by its place."""
    standing = duties(session, list_id)
    for duty in standing:
        if duty.no == number:
            return duty
    for duty in standing:
        if str(duty.place) == number:
            return duty
    raise NotFound(f"清单里没有第 {number} 项。")


def duty(session: Session, duty_id: int) -> Duty:
    found = session.get(Duty, duty_id)
    if found is None:
        raise NotFound(f"没有编号为 {duty_id} 的清单事项。")
    return found


def doubts(session: Session, list_id: int, *, open_only: bool = False) -> Sequence[Doubt]:
    query = select(Doubt).where(Doubt.list_id == list_id)
    if open_only:
        query = query.where(col(Doubt.answer).is_(None))
    return session.exec(query.order_by(col(Doubt.id))).all()


def fresh_id(session: Session) -> int:
    """Return an id that no list ever had: the log still speaks of those that were thrown away."""
    (next_id,) = next_ids(session, DutyList, 1)
    last = session.exec(select(func.max(DiscardedDraft.list_id))).one() or 0
    return max(next_id, last + 1)


def remove(session: Session, list_id: int) -> None:
    """Delete a list that was never issued, with all that hangs on it."""
    session.flush()
    ours = select(Duty.id).where(Duty.list_id == list_id)
    session.exec(delete(UpstreamLink).where(col(UpstreamLink.duty_id).in_(ours)))
    for hanging in (Doubt, BasisDocument, Reply, ReminderPolicy, Duty):
        session.exec(delete(hanging).where(col(hanging.list_id) == list_id))
    session.exec(delete(DutyList).where(col(DutyList.id) == list_id))


def discarded(session: Session, year: int) -> Sequence[DiscardedDraft]:
    """Return the drafts of a year that were thrown away, latest first."""
    query = select(DiscardedDraft).where(DiscardedDraft.plan_year == year)
    return session.exec(query.order_by(col(DiscardedDraft.id).desc())).all()


def answered_before(session: Session, year: int) -> Sequence[tuple[int, Doubt, Duty | None]]:
    """Return the settled doubts of the lists before `year`, latest first, with year and duty."""
    query = (
        select(DutyList.plan_year, Doubt, Duty)
        .join(Doubt, col(Doubt.list_id) == DutyList.id)
        .outerjoin(Duty, col(Duty.id) == Doubt.duty_id)
        .where(DutyList.plan_year < year, col(Doubt.answer).is_not(None))
        .order_by(col(DutyList.plan_year).desc(), col(Doubt.id))
    )
    return session.exec(query).all()


def bases(session: Session, list_id: int) -> Sequence[BasisDocument]:
    query = select(BasisDocument).where(BasisDocument.list_id == list_id)
    return session.exec(query.order_by(col(BasisDocument.id))).all()


def replies(session: Session, list_id: int) -> Sequence[Reply]:
    """Return what the departments answered to the draft, in order of time."""
    query = select(Reply).where(Reply.list_id == list_id)
    return session.exec(query.order_by(col(Reply.replied_on), col(Reply.id))).all()


def filings(session: Session, list_id: int) -> Sequence[Filing]:
    return session.exec(select(Filing).where(Filing.list_id == list_id).order_by(col(Filing.id))).all()


def publications(session: Session, list_id: int) -> Sequence[Publication]:
    query = select(Publication).where(Publication.list_id == list_id)
    return session.exec(query.order_by(col(Publication.id))).all()


def last_place(session: Session, list_id: int) -> int:
    return session.exec(select(func.max(Duty.place)).where(Duty.list_id == list_id)).one() or 0
