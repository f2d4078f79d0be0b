"""Let the year follow its calendar: when a campaign or the holidays are dated, what hangs on them moves."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session

from models import Duty, DutyList, ListState, Person, Task
from models.refusals import Refusal
from models.states import WAITING_ON_OWNER
from rules.anchored import Told
from rules.days import beijing_day
from rules.deadlines.reading import Reading
from rules.following import follow as follow_reading
from rules.layout import slots
from rules.naming import named
from rules.planning import plan
from steps.listing.almanac import Almanac
from steps.listing.lay_out import Change, Desk, added, cut, plan_notices, redate, window
from steps.listing.questions import ask_deadline_anew
from steps.listing.remember import Memory
from store import lists, policies, tasks


@dataclass(frozen=True)
class Followed:
    """`changes`: what moved, or could not. `replanned`: tasks whose day stands but whose notices moved."""

    changes: tuple[Change, ...] = ()
    replanned: int = 0


@dataclass
class _Move:
    """One change of the calendar, on its way through the lists."""

    session: Session
    before: Almanac
    after: Almanac
    because: str
    by: Person
    now: datetime
    changes: list[Change] = field(default_factory=list)
    moved: list[Task] = field(default_factory=list)  # of the list at hand
    redated: list[Duty] = field(default_factory=list)

    @property
    def today(self) -> date:
        return beijing_day(self.now)


def follow(session: Session, before: Almanac, *, because: str, by: Person, now: datetime) -> Followed:
    """Date anew what is read otherwise than `before`, and lay out the notices that change.

    Of an issued list, tasks that wait on their owner move and only unsent notices with them; what is
    handed in, done, or was given a day of its own stays. Of a draft, its open questions are asked anew.
    To show it before, run it in a transaction that is rolled back.
    """
    move = _Move(session, before, Almanac.of(session), because, by, now)
    replanned = 0
    for duty_list in lists.all_lists(session):
        if duty_list.state is ListState.CLOSED:
            continue
        assert duty_list.id is not None
        move.moved, move.redated = [], []
        for duty in lists.duties(session, duty_list.id):
            _follow_duty(move, duty_list, duty)
        session.flush()
        if duty_list.state is ListState.ISSUED:
            desk = Desk.of(session, move.today)
            new = cut(session, move.redated, desk, issued_on=move.today, by=by, now=now)
            move.changes += [added(task) for task in new]
            shifted = _with_other_notices(move, duty_list.id)
            replanned += len(shifted)
            plan_notices(session, duty_list.id, [*move.moved, *new], desk, issued_on=move.today)
            plan_notices(session, duty_list.id, shifted, desk, issued_on=move.today, said_stays=True)
    return Followed(tuple(move.changes), replanned)


def _follow_duty(move: _Move, duty_list: DutyList, duty: Duty) -> None:
    kept = Reading.from_json(duty.reading)
    year, issued = duty_list.plan_year, duty_list.issued_on
    old = move.before.read(kept.text, year=year, issued=issued)
    new = move.after.read(kept.text, year=year, issued=issued)
    told = [Told.read(day) for day in duty.happened]
    try:
        read = follow_reading(kept, old, new, told, move.after.workdays)
    except Refusal as refusal:
        move.changes.append(Change(None, f"{named(duty)}的{refusal}"))
        return
    if not kept.text or read == kept:
        return
    duty.reading = read.as_json()
    move.session.add(duty)
    if duty_list.state is ListState.ISSUED:
        move.redated.append(duty)
        _follow_tasks(move, duty, kept, read)
        return
    if read.occurrences != kept.occurrences:
        move.changes.append(Change(None, f"{named(duty)}：{kept.meaning} → {read.meaning}"))
    if duty_list.state is ListState.DRAFT and (doubts := ask_deadline_anew(move.session, duty, read)):
        memory = Memory.of(move.session, year)
        move.session.add_all(memory.propose(doubt, duty) for doubt in doubts)


def _follow_tasks(move: _Move, duty: Duty, kept: Reading, read: Reading) -> None:
    assert duty.id is not None
    before = {slot.occurrence: slot for slot in slots(kept)}
    after = {slot.occurrence: slot for slot in slots(read)}
    for task in tasks.of_duty(move.session, duty.id):
        old, new = before.get(task.occurrence), after.get(task.occurrence)
        if old is None or new is None or (old.opens_on, old.due_on) == (new.opens_on, new.due_on):
            continue
        if task.state not in WAITING_ON_OWNER:
            move.changes.append(_stays(task, "已交材料或已办结"))
        elif task.due_on != old.due_on:
            move.changes.append(_stays(task, "已单独定过时限"))
        else:
            move.changes.append(
                redate(move.session, task, new, because=move.because, by=move.by, now=move.now)
            )
            move.moved.append(task)


def _stays(task: Task, why: str) -> Change:
    days = window(task.opens_on, task.due_on)
    return Change(task.id, f"「{task.demand}」第{task.occurrence}次{why}，仍为 {days}")


def _with_other_notices(move: _Move, list_id: int) -> list[Task]:
    """Return the tasks that stay where they are while the working days around them change."""
    if move.before.workdays.overlay == move.after.workdays.overlay:
        return []
    moved = {task.id for task in move.moved}
    settled = policies.settled(move.session, list_id)

    def planned(task: Task, almanac: Almanac) -> list[object]:
        return list(plan(task, settled.of(task.duty_id), almanac.workdays, issued_on=move.today))

    return [
        task
        for task in tasks.in_states(move.session, list_id, WAITING_ON_OWNER)
        if task.id not in moved and planned(task, move.before) != planned(task, move.after)
    ]
