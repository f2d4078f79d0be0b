"""Show what a policy would send before it is switched on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from models import Duty, DutyList, ListState, Part, Person, Task
from models.refusals import WrongState
from models.states import DONE
from notifications.words import segments
from rules.days import beijing_day
from rules.layout import Piece
from rules.outlook import Outlook, outlook
from rules.reminding import Policy, Settled
from steps.listing.lay_out import Desk, cut
from steps.working.desk import Desk as Answering
from store import lists, policies, tasks


@dataclass(frozen=True)
class Side:
    """What one policy would send: if all is handed in on its day, and if nothing is."""

    policy: Policy
    in_time: Outlook
    late: Outlook
    segments: int  # of the SMS in time, each counted at its longest


@dataclass(frozen=True)
class Previewed:
    since: date
    today: Side  # as it is settled now
    proposed: Side
    names: Mapping[str, str]  # by pseudonym


def preview_policy(
    session: Session,
    duty_list: DutyList,
    policy: Policy,
    *,
    duty: Duty | None = None,
    signature: str,
    by: Person,
    now: datetime,
) -> Previewed:
    """Lay a policy beside the one in force, with the people who answer today, from today to the end.

    A list that is not issued is laid out for it as if it were issued today: the transaction MUST be
    rolled back.

    Raises:
        WrongState: the list is closed.
        BadList: a task would have no owner.
        BadSetting: a duty that departs does not fit.

    """
    if duty_list.state is ListState.CLOSED:
        raise WrongState("这一年的清单已归档，没有要发的提醒了。")
    assert duty_list.id is not None
    since = beijing_day(now)
    desk, answering = Desk.of(session, since), Answering.of(session, since)
    left: Sequence[Task | Piece]
    if duty_list.state is ListState.ISSUED:
        left = [task for task in tasks.of_list(session, duty_list.id) if task.state not in DONE]
    else:
        left = cut(session, lists.to_cut(session, duty_list.id), desk, issued_on=since, by=by, now=now)
    names: dict[str, str] = {}

    def told(part: Part, task: Task | Piece, department_id: int) -> str | None:
        found = answering.told(part, task, department_id)
        if found is None:
            return None
        names[found.person.pseudonym] = found.person.name
        return found.person.pseudonym

    def side(settled: Settled) -> Side:
        of = [(task, settled.of(task.duty_id)) for task in left]
        in_time = outlook(of, desk.workdays, told, since=since)
        late = outlook(of, desk.workdays, told, since=since, late=True)
        return Side(settled.policy, in_time, late, _billed(in_time, signature))

    now_settled = policies.settled(session, duty_list.id)
    if duty is None:
        proposed = policies.settled(session, duty_list.id, policy)
    else:
        proposed = Settled(now_settled.policy, {**now_settled.departing, duty.id or 0: policy})
    return Previewed(since, side(now_settled), side(proposed), names)


def _billed(seen: Outlook, signature: str) -> int:
    sizes = Counter(items for (_, channel, _), items in seen.digests.items() if channel == "sms")
    return sum(segments(_longest(items, signature)) * count for items, count in sizes.items())


def _longest(items: int, signature: str) -> str:
    """Write the longest SMS about so many tasks."""
    return (
        f"【{signature}】您有{items}项任务待办：{items}项已逾期，{items}项被退回，最近一项2024年12月31日到期；"
        f"另有{items}项请督促。请登录系统办理。"
    )
