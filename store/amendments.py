"""The amendments of a list, as the log and what was withheld from it tell them."""

import json
from datetime import datetime

from sqlmodel import Session, col, select

from models import LogEntry, Withheld
from rules.adjusting import Amended
from rules.days import beijing_day

ACTION = "list.amend"
REASON = "reason"
_BEFORE = "before duty:"


def withheld(reason: str, before: dict[int, str]) -> dict[str, str]:
    """Return the free text of an amendment: its reason, and the deadlines that it replaced."""
    return {REASON: reason, **{f"{_BEFORE}{duty_id}": phrase for duty_id, phrase in before.items()}}


def amendments(session: Session, list_id: int) -> list[Amended]:
    """Return the amendments of a list in order of time. What was forgotten since is empty."""
    query = (
        select(LogEntry)
        .where(LogEntry.action == ACTION, LogEntry.about == f"list:{list_id}")
        .order_by(col(LogEntry.idx))
    )
    found = []
    for entry in session.exec(query):
        leaf = json.loads(entry.leaf)
        kept = dict(
            session.exec(select(Withheld.field, Withheld.value).where(Withheld.idx == entry.idx)).all()
        )
        redated = {int(each.removeprefix("duty:")) for each in leaf["detail"].get("redated", ())}
        found.append(
            Amended(
                revision=leaf["detail"]["revision"],
                on=beijing_day(datetime.fromisoformat(leaf["at"])),
                reason=kept.get(REASON, ""),
                before={duty_id: kept.get(f"{_BEFORE}{duty_id}", "") for duty_id in sorted(redated)},
            )
        )
    return found
