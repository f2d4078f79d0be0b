"""Draw up the slips that should exist, as 代拟稿 in the coordinator's queue. Nothing is sent here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models import DutyList, ListState, Notice, Part, Slip, SlipAction, Task
from models.states import SLIP_MOVES, SlipState
from rules.climbing import Climb, Draft
from rules.days import beijing_day
from rules.planning import next_office_hour
from rules.slip_stages import CHANNEL, drafted
from rules.workdays import Workdays
from store import calendar, extensions, lists, log, policies, slips, tasks

LAPSED = "所列任务均已办结、已交材料、改了时限或过了当月，不用再发"


@dataclass(frozen=True)
class Drawn:
    """The slips drawn up now, and the drafts that lapsed: nothing that they were for is left."""

    drafts: tuple[Slip, ...] = ()
    lapsed: tuple[Slip, ...] = ()

    def __add__(self, other: "Drawn") -> "Drawn":
        return Drawn(self.drafts + other.drafts, self.lapsed + other.lapsed)


def draw_up(session: Session, *, now: datetime) -> Drawn:
    """Draw up what is missing for every list under way. Asked again, it draws up nothing.

    The coordinator hears of new drafts in the digest of the next office hour.
    """
    workdays = Workdays(calendar.overlay(session))
    drawn = Drawn()
    for duty_list in lists.all_lists(session):
        if duty_list.state is ListState.ISSUED:
            drawn += _of_list(session, duty_list, workdays, now=now)
    return drawn


def _of_list(session: Session, duty_list: DutyList, workdays: Workdays, *, now: datetime) -> Drawn:
    assert duty_list.id is not None
    lists.locked(session, duty_list.id)  # another that draws up waits here, and then finds ours
    settled = policies.settled(session, duty_list.id)
    asked = extensions.waiting(session, duty_list.id)
    climb = Climb(settled, workdays, beijing_day(now), asked)
    all_tasks = tasks.of_list(session, duty_list.id)
    there = slips.of_list(session, duty_list.id)
    lapsed = [slip for slip in there if slip.state is SlipState.DRAFT and not _left(slip, all_tasks, climb)]
    for slip in lapsed:
        slip.state = SLIP_MOVES[slip.state, SlipAction.DROP]
        slip.reason, slip.decided_at = LAPSED, now
        session.add(slip)
        _log(session, slip, "lapse", now=now)
    at = next_office_hour(settled.policy, workdays, now=now)
    drafts = [_drawn(session, duty_list.id, draft, at, now=now) for draft in climb.drafts(all_tasks, there)]
    return Drawn(tuple(drafts), tuple(lapsed))


def _left(slip: Slip, all_tasks: Sequence[Task], climb: Climb) -> bool:
    return any(task.id in slip.task_ids and climb.belongs(slip, task) for task in all_tasks)


def _drawn(session: Session, list_id: int, draft: Draft, told_at: datetime, *, now: datetime) -> Slip:
    slip = Slip(
        list_id=list_id,
        kind=draft.kind,
        department_id=draft.department_id,
        occasion=draft.occasion,
        task_ids=list(draft.task_ids),
        drawn_up_at=now,
    )
    session.add(slip)
    session.flush()
    assert slip.id is not None
    session.add_all(  # on each task, so that what is left of the slip is told when one of them is done
        Notice(
            task_id=task_id,
            stage=drafted(slip.id),
            part=Part.COORDINATOR,
            channel=CHANNEL,
            planned_at=told_at,
        )
        for task_id in slip.task_ids
    )
    _log(session, slip, "draw_up", now=now)
    return slip


def _log(session: Session, slip: Slip, verb: str, *, now: datetime) -> None:
    log.append(
        session,
        at=now,
        actor="system",
        role="system",
        action=f"slip.{verb}",
        about=f"slip:{slip.id}",
        detail={
            "kind": str(slip.kind),
            "department": f"department:{slip.department_id}",
            "occasion": slip.occasion,
            "tasks": [f"task:{task}" for task in slip.task_ids],
        },
    )
