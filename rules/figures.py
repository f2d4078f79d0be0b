"""The year's figures, counted from accepted records. None is invented, none exceeds its records."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models import Activity, ActivityKind, ActivityNumber, Statistic, Task, TaskState
from models.states import DONE
from rules.appendix import Figure, Part, Record
from rules.laws import same_law

HEDGE_FROM = 20  # a count of publicity events of this size is printed rounded down to tens: 53 -> 50余次


@dataclass(frozen=True)
class Told:
    """One accepted activity with its numbers."""

    activity: Activity
    numbers: tuple[ActivityNumber, ...]

    def total(self, subject: str) -> int:
        return sum(number.value for number in self.numbers if number.subject == subject)

    def has(self, subject: str) -> bool:
        return any(number.subject == subject for number in self.numbers)


STUDY = frozenset({ActivityKind.PARTY_GROUP_STUDY, ActivityKind.STUDY_GROUP})


@dataclass(frozen=True)
class Counted:
    """A figure that counts activities of some kinds. `words` holds one {}, for the number as printed.

    `subject` stands before it in a sentence, where the words do not say what is counted.
    """

    name: str
    kinds: frozenset[ActivityKind]
    words: str
    unit: str
    subject: str = ""
    hedged: bool = False


COUNTED = (
    Counted("study_sessions", STUDY, "专题学法{}次", "次"),
    Counted("staff_studies", frozenset({ActivityKind.STAFF_STUDY}), "干部职工集体学法{}次", "次"),
    Counted(
        "publicity_events", frozenset({ActivityKind.PUBLICITY}), "{}次", "次", "普法宣传活动", hedged=True
    ),
    Counted("posts", frozenset({ActivityKind.POST}), "新媒体推送{}条", "条"),
    Counted("materials", frozenset({ActivityKind.MATERIAL}), "编写普法资料{}种", "种"),
    Counted("trainings", frozenset({ActivityKind.TRAINING}), "业务培训{}场次", "场次"),
    Counted("rules_made", frozenset({ActivityKind.RULES}), "制度文件{}件", "件"),
)


def hedged(value: int) -> str:
    """Print a count as reports do, never above it: 53 -> 50余, 50 -> 50, 7 -> 7."""
    tens = value - value % 10
    return f"{tens}余" if value >= HEDGE_FROM and value != tens else str(value)


def figures(
    told: Sequence[Told],
    tasks: Sequence[Task],
    statistics: Sequence[Statistic],
    recorded: Mapping[str, int],
    *,
    today: date,
) -> tuple[Figure, ...]:
    """Count the year as it stands on `today`, a Beijing day.

    `told` are the activities of accepted submissions, `tasks` those of the list, `recorded` gives the
    log index of "activity:7" and "task:3". A figure without records does not exist.
    """
    found: list[Figure | None] = [*_task_figures(tasks, recorded, today)]
    found += [_counted(kind, told, recorded) for kind in COUNTED]
    found.append(_laws(told, recorded))
    found += [
        _pass_rate(told, recorded),
        _sum("copies", "发放宣传资料{}份", "份", told, recorded),
        _sum("persons_reached", "受众{}人次", "人次", told, recorded),
    ]
    found += [_statistic(statistic, told, recorded) for statistic in statistics]
    return tuple(figure for figure in found if figure is not None)


def _records(names: Iterable[str], recorded: Mapping[str, int]) -> tuple[Record, ...]:
    return tuple(Record(name, recorded[name]) for name in names)


def _of(told: Iterable[Told], recorded: Mapping[str, int]) -> tuple[Record, ...]:
    return _records((f"activity:{each.activity.id}" for each in told), recorded)


def is_ahead(task: Task, today: date) -> bool:
    """Say whether a task is still to be done and its due day has not passed."""
    return task.state not in DONE and task.due_on is not None and task.due_on > today


def _task_figures(tasks: Sequence[Task], recorded: Mapping[str, int], today: date) -> list[Figure | None]:
    def counted(name: str, words: str, wanted: Callable[[Task], bool]) -> Figure | None:
        chosen = [task for task in tasks if wanted(task)]
        return (
            Figure(
                name=name,
                text=words.format(len(chosen)),
                value=len(chosen),
                unit="项",
                records=_records((f"task:{task.id}" for task in chosen), recorded),
            )
            if chosen
            else None
        )

    done = {TaskState.ACCEPTED}
    rate = None
    due = [task for task in tasks if task.state is not TaskState.WAIVED and not is_ahead(task, today)]
    if due:
        accepted = [task for task in due if task.state in done]
        rate = Figure(
            name="completion_rate",
            text=f"完成率{percent(len(accepted), len(due))}",
            numerator=len(accepted),
            denominator=len(due),
            unit="%",
            records=_records((f"task:{task.id}" for task in due), recorded),
        )
    return [
        counted("tasks_total", "任务{}项", lambda _: True),
        counted("tasks_done", "已办结{}项", lambda t: t.state in done),
        counted("tasks_done_late", "其中逾期办结{}项", lambda t: t.state in done and was_late(t)),
        counted("tasks_waived", "免除{}项", lambda t: t.state is TaskState.WAIVED),
        counted("tasks_open", "到期未办结{}项", lambda t: t.state not in DONE and not is_ahead(t, today)),
        counted("tasks_ahead", "未到期{}项", lambda t: is_ahead(t, today)),
        rate,
    ]


def was_late(task: Task) -> bool:
    """Say whether the evidence that was accepted came after the due day."""
    return task.due_on is not None and task.handed_in_on is not None and task.handed_in_on > task.due_on


def percent(numerator: int, denominator: int) -> str:
    """Print a rate with at most one decimal, rounded half up: 46/46 -> 100%, 11/12 -> 91.7%."""
    tenths = (numerator * 2000 + denominator) // (denominator * 2)
    if numerator < denominator:
        tenths = min(tenths, 999)  # 100% is said only where it is true
    whole, tenth = divmod(tenths, 10)
    return f"{whole}.{tenth}%" if tenth else f"{whole}%"


def _counted(kind: Counted, told: Sequence[Told], recorded: Mapping[str, int]) -> Figure | None:
    chosen = [each for each in told if each.activity.kind in kind.kinds]
    if not chosen:
        return None
    printed = hedged(len(chosen)) if kind.hedged else str(len(chosen))
    return Figure(
        name=kind.name,
        text=kind.words.format(printed),
        value=len(chosen),
        unit=kind.unit,
        records=_of(chosen, recorded),
        subject=kind.subject,
    )


def law_titles(told: Iterable[Told], same: Callable[[str, str], bool]) -> list[str]:
    """Return the distinct titles studied or publicised, in order of first mention."""
    titles: list[str] = []
    for each in told:
        for title in each.activity.laws:
            if not any(same(title, known) for known in titles):
                titles.append(title)
    return titles


def _laws(told: Sequence[Told], recorded: Mapping[str, int]) -> Figure | None:
    chosen = [each for each in told if each.activity.kind in STUDY and each.activity.laws]
    titles = law_titles(chosen, same_law)
    if not titles:
        return None
    return Figure(
        name="laws_studied",
        text=f"学习法律法规和党内法规{len(titles)}部",
        value=len(titles),
        unit="部",
        records=_of(chosen, recorded),
    )


def _pass_rate(told: Sequence[Told], recorded: Mapping[str, int]) -> Figure | None:
    """合格率 = 合格 ÷ 实考."""
    exams = [e for e in told if e.activity.kind is ActivityKind.EXAM and e.has("sat") and e.has("passed")]
    sat, passed = sum(e.total("sat") for e in exams), sum(e.total("passed") for e in exams)
    if not sat:
        return None
    return Figure(
        name="pass_rate",
        text=f"合格率{percent(passed, sat)}",
        subject="学法考法",
        numerator=passed,
        denominator=sat,
        unit="%",
        records=_of(exams, recorded),
    )


def _sum(
    subject: str, words: str, unit: str, told: Sequence[Told], recorded: Mapping[str, int]
) -> Figure | None:
    chosen = [each for each in told if each.has(subject)]
    value = sum(each.total(subject) for each in chosen)
    if not value:
        return None
    return Figure(
        name=subject, text=words.format(value), value=value, unit=unit, records=_of(chosen, recorded)
    )


def _statistic(statistic: Statistic, told: Sequence[Told], recorded: Mapping[str, int]) -> Figure | None:
    """Add up a business number of the office, unit by unit: 领保案件10批17人."""
    chosen = [each for each in told if each.has(statistic.name)]
    if not chosen:
        return None
    parts = tuple(
        Part(
            sum(n.value for e in chosen for n in e.numbers if n.subject == statistic.name and n.unit == unit),
            unit,
        )
        for unit in statistic.units
    )
    text = "".join(f"{part.value}{part.unit}" for part in parts)
    records, subject = _of(chosen, recorded), statistic.label
    if len(parts) == 1:
        (part,) = parts
        return Figure(statistic.name, text, records, value=part.value, unit=part.unit, subject=subject)
    return Figure(statistic.name, text, records, parts=parts, subject=subject)


def by_name(figures: Collection[Figure]) -> dict[str, Figure]:
    return {figure.name: figure for figure in figures}
