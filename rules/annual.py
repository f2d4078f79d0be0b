"""The year as an appendix: records in, the words and tables of the 附件 out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from models import Activity, ActivityKind, Duty, DutyList, Evidence, EvidenceForm, Statistic, Task, TaskState
from models.refusals import WrongState
from rules.appendix import Appendix, Column, Figure, Ledger, Paragraph, Run, Section, Sheet, Table
from rules.days import BEIJING, spoken
from rules.figures import STUDY, Told, by_name, figures, was_late
from rules.moves import STATE_WORDS

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
OVERVIEW = ("tasks_total", "tasks_done", "tasks_done_late", "tasks_waived", "tasks_open", "completion_rate")
NUMERALS = "一二三四五六七八九十"


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
    owners: Mapping[int, str]  # who holds a post today, by post
    recorded: Mapping[str, int]  # log index of "task:3", "activity:7"
    as_of: datetime
    log_size: int
    log_root: str

    def of(self, kinds: Iterable[ActivityKind]) -> list[Told]:
        wanted = frozenset(kinds)
        return [each for each in self.told if each.activity.kind in wanted]


def appendix(year: Year) -> Appendix:
    """Put the year into the words and tables of the 附件.

    Raises:
        WrongState: no list was issued, so there is nothing to account for.

    """
    if not year.tasks:
        raise WrongState(f"{year.duty_list.plan_year} 年的清单还没有印发，没有可以汇总的任务。")
    counted = figures(year.told, year.tasks, year.statistics, year.recorded)
    at = year.as_of.astimezone(BEIJING)
    return Appendix(
        year=year.duty_list.plan_year,
        label="附件1",
        title=(f"{year.duty_list.plan_year}年度学法普法责任清单", "落实情况"),
        office=year.office,
        as_of=at,
        dated=at.date(),
        log_size=year.log_size,
        log_root=year.log_root,
        opening=(_opening(year),),
        sections=tuple(_numbered(_sections(year, counted))),
        figures=counted,
    )


def _opening(year: Year) -> Paragraph:
    title = year.duty_list.title.strip("《》")
    bases = "".join(year.bases)
    according = f"根据{bases}和" if bases else "按照"
    number = f"（{year.duty_list.doc_number}）" if year.duty_list.doc_number else ""
    return (
        Run(
            f"{according}《{title}》{number}，{year.office}逐项压实责任部门、责任人员和完成时限，现将落实情况汇总如下。"
        ),
    )


def _numbered(sections: Iterable[Section]) -> Iterable[Section]:
    table = 0
    for place, section in enumerate(sections):
        tables = []
        for each in section.tables:
            table += 1
            tables.append(Table(f"表{table}　{each.caption}", each.columns, each.rows, each.landscape))
        yield Section(
            f"{NUMERALS[place]}、{section.heading}", section.paragraphs, tuple(tables), section.level
        )


def _sections(year: Year, counted: Sequence[Figure]) -> Iterable[Section]:
    yield Section("总体情况", tuple(_overview(year, counted)), (_main_figures_table(counted),))
    yield Section("责任清单落实情况", (), (_duties_table(year),))
    if year.of(STUDIES):
        yield Section("学法情况", (), (_studies_table(year),))
    if year.of({ActivityKind.EXAM}):
        yield Section("学法考法情况", (), (_exams_table(year),))
    if year.of(PUBLICITY):
        yield Section("普法活动情况", (), (_publicity_table(year),))
    if year.of(OTHER_WORK):
        yield Section("制度建设与其他工作", (), (_other_table(year),))
    yield Section("未办结和免除事项", tuple(_unfinished(year)))
    if year.proofs:
        yield Section("佐证材料目录", (), (_proofs_table(year),))
    yield Section("数据核验", (_provenance(year),))


def _overview(year: Year, counted: Sequence[Figure]) -> Iterable[Paragraph]:
    found = by_name(counted)
    yield _sentence(
        f"{year.duty_list.plan_year}年度责任清单分解", [found[n] for n in OVERVIEW if n in found], "。"
    )
    statistics = {statistic.name for statistic in year.statistics}
    work = [f for f in counted if f.name not in OVERVIEW and f.name not in statistics]
    if work:
        yield _sentence("全年开展", work, "。")
    business = [f for f in counted if f.name in statistics]
    if business:
        yield _sentence("依法履职方面，", business, "。")


def _sentence(opening: str, chosen: Sequence[Figure], end: str) -> Paragraph:
    runs = [Run(opening)]
    for place, figure in enumerate(chosen):
        if place:
            runs.append(Run("，"))
        runs.append(Run(figure.text, figure.name))
    return (*runs, Run(end))


MAIN = (
    ("tasks_total", "任务总数"),
    ("tasks_done", "已办结"),
    ("tasks_done_late", "逾期办结"),
    ("tasks_open", "未办结"),
    ("tasks_waived", "免除"),
    ("completion_rate", "完成率"),
)


def _main_figures_table(counted: Sequence[Figure]) -> Table:
    """Show the main figures side by side; what was not counted has no column."""
    found = by_name(counted)
    there = [(found[name], heading) for name, heading in MAIN if name in found]
    return Table(
        "学法普法责任清单落实主要数据",
        tuple(Column(heading, 1, centred=True) for _, heading in there),
        (tuple((Run(_number(figure.text), figure.name),) for figure, _ in there),),
    )


def _number(words: str) -> str:
    """Leave out the words before a figure's number, which its heading says already: 已办结2项 -> 2项."""
    return words[next(place for place, sign in enumerate(words) if sign.isdigit()) :]


def _plain(text: str) -> Paragraph:
    return (Run(text),)


def _row(*cells: str) -> tuple[Paragraph, ...]:
    return tuple(_plain(cell) for cell in cells)


def _duties_table(year: Year) -> Table:
    rows = []
    for duty in year.duties:
        own = [task for task in year.tasks if task.duty_id == duty.id]
        owners = dict.fromkeys(year.owners.get(task.post_id, task.owner_name) for task in own)
        departments = dict.fromkeys(task.department_name for task in own)
        rows.append(
            _row(
                duty.no or str(duty.place),
                duty.task,
                duty.measures,
                "、".join(departments) or "、".join(duty.lead),
                "、".join(name for name in owners if name),
                duty.deadline_text or "未写",
                standing(own),
            )
        )
    return Table(
        f"{year.office}{year.duty_list.plan_year}年度学法普法责任清单落实情况表",
        (
            Column("序号", 4, centred=True),
            Column("工作任务", 17),
            Column("主要措施", 17),
            Column("责任部门", 9, centred=True),
            Column("责任人", 8, centred=True),
            Column("完成时限", 11, centred=True),
            Column("完成情况", 10, centred=True),
        ),
        tuple(rows),
        landscape=True,
    )


def standing(tasks: Sequence[Task]) -> str:
    """Say in words how the tasks of one duty stand; no count, since no record bears one."""
    states = {task.state for task in tasks}
    if not tasks:
        return "待事件发生"
    if states == {TaskState.WAIVED}:
        return "已免除"
    if states <= {TaskState.ACCEPTED, TaskState.WAIVED}:
        return "已办结（有逾期）" if any(was_late(task) for task in tasks) else "已办结"
    if TaskState.ACCEPTED in states:
        return "部分办结"
    return "未办结"


def _studies_table(year: Year) -> Table:
    rows = [
        _row(
            str(place),
            spoken(activity.happened_on),
            KIND_WORDS[activity.kind],
            "".join(activity.laws) or activity.title,
            activity.audience,
            _people(activity),
        )
        for place, activity in enumerate((each.activity for each in year.of(STUDIES)), 1)
    ]
    return Table(
        "学法情况统计表",
        (
            Column("序号", 4, centred=True),
            Column("时间", 10, centred=True),
            Column("形式", 9, centred=True),
            Column("学习内容", 22),
            Column("参加范围", 9, centred=True),
            Column("人数", 5, centred=True),
        ),
        tuple(rows),
    )


def _people(activity: Activity) -> str:
    return "" if activity.participants is None else str(activity.participants)


def _exams_table(year: Year) -> Table:
    rows = []
    for place, each in enumerate(year.of({ActivityKind.EXAM}), 1):
        numbers = {n.subject: f"{n.value}{n.unit}" for n in each.numbers}
        rows.append(
            _row(
                str(place),
                spoken(each.activity.happened_on),
                each.activity.title,
                numbers.get("should_sit", ""),
                numbers.get("sat", ""),
                numbers.get("passed", ""),
            )
        )
    return Table(
        "学法考法情况统计表",
        (
            Column("序号", 4, centred=True),
            Column("时间", 10, centred=True),
            Column("考试名称", 20),
            Column("应考", 6, centred=True),
            Column("实考", 6, centred=True),
            Column("合格", 6, centred=True),
        ),
        tuple(rows),
    )


def _publicity_table(year: Year) -> Table:
    rows = [
        _row(
            str(place),
            spoken(a.happened_on),
            a.title,
            a.node or KIND_WORDS[a.kind],
            a.place,
            a.audience,
        )
        for place, a in enumerate((each.activity for each in year.of(PUBLICITY)), 1)
    ]
    return Table(
        "普法活动统计表",
        (
            Column("序号", 4, centred=True),
            Column("时间", 10, centred=True),
            Column("活动", 19),
            Column("节点、形式", 9, centred=True),
            Column("地点", 9, centred=True),
            Column("对象", 8, centred=True),
        ),
        tuple(rows),
    )


def _other_table(year: Year) -> Table:
    rows = [
        _row(str(place), spoken(a.happened_on), KIND_WORDS[a.kind], a.title)
        for place, a in enumerate((each.activity for each in year.of(OTHER_WORK)), 1)
    ]
    return Table(
        "制度建设与其他工作统计表",
        (
            Column("序号", 4, centred=True),
            Column("时间", 10, centred=True),
            Column("类别", 9, centred=True),
            Column("内容", 26),
        ),
        tuple(rows),
    )


def _unfinished(year: Year) -> Iterable[Paragraph]:
    """Name each task that was not done, with the reason on record; where there is none, say so."""
    left = [task for task in year.tasks if task.state is not TaskState.ACCEPTED]
    if not left:
        yield _plain("本年度清单任务全部办结，无未办结和免除事项。")
    numbers = {duty.id: duty.no or str(duty.place) for duty in year.duties}
    for task in left:
        word = STATE_WORDS[task.state]
        due = f"时限{spoken(task.due_on)}" if task.due_on else "未定时限"
        reason = f"原因：{task.reason}" if task.reason else "未记录原因"
        yield _plain(
            f"清单第{numbers.get(task.duty_id, '（已调整）')}项“{task.demand}”"
            f"（{task.department_name}，{due}）：{word}，{reason}。".replace("。。", "。")
        )


def _proofs_table(year: Year) -> Table:
    return Table(
        "佐证材料目录",
        (
            Column("编号", 9, centred=True),
            Column("名称", 22),
            Column("种类", 8, centred=True),
            Column("日期", 10, centred=True),
            Column("存放", 9, centred=True),
        ),
        tuple(
            _row(
                proof.number,
                proof.evidence.title,
                proof.evidence.kind,
                spoken(proof.evidence.dated_on) if proof.evidence.dated_on else "",
                where(proof.evidence),
            )
            for proof in year.proofs
        ),
    )


def where(evidence: Evidence) -> str:
    """Say where a piece of evidence is kept."""
    if evidence.form is EvidenceForm.OFFLINE:
        return f"线下备查（{evidence.kept_at}）"
    return "网页链接" if evidence.form is EvidenceForm.LINK else "电子文件"


def _provenance(year: Year) -> Paragraph:
    at = year.as_of.astimezone(BEIJING)
    return _plain(
        f"以上数据截至{spoken(at.date())}，逐项取自已审核通过的记录，"
        f"记录对应关系见ledger.xlsx“数据来源”和figures.json；"
        f"操作日志共{year.log_size}条，根值{year.log_root}，可用审计包离线核验。"
    )


def ledger(year: Year, counted: Sequence[Figure]) -> Ledger:
    """Put the full lists behind the appendix into sheets."""
    numbers = {duty.id: duty.no or str(duty.place) for duty in year.duties}
    return Ledger(
        (
            Sheet(
                "责任清单完成情况",
                (
                    "任务编号",
                    "清单序号",
                    "任务",
                    "本期",
                    "责任部门",
                    "责任人",
                    "时限",
                    "状态",
                    "办结日期",
                    "佐证材料编号",
                    "说明",
                ),
                tuple(
                    (
                        task.id,
                        numbers.get(task.duty_id, "（已调整）"),
                        task.demand,
                        task.label or f"第{task.occurrence}次",
                        task.department_name,
                        year.owners.get(task.post_id, task.owner_name),
                        task.due_on,
                        STATE_WORDS[task.state],
                        task.done_on,
                        "、".join(p.number for p in year.proofs if p.task.id == task.id),
                        task.reason,
                    )
                    for task in year.tasks
                ),
            ),
            Sheet(
                "学法情况",
                ("记录编号", "时间", "形式", "地点", "学习内容", "参加范围", "人数"),
                tuple(
                    (
                        f"activity:{a.id}",
                        a.happened_on,
                        KIND_WORDS[a.kind],
                        a.place,
                        "".join(a.laws),
                        a.audience,
                        a.participants,
                    )
                    for a in (each.activity for each in year.of(STUDIES))
                ),
            ),
            Sheet(
                "普法活动",
                ("记录编号", "时间", "活动", "节点", "形式", "地点", "对象", "联合单位", "数字"),
                tuple(
                    (
                        f"activity:{e.activity.id}",
                        e.activity.happened_on,
                        e.activity.title,
                        e.activity.node,
                        KIND_WORDS[e.activity.kind],
                        e.activity.place,
                        e.activity.audience,
                        "、".join(e.activity.partners),
                        _numbers(e),
                    )
                    for e in year.of(PUBLICITY)
                ),
            ),
            Sheet(
                "考试情况",
                ("记录编号", "时间", "考试名称", "数字"),
                tuple(
                    (f"activity:{e.activity.id}", e.activity.happened_on, e.activity.title, _numbers(e))
                    for e in year.of({ActivityKind.EXAM})
                ),
            ),
            Sheet(
                "业务和其他记录",
                ("记录编号", "时间", "类别", "内容", "数字"),
                tuple(
                    (
                        f"activity:{e.activity.id}",
                        e.activity.happened_on,
                        KIND_WORDS[e.activity.kind],
                        e.activity.title,
                        _numbers(e),
                    )
                    for e in year.of(OTHER_WORK | {ActivityKind.BUSINESS})
                ),
            ),
            Sheet(
                "佐证材料目录",
                ("编号", "任务", "名称", "种类", "日期", "页数", "存放", "保管人", "网址", "SHA-256"),
                tuple(
                    (
                        p.number,
                        p.task.demand,
                        p.evidence.title,
                        p.evidence.kind,
                        p.evidence.dated_on,
                        p.evidence.pages,
                        where(p.evidence),
                        p.evidence.custodian,
                        p.evidence.url or "",
                        p.evidence.sha256 or "",
                    )
                    for p in year.proofs
                ),
            ),
            Sheet(
                "数据来源",
                ("数据", "打印文字", "记录编号", "日志序号"),
                tuple((f.name, f.text, r.id, r.log) for f in counted for r in f.records),
            ),
        ),
        as_of=year.as_of.astimezone(BEIJING),
    )


def _numbers(told: Told) -> str:
    return "、".join(f"{n.subject} {n.value}{n.unit}" for n in told.numbers)


def proof_number(year: int, task: Task, place: int) -> str:
    """Make the catalogue number of a piece of evidence: year, task, order within the task."""
    return f"{year}-{task.id}-{place}"
