"""What a policy would send: the digests of a year before they are switched on."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from models import Part, Task
from rules.days import beijing_day
from rules.layout import Piece
from rules.planning import plan
from rules.reminding import Policy
from rules.stages import kind
from rules.workdays import Workdays

Told = Callable[[Part, Task | Piece, int], str | None]  # who is told; None: nobody could be
Digest = tuple[str, str, date]  # person, channel, day: what is due at one time is one message


@dataclass(frozen=True)
class Outlook:
    """Digests with the number of tasks that each speaks of; notices by stage; those that reach nobody."""

    digests: Counter[Digest] = field(default_factory=Counter)
    stages: Counter[str] = field(default_factory=Counter)
    untold: int = 0

    def by_channel(self) -> Counter[str]:
        return Counter(channel for _, channel, _ in self.digests)

    def by_month(self) -> Counter[tuple[str, str]]:
        """Count digests by month ("2024-03") and channel, in order of time."""
        return Counter(
            (f"{day:%Y-%m}", channel) for _, channel, day in sorted(self.digests, key=lambda one: one[2])
        )

    def by_person(self) -> Counter[tuple[str, str]]:
        return Counter((person, channel) for person, channel, _ in self.digests)

    def by_day(self) -> Counter[date]:
        return Counter(day for _, _, day in self.digests)

    def busiest(self) -> tuple[date, int] | None:
        """Return the day with the most messages, the first of several, and how many."""
        days = self.by_day()
        return max(sorted(days.items()), key=lambda one: one[1]) if days else None

    def full_days(self, cap: int) -> Counter[str]:
        """Count each person's days that leave no room under the cap: what comes up on one waits a day.

        A plan makes one digest a channel and day, so it fills a cap of one and no other.
        """
        days = {(person, day) for person, _, day in self.digests}
        return Counter(person for person, _ in days) if cap == 1 else Counter()


def outlook(
    tasks: Iterable[tuple[Task | Piece, Policy]],
    workdays: Workdays,
    told: Told,
    *,
    since: date,
    late: bool = False,
) -> Outlook:
    """Say what would be sent from `since` on, if all is handed in on its day; with `late`, if nothing is."""
    seen = Outlook()
    untold = 0
    for task, policy in tasks:
        for notice in plan(task, policy, workdays, issued_on=since):
            if kind(notice.stage) == "overdue" and not late:
                continue
            seen.stages[notice.stage] += 1
            person = told(notice.part, task, notice.told_department_id)
            if person is None:
                untold += 1
            else:
                seen.digests[person, notice.channel, beijing_day(notice.at)] += 1
    return Outlook(seen.digests, seen.stages, untold)
