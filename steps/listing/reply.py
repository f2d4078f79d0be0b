"""Record what a department answered to the draft (征求意见)."""

from datetime import date, datetime

from sqlmodel import Session

from models import DutyList, ListState, Person, Reply
from models.refusals import NotFound, Refusal, WrongState
from rules.days import beijing_day
from steps.listing.may import only_coordinator
from store import log, people

OPEN = frozenset({ListState.DRAFT, ListState.CONFIRMED})


def reply(
    session: Session,
    duty_list: DutyList,
    department: str,
    words: str,
    *,
    on: date,
    outcome: str = "",
    by: Person,
    now: datetime,
) -> Reply:
    """Keep a reply; a later one of the same department takes the place of the earlier, which stays on record.

    Raises:
        WrongState: the list was approved already.
        NotFound: there is no such department.
        Refusal: the reply is empty, or of a day to come.
        NotYours: only who coordinates may.

    """
    only_coordinator(session, by, "登记征求意见的回复", now=now)
    if duty_list.state not in OPEN:
        raise WrongState("清单已经审定，征求意见已结束；要改清单，请用 xuepu list amend。")
    found = people.department_named(session, department)
    if found is None or found.id is None:
        raise NotFound(f"本单位没有「{department}」这个部门，请核对。")
    if not words.strip():
        raise Refusal("请写明回复的内容，没有意见就写「无意见」。")
    if on > beijing_day(now):
        raise Refusal(f"回复日期 {on} 还没有到，请核对。")
    assert duty_list.id is not None
    kept = Reply(
        list_id=duty_list.id,
        department_id=found.id,
        words=words.strip(),
        replied_on=on,
        outcome=outcome.strip(),
    )
    session.add(kept)
    session.flush()
    log.append(
        session,
        at=now,
        actor=by.pseudonym,
        role="office",
        action="list.reply",
        about=f"list:{duty_list.id}",
        detail={"department": f"department:{found.id}", "on": on.isoformat(), "reply": f"reply:{kept.id}"},
        withheld={"words": kept.words, "outcome": kept.outcome},
    )
    return kept
