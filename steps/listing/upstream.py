"""Take in what the superior demands (要点), and say which own duties answer it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from models import Doubt, Duty, DutyList, ListState, Person, UpstreamDocument, UpstreamItem, UpstreamLink
from models.refusals import BadList, NotFound, Refusal, WrongState
from rules.covering import Cover, cover, nearest
from rules.demands import Demand
from rules.doc_numbers import doc_number
from steps.listing.may import only_coordinator
from steps.listing.remember import Memory
from store import lists, log, upstream
from store.files import Stored

FIELD = "upstream"
_SHOWN = 40  # characters of an item in its question


@dataclass(frozen=True)
class Document:
    """What stands on the cover of the superior's document."""

    year: int
    title: str
    issuer: str
    number: str = ""  # 发文字号
    issued_on: date | None = None


def take_in(
    session: Session,
    document: Document,
    demands: Sequence[Demand],
    *,
    source_name: str,
    stored: Stored,
    by: Person,
    now: datetime,
) -> UpstreamDocument:
    """Keep a document with its items; each is a question to the year's list until it is answered.

    Raises:
        BadList: there is no item.
        Refusal: title or issuer is missing, the number is none, or the document was taken in before.
        NotYours: only who coordinates may.

    """
    only_coordinator(session, by, "登记上级要点", now=now)
    title = document.title.strip().strip("《》")
    if not (title and document.issuer.strip()):
        raise Refusal("请写明上级文件的标题和发文机关。")
    if not demands:
        raise BadList("文件里没有读到要点。")
    if any(each.title == title for each in upstream.documents(session, document.year)):
        raise Refusal(f"{document.year} 年已经登记过《{title}》。")
    kept = UpstreamDocument(
        plan_year=document.year,
        title=title,
        issuer=document.issuer.strip(),
        doc_number=doc_number(document.number) if document.number else "",
        issued_on=document.issued_on,
        source_name=source_name,
        source_sha256=stored.sha256,
    )
    session.add(kept)
    session.flush()
    assert kept.id is not None
    session.add_all(UpstreamItem(document_id=kept.id, no=demand.no, text=demand.text) for demand in demands)
    session.flush()
    log.append(
        session,
        at=now,
        actor=by.pseudonym,
        role="office",
        action="upstream.take_in",
        about=f"upstream:{kept.id}",
        detail={"year": document.year, "doc_number": kept.doc_number, "items": len(demands)},
        evidence=[{"sha256": stored.sha256, "size": stored.size, "media_type": "application/octet-stream"}],
        withheld={"title": title, "file": source_name},
    )
    duty_list = lists.find(session, document.year)
    if duty_list is not None and duty_list.state is not ListState.CLOSED:
        ask_uncovered(session, duty_list)
    return kept


def ask_uncovered(session: Session, duty_list: DutyList) -> list[Doubt]:
    """Ask about each item that no duty answers; what is asked already is not asked twice."""
    assert duty_list.id is not None
    asked = {doubt.upstream_item_id for doubt in lists.doubts(session, duty_list.id)}
    uncovered = [
        line
        for line in upstream.coverage(session, duty_list.plan_year)
        if not line.covered and line.item.id not in asked
    ]
    if not uncovered:
        return []
    duties = lists.duties(session, duty_list.id)
    memory = Memory.of(session, duty_list.plan_year)
    doubts = [memory.propose(_doubt(duty_list.id, line, duties)) for line in uncovered]
    session.add_all(doubts)
    session.flush()
    return doubts


def _doubt(list_id: int, line: upstream.Line, duties: Sequence[Duty]) -> Doubt:
    item = line.item
    likely = nearest(item.text, [f"{duty.task} {duty.measures}" for duty in duties])
    short = " ".join(item.text.split())[:_SHOWN]
    return Doubt(
        list_id=list_id,
        upstream_item_id=item.id,
        field=FIELD,
        cell=item.text,
        question=f"《{line.document.title}》{item.no}「{short}」由清单哪一项落实？"
        "请答「第N项」（可写几项），或「不涉及：理由」。",
        candidates=[f"第{duties[at].no or duties[at].place}项" for at in likely],
    )


def answer(session: Session, doubt: Doubt, words: str, *, by: Person, now: datetime) -> None:
    """Let an answer to one item take effect; a later answer takes the place of an earlier one.

    Raises:
        Refusal: it names neither duties nor a reason.
        NotFound: the list has no such duty.
        WrongState: the year is closed.

    """
    duty_list = session.get(DutyList, doubt.list_id)
    assert duty_list is not None
    if duty_list.state is ListState.CLOSED:
        raise WrongState(f"{duty_list.plan_year} 年的清单已经归档，不能再改上级要点的落实情况。")
    if doubt.upstream_item_id is None:
        raise NotFound("这个疑问没有对应的上级要点。")
    item = upstream.item(session, doubt.upstream_item_id)
    given = cover(words)
    duties = [lists.duty_numbered(session, doubt.list_id, number) for number in given.duties]
    _keep(session, item, given, duties)
    log.append(
        session,
        at=now,
        actor=by.pseudonym,
        role="office",
        action="upstream.cover",
        about=f"upstream_item:{item.id}",
        detail={"duties": [f"duty:{duty.id}" for duty in duties]},
        withheld={"reason": given.not_ours_because},
    )


def _keep(session: Session, item: UpstreamItem, given: Cover, duties: Sequence[Duty]) -> None:
    assert item.id is not None
    for link in upstream.links(session, item.id):
        session.delete(link)
    session.flush()
    item.not_ours_because = given.not_ours_because
    session.add(item)
    for duty in {duty.id: duty for duty in duties}.values():
        assert duty.id is not None
        session.add(UpstreamLink(item_id=item.id, duty_id=duty.id))
    session.flush()


def question_about(session: Session, duty_list: DutyList, item: UpstreamItem) -> Doubt:
    """Return the question that asks the year's list about an item; ask it where nobody has."""
    assert duty_list.id is not None
    ask_uncovered(session, duty_list)
    for doubt in lists.doubts(session, duty_list.id):
        if doubt.upstream_item_id == item.id:
            return doubt
    raise NotFound(f"没有关于上级要点 {item.no} 的疑问。")
