"""After the approval: the list's number, its filing with the law-publicity office, its publication."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from models import DutyList, Filing, ListState, Person, Publication
from models.refusals import Refusal, WrongState
from rules.days import beijing_day
from rules.doc_numbers import doc_number
from steps.listing.may import only_coordinator
from store import log

NUMBERED = frozenset({ListState.APPROVED, ListState.ISSUED})
OUT = frozenset({ListState.ISSUED, ListState.CLOSED})


def number(session: Session, duty_list: DutyList, written: str, *, by: Person, now: datetime) -> str:
    """Give the list its number (发文字号), or correct it; return it as the standard writes it.

    Raises:
        WrongState: the list is not approved yet, or closed.
        Refusal: it is no such number.
        NotYours: only who coordinates may.

    """
    only_coordinator(session, by, "登记发文字号", now=now)
    if duty_list.state not in NUMBERED:
        raise WrongState("清单审定以后、归档以前才能登记发文字号。")
    before, duty_list.doc_number = duty_list.doc_number, doc_number(written)
    session.add(duty_list)
    _log(session, duty_list, "number", {"from": before, "to": duty_list.doc_number}, by=by, now=now)
    return duty_list.doc_number


def file_with(
    session: Session,
    duty_list: DutyList,
    body: str,
    *,
    on: date,
    number: str = "",
    by: Person,
    now: datetime,
) -> Filing:
    """Record that the list, as amended so far, was filed (备案).

    Raises:
        WrongState: the list is not issued.
        Refusal: the body is missing, or the day cannot be right.
        NotYours: only who coordinates may.

    """
    only_coordinator(session, by, "登记备案", now=now)
    _refuse_early(duty_list, on, "备案", today=beijing_day(now))
    if not body.strip():
        raise Refusal("请写明向哪个机关备案，例如 市委全面依法治市委员会办公室。")
    assert duty_list.id is not None
    filing = Filing(
        list_id=duty_list.id,
        revision=duty_list.revision,
        filed_with=body.strip(),
        filed_on=on,
        number=number.strip(),
    )
    session.add(filing)
    session.flush()
    detail = {
        "on": on.isoformat(),
        "revision": filing.revision,
        "with": filing.filed_with,
        "number": filing.number,
    }
    _log(session, duty_list, "file", detail, by=by, now=now)
    return filing


def publish(
    session: Session, duty_list: DutyList, url: str, *, on: date, by: Person, now: datetime
) -> Publication:
    """Record where the list, as amended so far, was published (公示).

    Raises:
        WrongState: the list is not issued.
        Refusal: the address is none, or the day cannot be right.
        NotYours: only who coordinates may.

    """
    only_coordinator(session, by, "登记公示", now=now)
    _refuse_early(duty_list, on, "公示", today=beijing_day(now))
    if not url.startswith(("http://", "https://")) or len(url.split()) != 1 or len(url) < 12:
        raise Refusal(f"「{url}」不是网址，请写以 http:// 或 https:// 开头的网址。")
    assert duty_list.id is not None
    publication = Publication(list_id=duty_list.id, revision=duty_list.revision, published_on=on, url=url)
    session.add(publication)
    session.flush()
    detail = {"on": on.isoformat(), "revision": publication.revision, "url": url}
    _log(session, duty_list, "publish", detail, by=by, now=now)
    return publication


def _refuse_early(duty_list: DutyList, on: date, what: str, *, today: date) -> None:
    if duty_list.state not in OUT or duty_list.issued_on is None:
        raise WrongState(f"清单印发以后才能登记{what}。")
    if not duty_list.issued_on <= on <= today:
        raise Refusal(f"{what}日期 {on} 应在印发日期 {duty_list.issued_on} 和今天之间，请核对。")


def _log(
    session: Session, duty_list: DutyList, verb: str, detail: dict[str, Any], *, by: Person, now: datetime
) -> None:
    log.append(
        session,
        at=now,
        actor=by.pseudonym,
        role="office",
        action=f"list.{verb}",
        about=f"list:{duty_list.id}",
        detail=detail,
    )
