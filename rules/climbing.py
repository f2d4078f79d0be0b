"""Which slips should exist. A machine drafts them; that a colleague is late, only a person reports."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models import Slip, SlipKind, SlipState, Task, TaskState
from models.states import WAITING_ON_OWNER
from rules.days import beijing_day
from rules.reminding import Policy, Settled
from rules.workdays import Workdays

MADE_UP = 3  # a 提示单 is drawn up on the first working day of its month, or made up until the third


@dataclass(frozen=True)
class Draft:
    """A slip that should exist and does not: one a kind, occasion and department."""

    kind: SlipKind
    department_id: int
    occasion: str  # "2024-05" of a 提示单, else the Beijing day
    task_ids: tuple[int, ...]  # in order of their due days


@dataclass(frozen=True)
class Climb:
    """What a list's policy and calendar make of today, a Beijing day."""

    settled: Settled
    workdays: Workdays
    today: date
    asked: Collection[int] = ()  # tasks of which a later day is asked for, and nobody has answered

    def drafts(self, tasks: Sequence[Task], slips: Collection[Slip]) -> Iterator[Draft]:
        """Yield the slips that are missing, the mildest first; on a rest day none.

        No second slip of a kind for one task and one overdue episode, and none for an occasion that has one.
        Nobody is chased over a day that is asked to be moved; a 提示单 only names the month's tasks.
        """
        if not self.workdays.is_workday(self.today):
            return
        have = {(slip.kind, slip.department_id, slip.occasion) for slip in slips}
        for kind in SlipKind:
            occasion = self.occasion(kind)
            gathered: dict[int, list[Task]] = {}
            for task in sorted(tasks, key=lambda task: (task.due_on or date.max, task.id or 0)):
                if self._due(kind, task, slips):
                    gathered.setdefault(task.department_id, []).append(task)
            for department, found in gathered.items():
                if (kind, department, occasion) not in have:
                    yield Draft(kind, department, occasion, tuple(task.id or 0 for task in found))

    def occasion(self, kind: SlipKind) -> str:
        """Name what a slip of today is drawn up for."""
        return f"{self.today:%Y-%m}" if kind is SlipKind.PROMPT else self.today.isoformat()

    def belongs(self, slip: Slip, task: Task) -> bool:
        """Say whether the task is still what the slip was drawn up for."""
        if slip.kind is SlipKind.PROMPT:
            return self._falls_due(task, slip.occasion)
        return self._late(task, self._policy(task).nudge_after)

    def _due(self, kind: SlipKind, task: Task, slips: Collection[Slip]) -> bool:
        if kind is SlipKind.PROMPT:
            return self._prompts() and self._falls_due(task, self.occasion(kind))
        if kind is SlipKind.NUDGE:
            return (
                self._late(task, self._policy(task).nudge_after)
                and task.id not in self.asked
                and not _spoken(kind, task, slips)
            )
        nudges = _spoken(SlipKind.NUDGE, task, slips)
        step = self._policy(task).supervise_after - self._policy(task).nudge_after
        return (
            self._late(task, self._policy(task).supervise_after)
            and task.id not in self.asked
            and any(self.workdays.forward(day, step) <= self.today for day in nudges)
            and not _spoken(kind, task, slips)
        )

    def _policy(self, task: Task) -> Policy:
        return self.settled.of(task.duty_id)

    def _prompts(self) -> bool:
        """Say whether the month is young enough for a 提示单."""
        eve = self.today.replace(day=1) - timedelta(days=1)
        return self.settled.policy.monthly_prompt and self.today <= self.workdays.forward(eve, MADE_UP)

    def _falls_due(self, task: Task, month: str) -> bool:
        return (
            task.state in WAITING_ON_OWNER
            and not task.backfill
            and task.due_on is not None
            and task.due_on >= self.today
            and f"{task.due_on:%Y-%m}" == month
        )

    def _late(self, task: Task, workdays: int) -> bool:
        """Say whether the task is so many working days overdue; handed in, it waits for somebody else."""
        return task.is_overdue(self.today) and self.workdays.forward(late_since(task), workdays) <= self.today


def late_since(task: Task) -> date:
    """Return the day from which the days of lateness count: an overdue episode begins.

    It is the due day. Where work that was handed in came back later than that, it is the day on which it
    came back: the owner gets the days of a new episode. Withdrawing what was handed in begins none.
    """
    assert task.due_on is not None
    if task.state is TaskState.RETURNED:
        return max(task.due_on, beijing_day(task.moved_at))
    return task.due_on


def counts(slip: Slip) -> bool:
    """Say whether a slip spoke, or a person decided that it should not.

    One that emptied by itself did neither: its task may need another.
    """
    return slip.state is not SlipState.DROPPED or slip.decided_by is not None


def _spoken(kind: SlipKind, task: Task, slips: Collection[Slip]) -> list[date]:
    """Return the days on which a slip of `kind` was drawn up for this overdue episode of the task."""
    since = late_since(task) if task.due_on else date.max
    drawn = (
        beijing_day(slip.drawn_up_at)
        for slip in slips
        if slip.kind is kind and counts(slip) and task.id in slip.task_ids
    )
    return [day for day in drawn if day > since]
