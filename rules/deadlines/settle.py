"""Lines that stand together settle what each leaves open: starts, totals, what says the same twice."""

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

from rules.deadlines.dating import DAY, Plan, days, months_later, spoken
from rules.deadlines.line import Line
from rules.deadlines.reading import Kind
from rules.deadlines.spans import Span

ORDINAL = re.compile("第[一二三四五六七八九十\\d]+[轮批次期步阶]|[首末][轮批次]")
REPORTING = re.compile("报|送|总结|提交|汇总|公开|公示|备案|反馈|材料|归档|通报")


def settled(lines: list[Line], plan: Plan) -> list[Line]:
    """Drop what another line says more exactly; let a report begin with what it reports."""
    if any(line.kind in {Kind.RECURRING, Kind.COUNT} and line.label is None for line in lines):
        lines = [line for line in lines if line.kind is not Kind.CONTINUOUS]
    lines = _totals(_bounded(_timed(_lasting(_in_rounds(lines)), plan), plan), plan)
    periods = [line for line in lines if line.kind is Kind.RECURRING and len(line.spans) > 1]
    if any(
        a.spans[0].start <= b.spans[-1].due and b.spans[0].start <= a.spans[-1].due
        for a, b in pairwise(periods)
        if a.label is None or b.label is None
    ):
        plan.ask("这一格写了几种周期，是同一件事还是几件事？现分别排定。")
    _ask_overlaps(lines, plan)
    alike = _is_one_task(lines)
    if alike:
        found = chained([span for line in lines for span in line.spans], plan)
        for line, span in zip(lines, found, strict=True):
            line.spans = [span]
            line.kind = Kind.RECURRING if line.kind is Kind.COUNT else line.kind
        return lines
    main: list[Line] = []
    for line in lines:
        opens = line.kind in {Kind.FIXED, Kind.COUNT} and line.spans and line.spans[0].open_start
        if opens and main:
            _begin_with(line, main, plan)
        elif line.kind in {Kind.RANGE, Kind.CAMPAIGN} and line.spans:
            main.append(line)
    if len(lines) > 1 and all(line.kind is Kind.RANGE and line.label for line in lines) and in_row(lines):
        plan.ask("这一格用顿号写了几个时段，是同一件事分几期，还是几件事？现按分几期。")
    return lines


def _in_rounds(lines: list[Line]) -> list[Line]:
    """Drop 「全年分2批」 before 第一批 and 第二批, which are dated one by one."""
    rounds = [line for line in lines if line.label and ORDINAL.match(line.label)]
    told = len(rounds) > 1 and rounds == lines[1:] and lines[0].min_count == len(rounds)
    return rounds if told else lines


def _lasting(lines: list[Line]) -> list[Line]:
    """Say once what lasts all year: 长期 坚持, 长期实施、持续推进, 年底前完成并长期坚持."""
    kept: list[Line] = []
    for line in lines:
        last = kept[-1] if kept else None
        if last and line.kind is Kind.CONTINUOUS and None in {line.label, last.label}:
            if last.kind is Kind.CONTINUOUS:
                continue
            if last.kind in {Kind.FIXED, Kind.RANGE} and last.label is None and _covers(line, last):
                kept.pop()
        kept.append(line)
    return kept


def _timed(lines: list[Line], plan: Plan) -> list[Line]:
    """Let 「11月底前」, 「12月」 or 「国家宪法日」 beside 「全年1次」 say when, not be a task of its own."""
    kept: list[Line] = []
    for line in lines:
        last = kept[-1] if kept and "," in line.joined else None
        if last and _is_of_year(last, plan) and _only_times(line):
            kept[-1] = _told_when(last, line, plan)
        elif last and _is_of_year(line, plan) and _only_times(last) and last.kind is Kind.FIXED:
            kept[-1] = _told_when(line, last, plan)
        else:
            kept.append(line)
    return kept


def _is_of_year(line: Line, plan: Plan) -> bool:
    whole = [(date(plan.year, 1, 1), date(plan.year, 12, 31))]
    return line.kind is Kind.COUNT and not line.label and [(s.start, s.due) for s in line.spans] == whole


def _only_times(line: Line) -> bool:
    """Say whether a line is one time and nothing else: no work of its own, no count."""
    return (
        line.kind in {Kind.FIXED, Kind.RANGE, Kind.CAMPAIGN}
        and len(line.spans) == 1
        and not (line.label or line.min_count)
    )


def _told_when(total: Line, when: Line, plan: Plan) -> Line:
    if when.kind is not Kind.CAMPAIGN:
        return replace(total, spans=[replace(when.spans[0], kind=Kind.COUNT)], joined=when.joined)
    if (total.min_count or 1) > 1:
        asked_for = f"{total.min_count}{total.unit or '次'}"
        plan.ask(f"全年要求{asked_for}，只写了{when.spans[0].campaign}，其余的在什么时间？现都按这一天。")
    return replace(when, min_count=total.min_count, unit=total.unit)


def _covers(line: Line, other: Line) -> bool:
    return [(span.start, span.due) for span in line.spans] == [(s.start, s.due) for s in other.spans]


def _ask_overlaps(lines: list[Line], plan: Plan) -> None:
    """Ask whether one time inside another is a second one: 一季度,3月; 6月底前,最迟7月10日."""
    for a, b in pairwise(lines):
        if a.kind is b.kind is Kind.FIXED and a.label is None and b.label is None and "," in b.joined:
            plan.ask(f"「{a.said}」与「{b.said}」是两次，还是以其中一个为准？现按两次。")
        if a.kind is b.kind is Kind.RANGE and a.label is None and b.label is None and a.spans and b.spans:
            outer, inner = a.spans[-1], b.spans[0]
            if outer.start <= inner.start and inner.due <= outer.due:
                plan.ask(f"{days(inner.start, inner.due)}写在另一个时段之内，是同一次，还是两次？现按两次。")


def in_row(lines: list[Line]) -> bool:
    """Say whether the lines are one row of terms: 年初公布、年中检查、年底兑现."""
    return all("、" in line.joined for line in lines[1:]) and not any(line.by_whom for line in lines)


def _bounded(lines: list[Line], plan: Plan) -> list[Line]:
    """Let 「年底前完成」 after 「每半年1次」 or 「全年推进」 end what was said, not be a task of its own."""
    kept: list[Line] = []
    for line in lines:
        last = kept[-1] if kept else None
        ends = line.kind is Kind.FIXED and line.label is None and "," in line.joined and len(line.spans) == 1
        ends = bool(ends and line.spans[0].open_start)
        due = line.spans[0].due if line.spans else None
        if ends and due and last and last.kind is Kind.CONTINUOUS and last.label is None:
            if due != last.spans[-1].due:
                plan.ask(f"「{last.said}」与「{line.said}」以哪个为准？现分别排定。")
                kept.append(line)
        elif ends and due and last and last.kind is Kind.RECURRING and last.min_count:
            if due < last.spans[-1].due:
                plan.ask(f"「{last.said}」现只排到{due.year}年{spoken(due)}为止，对吗？")
            last.spans = [replace(s, due=min(s.due, due)) for s in last.spans if s.start <= due]
        else:
            kept.append(line)
    return kept


def _is_one_task(lines: list[Line]) -> bool:
    """Say whether the lines are rounds of one task: 第一轮 and 第二轮, or 「3月底前1次、9月底前1次」."""
    if len(lines) < 2 or not all(len(line.spans) == 1 and line.spans[0].open_start for line in lines):
        return False
    rounds = all(line.kind is Kind.FIXED and ORDINAL.search(line.label or "") for line in lines)
    counts = all(line.kind is Kind.COUNT and line.label == lines[0].label for line in lines)
    return rounds or counts


def _begin_with(line: Line, main: list[Line], plan: Plan) -> None:
    start = main[-1].spans[0].start
    line.spans = [replace(span, start=start) if start <= span.due else span for span in line.spans]
    if len(main) > 1 or not REPORTING.search(line.label or ""):
        plan.ask(f"「{line.label or '此项'}」没有写从哪天开始，现从{spoken(start)}起，对吗？")


def _totals(lines: list[Line], plan: Plan) -> list[Line]:
    """Settle counts of the year with counts of its parts: 「全年4次,每季度1次」 is one a quarter.

    So is 「每季度学习,全年4次」; where the two do not agree, a person says what is due when.
    """
    counts = [line for line in lines if line.kind is Kind.COUNT and line.spans]
    parts = [line for line in lines if line.kind in {Kind.RECURRING, Kind.CAMPAIGN} and len(line.spans) > 1]
    for total in counts:
        each = next((line for line in parts if not line.min_count or line.unit == total.unit), None)
        if each and each.label and total.label and each.label != total.label:  # 每季度学习1次,全年考试1次
            continue
        if each is None or (total.spans[0].due - total.spans[0].start).days < 364:
            continue
        laid_out = len(each.spans) * (each.min_count or 1)
        if laid_out == total.min_count and (each.label is None or total.label in {None, each.label}):
            lines = [line for line in lines if line is not total]
            each.min_count, each.unit = each.min_count or 1, total.unit
        elif each.min_count:
            unit = each.unit or "次"
            plan.ask(f"各期合计{laid_out}{unit}，而全年要求{total.min_count}{unit}，其余何时完成？")
            total.label = total.label or "全年合计"
        elif total.label in {None, each.label}:
            unit = total.unit or "次"
            plan.ask(f"时间分{len(each.spans)}期，而全年要求{total.min_count}{unit}，各期至少完成多少？")
            total.label = total.label or "全年合计"
    if len(counts) < 2:
        return lines
    windows = sorted((line.spans[0].start, line.spans[0].due) for line in counts)
    apart = all(due < start for (_, due), (start, _) in pairwise(windows))
    if apart:
        for line in counts:
            line.kind = Kind.RECURRING
    elif not _is_one_task(lines):
        plan.ask("这一格写了几个次数，时间长的是否包含时间短的？现分别计数。")
    return lines


def chained(found: list[Span], plan: Plan) -> list[Span]:
    """Let each of several due days begin where the one before ended: 6月底、12月底前.

    Evenly spaced over the year they begin with its quarters or halves, else with the month after.
    """
    dues = [span.due for span in found]
    if dues != sorted(set(dues)):
        return found
    starts = [found[0].start]
    for last, due in pairwise(dues):
        next_month = months_later(last.replace(day=1), 1)
        starts.append(next_month if next_month <= due else last + DAY)
    months = 12 // len(dues)
    even = (
        [date(dues[0].year, n * months + 1, 1) for n in range(len(dues))] if 12 % len(dues) == 0 else starts
    )
    spacing = {(b.year - a.year) * 12 + b.month - a.month for a, b in pairwise(dues)}
    if spacing == {months} and starts[0] == even[0]:
        chosen, other = even, starts
    else:
        chosen, other = starts, starts if (dues[0] + DAY).day == 1 else even
    if chosen != other:
        plan.ask(f"后面的截止日从哪天算起没有写，现从{'、'.join(map(spoken, chosen[1:]))}起，对吗？")
    return [replace(span, start=min(start, span.due)) for start, span in zip(chosen, found, strict=True)]
