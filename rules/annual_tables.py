"""The tables of the appendix: rows of accepted records, never a count."""

from collections.abc import Sequence
from datetime import date

from models import Activity, ActivityKind, Task, TaskState
from models.states import DONE
from rules.appendix import Column, Figure, Paragraph, Run, Table
from rules.days import spoken
from rules.figures import by_name, is_ahead, was_late
from rules.year_records import KIND_WORDS, OTHER_WORK, PUBLICITY, STUDIES, Year, where

MAIN = (
    ("tasks_total", "任务总数"),
    ("tasks_done", "已办结"),
    ("tasks_done_late", "逾期办结"),
    ("tasks_open", "到期未办结"),
    ("tasks_ahead", "未到期"),
    ("tasks_waived", "免除"),
    ("completion_rate", "完成率"),
)


def main_figures_table(counted: Sequence[Figure]) -> Table:
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


def plain(text: str) -> Paragraph:
    return (Run(text),)


def short(day: date, year: Year) -> str:
    """Write a day in a table: without its year, unless it is another than the list's."""
    return f"{day.month}月{day.day}日" if day.year == year.duty_list.plan_year else spoken(day)


def row(*cells: str) -> tuple[Paragraph, ...]:
    return tuple(plain(cell) for cell in cells)


def duties_table(year: Year) -> Table:
    rows = []
    for duty in year.duties:
        own = [task for task in year.tasks if task.duty_id == duty.id]
        owners = dict.fromkeys(map(year.owner, own))
        departments = dict.fromkeys(task.department_name for task in own)
        rows.append(
            row(
                duty.no or str(duty.place),
                duty.task,
                duty.measures,
                "、".join(departments) or "、".join(duty.lead),
                "、".join(name for name in owners if name),
                duty.deadline_text or "未写",
                standing(own, year.today),
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


def standing(tasks: Sequence[Task], today: date) -> str:
    """Say in words how the tasks of one duty stand; no count, since no record bears one."""
    states = {task.state for task in tasks}
    if not tasks:
        return "待事件发生"
    if states == {TaskState.WAIVED}:
        return "已免除"
    if states <= {TaskState.ACCEPTED, TaskState.WAIVED}:
        return "已办结（有逾期）" if any(was_late(task) for task in tasks) else "已办结"
    left = [task for task in tasks if task.state not in DONE]
    if all(is_ahead(task, today) for task in left):
        return "按期推进" if DONE & states else "未到期"
    return "部分办结" if TaskState.ACCEPTED in states else "未办结"


def studies_table(year: Year) -> Table:
    rows = [
        row(
            str(place),
            short(activity.happened_on, year),
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
            Column("时间", 8, centred=True),
            Column("形式", 9),
            Column("学习内容", 22),
            Column("参加范围", 9),
            Column("人数", 5, centred=True),
        ),
        tuple(rows),
    )


def _people(activity: Activity) -> str:
    return "" if activity.participants is None else str(activity.participants)


def exams_table(year: Year) -> Table:
    rows = []
    for place, each in enumerate(year.of({ActivityKind.EXAM}), 1):
        numbers = {n.subject: f"{n.value}{n.unit}" for n in each.numbers}
        rows.append(
            row(
                str(place),
                short(each.activity.happened_on, year),
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
            Column("时间", 8, centred=True),
            Column("考试名称", 20),
            Column("应考", 6, centred=True),
            Column("实考", 6, centred=True),
            Column("合格", 6, centred=True),
        ),
        tuple(rows),
    )


def publicity_table(year: Year) -> Table:
    rows = [
        row(
            str(place),
            short(a.happened_on, year),
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
            Column("时间", 8, centred=True),
            Column("活动", 19),
            Column("节点、形式", 9),
            Column("地点", 10),
            Column("对象", 8),
        ),
        tuple(rows),
    )


def other_table(year: Year) -> Table:
    rows = [
        row(str(place), short(a.happened_on, year), KIND_WORDS[a.kind], a.title)
        for place, a in enumerate((each.activity for each in year.of(OTHER_WORK)), 1)
    ]
    return Table(
        "制度建设与其他工作统计表",
        (
            Column("序号", 4, centred=True),
            Column("时间", 8, centred=True),
            Column("类别", 9, centred=True),
            Column("内容", 26),
        ),
        tuple(rows),
    )


def proofs_table(year: Year) -> Table:
    return Table(
        "佐证材料目录",
        (
            Column("编号", 9, centred=True),
            Column("名称", 22),
            Column("种类", 8),
            Column("日期", 8, centred=True),
            Column("存放", 10),
        ),
        tuple(
            row(
                proof.number,
                proof.evidence.title,
                proof.evidence.kind,
                short(proof.evidence.dated_on, year) if proof.evidence.dated_on else "",
                where(proof.evidence),
            )
            for proof in year.proofs
        ),
    )
