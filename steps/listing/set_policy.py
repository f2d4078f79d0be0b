"""Settle how a list reminds, or one of its duties: what was not yet said is laid out anew from today."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models import Duty, DutyList, ListState, Person, ReminderPolicy
from models.refusals import BadSetting, WrongState
from models.states import DONE
from rules.days import beijing_day
from rules.naming import named
from rules.reminding import Policy
from steps.listing.lay_out import Desk, plan_notices
from steps.listing.may import only_coordinator
from store import lists, log, policies, tasks

OF_A_LIST = {  # one digest speaks of several duties
    "begins_at": "办公时间",
    "ends_at": "办公时间",
    "quiet_days": "静默日期",
    "cap_per_day": "每人每天条数上限",
    "monthly_prompt": "月初提示单",
}


@dataclass(frozen=True)
class Relaid:
    tasks: int
    notices: int


def set_policy(
    session: Session,
    duty_list: DutyList,
    policy: Policy,
    *,
    duty: Duty | None = None,
    by: Person,
    now: datetime,
) -> Relaid:
    """Keep the policy of a list, or with `duty` what that duty's departs from it; lay out anew.

    What was said stays said. To show what would change, run it in a transaction that is rolled back.

    Raises:
        NotYours: only who coordinates may.
        WrongState: the list is closed.
        BadSetting: the duty departs in what only a list can settle, or no longer fits the list's policy.

    """
    only_coordinator(session, by, "修改提醒办法", now=now)
    if duty_list.state is ListState.CLOSED:
        raise WrongState("这一年的清单已归档，提醒办法不再改。")
    assert duty_list.id is not None
    if duty is None:
        assert by.id is not None
        there = policies.kept(session, duty_list.id)
        kept = there or ReminderPolicy(list_id=duty_list.id, set_at=now, set_by=by.id)
        kept.settings, kept.set_at, kept.set_by = policy.departing(Policy()), now, by.id
        session.add(kept)
        _must_fit(session, duty_list.id, policy)
    else:
        duty.reminding = policy.departing(policies.of_list(session, duty_list.id))
        if alone := [words for name, words in OF_A_LIST.items() if name in duty.reminding]:
            raise BadSetting(f"{alone[0]}只能按整张清单设，不能只改一项，请去掉 --duty。")
        session.add(duty)
    session.flush()
    relaid = _lay_out_anew(session, duty_list, duty, now=now)
    log.append(
        session,
        at=now,
        actor=by.pseudonym,
        role="office",
        action="policy.set",
        about=f"list:{duty_list.id}" if duty is None else f"duty:{duty.id}",
        detail={
            "settings": policy.as_json() if duty is None else duty.reminding,
            "tasks": relaid.tasks,
            "notices": relaid.notices,
        },
    )
    return relaid


def _must_fit(session: Session, list_id: int, policy: Policy) -> None:
    for duty in lists.duties(session, list_id):
        if duty.reminding:
            try:
                Policy.from_json(duty.reminding, policy)
            except BadSetting as refusal:
                raise BadSetting(f"{named(duty)}另有设定，与新办法不合：{refusal}") from None


def _lay_out_anew(session: Session, duty_list: DutyList, duty: Duty | None, *, now: datetime) -> Relaid:
    if duty_list.state is not ListState.ISSUED:
        return Relaid(0, 0)
    assert duty_list.id is not None
    today = beijing_day(now)
    left = [
        task
        for task in tasks.of_list(session, duty_list.id)
        if task.state not in DONE and (duty is None or task.duty_id == duty.id)
    ]
    planned = plan_notices(
        session, duty_list.id, left, Desk.of(session, today), issued_on=today, said_stays=True
    )
    return Relaid(len(left), planned)
