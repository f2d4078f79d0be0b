"""Reads the deadline cell of a duty list."""

import re
from dataclasses import replace
from datetime import date
from functools import partial

from rules.deadlines.apposition import apposed
from rules.deadlines.brackets import opened
from rules.deadlines.breaks import closed
from rules.deadlines.clauses import clauses
from rules.deadlines.dating import Plan
from rules.deadlines.doubts import ask_clause, ask_left_over, ask_whole
from rules.deadlines.groups import Group, groups
from rules.deadlines.line import Line
from rules.deadlines.lines import dated, last_moment
from rules.deadlines.meaning import meaning
from rules.deadlines.normalise import MOST_CHARACTERS, normalise
from rules.deadlines.numerals import value
from rules.deadlines.parse import parse
from rules.deadlines.parts import Moment
from rules.deadlines.reading import Event, Kind, Occurrence, Reading
from rules.deadlines.settle import in_row, settled
from rules.deadlines.undated import loose
from rules.nodes import Nodes
from rules.workdays import Workdays

YEARS = range(1950, 2099)  # plan years that can be read
PUBLISHED, PROPOSED = Workdays(), Nodes()  # what is known where the office has entered nothing
NOTHING = re.compile(r"[-/\\_.·…*×x~、,]*|暂?无|没有|空")
NEW_NAME = re.compile(  # a campaign that the calendar does not know
    r"«[^»]*»|(?:(?<=[月日年、,和与在于])|(?<![一-龥]))(?![月日年每个等])[一-龥]{2,10}?"
    r"(?:宣传|教育|活动|服务|公开|开放|法治|文化|普法|科普|纪念|颁布|实施|施行)(?:周|月|日|节)"
    r"(?!期(?!间)|[常程报度份刊末底初点约目边志])|(?:世界|国际|全国|中国)[^\W\d每各当同次逐按期]{1,8}?[日周](?![常程志期])"
    r"|(?:(?<=\d[.·]\d)|(?<=\d[.·]\d\d))(?![月日等至到及和与在前后左右起之以各报开完召举假])"
    r"[一-龥]{2,8}?[日周节](?![常程志期点目约假])"  # 6·14信用记录关爱日
    r"|(?<=\d日)(?![月日等至到及和与在前后左右起之以各报开完召举假截])"
    r"[一-龥]{2,8}?(?:(?<![当次翌每同止之作假息])日(?![常程志期])|(?<![环章细情季])节(?![点目约假]))"
)
BETWEEN_NAMES = re.compile(r"(?<=»)(?:至|到|-)(?=[«\d上下年第次])|(?<=[\d日月旬底末起])(?:至|到|-)(?=«)")
LUNAR = re.compile(
    r"(?:农历|阴历)[^,;、\n()«»]{0,8}(?=«)"
)  # the calendar knows the day of 农历正月十五元宵节
AGAIN = re.compile(r"«([^»]*)»|(?<![一-龥])(?:宣传|活动)([周月])(?=期间|[之以]?[前后内]|结束)")
HOLIDAYS = re.compile("»(?:假期|小?长假|黄金周)(?:期间)?")
HOLIDAYS_OVER = re.compile("»(?:假期|小?长假|黄金周)(?=[之以]?[前后])")
DOCUMENT_YEAR = re.compile(r"[〔(](20\d\d)[〕)]\d+号")
NUMBER = re.compile(
    r"\((\d{1,2})\)|\(([一二三四五六七八九十]{1,2})\)|(?:^|(?<=[,;\n]))(?:(\d{1,2})[.、](?!\d{1,2}(?![\d月季年次.—]))|([一二三四五六七八九])、)"
)


def read(
    text: str,
    *,
    year: int,
    issued: date | None = None,
    workdays: Workdays | None = None,
    nodes: Nodes | None = None,
) -> Reading:
    """Read one deadline cell of the list of `year`; what is unsure comes back as questions in `flags`.

    `issued`: the Beijing day on which the list is issued, where 即日起 begins. Never raises: what
    cannot be read is `unscheduled` with a flag.
    """
    doubts: dict[str, None] = {}

    def ask(doubt: str) -> None:
        doubts[" ".join(doubt.split())] = None

    if len(text) > MOST_CHARACTERS:
        ask(f"这一格有{len(text)}个字，不像时限，应在什么时间完成？")
        return _reading(text[:MOST_CHARACTERS] + "…", year, [], doubts)
    if year not in YEARS:
        ask(f"清单年度{year}不在{YEARS.start}年至{YEARS.stop - 1}年之间，应为哪一年？")
        return _reading(text, year, [], doubts)
    nodes = nodes or PROPOSED
    normal = normalise(closed(text.strip(), partial(marked, nodes=nodes), ask))
    for doubt in normal.doubts:
        ask(doubt)
    if not normal.text:
        ask("时限一格没有内容，是沿用上一格，还是没有时限？")
        return _reading(text, year, [], doubts)
    if NOTHING.fullmatch(normal.text):
        ask(f"「{text.strip()}」没有写时限，应在什么时间完成？")
        return _reading(text, year, [], doubts)
    number = DOCUMENT_YEAR.search(normal.text)
    plan = Plan(year, issued, workdays or PUBLISHED, nodes, ask, int(number[1]) if number else None)
    items = numbered(normal.text)
    if len(items) == 1:
        lines = settled(_lines(items[0][1], plan), plan)
    else:
        if re.search(r"(?:^|[,;\n])\d{1,2}[.、]\d", normal.text):
            ask(f"「{normal.text}」中各句开头的数字现按分项序号，不算作日期，对吗？")
        lines = [
            replace(line, label=number)
            for number, item in items
            for line in settled(_lines(item, plan), plan)
        ]
    return _reading(text, year, lines, doubts)


def numbered(text: str) -> list[tuple[str, str]]:
    """Split 「1.2月底前 2.全年」 at its numbers; one item without a number where they do not run 1, 2, …."""
    marks = list(NUMBER.finditer(text))
    if len(marks) == 1 and text.startswith("("):  # ①6月底前
        return [("", text[marks[0].end() :].lstrip(",;、\n"))]
    numbers = [int(mark[1] or mark[3] or value(mark[2] or mark[4])) for mark in marks]
    if len(marks) < 2 or marks[0].start() or numbers != list(range(1, len(marks) + 1)):
        return [("", text)]
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    items = [text[mark.end() : end].strip(",;、\n") for mark, end in zip(marks, ends, strict=True)]
    return [(str(number), item) for number, item in zip(numbers, items, strict=True)]


def marked(text: str, nodes: Nodes) -> str:
    """Put the names of campaigns between « and », for the grammar."""
    text = nodes.pattern.sub(lambda name: f"«{name[0]}»", re.sub("[«»]", "", text))
    text = NEW_NAME.sub(lambda name: name[0] if name[0].startswith("«") else f"«{name[0]}»", text)
    text = _named_again(LUNAR.sub("", text))
    text = HOLIDAYS.sub("»期间", HOLIDAYS_OVER.sub("»", text))
    return BETWEEN_NAMES.sub("—", text)


def _named_again(text: str) -> str:
    """Name a campaign again where only 宣传周 is left of it: 宪法宣传周前布置,宣传周期间开展."""
    latest: dict[str, str] = {}

    def whole(found: re.Match[str]) -> str:
        if found[1]:
            latest[found[1][-1]] = found[1]
            return found[0]
        return f"«{latest[found[2]]}»" if found[2] in latest else found[0]

    return AGAIN.sub(whole, text)


def _lines(text: str, plan: Plan) -> list[Line]:
    """Read one item into dated lines, and ask about it."""
    named = marked(text, plan.nodes)
    parts = parse(named)
    if parts is None:
        plan.ask(f"「{text}」没有完全读懂，时限应是哪天？")
        parts = parse(re.sub("[—()]|除", ",", named)) or ()
    found = groups(apposed(list(opened(clauses(parts), plan)), plan))
    lines: list[Line] = []
    before: Moment | None = None
    for_all = _closing_bracket(found)
    for group in found:
        line = dated(group, plan, before)
        for clause in group:
            before = last_moment(clause) or before
            ask_clause(clause, line, plan)
        if line is None:
            continue
        head = group[0]
        if "focus" in head.marks and not head.recurs and not line.min_count:
            line.label = "重点时段"
        if head.by_whom and not for_all:
            line.label, line.by_whom = head.by_whom, True
        if line.spans and any("expected" in clause.marks for clause in group):
            line.kind = Kind.UNSCHEDULED
        lines.append(line)
    every_clause = [clause for group in found for clause in group]
    if lines:
        ask_left_over(every_clause, plan)
    else:
        lines = loose(every_clause, plan)
    whom = [f"「{line.label}」" for line in lines if line.by_whom]
    if whom and len(lines) > 1:
        plan.ask(f"时限按{''.join(whom)}分别写，是否各按各的时限办理？")
    ask_whole(text, found, lines, plan)
    return lines


def _closing_bracket(found: list[Group]) -> bool:
    """Say whether only the last of several clauses ends in a bracket, so that it speaks of all of them."""
    noted = [bool(clause.by_whom) for group in found for clause in group]
    return len(noted) > 1 and noted[-1] and not any(noted[:-1])


def _reading(text: str, year: int, lines: list[Line], doubts: dict[str, None]) -> Reading:
    kind = _kind(lines)
    occurrences = tuple(
        Occurrence(span.start, span.due, line.label if len(lines) > 1 else None, line.min_count)
        for line in lines
        for span in line.spans
    )
    counted = next((line for line in lines if line.min_count), None)
    events = tuple(Event(line.anchor, line.offset, line.label) for line in lines if line.anchor)
    first = events[0] if events else None
    names = list(
        dict.fromkeys(
            name
            for line in lines
            for name in (line.campaign, *(span.campaign for span in line.spans))
            if name
        )
    )
    campaign = ("多节点" if len(names) > 1 else names[0]) if names and kind is Kind.CAMPAIGN else None
    if campaign == "多节点":
        occurrences = tuple(
            replace(occurrence, label=occurrence.label or span.campaign)
            for occurrence, span in zip(occurrences, (s for line in lines for s in line.spans), strict=True)
        )
    return Reading(
        text=text,
        year=year,
        kind=kind,
        occurrences=occurrences,
        min_count=counted.min_count if counted else None,
        unit=counted.unit if counted else None,
        campaign=campaign,
        anchor=first.anchor if first else None,
        offset=first.offset if first else None,
        time=next((span.time for line in lines for span in line.spans if span.time), None),
        flags=tuple(doubts),
        meaning=meaning(lines),
        events=events if len(events) > 1 else (),
    )


def _kind(lines: list[Line]) -> Kind:
    """Return the kind of the whole cell: what must be watched longest names it."""
    kinds = {line.kind for line in lines}
    if len(kinds) > 1:
        kinds.discard(Kind.UNSCHEDULED)
    for kind in (Kind.CONTINUOUS, Kind.RECURRING):
        if kind in kinds:
            return kind
    if len(kinds) != 1:
        return Kind.RANGE if kinds else Kind.UNSCHEDULED
    unnamed = not any(line.label or line.by_whom for line in lines)
    if kinds == {Kind.RANGE} and len(lines) > 1 and (unnamed or in_row(lines)):
        return Kind.RECURRING
    return kinds.pop()
