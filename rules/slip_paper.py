"""A slip as values: what stands on the paper and in which order."""

from dataclasses import dataclass
from datetime import date

from models import SlipKind, Task, TaskState
from rules import slip_words
from rules.appendix import Column, Paragraph, Run, Table
from rules.days import spoken
from rules.slip_words import BLANK, NAMES, SUBJECT

NUMBER, WORK, OWNER = (
    Column("序号", 24, centred=True),
    Column("工作任务", 90),
    Column("责任人", 34, centred=True),
)
DUE, LATE = Column("完成时限", 44, centred=True), Column("逾期情况", 44, centred=True)
PROOF = Column("佐证材料", 60)
LATE_COLUMNS = (NUMBER, WORK, OWNER, DUE, LATE, PROOF)
COLUMNS = {
    SlipKind.PROMPT: (NUMBER, WORK, OWNER, DUE, PROOF),
    SlipKind.NUDGE: LATE_COLUMNS,
    SlipKind.SUPERVISE: LATE_COLUMNS,
}
ANSWER_COLUMNS = (
    NUMBER,
    Column("工作任务", 80),
    Column("办理情况（未办结的说明原因）", 100),
    Column("办结或预计办结时间", 48, centred=True),
    Column("佐证材料", 48),
)


@dataclass(frozen=True)
class Line:
    """One task on the paper. `standing` says how late and how far it is; of a 提示单 it is empty."""

    task: str
    owner: str
    due_on: date
    standing: str
    evidence: str
    asked: str = ""  # that a later day is asked for

    @property
    def work(self) -> str:
        return f"{self.task}\n（{self.asked}）" if self.asked else self.task


@dataclass(frozen=True)
class Facts:
    """All that a slip is written from. Equal facts print equal bytes."""

    kind: SlipKind
    office: str
    department: str
    rests_on: str  # 《云洲市外办2024年度学法普法责任清单》（云外办发〔2024〕6号）
    occasion: str
    lines: tuple[Line, ...]
    answer_to: str  # which department takes the answer
    before: tuple[str, ...] = ()  # numbers of the 催办单 sent for these tasks
    number: str = ""
    signed_by: str = ""
    dated_on: date | None = None
    answer_by: date | None = None
    draft: bool = True


@dataclass(frozen=True)
class Block:
    """A stretch of the body: a heading, paragraphs under it, a table after them; any may be missing."""

    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True)
class Answer:
    """反馈单: the page on which the department answers."""

    title: str
    source: str
    table: Table  # the cells to be filled in are empty
    closing: tuple[str, ...]


@dataclass(frozen=True)
class Paper:
    """The slip as it is printed. `mark` says 代拟稿 on a draft, else empty."""

    mark: str
    head: tuple[str, str]  # 发文机关标志: the office, then what kind of paper
    number: str
    signed_by: str
    title: str
    to: str
    blocks: tuple[Block, ...]
    office: str
    dated: str
    answer: Answer


def line(task: Task, owner: str, *, today: date, asked: str = "") -> Line:
    """Write one task as it stands today; it has its day."""
    assert task.due_on is not None
    label = f"：{task.label}" if task.label else ""
    least = f"（不少于{task.min_count}{task.unit}）" if task.min_count and task.unit else ""
    progress = "退回补正" if task.state is TaskState.RETURNED else "尚未提交"
    late = (today - task.due_on).days
    return Line(
        f"{task.demand}{label}{least}",
        owner,
        task.due_on,
        f"逾期{late}天\n{progress}" if late > 0 else "",
        "、".join(task.evidence_asked) or "清单未列明",
        asked,
    )


def paper(facts: Facts) -> Paper:
    """Write the slip; what the office has not given yet is a blank to be filled in."""
    late = facts.kind is not SlipKind.PROMPT
    rows = tuple(
        _row(
            str(place),
            each.work,
            each.owner,
            short(each.due_on, facts.occasion),
            *([each.standing] if late else []),
            each.evidence,
        )
        for place, each in enumerate(facts.lines, 1)
    )
    return written(
        facts.kind,
        mark=slip_words.MARK if facts.draft else "",
        office=facts.office,
        number=facts.number or f"编号{BLANK}",
        signed_by=facts.signed_by or BLANK,
        department=facts.department,
        opening=slip_words.opening(
            facts.kind,
            rests_on=facts.rests_on,
            in_month=slip_words.month(facts.occasion),
            count=str(len(facts.lines)),
            before=slip_words.nudged(facts.before),
        ),
        in_month=slip_words.month(facts.occasion),
        answer_by=slip_words.day_or_blank(facts.answer_by),
        dated=slip_words.day_or_blank(facts.dated_on),
        answer_to=facts.answer_to,
        rows=rows,
        to_answer=tuple(_row(str(place), each.task, "", "", "") for place, each in enumerate(facts.lines, 1)),
    )


def written(
    kind: SlipKind,
    *,
    mark: str,
    office: str,
    number: str,
    signed_by: str,
    department: str,
    opening: str,
    in_month: str,
    answer_by: str,
    dated: str,
    answer_to: str,
    rows: tuple[tuple[Paragraph, ...], ...],
    to_answer: tuple[tuple[Paragraph, ...], ...],
) -> Paper:
    """Put the words on their places; a template of the office has placeholders for words."""
    tasks = Table("", COLUMNS[kind], rows, to_fill=True)
    demands = slip_words.demands(kind, answer_by)
    blocks: tuple[Block, ...] = (Block(paragraphs=(opening,), table=tasks), Block(paragraphs=demands))
    if kind is SlipKind.SUPERVISE:
        blocks = (
            Block("一、督办事项", (opening,), tasks),
            Block("二、督办要求", demands),
            Block("三、反馈期限", (slip_words.deadline(answer_by),)),
        )
    return Paper(
        mark=mark,
        head=(office, SUBJECT + NAMES[kind]),
        number=number,
        signed_by=signed_by,
        title=slip_words.title(kind, in_month),
        to=f"{department}：",
        blocks=blocks,
        office=office,
        dated=dated,
        answer=Answer(
            "办理情况反馈单",
            f"来文：{office}{SUBJECT}{NAMES[kind]}（{number}）",
            Table("", ANSWER_COLUMNS, to_answer, to_fill=True),
            (
                f"反馈部门：{department}",
                "部门负责人（签字）：　　　　　　　　　　　年　　月　　日",
                f"请于{answer_by}前反馈至{answer_to}。",
                "一份材料足以证明的，不必重复准备。",
            ),
        ),
    )


def _row(*cells: str) -> tuple[Paragraph, ...]:
    return tuple((Run(cell),) for cell in cells)


def short(day: date, occasion: str) -> str:
    """Write a day without its year, unless it is another than that of the slip."""
    return f"{day.month}月{day.day}日" if f"{day.year}" == occasion[:4] else spoken(day)


def rests_on(title: str, number: str) -> str:
    """Name the list that the slip rests on."""
    named = title if "《" in title else f"《{title}》"
    return f"{named}（{number}）" if number else named
