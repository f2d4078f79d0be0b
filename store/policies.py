"""How each list reminds, as its office settled it."""

from collections.abc import Collection

from sqlalchemy import String, cast
from sqlmodel import Session, col, select

from models import Duty, DutyList, ListState, ReminderPolicy
from rules.reminding import Policy, Settled


def of_list(session: Session, list_id: int) -> Policy:
    """Return the policy of a list; of one that settled nothing, the one an office begins with."""
    row = kept(session, list_id)
    return Policy.from_json(row.settings) if row is not None else Policy()


def kept(session: Session, list_id: int) -> ReminderPolicy | None:
    return session.exec(select(ReminderPolicy).where(ReminderPolicy.list_id == list_id)).first()


def settled(session: Session, list_id: int, policy: Policy | None = None) -> Settled:
    """Return the policy of a list, or `policy` in its stead, with all duties that depart from it."""
    policy = policy or of_list(session, list_id)
    query = select(Duty.id, Duty.reminding).where(
        Duty.list_id == list_id, cast(col(Duty.reminding), String) != "{}"
    )
    departing = {duty: Policy.from_json(said, policy) for duty, said in session.exec(query) if duty}
    return Settled(policy, departing)


def of_duty(session: Session, duty_id: int) -> Policy:
    duty = session.get_one(Duty, duty_id)
    return Policy.from_json(duty.reminding, of_list(session, duty.list_id))


def of_duties(session: Session, duty_ids: Collection[int]) -> dict[int, Policy]:
    """Return the policy of the list of each duty, by duty: hours, quiet days and cap are the list's alone."""
    lists: dict[int | None, int] = {}
    wanted = sorted(duty_ids)
    for start in range(0, len(wanted), 500):
        query = select(Duty.id, Duty.list_id).where(col(Duty.id).in_(wanted[start : start + 500]))
        lists.update(session.exec(query).all())
    policies = {list_id: of_list(session, list_id) for list_id in set(lists.values())}
    return {duty: policies[list_id] for duty, list_id in lists.items() if duty is not None}


def running(session: Session) -> list[Policy]:
    """Return the policies of the lists that were issued; where none was, the one an office begins with."""
    issued = select(DutyList.id).where(col(DutyList.state).in_((ListState.ISSUED, ListState.CLOSED)))
    return [of_list(session, list_id) for list_id in session.exec(issued) if list_id] or [Policy()]
