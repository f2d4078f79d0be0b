"""A year as it was recorded and accepted: what the appendix and the ledger are made from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from models import ActivityKind, Duty, DutyList, Evidence, EvidenceForm, Extension, Statistic, Task
from rules.days import beijing_day
from rules.figures import STUDY, Told

KIND_WORDS = {
    ActivityKind.PARTY_GROUP_STUDY: "党组会学法",
    ActivityKind.STUDY_GROUP: "中心组专题学法",
    ActivityKind.STAFF_STUDY: "干部职工集体学法",
    ActivityKind.EXAM: "学法考法",
    ActivityKind.PUBLICITY: "普法宣传活动",
    ActivityKind.POST: "网站、公众号推送",
    ActivityKind.MATERIAL: "编写普法资料",
    ActivityKind.TRAINING: "培训、工作会",
    ActivityKind.RULES: "制度建设",
    ActivityKind.SELF_CHECK: "自查清理",
    ActivityKind.LAW_DUTY_REPORT: "述法",
    ActivityKind.BUSINESS: "业务数据",
    ActivityKind.OTHER: "其他",
}
STUDIES = STUDY | {ActivityKind.STAFF_STUDY}
PUBLICITY = frozenset(
    {ActivityKind.PUBLICITY, ActivityKind.POST, ActivityKind.MATERIAL, ActivityKind.TRAINING}
)
OTHER_WORK = frozenset(
    {ActivityKind.RULES, ActivityKind.SELF_CHECK, ActivityKind.LAW_DUTY_REPORT, ActivityKind.OTHER}
)


@dataclass(frozen=True)
class Proof:
    """One piece of evidence of an accepted submission, with its number in the catalogue."""

    number: str  # 2024-12-1: year, task, order
    task: Task
    evidence: Evidence


@dataclass(frozen=True)
class Year:
    """All that was recorded of a year and accepted, as `steps.closing.compile` gathered it."""

    office: str
    duty_list: DutyList
    bases: tuple[str, ...]  # titles of the documents the list rests on
    duties: tuple[Duty, ...]
    tasks: tuple[Task, ...]
    told: tuple[Told, ...]
    proofs: tuple[Proof, ...]
    statistics: tuple[Statistic, ...]
    owners: Mapping[int, str]  # who answered for a task when it was handed in, or does today; by task
    recorded: Mapping[str, int]  # log index of "task:3", "activity:7"
    as_of: datetime
    log_size: int
    log_root: str
    extended: Mapping[int, Sequence[Extension]] = field(default_factory=dict)  # granted, by task, first first

    @property
    def today(self) -> date:
        return beijing_day(self.as_of)

    def owner(self, task: Task) -> str:
        return self.owners.get(task.id or 0, task.owner_name)

    def item(self, task: Task) -> str:
        """Name a task by its number in the list and its words."""
        number = next((d.no or str(d.place) for d in self.duties if d.id == task.duty_id), "（已调整）")
        return f"清单第{number}项“{task.demand}”"

    def of(self, kinds: Iterable[ActivityKind]) -> list[Told]:
        wanted = frozenset(kinds)
        return [each for each in self.told if each.activity.kind in wanted]


def where(evidence: Evidence) -> str:
    """Say where a piece of evidence is kept."""
    if evidence.form is EvidenceForm.OFFLINE:
        return f"线下备查（{evidence.kept_at}）"
    return "网页链接" if evidence.form is EvidenceForm.LINK else "电子文件"


def proof_number(year: int, task: Task, place: int) -> str:
    """Make the catalogue number of a piece of evidence: year, task, order within the task."""
    return f"{year}-{task.id}-{place}"
