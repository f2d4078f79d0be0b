"""Questions about words that give no day, or only half of one."""

import re

from rules.deadlines.clauses import DOCUMENTS, Clause
from rules.deadlines.dating import Plan
from rules.deadlines.groups import Group
from rules.deadlines.line import Line
from rules.deadlines.parts import At
from rules.deadlines.reading import Kind
from rules.deadlines.tokens import weekday

# mark -> the question that it raises wherever it stands; {} is the word itself
ALWAYS = {
    "same": "「{}」须沿用上一行的时限，上一行是什么？",
    "elsewhere": "「{}」的期限写在别的文件里，是哪一天？",
    "eventual": "「{}」随事件触发，以什么为起点、几天内完成？",
    "unknown_time": "「{}」没有写明是哪些日子，应为哪几天？",
    "at_once": "「{}」没有写明起点，首次办理应在印发后几天内？",
    "soft": "「{}」允许例外，是否以写明的时间为准？",
    "shifted": "「{}」，遇休息日时是否照此办理？",
    "alternative": "写了「{}」，以哪个时间为准？",
    "per_head": "「{}」的要求是按人、按次还是按单位计，合计应完成多少？",
    "at_most": "「{}」写的是上限，至少应完成多少？",
    "document": "「{}」是文号，其中的年份未用作时限，对吗？",
    "expected": "「{}」的时间尚未确定，现只作提醒，定下来是哪天？",
    "planned": "「{}」的时间是否已经定下？现按写明的时段。",
    "shared_end": "「{}」没有写到哪一天，是否与后面的一样？",
    "etc": "「{}」表示未尽列举，还有哪些节点？",
}
NONE_OF = re.compile(r"(?<![\d.])0+(?:个?(?:工作日|星期|季度|小时|课时|学时|月)|[次场篇期部条份天周轮节])")
# Beside a date they take nothing back.
PUNCTUAL = re.compile("(?:按时|按期|如期|限期|及时|结合(?:工作)?实际|因地制宜)+")
# Marks that are an answer by themselves: a date is to be given, but nothing was misread.
NO_DATE = {"unscheduled", "elsewhere", "eventual", "unknown_time", "same", "at_once"}


def ask_whole(text: str, found: list[Group], lines: list[Line], plan: Plan) -> None:
    """Ask what the cell as a whole leaves open."""
    marks = {mark: raw for group in found for clause in group for mark, raw in clause.marks.items()}
    for mark, question in ALWAYS.items():
        if mark in marks:
            plan.ask(question.format(marks[mark]))
    if none_of := NONE_OF.search(text):
        plan.ask(f"「{none_of[0]}」里的数字是0，应为多少？")
    if lines and not PUNCTUAL.fullmatch(marks.get("unscheduled", "按时")):
        plan.ask(f"「{marks['unscheduled']}」表示具体日期另定，现按已写明的时段安排，对吗？")
    periodic = any(line.kind in {Kind.RECURRING, Kind.COUNT} for line in lines)
    if "habitual" in marks and not periodic and "全年" not in text:
        plan.ask(f"「{marks['habitual']}」没有写周期，现按全年持续，多久检查一次？")
    dated = any(line.spans or line.anchor or line.campaign for line in lines)
    if not dated and not marks.keys() & NO_DATE and not re.search("(?<!前)后$", text):
        plan.ask(f"「{text}」没有读出时间，应在什么时间完成？")


def ask_left_over(found: list[Clause], plan: Plan) -> None:
    """Ask about 「半年自查」 and words of time that date nothing, beside clauses that do give a time."""
    for clause in found:
        gives_none = not (clause.whens or clause.distance or clause.counts)
        if gives_none and ("loose_period" in clause.marks or clause.strays):
            plan.ask(f"「{clause.text}」没有写全时间，应在什么时间完成？")
        if DOCUMENTS.fullmatch(clause.words) and not clause.counts and _is_long_and_bare(clause):
            plan.ask(f"「{clause.whens[0].raw}{clause.words}」是一项任务，还是要报的材料？现按任务。")


def _is_long_and_bare(clause: Clause) -> bool:
    match clause.whens:
        case [At(reach=None, moments=(moment,))]:
            return moment.place is None and moment.unit in {"half", "year", "whole_year"}
        case _:
            return False


def ask_clause(clause: Clause, line: Line | None, plan: Plan) -> None:
    """Ask what one clause leaves open."""
    if clause.strays and line is not None:
        unread = clause.text or "".join(clause.strays)
        plan.ask(f"「{unread}」中与时间有关的字没有读懂，是否影响时限？")
    if line is not None and line.unit in {"学时", "课时", "小时"} and clause.counts:
        plan.ask(f"「{clause.counts[0].raw}」按累计{line.unit}计，怎样登记、以什么为凭？")
    stated = clause.marks.get("stated_weekday")
    if stated and line is not None and line.spans:
        day = line.spans[-1].due
        if day.weekday() != weekday(stated[-1]):
            right = "一二三四五六日"[day.weekday()]
            plan.ask(f"{day.year}年{day.month}月{day.day}日是星期{right}，与写的「{stated}」不符，应为哪天？")
