"""What the superior demands, and which own duties answer it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from models import Duty, Task, TaskState, UpstreamDocument, UpstreamItem, UpstreamLink
from models.refusals import NotFound, Refusal


def documents(session: Session, year: int) -> Sequence[UpstreamDocument]:
    query = select(UpstreamDocument).where(UpstreamDocument.plan_year == year)
    return session.exec(query.order_by(col(UpstreamDocument.id))).all()


@dataclass(frozen=True)
class Line:
    """One item with the standing duties that answer it, and how many of their tasks are accepted."""

    document: UpstreamDocument
    item: UpstreamItem
    duties: tuple[Duty, ...]
    tasks: int = 0
    done: int = 0

    @property
    def covered(self) -> bool:
        return bool(self.duties or self.item.not_ours_because)


def coverage(session: Session, year: int) -> list[Line]:
    """Return every item that the superiors ask in a year, in order; a duty that was struck answers none."""
    items = session.exec(
        select(UpstreamDocument, UpstreamItem)
        .join(UpstreamItem, col(UpstreamItem.document_id) == UpstreamDocument.id)
        .where(UpstreamDocument.plan_year == year)
        .order_by(col(UpstreamDocument.id), col(UpstreamItem.id))
    ).all()
    answered: dict[int, list[Duty]] = {}
    for item_id, duty in session.exec(
        select(UpstreamLink.item_id, Duty)
        .join(Duty, col(Duty.id) == UpstreamLink.duty_id)
        .join(UpstreamItem, col(UpstreamItem.id) == UpstreamLink.item_id)
        .join(UpstreamDocument, col(UpstreamDocument.id) == UpstreamItem.document_id)
        .where(UpstreamDocument.plan_year == year, col(Duty.until_revision).is_(None))
        .order_by(col(Duty.place))
    ):
        answered.setdefault(item_id, []).append(duty)
    states: dict[int, list[TaskState]] = {}
    ids = {duty.id for duties in answered.values() for duty in duties}
    for duty_id, state in session.exec(select(Task.duty_id, Task.state).where(col(Task.duty_id).in_(ids))):
        states.setdefault(duty_id, []).append(TaskState(state))
    lines = []
    for document, item in items:
        duties = tuple(answered.get(item.id or 0, ()))
        found = [state for duty in duties for state in states.get(duty.id or 0, ())]
        lines.append(Line(document, item, duties, len(found), found.count(TaskState.ACCEPTED)))
    return lines


def item(session: Session, item_id: int) -> UpstreamItem:
    found = session.get(UpstreamItem, item_id)
    if found is None:
        raise NotFound(f"没有编号为 {item_id} 的上级要点。")
    return found


def item_numbered(session: Session, year: int, number: str, title: str = "") -> UpstreamItem:
    """Find an item by its number; a part of the document's title tells several documents apart.

    Raises:
        NotFound: no document has it.
        Refusal: several have.

    """
    found = [
        line for line in coverage(session, year) if line.item.no == number and title in line.document.title
    ]
    if not found:
        raise NotFound(f"{year} 年的上级要点里没有第 {number} 条。")
    if len(found) > 1:
        titles = "、".join(f"《{line.document.title}》" for line in found)
        raise Refusal(f"{titles}都有第 {number} 条，请用 --document 写明是哪一份。")
    return found[0].item


def links(session: Session, item_id: int) -> Sequence[UpstreamLink]:
    return session.exec(select(UpstreamLink).where(UpstreamLink.item_id == item_id)).all()
