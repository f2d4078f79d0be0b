"""How a task stands today: one word for the counters, the filter, the order and the lamp."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from models import Task, TaskState
from models.states import WAITING_ON_OWNER
from rules.workdays import Workdays

NEAR_WORKDAYS = 5


class Standing(StrEnum):
    """In order of urgency. Every task has exactly one, so that the counters add up."""

    OVERDUE = "overdue"
    NEAR = "near"
    RETURNED = "returned"  # and neither overdue nor near
    SUBMITTED = "submitted"
    BACKFILL = "backfill"
    UNDATED = "undated"
    LATER = "later"
    DONE = "done"
    WAIVED = "waived"


WORDS = {
    Standing.OVERDUE: "已逾期",
    Standing.NEAR: "临近期限",
    Standing.RETURNED: "退回补正",
    Standing.SUBMITTED: "待审核",
    Standing.BACKFILL: "待补录",
    Standing.UNDATED: "待定",
    Standing.LATER: "未到期",
    Standing.DONE: "已办结",
    Standing.WAIVED: "已免除",
}
_SETTLED = {
    TaskState.SUBMITTED: Standing.SUBMITTED,
    TaskState.ACCEPTED: Standing.DONE,
    TaskState.WAIVED: Standing.WAIVED,
}
_URGENCY = {standing: place for place, standing in enumerate(Standing)}


@dataclass(frozen=True)
class Today:
    """One Beijing day, as the working calendar sees it."""

    day: date
    workdays: Workdays

    @cached_property
    def near_ends(self) -> date:
        """Return the first day that is more than `NEAR_WORKDAYS` working days away."""
        return self.workdays.forward(self.day, NEAR_WORKDAYS + 1)

    def standing(self, task: Task) -> Standing:
        if task.state in _SETTLED:
            return _SETTLED[task.state]
        if task.is_overdue(self.day):
            return Standing.OVERDUE
        if task.due_on is not None and not task.backfill and task.due_on < self.near_ends:
            return Standing.NEAR
        if task.state is TaskState.RETURNED:
            return Standing.RETURNED
        if task.backfill:
            return Standing.BACKFILL
        return Standing.UNDATED if task.due_on is None else Standing.LATER

    def urgency(self, task: Task) -> tuple[int, int, int]:
        """Return a key that sorts the most urgent first; among done tasks, the latest."""
        standing = self.standing(task)
        if standing in (Standing.DONE, Standing.WAIVED):
            within = -(task.done_on or date.min).toordinal()
        elif standing is Standing.SUBMITTED:
            within = (task.handed_in_on or date.max).toordinal()
        else:
            within = (task.due_on or date.max).toordinal()
        return _URGENCY[standing], within, task.id or 0

    def lamp(self, task: Task) -> str:
        """Say in a few words how the task stands: 已逾期 12 天, 还剩 2 个工作日."""
        standing = self.standing(task)
        if task.due_on is None or task.state not in WAITING_ON_OWNER:
            return WORDS[standing]
        if standing is Standing.OVERDUE:
            return f"已逾期 {(self.day - task.due_on).days} 天"
        if standing is Standing.NEAR:
            return self._left(task.due_on)
        return WORDS[standing]

    def _left(self, due_on: date) -> str:
        if due_on == self.day:
            return "今天到期"
        left = sum(
            self.workdays.is_workday(self.day + timedelta(days=ahead))
            for ahead in range(1, (due_on - self.day).days + 1)
        )
        if left:
            return f"还剩 {left} 个工作日"
        return "今天是最后工作日" if self.workdays.is_workday(self.day) else "期内已无工作日"
