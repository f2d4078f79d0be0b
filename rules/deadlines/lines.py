"""Clauses become dated lines of a reading."""

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from rules.deadlines import events, recurring, spans
from rules.deadlines.clauses import Clause
from rules.deadlines.dating import DAY, Ask, Plan, window
from rules.deadlines.parts import At, Between, Count, Distance, Every, Moment, Named, When
from rules.deadlines.reading import Kind, Offset
from rules.deadlines.spans import Span

LIGHT = re.compile(
    "^(?:[于在应须需要将并请的到,、]|务必|至少|集中|组织|认真|深入|积极|全面|按时|及时|再次|适时|全部|各自)*"
    "(?:开展|召开|完成|进行|举办|举行|推进|组织|落实到位|办理)?(?:好|了)?"
)
DONE = re.compile("完成|办结|结束|到位|出台|印发")
ORDINAL = re.compile("第[一二三四五六七八九十\\d]+[轮批次期步阶]|首[轮批次]|末[轮批次]")
REPORTING = re.compile("报|送|总结|提交|汇总|公开|公示|备案|反馈|材料|归档|通报")


@dataclass
class Line:
    """One clause, or one list of dates that share their words, dated."""

    kind: Kind
    spans: list[Span] = field(default_factory=list)
    label: str | None = None
    min_count: int | None = None
    unit: str | None = None
    anchor: str | None = None
    offset: Offset | None = None
    campaign: str | None = None  # where it has no date yet
    joined: str = ""  # the separator before it
    by_whom: bool = False  # the label names who: 4月(牵头单位)


def dated(group: list[Clause], plan: Plan, ask: Ask, before: Moment | None) -> Line | None:
    """Date one list of clauses; None when nothing in it says a time."""
    head = group[0]
    if any(clause.distance for clause in group):
        return _relative(next(clause for clause in group if clause.distance), plan, ask, before)
    if not any(clause.whens for clause in group):
        return _undated(head, plan, ask)
    next_month = _next_month(head)
    if next_month is not None:
        ask(f"「{next_month.raw}」没有写是哪个月的次月，从哪个月起算？")
        offset = Offset(next_month.place.n if next_month.place else 0, "day", "after")
        return Line(Kind.RELATIVE, anchor="当月结束", offset=offset)
    if head.counts and _is_year_alone(head.whens):
        ask = _silent
    found: list[Span] = []
    for clause in group:
        found += _spans(clause, plan, ask, before)
        before = last_moment(clause) or before
    line = Line(_kind([span.kind for span in found]), found, joined=head.joined)
    if not found:
        line.campaign = next((when.name for when in head.whens if isinstance(when, Named)), None)
        line.kind = Kind.CAMPAIGN if line.campaign else Kind.UNSCHEDULED
    if len(found) > 1 and {span.kind for span in found} == {Kind.CAMPAIGN, Kind.RANGE}:
        ask(f"这一格有的写到日、有的写到月，各按所写的时段，对吗？")
    text = group[0].lead + group[-1].words
    line.label = label(text)
    _chain(line)
    if len(found) == 1 and line.kind is Kind.RANGE and DONE.search(text) and not group[-1].counts:
        line.kind = Kind.FIXED
    _count(line, [count for clause in group for count in clause.counts], group, ask)
    return line


def _next_month(clause: Clause) -> Moment | None:
    """Return the moment of 次月5日前, which waits for its month to end."""
    when = clause.whens[0]
    moment = when.moments[0] if isinstance(when, At) else None
    return moment if moment and moment.n is None and moment.month_of == 0 else None


def _is_year_alone(whens: list[When]) -> bool:
    return all(isinstance(when, At) and when.moments[0].unit == "year" and not when.reach for when in whens)


def last_moment(clause: Clause) -> Moment | None:
    """Return the moment that a later one may borrow month and year from."""
    for when in reversed(clause.whens):
        if isinstance(when, At):
            return when.moments[-1]
        if isinstance(when, Between):
            return replace(
                when.closing, n=when.closing.n or when.opening.n, year=when.closing.year or when.opening.year
            )
    return None


def label(text: str) -> str | None:
    """Return what a clause calls its work: 「召开专题会」 is a 专题会."""
    text = re.sub("^[的:,、;]+|[:,、;。]+$", "", text)
    return LIGHT.sub("", text, count=1) or None


def _kind(kinds: list[Kind]) -> Kind:
    found = set(kinds)
    if len(found) == 1:
        kind = kinds[0]
        if len(kinds) > 1 and kind in {Kind.RANGE, Kind.FIXED}:
            return Kind.RECURRING
        return kind
    for kind in (Kind.CONTINUOUS, Kind.CAMPAIGN, Kind.RECURRING):
        if kind in found:
            return kind
    return Kind.RANGE


# ── Dates ────────────────────────────────────────────────────────────────────────────────────────


def _spans(clause: Clause, plan: Plan, ask: Ask, before: Moment | None) -> list[Span]:
    whens = _pushed(clause.whens)
    turn = _turn_of_month(whens)
    if turn is not None:
        first, last = (spans.at(when, plan, _silent, before)[0] for when in turn)
        ask(f"「{turn[0].raw}{turn[1].raw}」现按{_day(first.start)}至{_day(last.due)}，对吗？")
        return [Span(first.start, last.due, Kind.RANGE)]
    if clause.topics:
        return _month_of_topics(clause, plan, ask, before)
    found: list[Span] = []
    index = 0
    while index < len(whens):
        when = whens[index]
        following = whens[index + 1] if index + 1 < len(whens) else None
        match when, following:
            case (At(), Named()) if when.reach is None:
                found += _agreed(when, following, plan, ask, before)
                index += 1
            case (Named(), At()) if when.reach is None and following.reach is None:
                found += _agreed(following, when, plan, ask, before)
                index += 1
            case At(), _:
                found += spans.at(when, plan, ask, before)
            case Between(), _:
                span = spans.between(when, plan, ask)
                found += [span] if span else []
            case Every(), _:
                found += _limited(when, clause, plan, ask, before)
            case Named(), _:
                _ask_lost_dot(clause, when, plan, ask)
                span = spans.named(when, plan, ask)
                found += [span] if span else []
        index += 1
    return found


def _pushed(whens: list[When]) -> list[When]:
    """Hand the 期间 or 前 of the last campaign to those beside it: 元旦春节期间."""
    last = whens[-1]
    if not isinstance(last, Named) or last.reach is None:
        return whens
    return [
        replace(when, reach=last.reach) if isinstance(when, Named) and when.reach is None else when
        for when in whens
    ]


def _turn_of_month(whens: list[When]) -> tuple[At, At] | None:
    """Return the two ends of 「4月底5月初」."""
    match whens:
        case [At(reach=None, moments=(first,)) as a, At(reach=None, moments=(last,)) as b]:
            turns = (
                first.place and last.place and first.place.part in {"底", "末"} and last.place.part == "初"
            )
            return (a, b) if turns else None
    return None


def _month_of_topics(clause: Clause, plan: Plan, ask: Ask, before: Moment | None) -> list[Span]:
    """9月重点围绕教师节、国防教育日: the month is the time, the campaigns are what is spoken of."""
    found: list[Span] = []
    for when in clause.whens:
        if isinstance(when, At):
            found += spans.at(when, plan, ask, before)
        elif isinstance(when, Between):
            span = spans.between(when, plan, ask)
            found += [span] if span else []
        elif isinstance(when, Every):
            found += _limited(when, clause, plan, ask, before)
    if len(found) == 1 and found[0].kind is Kind.RANGE:
        names = "、".join(topic.name for topic in clause.topics)
        nodes = [plan.nodes.dated(topic.name, plan.year) for topic in clause.topics]
        if any(node is None or (node.start, node.end) != (found[0].start, found[0].due) for node in nodes):
            ask(
                f"写的是{_day(found[0].start)}至{_day(found[0].due)}，是整个时段都开展，还是只在「{names}」当日？"
            )
        name = clause.topics[0].name if len(clause.topics) == 1 else "多节点"
        return [replace(found[0], kind=Kind.CAMPAIGN, campaign=name)]
    return found


def _agreed(written: At, name: Named, plan: Plan, ask: Ask, before: Moment | None) -> list[Span]:
    """Date a campaign whose date stands beside it; the two should agree."""
    moment = spans.borrowed(written.moments[0], before)
    stated = window(moment, plan, ask)
    reach = name.reach or written.reach
    node = plan.nodes.dated(name.name, stated.first.year if stated else plan.year)
    if stated is None or node is None:
        if stated is None:
            span = spans.named(name, plan, ask)
            return [span] if span else []
        if stated.grain == "month" and name.name.endswith("周"):
            ask(f"「{name.name}」在{stated.first.month}月的哪一周？现按整月。")
        return (
            [
                replace(
                    span,
                    kind=Kind.CAMPAIGN
                    if span.kind in {Kind.RANGE, Kind.FIXED} and not span.open_start
                    else span.kind,
                    campaign=name.name,
                )
                for span in spans.at(replace(written, reach=reach), plan, _silent, before)
            ]
            if stated.first != stated.last or reach
            else [Span(stated.first, stated.last, Kind.CAMPAIGN, name.name)]
        )
    overlaps = stated.first <= node.end and node.start <= stated.last
    if not overlaps:
        ask(
            f"写的是{_day(stated.first)}，而{node.name}是{node.start.year}年{_day(node.start)}，"
            f"应以哪个日期为准？现按{_day(stated.first)}。"
        )
        return spans.at(replace(written, reach=reach), plan, ask, before)
    span = spans.named(replace(name, reach=reach), plan, ask, stated.first.year)
    return [span] if span else []


def _ask_lost_dot(clause: Clause, name: Named, plan: Plan, ask: Ask) -> None:
    """「124」国家宪法日: the digits agree with the day, the dot is lost."""
    digits = re.search(r"\d{2,4}$", clause.lead)
    node = plan.nodes.dated(name.name, plan.year)
    if digits is None or node is None:
        return
    clause.lead = clause.lead[: digits.start()]
    if digits[0] not in {f"{node.start.month}{node.start.day}", f"{node.start:%m%d}"}:
        ask(f"「{digits[0]}」与{name.name}的日期{_day(node.start)}不符，应为哪天？")
    else:
        ask(f"「{digits[0]}」疑漏了中间的点，现按{name.name}{_day(node.start)}，对吗？")


def _limited(part: Every, clause: Clause, plan: Plan, ask: Ask, before: Moment | None) -> list[Span]:
    """Date a recurrence inside the months that limit it."""
    found = recurring.every(part, plan, ask, next_month="last_months_figures" in clause.marks)
    if "last_months_figures" in clause.marks:
        ask(f"「{part.raw}」报上一期情况，年末一期现排到次年{_day(found[-1].due)}，对吗？")
    limits: list[Span] = []
    for when in clause.limits:
        if isinstance(when, At):
            since = when.reach is not None and when.reach.form == "since"
            limits += spans.at(when, plan, _silent if since else ask, before)
        elif isinstance(when, Between):
            span = spans.between(when, plan, ask)
            limits += [span] if span else []
    if limits:
        found = [
            replace(span, start=max(span.start, limit.start), due=min(span.due, limit.due))
            for limit in limits
            for span in found
            if max(span.start, limit.start) <= min(span.due, limit.due)
        ]
    if clause.only:
        kept = [each for moment in clause.only if (each := window(moment, plan, _silent))]
        found = [span for span in found if any(each.first <= span.due <= each.last for each in kept)]
    for moment in clause.excepted:
        out = window(moment, plan, ask)
        if out is not None:
            found = [span for span in found if not out.first <= span.due <= out.last]
    return found


# ── Starts ───────────────────────────────────────────────────────────────────────────────────────


def _chain(line: Line) -> None:
    """Let each of several due days begin where the one before ended: 6月底、12月底前."""
    found = line.spans
    if len(found) < 2 or not all(span.open_start for span in found) or not _in_order(found):
        return
    line.spans = chained(found)


def chained(found: list[Span]) -> list[Span]:
    """Return `found` with starts that follow one another; even periods of the year where they fit."""
    months = 12 // len(found) if 12 % len(found) == 0 else 0
    slots = [(span.due.month - 1) // months for span in found] if months else []
    if slots == list(range(len(found))) and len({span.due.year for span in found}) == 1:
        starts = [date(span.due.year, slot * months + 1, 1) for slot, span in zip(slots, found, strict=True)]
    else:
        starts = [found[0].start]
        for last, span in zip(found, found[1:], strict=False):
            month_after = spans.next_month_start(last.due)
            starts.append(month_after if month_after <= span.due else last.due + DAY)
    return [replace(span, start=min(start, span.due)) for start, span in zip(starts, found, strict=True)]


def _in_order(found: list[Span]) -> bool:
    return all(a.due < b.due for a, b in zip(found, found[1:], strict=False))


# ── Counts ───────────────────────────────────────────────────────────────────────────────────────


def _count(line: Line, counts: list[Count], group: list[Clause], ask: Ask) -> None:
    if not counts:
        return
    count = counts[0]
    line.min_count, line.unit = count.n, count.unit
    if line.kind in {Kind.RANGE, Kind.FIXED, Kind.CONTINUOUS} and len(line.spans) == 1:
        line.kind = Kind.COUNT
    each = any("each" in clause.marks for clause in group)
    if len(line.spans) > 1 and line.kind is Kind.RECURRING and not each and not _is_every(group):
        ask(f"「{count.raw}」是各时段分别{count.raw}，还是合计{count.raw}？现按分别计。")


def _is_every(group: list[Clause]) -> bool:
    return any(isinstance(when, Every) for clause in group for when in clause.whens)


# ── Events ───────────────────────────────────────────────────────────────────────────────────────


def _relative(clause: Clause, plan: Plan, ask: Ask, before: Moment | None) -> Line:
    distance = clause.distance
    assert distance is not None
    if distance.asked:
        ask(f"「{distance.raw}」{distance.asked}，对吗？")
    offset = Offset(distance.n, distance.unit, "after" if distance.after else "before")
    when = clause.whens[0] if clause.whens else None
    if isinstance(when, Every):
        return Line(Kind.RECURRING, recurring.after_period(when, distance, plan, ask))
    if isinstance(when, Named):
        return _from_campaign(when, distance, offset, plan, ask)
    if isinstance(when, At):
        found = spans.at(replace(when, reach=None), plan, _silent, before)
        if found:
            return _from_day(found[-1], when, distance, offset, plan, ask)
    loose = clause.marks.get("loose_period", "")
    if "季" in loose or "月" in loose:
        period = Every(f"每{loose}", "quarter" if "季" in loose else "month")
        return Line(Kind.RECURRING, recurring.after_period(period, distance, plan, ask))
    words = clause.lead or clause.words
    anchor = events.anchor(words, after=distance.after)
    if "每次" in words or words.strip() in {"会", "会议"} and not distance.after:
        ask(f"「{clause.text}{distance.raw}」随每次{anchor}而定，各次的日期由谁、何时给出？")
    if anchor is None:
        anchor = "任务下达" if distance.raw.startswith("T") or distance.after else "活动开始"
        ask(f"「{distance.raw}」没有写从哪件事算起，现按{anchor}，对吗？")
    return Line(Kind.RELATIVE, anchor=anchor, offset=offset)


def _from_day(span: Span, when: At, distance: Distance, offset: Offset, plan: Plan, ask: Ask) -> Line:
    day = span.due
    if (
        not distance.after
        and distance.unit == "workday"
        and when.moments[-1].place
        and when.moments[-1].place.part
    ):
        day += DAY  # 6月底前3个工作日: the last working day is number 1
    other = recurring.counted(day, distance, plan)
    _ask_unusual(day, other, distance, plan, ask)
    start, due = (day, other) if distance.after else (min(span.start, other), other)
    return Line(Kind.RELATIVE, [Span(start, due, Kind.RELATIVE)], anchor=day.isoformat(), offset=offset)


def _ask_unusual(day: date, due: date, distance: Distance, plan: Plan, ask: Ask) -> None:
    """Ask where holidays move the day, or it falls on one, or the month is too short."""
    if distance.unit == "workday":
        for year in {day.year, due.year}:
            if not plan.workdays.is_published(year):
                ask(f"{year}年放假安排尚未公布，{due.year}年{_day(due)}是按周末推算的，公布后应重新核对。")
        between = (min(day, due) + timedelta(n) for n in range(abs((due - day).days) + 1))
        if any(plan.workdays.is_workday(each) != (each.weekday() < 5) for each in between):
            ask(f"「{distance.raw}」跨放假或调休，现按{due.year}年{_day(due)}，对吗？")
    elif not plan.workdays.is_workday(due):
        ask(f"到期日{due.year}年{_day(due)}不是工作日，是否顺延到{_day(plan.workdays.on_or_after(due))}？")
    elif distance.unit == "month" and due.day != day.day:
        ask(f"到期月没有{day.day}日，现按月末{due.year}年{_day(due)}，对吗？")


def _from_campaign(name: Named, distance: Distance, offset: Offset, plan: Plan, ask: Ask) -> Line:
    node = plan.nodes.dated(name.name, plan.year)
    if node is None:
        ask(f"「{name.name}」在节点表中没有日期，请先定下。")
        return Line(Kind.RELATIVE, anchor=name.name, offset=offset)
    day = node.end if distance.after else node.start
    due = recurring.counted(day, distance, plan)
    ask(
        f"「{name.name}」按{_day(node.start)}{'' if node.single_day else '至' + _day(node.end)}推算，到期日为{_day(due)}，对吗？"
    )
    span = (
        Span(day, due, Kind.RELATIVE)
        if distance.after
        else Span(spans.opening(due, plan), due, Kind.RELATIVE)
    )
    return Line(Kind.RELATIVE, [span], anchor=node.name, offset=offset)


def _undated(clause: Clause, plan: Plan, ask: Ask) -> Line | None:
    """A clause without a date: an event, a count for the year, continuous work, or nothing."""
    event = _event(clause, ask)
    if event is not None:
        return event
    year = Span(date(plan.year, 1, 1), date(plan.year, 12, 31), Kind.CONTINUOUS)
    if clause.counts:
        count = clause.counts[0]
        if count.per and not count.per.startswith("年"):
            period = {"半年": "half", "季度": "quarter", "季": "quarter", "月": "month", "周": "week"}[
                count.per
            ]
            found = recurring.every(Every(f"每{count.per}", period), plan, ask)
            return Line(Kind.RECURRING, found, label(clause.text), count.n, count.unit)
        return Line(Kind.COUNT, [year], label(clause.text), count.n, count.unit)
    if "continuous" in clause.marks or "habitual" in clause.marks:
        return Line(Kind.CONTINUOUS, [year], label(clause.text))
    return None


def _event(clause: Clause, ask: Ask) -> Line | None:
    """任职前, 会前, 法律施行之日: an event without a distance."""
    sign = next(
        (
            sign
            for sign in clause.signs
            if sign in {"before", "strictly_before", "since", "on_day", "event_day", "before_force"}
        ),
        "",
    )
    text = clause.text
    if not sign or clause.marks.keys() & {"unknown_time"}:
        return None
    words = re.split("(?:之|以)?[前后]|当[天日]|之日|起", text)[0]
    after = sign in {"since", "on_day", "event_day"}
    anchor = events.anchor(words, after=after)
    known = anchor is not None and anchor != events.FILLING.sub("", words)
    if not known or anchor is None:
        return None
    clause.strays.clear()
    if sign == "before_force":
        return Line(Kind.RELATIVE, anchor="法律施行", offset=Offset(1, "day", "before"))
    if sign in {"on_day", "event_day"}:
        if re.search("(颁布|公布).*(实施|施行)", words):
            ask(f"「{text}」的公布日与施行日常不是同一天，现按施行日，对吗？")
        return Line(Kind.RELATIVE, anchor=anchor, offset=Offset(0, "day", "on"))
    if sign == "since":
        ask(f"「{text}」没有写几天内完成，期限是多少？")
        return Line(Kind.RELATIVE, anchor=anchor)
    if anchor == "任命":
        return Line(Kind.RELATIVE, anchor=anchor, offset=Offset(1, "day", "before"))
    ask(f"「{text}」随每次{anchor}而定，各次的日期由谁、何时给出？")
    return Line(Kind.RELATIVE, anchor=anchor, offset=Offset(0, "day", "before"))


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _silent(_: str) -> None:
    return None
