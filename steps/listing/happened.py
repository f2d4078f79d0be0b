"""Tell that the event of a duty's deadline has happened: its tasks and notices are laid out."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from models import Duty, DutyList, ListState, Person, Task
from models.refusals import Refusal, WrongState
from models.states import TaskState
from rules import anchored
from rules.days import beijing_day
from rules.deadlines.reading import Reading
from rules.layout import slots
from rules.naming import named
from rules.reminding import Policy
from steps.listing.almanac import Almanac
from steps.listing.lay_out import Change, Desk, added, cut, plan_notices, redate
from steps.listing.may import only_coordinator
from store import log, tasks


@dataclass(frozen=True)
class Happened:
    event: str
    due_on: date
    changes: tuple[Change, ...]
    cautions: tuple[str, ...] = ()  # Chinese sentences: what is not yet sure about the day


def happened(
    session: Session,
    duty: Duty,
    on: date,
    *,
    instead_of: date | None = None,
    policy: Policy,
    by: Person,
    now: datetime,
) -> Happened:
    """Date what waits for an event, by the day on which it happened.

    An event happens once, so a second day corrects the first; one that comes again (每次会前一周) gets
    a task each time, and `instead_of` says which day was wrong. What was begun is not moved.

    Raises:
        WrongState: the list is not issued, or a task that would move was begun.
        Refusal: nothing waits for an event, the day cannot be right, or it was told before.
        NotYours: only who coordinates may.

    """
    only_coordinator(session, by, "登记事件日期", now=now)
    session.refresh(duty, with_for_update=True)
    duty_list = session.get(DutyList, duty.list_id)
    assert duty_list is not None
    if duty_list.state is not ListState.ISSUED:
        raise WrongState("清单印发以后才能登记事件日期。")
    almanac, today = Almanac.of(session), beijing_day(now)
    reading = Reading.from_json(duty.reading)
    event = anchored.event(reading, almanac.nodes)
    if event is None:
        raise Refusal(f"{named(duty)}的时限不等事件；要改时限，请用 xuepu list amend。")
    offset = anchored.judge(reading, on, today=today)
    before = [date.fromisoformat(day) for day in duty.happened]
    days, at = _placed(before, on, instead_of, again=anchored.each_time(reading))
    new = anchored.dated(reading, days, so_far=len(before), workdays=almanac.workdays)
    number = len(new.occurrences) - len(days) + at + 1
    duty.reading, duty.happened = new.as_json(), [day.isoformat() for day in days]
    session.add(duty)
    slot = next(slot for slot in slots(new) if slot.occurrence == number)
    moved = _of_the_wrong_day(session, duty, number)
    changes = [redate(session, task, slot, because=f"duty:{duty.id}", by=by, now=now) for task in moved]
    for task in moved:
        task.label = slot.label
    session.flush()
    desk = Desk.of(session, today)
    new_tasks = cut(session, [duty], desk, issued_on=today, by=by, now=now)
    plan_notices(session, [*moved, *new_tasks], policy, desk, issued_on=today)
    due = new.occurrences[number - 1].due
    log.append(
        session,
        at=now,
        actor=by.pseudonym,
        role="office",
        action="duty.happened",
        about=f"duty:{duty.id}",
        detail={
            "on": on.isoformat(),
            "due_on": due.isoformat(),
            "occurrence": number,
            "instead_of": before[at].isoformat() if at < len(before) else None,
        },
        withheld={"event": event},
    )
    changes += [added(task) for task in new_tasks]
    return Happened(event, due, tuple(changes), anchored.cautions(offset, on, due, almanac.workdays))


def _placed(before: list[date], on: date, instead_of: date | None, *, again: bool) -> tuple[list[date], int]:
    """Return the event's days with `on` among them, and its place."""
    if on in before:
        raise Refusal(f"{on} 已经登记过了。")
    if instead_of is None and before and not again:
        instead_of = before[-1]
    if instead_of is None:
        return [*before, on], len(before)
    if instead_of not in before:
        raise Refusal(f"没有登记过 {instead_of}，请核对要更正的日期。")
    at = before.index(instead_of)
    return [*before[:at], on, *before[at + 1 :]], at


def _of_the_wrong_day(session: Session, duty: Duty, number: int) -> list[Task]:
    """Return the tasks that a corrected day moves; none where the event is told for the first time."""
    assert duty.id is not None
    found = [task for task in tasks.of_duty(session, duty.id) if task.occurrence == number]
    for task in found:
        if task.state is not TaskState.OPEN or task.version > 1:
            raise WrongState(
                f"「{task.demand}」（{task.department_name}）已经开始办理，不能更正事件日期；"
                "要改时限，请用 xuepu list amend。"
            )
    return found
