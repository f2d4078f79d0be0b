"""A person sends a slip: numbered, dated, signed, frozen; those it concerns are told."""

import tempfile
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlmodel import Session

from models import Person, PostKind, Slip, SlipAction
from models.refusals import Busy, Refusal, WrongState
from rules.days import beijing_day
from rules.doc_numbers import doc_number
from rules.moves import next_slip_state
from rules.slip_paper import Facts
from rules.slip_signers import refuse_signer
from rules.slip_words import NAMES
from steps.listing.may import only_coordinator
from steps.working import slip_facts
from steps.working.announce_slip import Reader, announce
from steps.working.print_slip import MEDIA_TYPES, Press, print_slip
from store import log, people, slips
from store.db import Database, begin, reading
from store.files import FileStore, Stored

LEADING = frozenset({PostKind.LEADER, PostKind.HEAD})
EXAMPLE = "普法督〔2024〕3号"


@dataclass(frozen=True)
class Given:
    """What only the office can give. Without `signed_by` a blank is printed; a 督办单 needs it."""

    number: str  # 编号
    dated_on: date  # 成文日期
    answer_by: date  # 反馈期限
    signed_by: str = ""  # 签发人
    signer_confirmed: bool = False  # a person vouches for a signer who is not registered as a leader


@dataclass(frozen=True)
class Sent:
    slip: Slip
    said: tuple[str, ...]  # Chinese sentences: what could not be printed
    readers: tuple[Reader, ...]  # who is told, and when


def send_slip(
    database: Database,
    files: FileStore,
    press: Press,
    slip_id: int,
    given: Given,
    *,
    by: Person,
    now: datetime,
) -> Sent:
    """Print the slip as things stand now, freeze it, and plan the messages to owner and department head.

    The documents are made before the transaction that sends them: nothing is sent if a task moved between.

    Raises:
        NotFound, NotYours: there is no such slip; `by` does not coordinate.
        WrongState: it was decided on already, or nothing is left in it.
        Refusal: a number, day or signer that cannot be.
        BadSetting: the office's template cannot be used.
        Busy: a task moved meanwhile.

    """
    with reading(database) as session:
        written = _judged(session, slips.get(session, slip_id), given, by=by, now=now)
    with tempfile.TemporaryDirectory() as folder:
        printed = print_slip(written, press, Path(folder), "slip", at=now)
        stored: dict[str, Stored] = {}
        for form, path in printed.files.items():
            with path.open("rb") as source:
                stored[form] = files.put(source)
    with begin(database) as session:
        slip = slips.locked(session, slip_id)
        if _judged(session, slip, given, by=by, now=now) != written:
            raise Busy("单子里的任务刚有变动，没有发出，请再发一次。")
        _settle(session, slip, written, given, stored, by=by, now=now)
        readers = announce(session, slip, now=now)
    return Sent(slip, printed.said, readers)


def _judged(session: Session, slip: Slip, given: Given, *, by: Person, now: datetime) -> Facts:
    """Return what the slip will say."""
    name = NAMES[slip.kind]
    only_coordinator(session, by, f"发出{name}", now=now)
    next_slip_state(slip.state, SlipAction.SEND)
    number = doc_number(given.number, example=EXAMPLE)
    taken = slips.numbered(session, number)
    if taken is not None and taken.id != slip.id:
        raise Refusal(f"编号 {number} 已经用过，请换一个。")
    if f"〔{given.dated_on.year}〕" not in number:
        raise Refusal(f"编号 {number} 的年份和成文日期 {given.dated_on} 不一致，请核对。")
    drawn, today = beijing_day(slip.drawn_up_at), beijing_day(now)
    if not drawn <= given.dated_on <= today:
        raise Refusal(f"成文日期 {given.dated_on} 应在拟稿日期 {drawn} 和今天之间，请核对。")
    if given.answer_by <= given.dated_on:
        raise Refusal(f"反馈期限 {given.answer_by} 应在成文日期 {given.dated_on} 之后，请核对。")
    signer = given.signed_by.strip()
    refuse_signer(slip.kind, signer, _leaders(session, today), confirmed=given.signer_confirmed)
    facts = slip_facts.facts(
        session,
        slip,
        number=number,
        signed_by=signer,
        dated_on=given.dated_on,
        answer_by=given.answer_by,
        draft=False,
        now=now,
    )
    if not facts.lines:
        raise WrongState(f"这份{name}里已没有要催的任务，不用再发，请用 xuepu slip drop 注明不发。")
    return facts


def _leaders(session: Session, today: date) -> list[str]:
    holders = people.holders(session, today)
    leading = [post for post, (kind, _) in people.post_kinds(session).items() if kind in LEADING]
    return list(dict.fromkeys(holders[post].name for post in leading if post in holders))


def _settle(
    session: Session,
    slip: Slip,
    written: Facts,
    given: Given,
    stored: dict[str, Stored],
    *,
    by: Person,
    now: datetime,
) -> None:
    slip.state = next_slip_state(slip.state, SlipAction.SEND)
    slip.task_ids = [task.id or 0 for task in slip_facts.left(session, slip, now=now)]
    slip.number, slip.signed_by = written.number, written.signed_by
    slip.dated_on, slip.answer_by = written.dated_on, written.answer_by
    slip.decided_by, slip.decided_at = by.id, now
    slip.files = {form: each.sha256 for form, each in stored.items()}
    session.add(slip)
    assert slip.dated_on is not None
    assert slip.answer_by is not None
    log.append(
        session,
        at=now,
        actor=by.pseudonym,
        role="office",
        action="slip.send",
        about=f"slip:{slip.id}",
        detail={
            "kind": str(slip.kind),
            "department": f"department:{slip.department_id}",
            "number": slip.number,
            "dated_on": slip.dated_on.isoformat(),
            "answer_by": slip.answer_by.isoformat(),
            "tasks": [f"task:{task}" for task in slip.task_ids],
            **({"signer": "confirmed"} if given.signer_confirmed and slip.signed_by else {}),
        },
        evidence=[
            {"sha256": each.sha256, "size": each.size, "media_type": MEDIA_TYPES[form]}
            for form, each in stored.items()
        ],
        withheld={"signed_by": slip.signed_by},
    )
