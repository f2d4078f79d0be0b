"""Slips: the coordinator's queue, and what was sent."""

from collections.abc import Collection, Sequence

from sqlmodel import Session, col, select

from models import DutyList, Slip
from models.refusals import NotFound


def get(session: Session, slip_id: int) -> Slip:
    """Return a slip.

    Raises:
        NotFound: there is none.

    """
    return _found(session.get(Slip, slip_id), slip_id)


def locked(session: Session, slip_id: int) -> Slip:
    """Return a slip, and its list with it, locked against another writer until the transaction ends.

    Raises:
        NotFound: there is none.

    """
    slip = _found(session.get(Slip, slip_id), slip_id)
    session.exec(select(DutyList.id).where(DutyList.id == slip.list_id).with_for_update()).one()
    session.refresh(slip)
    return slip


def _found(slip: Slip | None, slip_id: int) -> Slip:
    if slip is None:
        raise NotFound(f"没有编号为 {slip_id} 的单子，请用 xuepu slip list 查看。")
    return slip


def of_list(session: Session, list_id: int) -> Sequence[Slip]:
    """Return all slips of a list in the order in which they were drawn up."""
    return session.exec(select(Slip).where(Slip.list_id == list_id).order_by(col(Slip.id))).all()


def by_id(session: Session, slip_ids: Collection[int]) -> dict[int, Slip]:
    found = session.exec(select(Slip).where(col(Slip.id).in_(slip_ids)))
    return {slip.id: slip for slip in found if slip.id is not None}


def numbered(session: Session, number: str) -> Slip | None:
    """Return the slip that bears a number."""
    return session.exec(select(Slip).where(Slip.number == number)).first()
