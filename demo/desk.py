"""What the coordinator does with the slips that the program drafts: she sends them, or says why not."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from demo import story
from demo.cast import LEADER
from models import Person, Slip, SlipKind, SlipState
from office import Office
from rules.days import beijing_day
from rules.workdays import Workdays
from steps.working.drop_slip import drop_slip
from steps.working.export_slip import export_slip
from steps.working.send_slip import Given, send_slip
from store.db import begin, reading

SIGNS = {SlipKind.PROMPT: "普法提", SlipKind.NUDGE: "普法催", SlipKind.SUPERVISE: "普法督"}
ANSWERED_WITHIN = {SlipKind.NUDGE: 5, SlipKind.SUPERVISE: 3}  # working days
LEFT = {(SlipKind.NUDGE, "2024-12-24"): "年内无适合旁听的庭审，原因写入年终报告"}


def clear_queue(office: Office, there: Sequence[Slip], folder: Path, *, by: Person, now: datetime) -> None:
    """Decide on each slip that waits; what is sent, and what the leader is to sign, lies in `folder`."""
    sent = [slip for slip in there if slip.state is SlipState.SENT]
    for slip in (slip for slip in there if slip.state is SlipState.DRAFT):
        if reason := LEFT.get((slip.kind, slip.occasion)):
            with begin(office.database) as session:
                drop_slip(session, slip.id or 0, reason, by=by, now=now)
            continue
        if slip.kind is SlipKind.SUPERVISE:
            _lay_out(office, slip, folder, now=now)
        given = _given(slip.kind, sum(each.kind is slip.kind for each in sent), beijing_day(now))
        done = send_slip(office.database, office.files, office.press, slip.id or 0, given, by=by, now=now)
        sent.append(done.slip)
        _lay_out(office, done.slip, folder, now=now)


def _given(kind: SlipKind, sent_before: int, today: date) -> Given:
    """Give the next number of its kind, today's date, the day for the answer, and the leader's name."""
    number = f"{SIGNS[kind]}〔{story.YEAR}〕{sent_before + 1}号"
    if kind is SlipKind.PROMPT:
        next_month = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
        return Given(number, today, next_month - timedelta(days=1), LEADER)
    return Given(number, today, Workdays().forward(today, ANSWERED_WITHIN[kind]), LEADER)


def _lay_out(office: Office, slip: Slip, folder: Path, *, now: datetime) -> None:
    with reading(office.database) as session:
        export_slip(session, office.files, office.press, slip, folder, now=now)
