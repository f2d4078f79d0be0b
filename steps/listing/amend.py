"""Amend an issued list: what changes is shown first, then done, and all of it is in the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models import Action, Duty, DutyList, ListAction, Person, Task
from models.refusals import Refusal, WrongState
from models.states import WAITING_ON_OWNER, TaskState
from rules import anchored
from rules.anchored import Told
from rules.days import beijing_day
from rules.deadlines.reading import Reading
from rules.layout import slots
from rules.list_table import deadline_words
from rules.moves import next_list_state
from steps.listing.almanac import Almanac
from steps.listing.departments import departments_meant
from steps.listing.lay_out import Change, Desk, added, cut, plan_notices, redate
from steps.working.move import move
from store import amendments as amendments_kept
from store import lists, log, tasks


@dataclass(frozen=True)
class Amendment:
    """One change. Exactly one of the three: a new deadline, `strike`, or a new duty (`task`, `lead`)."""

    number: str = ""  # of the duty that changes
    deadline: str = ""
    strike: bool = False
    task: str = ""
    lead: str = ""
    evidence: tuple[str, ...] = ()


def amend(
    session: Session,
    duty_list: DutyList,
    amendments: Sequence[Amendment],
    *,
    reason: str,
    by: Person,
    now: datetime,
) -> list[Change]:
    """Carry out amendments and return what changed. Tasks not yet handed in follow; done ones stay.

    To show it before, run it in a transaction that is rolled back.

    Raises:
        WrongState: the list is not issued.
        Refusal: a deadline with a doubt, or no reason.

    """
    duty_list.state = next_list_state(duty_list.state, ListAction.AMEND)
    if not reason.strip():
        raise Refusal("调整清单请写明依据或理由。")
    duty_list.revision += 1
    session.add(duty_list)
    desk = Desk.of(session, beijing_day(now))
    changes: list[Change] = []
    before: dict[int, str] = {}  # the deadlines that are replaced, by duty
    for amendment in amendments:
        if amendment.task:
            changes += _add(session, duty_list, amendment, desk, by=by, now=now)
        else:
            assert duty_list.id is not None
            duty = lists.duty_numbered(session, duty_list.id, amendment.number)
            if amendment.strike:
                changes += _strike(session, duty_list, duty, by=by, now=now, reason=reason)
            else:
                assert duty.id is not None
                before.setdefault(duty.id, deadline_words(duty))
                changes += _redate(session, duty_list, duty, amendment.deadline, desk, by=by, now=now)
    log.append(
        session,
        at=now,
        actor=by.pseudonym,
        role="office",
        action=amendments_kept.ACTION,
        about=f"list:{duty_list.id}",
        detail={
            "revision": duty_list.revision,
            "changes": len(changes),
            "redated": [f"duty:{duty_id}" for duty_id in before],
        },
        withheld=amendments_kept.withheld(reason, before),
    )
    return changes


def _read(session: Session, duty_list: DutyList, phrase: str) -> Reading:
    reading = Almanac.of(session).read(phrase, year=duty_list.plan_year, issued=duty_list.issued_on)
    if reading.flags:
        raise Refusal(f"时限「{phrase}」有疑问，请写得更明确：{reading.flags[0]}")
    return reading


def _add(
    session: Session,
    duty_list: DutyList,
    amendment: Amendment,
    desk: Desk,
    *,
    by: Person,
    now: datetime,
) -> list[Change]:
    assert duty_list.id is not None
    assert duty_list.issued_on is not None
    lead = departments_meant(session, [amendment.lead])
    if not lead:
        raise Refusal(f"本单位没有「{amendment.lead}」这个部门，请核对。")
    place = lists.last_place(session, duty_list.id) + 1
    duty = Duty(
        list_id=duty_list.id,
        place=place,
        no=str(place),
        task=amendment.task,
        lead=[amendment.lead],
        lead_ids=lead,
        deadline_text=amendment.deadline,
        reading=_read(session, duty_list, amendment.deadline).as_json(),
        evidence=list(amendment.evidence),
        source_table=0,
        source_row=0,
        since_revision=duty_list.revision,
    )
    session.add(duty)
    session.flush()
    new = cut(session, [duty], desk, issued_on=beijing_day(now), by=by, now=now)
    plan_notices(session, duty_list.id, new, desk, issued_on=beijing_day(now))
    return [added(task) for task in new]


def _strike(
    session: Session, duty_list: DutyList, duty: Duty, *, by: Person, now: datetime, reason: str
) -> list[Change]:
    duty.until_revision = duty_list.revision
    session.add(duty)
    assert duty.id is not None
    changes = []
    for task in tasks.of_duty(session, duty.id):
        if task.state in WAITING_ON_OWNER:
            changes.append(_waived(session, task, by=by, now=now, reason=f"清单调整：{reason}"))
        elif task.state is TaskState.SUBMITTED:
            raise WrongState(f"「{task.demand}」有材料待审核，请先审核再从清单中删去。")
    return changes


def _waived(session: Session, task: Task, *, by: Person, now: datetime, reason: str) -> Change:
    assert task.id is not None
    move(session, task.id, Action.WAIVE, by, now=now, reason=reason)
    return Change(task.id, f"免除「{task.demand}」（{task.due_on or '待定'}）")


def _redate(
    session: Session,
    duty_list: DutyList,
    duty: Duty,
    phrase: str,
    desk: Desk,
    *,
    by: Person,
    now: datetime,
) -> list[Change]:
    reading = _with_events(session, duty, _read(session, duty_list, phrase))
    duty.deadline_text, duty.reading = phrase, reading.as_json()
    session.add(duty)
    assert duty.id is not None
    assert duty_list.id is not None
    dated = {slot.occurrence: slot for slot in slots(reading)}
    today = beijing_day(now)
    changes, moved = [], []
    for task in tasks.of_duty(session, duty.id):
        slot = dated.get(task.occurrence)
        if task.state not in WAITING_ON_OWNER or (slot is not None and slot.due_on == task.due_on):
            continue
        if slot is None:
            changes.append(_waived(session, task, by=by, now=now, reason=f"清单调整：时限改为{phrase}"))
            continue
        changes.append(redate(session, task, slot, because=f"list:{duty_list.id}", by=by, now=now))
        moved.append(task)
    session.flush()
    new = cut(session, [duty], desk, issued_on=today, by=by, now=now)
    plan_notices(session, duty_list.id, [*moved, *new], desk, issued_on=today)
    return changes + [added(task) for task in new]


def _with_events(session: Session, duty: Duty, reading: Reading) -> Reading:
    """Date a new phrase by the events that were told for the old one, where it waits for events too."""
    almanac = Almanac.of(session)
    told = anchored.still_told(
        Reading.from_json(duty.reading), reading, [Told.read(kept) for kept in duty.happened], almanac.nodes
    )
    duty.happened = [each.written() for each in told]
    return anchored.dated(reading, told, so_far=0, workdays=almanac.workdays) if told else reading
