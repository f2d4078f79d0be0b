"""The year as an appendix: records in, the words and tables of the 附件 out."""

from collections.abc import Iterable, Sequence

from models import ActivityKind, TaskState
from models.refusals import WrongState
from rules import annual_tables as tables
from rules.annual_tables import plain
from rules.appendix import Appendix, Figure, Paragraph, Run, Section, Table
from rules.days import BEIJING, spoken
from rules.figures import by_name, figures, is_ahead
from rules.moves import STATE_WORDS
from rules.year_records import OTHER_WORK, PUBLICITY, STUDIES, Year

OVERVIEW = (
    "tasks_total",
    "tasks_done",
    "tasks_done_late",
    "tasks_waived",
    "tasks_open",
    "tasks_ahead",
    "completion_rate",
)
NUMERALS = (*"一二三四五六七八九十", "十一", "十二")


def appendix(year: Year) -> Appendix:
    """Put the year into the words and tables of the 附件.

    Raises:
        WrongState: no list was issued, so there is nothing to account for.

    """
    if not year.tasks:
        raise WrongState(f"{year.duty_list.plan_year} 年的清单还没有印发，没有可以汇总的任务。")
    counted = figures(year.told, year.tasks, year.statistics, year.recorded, today=year.today)
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
    yield Section("总体情况", (_overview(year, counted),), (tables.main_figures_table(counted),))
    if any(figure.name not in OVERVIEW for figure in counted):
        yield Section("主要工作数据", tuple(_work(year, counted)))
    yield Section("责任清单落实情况", (), (tables.duties_table(year),))
    if year.of(STUDIES):
        yield Section("学法情况", (), (tables.studies_table(year),))
    if year.of({ActivityKind.EXAM}):
        yield Section("学法考法情况", (), (tables.exams_table(year),))
    if year.of(PUBLICITY):
        yield Section("普法活动情况", (), (tables.publicity_table(year),))
    if year.of(OTHER_WORK):
        yield Section("制度建设与其他工作", (), (tables.other_table(year),))
    if year.extended:
        yield Section("延期事项", tuple(_extended(year)))
    yield Section("未办结和免除事项", tuple(_unfinished(year)))
    if year.proofs:
        yield Section("佐证材料目录", (), (tables.proofs_table(year),))
    yield Section("数据核验", (_provenance(year),))


def _overview(year: Year, counted: Sequence[Figure]) -> Paragraph:
    found = by_name(counted)
    return _sentence(
        f"{year.duty_list.plan_year}年度责任清单共分解", [found[n] for n in OVERVIEW if n in found]
    )


# How the figures of the year's work are told: the opening of a sentence, and what it tells.
SENTENCES = (
    ("全年组织", ("study_sessions", "staff_studies", "laws_studied", "pass_rate")),
    ("面向社会开展", ("publicity_events", "posts", "materials", "copies", "persons_reached")),
    ("加强能力和制度建设，共有", ("trainings", "rules_made")),
)


def _work(year: Year, counted: Sequence[Figure]) -> Iterable[Paragraph]:
    found = by_name(counted)
    for opening, names in SENTENCES:
        chosen = [found[name] for name in names if name in found]
        if chosen:
            yield _sentence(opening, chosen)
    business = [found[statistic.name] for statistic in year.statistics if statistic.name in found]
    if business:
        yield _sentence("依法履职，", business)


def _sentence(opening: str, chosen: Sequence[Figure]) -> Paragraph:
    runs = [Run(opening)]
    for place, figure in enumerate(chosen):
        runs.append(Run(("，" if place else "") + figure.subject))
        runs.append(Run(figure.text, figure.name))
    return (*(run for run in runs if run.text), Run("。"))


def _unfinished(year: Year) -> Iterable[Paragraph]:
    """Name each task that was not done, with the reason on record; where there is none, say so."""
    left = [task for task in year.tasks if task.state is not TaskState.ACCEPTED]
    if not left:
        yield plain("本年度清单任务全部办结，无未办结和免除事项。")
    for task in left:
        word = "未到期" if is_ahead(task, year.today) else STATE_WORDS[task.state]
        due = f"时限{spoken(task.due_on)}" if task.due_on else "未定时限"
        reason = f"，原因：{task.reason}" if task.reason else "" if word == "未到期" else "，未记录原因"
        yield plain(
            f"{year.item(task)}（{task.department_name}，{due}）：{word}{reason}。".replace("。。", "。")
        )


def _extended(year: Year) -> Iterable[Paragraph]:
    """Name each extension with the day that it moved and the reason that was given."""
    for task in year.tasks:
        for each in year.extended.get(task.id or 0, ()):
            yield plain(
                f"{year.item(task)}（{task.department_name}，原时限{spoken(each.due_on)}）："
                f"经批准延期至{spoken(each.wanted_on)}，理由：{each.reason}。".replace("。。", "。")
            )


def _provenance(year: Year) -> Paragraph:
    at = year.as_of.astimezone(BEIJING)
    return plain(
        f"以上数据截至{spoken(at.date())}，逐项取自已审核通过的记录，"
        f"记录对应关系见ledger.xlsx“数据来源”和figures.json；"
        f"操作日志共{year.log_size}条，根值{year.log_root}，可用审计包离线核验。"
    )
