"""One line of a list understood: what, by whom, by when, shown by what, and what is in doubt."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from models.refusals import BadList
from rules import asked, deadlines, laws, owners, said, ticked
from rules.clauses import clauses
from rules.columns import Field
from rules.deadlines.reading import Kind, Reading
from rules.filling import Filled
from rules.grid import Grid
from rules.headings import Heading
from rules.owners import Owners
from rules.row import OWNERLESS, Row

if TYPE_CHECKING:
    from rules.nodes import Nodes
    from rules.workdays import Workdays

LONGEST_OWNERS = 2_000  # characters; an office's longest cells of names have some hundred
_SILENT = dict.fromkeys(Field, "")
_OWNERS = (Field.LEAD, Field.SUPPORT, Field.PERSONS, Field.LEADER)
_DASH = re.compile(r"^[\s—–\-－/／无]*$")
_EVIDENCE_ENDS = "表料片件录单稿告结案书证频图册本接据记账卷知划息义文栏板屏"
_BETWEEN = re.compile(
    rf"[、,,;；\n/／]|(?<=\S)\s{{2,}}|(?<=[{_EVIDENCE_ENDS}])(?:以及|及(?![时其格])|和(?![谐解]))(?=[\u4e00-\u9fff]{{2}})"
)
_BETWEEN_BASES = re.compile(r"[;；\n]|(?<=》)[、,，]")
_ROUND, _TITLE = re.compile("[(（)）]"), re.compile("[《》]")
_NUMBER = re.compile(r"^\s*(?:\d{1,2}[.．、)）](?!\d)|[①-⑳]|[(（]\d{1,2}[)）])\s*")
_CUT = re.compile(r"(?:…|\.{3,})\s*$|[(（](?:截断|略|下略|后略)[)）]\s*$")
_ERROR = re.compile(r"^#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)$")


@dataclass(frozen=True)
class Reader:
    """Reads lines of one list; phrases and cells that come again are read once."""

    year: int
    issued: date | None = None
    workdays: "Workdays | None" = None
    nodes: "Nodes | None" = None
    _readings: dict[str, Reading] = field(default_factory=dict, repr=False, compare=False)

    def rows(self, grid: Grid, heading: Heading, filled: Filled, category: str) -> list[Row]:
        """Return the duties of one line: one, or one for each clause that has a deadline of its own."""
        texts = _texts(filled, heading)
        whole = self._row(grid, heading, filled, texts, category)
        parts, doubt = _split(texts, heading)
        rows = [self._row(grid, heading, filled, {**texts, **part}, category) for part in parts] or [whole]
        return [replace(row, flags=(*row.flags, doubt)) for row in rows] if doubt else rows

    def _row(
        self, grid: Grid, heading: Heading, filled: Filled, texts: dict[Field, str], category: str
    ) -> Row:
        flags: dict[str, None] = {}
        texts = _with_owners_said(texts, heading)
        due, taken_from = texts[Field.DEADLINE], ""
        task = texts[heading.task]
        measures = texts[Field.MEASURES] if heading.task is not Field.MEASURES else ""
        if not due:
            due, taken_from = said.deadline(task, texts[Field.NOTE], measures)
        if taken_from:
            flags[f"时限取自{taken_from}中的「{due}」，请确认。"] = None
        if any(len(texts[column]) > LONGEST_OWNERS for column in _OWNERS):
            raise BadList(
                f"第{filled.row + 1}行的责任部门或责任人超过{LONGEST_OWNERS}字，不像责任清单，请检查后重试。"
            )
        owned = _owners(
            texts[Field.LEAD],
            texts[Field.SUPPORT],
            texts[Field.PERSONS],
            texts[Field.LEADER],
            all_lead=bool(heading.of(Field.SUPPORT)) or _is_lead_column(heading),
        )
        flags.update(dict.fromkeys(_doubts(grid, heading, filled, task)))
        flags.update(dict.fromkeys(owned.flags))
        if not (owned.lead or owned.persons):
            flags[OWNERLESS] = None
        evidence = tuple(listed(texts[Field.EVIDENCE]))
        if not texts[Field.EVIDENCE]:  # 「—」 says that none is asked
            evidence = asked.proposed(task, measures)[1]
        return Row(
            table=grid.table,
            row=filled.row + 1,
            no=texts[Field.NO].strip().rstrip("、.．,，"),
            category=category if _DASH.match(texts[Field.CATEGORY]) else texts[Field.CATEGORY],
            task=task,
            measures=measures,
            basis=tuple(_bases(texts[Field.BASIS])),
            laws=_laws(texts[Field.LAWS], task, measures),
            audience=texts[Field.AUDIENCE],
            lead=owned.lead,
            support=owned.support,
            persons=owned.persons,
            leader=owned.leader,
            open_owner=owned.open_owner,
            deadline_text=due,
            deadline=self._deadline(due, has_column=bool(heading.of(Field.DEADLINE))),
            evidence=evidence,
            note=texts[Field.NOTE],
            cells={c.heading: filled.texts[c.at] for c in heading.columns if c.named or filled.texts[c.at]},
            flags=tuple(flags),
        )

    def _deadline(self, text: str, *, has_column: bool) -> Reading:
        if not text:
            why = "完成时限是空的" if has_column else "清单没有完成时限一列"
            return Reading(
                text="",
                year=self.year,
                kind=Kind.UNSCHEDULED,
                flags=(f"{why}，请给出时限。",),
                meaning="未写时限",
            )
        if text not in self._readings:
            self._readings[text] = deadlines.read(
                text, year=self.year, issued=self.issued, workdays=self.workdays, nodes=self.nodes
            )
        return self._readings[text]


def _texts(filled: Filled, heading: Heading) -> dict[Field, str]:
    """Return what the line says by field; several columns of one field are put together."""
    texts = _SILENT.copy()
    opened = ""
    for at, name, field_ in heading.placed:
        text = filled.texts[at]
        if at in heading.periods:
            text = ticked.said(name, text)
        if at in heading.openings:
            opened = text
        elif text and field_ is not None and text != texts[field_]:
            # 频次 beside 完成时限 tells of one time, months beside each other of several.
            between = "，" if field_ is Field.DEADLINE and at not in heading.periods else "\n"
            texts[field_] = f"{texts[field_]}{between}{text}" if texts[field_] else text
    if opened:
        due = texts[Field.DEADLINE]
        texts[Field.DEADLINE] = f"{opened}至{due}" if due else f"{opened}起"
    return texts


def _with_owners_said(texts: dict[Field, str], heading: Heading) -> dict[Field, str]:
    """Take owners that stand behind a sentence, where no column names any."""
    if any(texts[field_] for field_ in (Field.LEAD, Field.SUPPORT, Field.PERSONS, Field.LEADER)):
        return texts
    announced = heading.names_owners_beside_tasks
    for field_ in dict.fromkeys((heading.task, Field.MEASURES)):
        rest, who = said.owners(texts[field_], announced=announced)
        if who:
            return {**texts, field_: rest, Field.LEAD: who}
    return texts


def listed(text: str) -> list[str]:
    """Return the items of a cell that lists them: 签到表、课件、照片."""
    if _DASH.match(text):
        return []
    items = (
        _NUMBER.sub("", item).strip(" 。.").removesuffix("等")
        for item in _divided(text, _BETWEEN, _ROUND, _TITLE)
    )
    return list(dict.fromkeys(item for item in items if item))


def _bases(text: str) -> list[str]:
    if _DASH.match(text):
        return []
    items = (_NUMBER.sub("", item).strip(" 。") for item in _divided(text, _BETWEEN_BASES, _ROUND))
    return list(dict.fromkeys(item for item in items if item))


def _divided(text: str, between: re.Pattern[str], *brackets: re.Pattern[str]) -> list[str]:
    """Divide a text where no bracket is open: where the next one, if any, opens.

    The brackets are found once: asked anew at each sign, a long cell would take time by its square.
    """
    places = [[mark.start() for mark in bracket.finditer(text)] for bracket in brackets]
    pieces, begin = [], 0
    for sign in between.finditer(text):
        following = (text[at[n]] for at in places if (n := bisect_left(at, sign.end())) < len(at))
        if not any(mark in ")）》" for mark in following):
            pieces.append(text[begin : sign.start()])
            begin = sign.end()
    return [*pieces, text[begin:]]


def _laws(column: str, task: str, measures: str) -> tuple[str, ...]:
    """Return the laws of a line: all that its own column names, and the norms its task and measures quote."""
    quoted = (norm for text in (task, measures) if text != column for norm in _norms(text))
    return tuple(dict.fromkeys((*_named(column), *quoted)))


@lru_cache(maxsize=8192)
def _named(column: str) -> Sequence[str]:
    return laws.named(column) if column else []


@lru_cache(maxsize=8192)
def _norms(text: str) -> Sequence[str]:
    return laws.norms(text)


def _is_lead_column(heading: Heading) -> bool:
    leads = heading.of(Field.LEAD)
    return bool(leads) and all("牵头" in column.heading for column in leads)


@lru_cache(maxsize=8192)
def _owners(lead: str, support: str, persons: str, leader: str, *, all_lead: bool) -> Owners:
    """Put together what the columns of owners say."""
    read = [
        owners.read(lead, column="lead" if all_lead else "owners"),
        owners.read(support, column="support"),
        owners.read(persons, column="persons"),
        owners.read(leader, column="leader"),
    ]
    lead_names = read[0].lead or read[2].lead
    support_names = dict.fromkeys(n for one in read for n in (*one.support, *one.lead) if n not in lead_names)
    return Owners(
        lead=lead_names,
        support=tuple(support_names),
        persons=tuple(dict.fromkeys(n for one in read[:3] for n in one.persons)),
        leader=tuple(
            dict.fromkeys([*read[3].leader, *read[3].persons, *(n for r in read[:3] for n in r.leader)])
        ),
        open_owner=any(one.open_owner for one in read),
        flags=tuple(dict.fromkeys(flag for one in read for flag in one.flags)),
    )


def _doubts(grid: Grid, heading: Heading, filled: Filled, task: str) -> list[str]:
    """Return the doubts about a line as it stands in the file."""
    found = []
    if not task:
        found.append("这一行没有写明任务，请补充或删去。")
    if filled.row in grid.hidden_rows:
        found.append("这一行在原文件中是隐藏的，请确认是否属于本年任务。")
    if filled.joined:
        found.append(
            f"第{'、'.join(str(row + 1) for row in filled.joined)}行只有补充内容，已并入这一行，请核对。"
        )
    for at, name, _ in heading.placed:
        text = filled.texts[at]
        if at in filled.guessed:
            found.append(f"「{name}」是空的，已沿用上一行的「{_short(text)}」，请核对。")
        if at in filled.lost:
            found.append(f"「{name}」写的是同上，但上面没有内容，请补充。")
        if text and text[0] == "#" and _ERROR.match(text):
            found.append(f"「{name}」是公式错误 {text}，请改正。")
        if text and text[-1] in "….)）" and _CUT.search(text):
            found.append(f"「{name}」的内容似乎不完整，请核对：{_short(text)}")
    return found


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 30 else line[:29] + "…"


def _split(texts: dict[Field, str], heading: Heading) -> tuple[list[dict[Field, str]], str]:
    """Return the clauses of a line with their deadlines, none if it is one duty; and a doubt, or ""."""
    when = clauses(texts[Field.DEADLINE])
    if when is None:
        return [], ""
    source = next((f for f in (Field.MEASURES, heading.task) if clauses(texts[f])), None)
    what = clauses(texts[source]) if source else None
    if source is None or what is None:
        return [], ""
    if len(what.texts) != len(when.texts):
        counts = f"分{len(what.texts)}条，时限分{len(when.texts)}条"
        return [], f"「{_short(texts[source])}」{counts}，对不上，请逐条写明时限。"
    who = clauses(texts[Field.LEAD])
    if who is not None and len(who.texts) != len(what.texts):
        who = None
    number = texts[Field.NO].rstrip("、.．,，")
    parts = [
        {
            source: f"{what.before}：{clause}" if what.before else clause,
            Field.DEADLINE: due,
            Field.NO: f"{number}({at})",
            Field.LEAD: who.texts[at - 1] if who else texts[Field.LEAD],
        }
        for at, (clause, due) in enumerate(zip(what.texts, when.texts, strict=True), start=1)
    ]
    return parts, f"时限开头的「{when.before}」没有读取，请核对。" if when.before else ""
