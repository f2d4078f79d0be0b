"""Tell that the event of a duty's deadline has happened: its tasks and notices are laid out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from models import Duty, DutyList, ListState, Person, Task
from models.refusals import Refusal, WrongState
from models.states import TaskState
from rules import anchored
from rules.anchored import Told
from rules.days import beijing_day
from rules.deadlines.reading import Event, Reading
from rules.layout import slots
from rules.naming import named
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
    event: str = "",
    instead_of: date | None = None,
    by: Person,
    now: datetime,
) -> Happened:
    """Date what waits for an event, by the day on which it happened.

    `event` names which, where the deadline waits for several. An event happens once, so a second day
    corrects the first; one that comes again (每次会前一周) gets a task each time, and `instead_of` says
    which day was wrong. What was begun is not moved.

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
    which, meant = _meant(anchored.events(reading, almanac.nodes), event, duty)
    offset = anchored.judge(reading, meant, on, today=today)
    before = [Told.read(kept) for kept in duty.happened]
    told, at = _placed(before, Told(on, which), instead_of, again=anchored.each_time(reading))
    new = anchored.dated(reading, told, so_far=len(before), workdays=almanac.workdays)
    number = len(new.occurrences) - len(told) + at + 1
    duty.reading, duty.happened = new.as_json(), [each.written() for each in told]
    session.add(duty)
    slot = next(slot for slot in slots(new) if slot.occurrence == number)
    moved = _of_the_wrong_day(session, duty, number)
    changes = [redate(session, task, slot, because=f"duty:{duty.id}", by=by, now=now) for task in moved]
    for task in moved:
        task.label = slot.label
    session.flush()
    desk = Desk.of(session, today)
    new_tasks = cut(session, [duty], desk, issued_on=today, by=by, now=now)
    plan_notices(session, duty.list_id, [*moved, *new_tasks], desk, issued_on=today)
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
            "instead_of": before[at].day.isoformat() if at < len(before) else None,
        },
        withheld={"event": meant.anchor},
    )
    changes += [added(task) for task in new_tasks]
    return Happened(meant.anchor, due, tuple(changes), anchored.cautions(offset, on, due, almanac.workdays))


def _meant(awaited: Mapping[int, Event], event: str, duty: Duty) -> tuple[int, Event]:
    """Return the event that is told of, and its place among the reading's."""
    if not awaited:
        raise Refusal(f"{named(duty)}的时限不等事件；要改时限，请用 xuepu list amend。")
    fitting = [(at, each) for at, each in awaited.items() if event in ("", each.anchor, each.label)]
    if len(fitting) == 1:
        return fitting[0]
    names = "、".join(dict.fromkeys(f"「{each.anchor}」" for each in awaited.values()))
    if event:
        raise Refusal(f"{named(duty)}等的不是「{event}」，而是{names}，请用 --event 写明是哪一件。")
    raise Refusal(f"{named(duty)}等的不止一件事：{names}，请用 --event 写明是哪一件。")


def _placed(before: list[Told], new: Told, instead_of: date | None, *, again: bool) -> tuple[list[Told], int]:
    """Return what is told with `new` among it, and its place."""
    own = [each.day for each in before if each.event == new.event]
    if new.day in own:
        raise Refusal(f"{new.day} 已经登记过了。")
    if instead_of is None and own and not again:
        instead_of = own[-1]
    if instead_of is None:
        return [*before, new], len(before)
    if instead_of not in own:
        raise Refusal(f"没有登记过 {instead_of}，请核对要更正的日期。")
    at = before.index(Told(instead_of, new.event))
    return [*before[:at], new, *before[at + 1 :]], at


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
