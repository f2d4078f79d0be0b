"""Throw a draft away, so that a corrected file can be taken in."""

from datetime import datetime

from sqlmodel import Session

from models import DiscardedDraft, DutyList, ListState, Person
from models.refusals import Refusal, WrongState
from steps.listing.may import only_coordinator
from store import lists, log

NOT_YET_OUT = frozenset({ListState.DRAFT, ListState.CONFIRMED, ListState.APPROVED})


def discard(
    session: Session, duty_list: DutyList, *, reason: str, by: Person, now: datetime
) -> DiscardedDraft:
    """Remove a list that was never issued. Its file, its answers and its log entries stay.

    What was answered is proposed again when the year's list is taken in anew.

    Raises:
        WrongState: the list is issued.
        Refusal: no reason is given.
        NotYours: only who coordinates may.

    """
    only_coordinator(session, by, "作废清单草稿", now=now)
    if duty_list.state not in NOT_YET_OUT:
        raise WrongState("清单已经印发，不能作废；要改清单，请用 xuepu list amend。")
    if not reason.strip():
        raise Refusal("作废草稿请写明理由，例如 文件有误，重新导入。")
    assert duty_list.id is not None
    assert by.id is not None
    tasks = {duty.id: duty.task for duty in lists.duties(session, duty_list.id)}
    answers = [
        {
            "field": doubt.field,
            "cell": doubt.cell,
            "question": doubt.question,
            "answer": doubt.answer,
            "task": tasks.get(doubt.duty_id, ""),
        }
        for doubt in lists.doubts(session, duty_list.id)
        if doubt.answer is not None
    ]
    kept = DiscardedDraft(
        list_id=duty_list.id,
        plan_year=duty_list.plan_year,
        title=duty_list.title,
        source_name=duty_list.source_name,
        source_sha256=duty_list.source_sha256,
        imported_at=duty_list.imported_at,
        discarded_at=now,
        discarded_by=by.id,
        reason=reason.strip(),
        answers=answers,
    )
    session.add(kept)
    log.append(
        session,
        at=now,
        actor=by.pseudonym,
        role="office",
        action="list.discard",
        about=f"list:{duty_list.id}",
        detail={
            "year": duty_list.plan_year,
            "state": str(duty_list.state),
            "source": duty_list.source_sha256,
            "duties": len(tasks),
            "answers": len(answers),
        },
        withheld={"reason": kept.reason},
    )
    lists.remove(session, duty_list.id)
    return kept
