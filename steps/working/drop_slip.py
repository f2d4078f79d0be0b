"""A person decides not to send a slip, and says why."""

from datetime import datetime

from sqlmodel import Session

from models import Person, Slip, SlipAction
from models.refusals import Refusal
from rules.moves import next_slip_state
from rules.slip_words import NAMES
from steps.listing.may import only_coordinator
from store import log, slips


def drop_slip(session: Session, slip_id: int, reason: str, *, by: Person, now: datetime) -> Slip:
    """Take a draft out of the queue; its tasks get no second one of the kind while they stay late.

    Raises:
        NotFound, NotYours: there is no such slip; `by` does not coordinate.
        WrongState: it was decided on already.
        Refusal: no reason is given.

    """
    slip = slips.locked(session, slip_id)
    only_coordinator(session, by, f"决定不发{NAMES[slip.kind]}", now=now)
    after = next_slip_state(slip.state, SlipAction.DROP)
    if not reason.strip():
        raise Refusal(f"不发这份{NAMES[slip.kind]}请写明理由。")
    slip.state, slip.reason = after, reason.strip()
    slip.decided_by, slip.decided_at = by.id, now
    session.add(slip)
    log.append(
        session,
        at=now,
        actor=by.pseudonym,
        role="office",
        action="slip.drop",
        about=f"slip:{slip.id}",
        detail={"kind": str(slip.kind), "tasks": [f"task:{task}" for task in slip.task_ids]},
        withheld={"reason": slip.reason},
    )
    return slip
