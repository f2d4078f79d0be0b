"""Reads the deadline cell of a duty list."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from rules.deadlines.clauses import Clause, clauses, lists
from rules.deadlines.dating import Ask, Plan, window
from rules.deadlines.lines import ORDINAL, REPORTING, Line, chained, dated, label, last_moment
from rules.deadlines.meaning import meaning
from rules.deadlines.normalise import MOST_CHARACTERS, normalise
from rules.deadlines.parse import parse, weekday
from rules.deadlines.parts import At, Bracket, Every, Moment, Named, Part
from rules.deadlines.reading import Kind, Occurrence, Reading
from rules.deadlines.recurring import every
from rules.deadlines.spans import Span
from rules.nodes import Nodes
from rules.workdays import Workdays

YEARS = range(1950, 2100)  # plan years that can be read
PLACEHOLDERS = re.compile(r"[-/\\_.·…*×x~、,]*|无|暂?无|没有|空")
NEW_NAME = re.compile(
    r"(?<![«一-龥])[一-龥]{2,10}?(?:宣传|教育|活动|服务|公开|开放|法治|文化|普法)(?:周|月|日|节)(?![常期程报度份刊末底初点约目边志])"
)
NUMBERED = re.compile(
    r"(?:^|(?<=[,;\n]))(?:\((\d{1,2})\)|(\d{1,2})[.、](?=\D|\d{1,2}[月季年次]|\d{4}年|\d{1,2}[.·—])|\((?:[一二三四五六七八九十])\))"
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
    shown = text if len(text) <= MOST_CHARACTERS else text[:MOST_CHARACTERS] + "…"

    def ask(doubt: str) -> None:
        doubts[doubt] = None

    if len(text) > MOST_CHARACTERS:
        ask(f"这一格有{len(text)}个字，不像时限，应在什么时间完成？")
        return _reading(shown, year, [], doubts)
    if year not in YEARS:
        ask(f"清单年度{year}不在{YEARS.start}年至{YEARS.stop - 1}年之间，无法推算日期，应为哪一年？")
        return _reading(shown, year, [], doubts)
    normal = normalise(text)
    if PLACEHOLDERS.fullmatch(normal.text):
        ask(
            f"「{text.strip()}」没有写时限，应在什么时间完成？"
            if text.strip()
            else "时限一格是空的，是沿用上一格，还是没有时限？"
        )
        return _reading(shown, year, [], doubts)
    for doubt in normal.doubts:
        ask(doubt)
    plan = Plan(year, issued, workdays or Workdays(), nodes or Nodes())
    lines: list[Line] = []
    items = numbered(normal.text, ask)
    for number, item in items:
        found = _lines(item, plan, ask)
        lines += [replace(line, label=number) for line in found] if number else found
    lines = _settled(lines, ask, numbered=len(items) > 1)
    return _reading(shown, year, lines, doubts)


def numbered(text: str, ask: Ask) -> list[tuple[str | None, str]]:
    """Split 「1.2月底前 2.全年」 at its numbers; without numbers 1, 2, … it is one item."""
    marks = [mark for mark in NUMBERED.finditer(text) if mark[1] or mark[2]]
    if (
        [int(mark[1] or mark[2]) for mark in marks] != list(range(1, len(marks) + 1))
        or len(marks) < 2
        or marks[0].start()
    ):
        return [(None, text)]
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    items = [text[mark.end() : end].strip(",;、\n") for mark, end in zip(marks, ends, strict=True)]
    if any(mark[2] and item[:1].isdigit() for mark, item in zip(marks, items, strict=True)):
        ask(f"「{text}」中句首的数字现按分项序号，不算作日期，对吗？")
    return [(mark[1] or mark[2], item) for mark, item in zip(marks, items, strict=True)]


def _marked(text: str, nodes: Nodes) -> str:
    text = nodes.pattern.sub(lambda name: f"«{name[0]}»", text)
    return NEW_NAME.sub(lambda name: f"«{name[0]}»", text)


def _lines(text: str, plan: Plan, ask: Ask) -> list[Line]:
    marked = _marked(text, plan.nodes)
    parts = parse(marked)
    if parts is None:
        ask(f"「{text}」没有读懂，应在什么时间完成？")
        parts = parse(re.sub("[—()]", ",", marked)) or ()
    groups = lists(list(_opened(clauses(parts), plan, ask)))
    groups = _limits(_counts(_texts(groups)))
    lines: list[Line] = []
    before: Moment | None = None
    for group in groups:
        line = dated(group, plan, ask, before)
        for clause in group:
            before = last_moment(clause) or before
            _ask_marks(clause, group, line, ask)
            _ask_weekday(clause, line, ask)
        if line is not None:
            if "focus" in group[0].marks:
                line.label = "重点时段"
            if any("expected" in clause.marks for clause in group) and line.spans:
                ask(f"「{group[0].marks['expected']}」的时间尚未确定，现只作提醒，定下来后请更新。")
                line.kind = Kind.UNSCHEDULED
            if group[0].text_label:
                line.label, line.by_whom = group[0].text_label, True
            lines.append(line)
    if not lines:
        lines = _loose([clause for group in groups for clause in group], plan, ask)
    marks = {mark: raw for group in groups for clause in group for mark, raw in clause.marks.items()}
    _ask_whole(text, marks, lines, ask)
    return lines


def _loose(found: list[Clause], plan: Plan, ask: Ask) -> list[Line]:
    """Read 「季度」 and 「半年检查和年度考核」, where nothing else in the cell gives a time."""
    words = [clause for clause in found if "loose_period" in clause.marks]
    lines: list[Line] = []
    for clause in words:
        word = clause.marks["loose_period"]
        year = Span(date(plan.year, 1, 1), date(plan.year, 12, 31), Kind.RANGE)
        if word.startswith("年"):
            lines.append(Line(Kind.RANGE, [year], label(clause.text)))
        elif word.startswith("半年") and len(words) > 1:
            lines.append(Line(Kind.RANGE, [replace(year, due=date(plan.year, 6, 30))], label(clause.text)))
        else:
            period = "half" if word.startswith("半年") else "quarter" if "季" in word else "month"
            lines.append(Line(Kind.RECURRING, every(Every(f"每{word}", period), plan, ask)))
    if len(lines) == 1:
        ask(
            f"「{words[0].text}」没有写全，现按{'全年' if lines[0].kind is Kind.RANGE else '每' + word}，对吗？"
        )
    elif lines and all(line.kind is Kind.RANGE for line in lines):
        for line in lines:
            line.kind, line.label = Kind.RECURRING, None
    return lines


def _ask_whole(text: str, marks: dict[str, str], lines: list[Line], ask: Ask) -> None:
    """Ask about words that give no day, by what else the cell says."""
    if "same" in marks:
        ask(f"「{text}」须沿用上一行的时限，上一行是什么？")
    if "elsewhere" in marks:
        ask(f"「{marks['elsewhere']}」的期限写在别的文件里，是哪一天？")
    if "eventual" in marks:
        ask(f"「{marks['eventual']}」随事件触发，以什么为起点、几天内完成？")
    if "unknown_time" in marks:
        ask(f"「{marks['unknown_time']}」没有写明是哪些日子，应为哪几天？")
    if "unscheduled" in marks and lines:
        ask(f"「{marks['unscheduled']}」表示具体日期另定，现按已写明的时段安排，对吗？")
    if "at_once" in marks:
        ask(f"「{marks['at_once']}」没有写明起点，首次办理应在印发后几天内？")
    if "habitual" in marks and not any(line.kind in {Kind.RECURRING, Kind.COUNT} for line in lines):
        if "全年" not in text and "贯穿" not in text:
            ask(f"「{marks['habitual']}」没有写周期，现按全年持续，多久检查一次？")
    if "soft" in marks:
        ask(f"「{marks['soft']}」允许例外，是否以写明的时间为准？")
    if "shifted" in marks:
        ask(f"「{marks['shifted']}」，遇休息日时按此办理，对吗？")
    if "alternative" in marks:
        ask(f"「{text}」写了「或」，以哪个时间为准？")
    if "at_most" in marks:
        ask(f"「{text}」写的是上限，至少应完成多少？")
    if "document" in marks:
        ask(f"「{marks['document']}」是文号，其中的年份未用作时限，对吗？")
    dated_at_all = any(line.spans or line.anchor or line.kind is Kind.CAMPAIGN for line in lines)
    if not dated_at_all and not marks.keys() & {
        "unscheduled", "elsewhere", "eventual", "unknown_time", "same", "at_once",
    } and not re.search("后$", text):  # fmt: skip
        ask(f"「{text}」没有读出时间，应在什么时间完成？")


def _ask_marks(clause: Clause, group: list[Clause], line: Line | None, ask: Ask) -> None:
    if "etc" in clause.marks:
        ask(f"「{clause.marks['etc']}」表示未尽列举，还有哪些节点？")
    if clause.strays and line is not None:
        ask(f"「{clause.text}」中与时间有关的字没有读懂，是否影响时限？")
    if line is not None and line.unit in {"学时", "课时", "小时"} and clause.counts:
        ask(f"「{clause.counts[0].raw}」按累计{line.unit}计，怎样登记、以什么为凭？")


def _ask_weekday(clause: Clause, line: Line | None, ask: Ask) -> None:
    stated = clause.marks.get("stated_weekday")
    if stated is None or line is None or not line.spans:
        return
    day = line.spans[-1].due
    if day.weekday() != weekday(stated[-1]):
        right = "一二三四五六日"[day.weekday()]
        ask(f"{day.year}年{day.month}月{day.day}日是星期{right}，与写的「{stated}」不符，应为哪天？")


def _opened(found: list[Clause], plan: Plan, ask: Ask) -> Iterable[Clause]:
    """Let brackets explain the clause they stand in, or stand as clauses of their own."""
    for clause in found:
        more: list[Clause] = []
        for parts in clause.brackets:
            more += _bracket(clause, parts, plan, ask)
        clause.brackets = []
        yield clause
        yield from more


def _bracket(clause: Clause, parts: tuple[Part, ...], plan: Plan, ask: Ask) -> list[Clause]:
    inner = clauses(parts)
    if not inner:
        return []
    outer = clause.whens[-1] if clause.whens else None
    if all(not (c.whens or c.counts or c.distance or c.excepted or c.strays) for c in inner):
        for c in inner:
            clause.marks.update(c.marks)
        words = "".join(c.text for c in inner)
        if words and outer is not None and not re.search("含|包括", words):
            clause.text_label = words
            ask(f"时限按「{words}」等分别写，是否各由其办理？")
        return []
    whens = [when for c in inner for when in c.whens]
    only_dates = whens and not any(c.counts or c.distance for c in inner)
    names = [when for when in whens if isinstance(when, Named)]
    if only_dates and isinstance(outer, At) and len(names) == len(whens):
        _ask_differs(outer, names, plan, ask)
        clause.whens += names
        return []
    if only_dates and isinstance(outer, Named) and isinstance(whens[0], At) and len(whens) == 1:
        clause.whens[-1:] = [replace(whens[0], reach=None), outer]
        return []
    if only_dates and isinstance(outer, Every) and all(isinstance(when, At) for when in whens):
        clause.only += [moment for when in whens if isinstance(when, At) for moment in when.moments]
        ask(f"「{outer.raw}」括号内另列了时间，现只按括号内的各期，对吗？")
        return []
    if (
        outer is not None
        and only_dates
        and isinstance(outer, At)
        and len(whens) == 1
        and isinstance(whens[0], At)
    ):
        ask(f"「{outer.raw}」与括号内的「{whens[0].raw}」以哪个为准？现按前者。")
        return []
    inner[0].joined = inner[0].joined or ","
    return inner


def _ask_differs(outer: At, whens: list[Named], plan: Plan, ask: Ask) -> None:
    stated = window(outer.moments[-1], plan, lambda _: None)
    node = plan.nodes.dated(whens[0].name, plan.year)
    if (
        stated
        and node
        and stated.first != stated.last
        and (stated.first, stated.last) != (node.start, node.end)
    ):
        ask(
            f"「{outer.raw}」与{node.name}的{node.start.month}月{node.start.day}日至"
            f"{node.end.month}月{node.end.day}日不一致，现按后者，对吗？"
        )


def _texts(groups: list[list[Clause]]) -> list[list[Clause]]:
    """Give words that stand alone between separators to the dated clause before them, or after."""
    kept: list[list[Clause]] = []
    leading = ""
    for group in groups:
        clause = group[0]
        only_words = (
            len(group) == 1
            and clause.text
            and not (
                clause.whens
                or clause.counts
                or clause.distance
                or clause.marks
                or clause.excepted
                or clause.signs
            )
        )
        if only_words and kept:
            last = kept[-1][-1]
            if not last.text or re.fullmatch("[、和及与/]|以及", clause.joined):
                last.words += (clause.joined if last.text else "") + clause.text
            last.strays += clause.strays
        elif only_words:
            leading += clause.text
        else:
            clause.lead, leading = leading + clause.lead, ""
            kept.append(group)
    if leading and not kept:
        kept.append([Clause(words=leading)])
    return kept


def _counts(groups: list[list[Clause]]) -> list[list[Clause]]:
    """Give a count that stands alone to the dates beside it: 「4次,每季度1次」, 「11—12月,组织1次」."""
    kept: list[list[Clause]] = []
    for index, group in enumerate(groups):
        clause = group[0]
        alone = (
            len(group) == 1
            and clause.counts
            and not clause.whens
            and not clause.distance
            and not clause.counts[0].per
        )
        following = groups[index + 1] if index + 1 < len(groups) else None
        if alone and following and not kept and _has_every(following):
            following[0].total = clause.counts[0]
        elif alone and kept and kept[-1][-1].whens and not any(c.counts for c in kept[-1]):
            kept[-1][-1].counts += clause.counts
            kept[-1][-1].words += clause.text
            kept[-1][-1].marks.update(clause.marks)
        elif (
            alone
            and kept
            and kept[-1][-1].marks
            and not kept[-1][-1].whens
            and kept[-1][-1].marks.keys() & {"unscheduled"}
            and len(kept) > 1
            and kept[-2][-1].whens
            and not kept[-2][-1].counts
        ):
            kept[-2][-1].counts += clause.counts
        else:
            kept.append(group)
    return kept


def _has_every(group: list[Clause]) -> bool:
    return any(isinstance(when, Every) for when in group[0].whens)


def _limits(groups: list[list[Clause]]) -> list[list[Clause]]:
    """Let dates without words limit the recurrence behind them: 「3月—11月,每月1次」."""
    kept: list[list[Clause]] = []
    for group in groups:
        clause = group[0]
        if (
            len(clause.whens) > 1
            and isinstance(clause.whens[-1], Every)
            and not isinstance(clause.whens[0], Every | Named)
        ):
            clause.limits, clause.whens = clause.whens[:-1], clause.whens[-1:]
        if (
            _has_every(group)
            and kept
            and not clause.limits
            and all(c.is_bare for c in kept[-1])
            and ";" not in clause.joined
        ):
            whens = [when for c in kept[-1] for when in c.whens]
            if not any(isinstance(when, Every | Named) for when in whens):
                clause.limits = whens
                clause.marks.update({mark: raw for c in kept[-1] for mark, raw in c.marks.items()})
                kept.pop()
        if _has_every(group) and kept and kept[-1][0].excepted and not kept[-1][0].whens:
            clause.excepted += kept.pop()[0].excepted
        kept.append(group)
    return kept


def _settled(lines: list[Line], ask: Ask, *, numbered: bool) -> list[Line]:
    """Drop what another line says more exactly, and let reports begin with what they report."""
    if any(line.kind in {Kind.RECURRING, Kind.COUNT} and line.label is None for line in lines):
        lines = [line for line in lines if line.kind is not Kind.CONTINUOUS]
    if len([line for line in lines if line.kind is Kind.COUNT]) > 1:
        ask("这一格写了几个次数，后者是否包含前者？现按各自时段分别计。")
    if numbered:
        return lines
    fixed = [line for line in lines if line.kind is Kind.FIXED]
    if (
        len(fixed) > 1
        and len(fixed) == len(lines)
        and all(ORDINAL.search(line.label or "") for line in fixed)
    ):
        for line, span in zip(fixed, chained([line.spans[0] for line in fixed]), strict=True):
            line.spans = [span]
        return lines
    main: list[Line] = []
    for line in lines:
        opens = line.kind in {Kind.FIXED, Kind.COUNT} and line.spans and line.spans[0].open_start
        if opens and main:
            start = main[-1].spans[0].start
            line.spans = [replace(span, start=start) if start <= span.due else span for span in line.spans]
            if len(main) > 1 or not REPORTING.search(line.label or ""):
                ask(f"「{line.label or '此项'}」没有写从哪天开始，现从{start.month}月{start.day}日起，对吗？")
        elif line.kind in {Kind.RANGE, Kind.CAMPAIGN} and line.spans and not line.spans[0].open_start:
            main.append(line)
    return lines


def _reading(text: str, year: int, lines: list[Line], doubts: dict[str, None]) -> Reading:
    several = len(lines) > 1
    occurrences = tuple(
        Occurrence(
            span.start,
            span.due,
            (line.label or span.label) if several or line.label in {"重点时段"} else span.label,
            span.min_count or line.min_count,
        )
        for line in lines
        for span in line.spans
    )
    counted = next((line for line in lines if line.min_count), None)
    campaigns = list(
        dict.fromkeys(
            name
            for line in lines
            for name in (line.campaign, *(span.campaign for span in line.spans))
            if name
        )
    )
    anchored = next((line for line in lines if line.anchor), None)
    time = next((span.time for line in lines for span in line.spans if span.time), None)
    kind = _kind_of(lines)
    reading = Reading(
        text=text, year=year, kind=kind, occurrences=occurrences,
        min_count=counted.min_count if counted else None, unit=counted.unit if counted else None,
        campaign=("多节点" if len(campaigns) > 1 else campaigns[0]) if campaigns and kind is Kind.CAMPAIGN else None,
        anchor=anchored.anchor if anchored else None, offset=anchored.offset if anchored else None,
        time=time, flags=tuple(doubts),
    )  # fmt: skip
    return replace(reading, meaning=meaning(reading))


def _kind_of(lines: list[Line]) -> Kind:
    kinds = {line.kind for line in lines}
    if len(kinds) > 1:
        kinds.discard(Kind.UNSCHEDULED)
    for kind in (Kind.CONTINUOUS, Kind.RECURRING):
        if kind in kinds:
            return kind
    if not kinds:
        return Kind.UNSCHEDULED
    if len(kinds) > 1:
        return Kind.RANGE
    in_row = len(lines) > 1 and all("、" in line.joined for line in lines[1:])
    if kinds == {Kind.RANGE} and in_row and not any(line.by_whom for line in lines):
        return Kind.RECURRING
    return kinds.pop()
