"""Check that the year is laid out without a gap. Reads only."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models import ListState
from models.states import WAITING_ON_OWNER
from rules.days import beijing_day
from rules.deadlines.reading import Reading
from rules.layout import gaps, slots
from rules.moves import LIST_STATE_WORDS
from store import extensions, lists, notices, policies, tasks


@dataclass(frozen=True)
class Checked:
    """`gaps` are Chinese sentences, one for each thing that is missing.

    `undecided` are others: one for each late task that no slip chases, as nobody has answered its
    extension; and that nothing is laid out before a list is issued.
    """

    duties: int
    tasks: int
    gaps: tuple[str, ...]
    undecided: tuple[str, ...] = ()


def check_layout(session: Session, plan_year: int, *, now: datetime) -> Checked:
    """Compare the issued list with its tasks, and open tasks with their notices.

    Raises:
        NotFound: the year has no list.

    """
    duty_list = lists.of_year(session, plan_year)
    assert duty_list.id is not None
    if duty_list.state not in (ListState.ISSUED, ListState.CLOSED):
        return Checked(
            0, 0, (), (f"清单现在是「{LIST_STATE_WORDS[duty_list.state]}」，印发以后才有任务和提醒。",)
        )
    duties = lists.duties(session, duty_list.id)
    all_tasks = tasks.of_list(session, duty_list.id)
    expected = {
        (duty.id or 0, slot.occurrence, department)
        for duty in duties
        for slot in slots(Reading.from_json(duty.reading))
        for department in duty.lead_ids
    }
    present = {(task.duty_id, task.occurrence, task.department_id) for task in all_tasks}
    missing = gaps(expected, present)
    told = notices.tasks_with_notices(session, duty_list.id)
    today = beijing_day(now)
    settled = policies.settled(session, duty_list.id)
    for task in all_tasks:
        dated = task.due_on is not None and task.due_on > today and not task.backfill
        if (
            dated
            and task.state in WAITING_ON_OWNER
            and settled.of(task.duty_id).on_due_day
            and task.id not in told
        ):
            missing.append(f"任务{task.id}「{task.demand}」还没有安排提醒")
    asked = extensions.waiting(session, duty_list.id)
    undecided = (
        f"任务{task.id}「{task.demand}」已逾期，延期申请还没有答复，暂不拟催办单：请分管领导答复，"
        f"或代录（xuepu task extend grant | refuse {asked[task.id or 0].id}）。"
        for task in all_tasks
        if task.id in asked and task.is_overdue(today)
    )
    return Checked(len(duties), len(all_tasks), tuple(missing), tuple(undecided))
