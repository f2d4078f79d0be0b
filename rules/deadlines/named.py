"""Campaigns by name, dated by the office's calendar; what a date beside the name adds."""

from dataclasses import replace
from datetime import date, timedelta

from rules.deadlines.dating import DAY, Plan, Window, days, spoken, window
from rules.deadlines.parts import At, Between, Moment, Named, Reach
from rules.deadlines.reading import Kind
from rules.deadlines.spans import NEAR, WEEK, Span, at, between, borrowed, by
from rules.nodes import NodeDate

BACKWARD = {"before", "strictly", "force"}


def named(part: Named, plan: Plan, year: int | None = None) -> list[Span]:
    """Date a campaign; nothing, and a question, when the calendar holds no date for it."""
    year = year or plan.year
    node = plan.nodes.dated(part.name, year)
    if node is None:
        campaign = plan.nodes.campaign(part.name)
        why = f"{campaign.caution}，" if campaign and campaign.caution else ""
        plan.ask(f"{why}节点表中没有「{part.name}」{year}年的日期，应为哪几天？")
        return []
    if node.caution:
        plan.ask(f"{node.caution}，现按{_days(node)}，对吗？")
    return [_reached(node, part, plan)]


def _reached(node: NodeDate, part: Named, plan: Plan) -> Span:
    reach = part.reach or Reach("")
    first, last = node.start, node.end
    if reach.form in BACKWARD:
        return _by_eve(node, part, plan)
    if reach.form in {"until", "at", "ending", "end"}:
        return by(last, plan, time=reach.clock)
    if reach.form in {"since", "after"}:
        last = plan.workdays.holiday_around(first)[1] if node.festival else last
        due = max(last + DAY, date(plan.year, 12, 31))
        plan.ask(f"「{part.name}」之后没有写到哪天为止，现按{due.year}年{spoken(due)}，对吗？")
        return Span(last + DAY, due, Kind.RANGE)
    if reach.form in {"around", "about"}:
        either = timedelta(reach.days) if reach.days else WEEK if node.festival else NEAR
        first, last = first - either, last + either
        plan.ask(f"「{part.name}」前后现按{days(first, last)}，对吗？")
    elif reach.form == "during" and node.festival:
        first, last = plan.workdays.holiday_around(node.start)
        first, last = max(first, date(node.start.year, 1, 1)), min(last, date(node.start.year, 12, 31))
        plan.ask(f"「{part.name}」期间现按放假日{days(first, last)}，对吗？")
    elif reach.form == "during" and node.single_day:
        first, last = first - NEAR, last + NEAR
        plan.ask(f"「{part.name}」期间现按前后三天即{days(first, last)}，对吗？")
    elif reach.form == "week":
        first -= timedelta(first.weekday())
        last = first + 6 * DAY
        plan.ask(f"「{part.name}」所在周现按周一至周日即{days(first, last)}，对吗？")
    return Span(first, last, Kind.CAMPAIGN, node.name)


def _by_eve(node: NodeDate, part: Named, plan: Plan) -> Span:
    """Date 国庆节前: by the day before."""
    eve = node.start - DAY
    if eve.year < plan.year:  # 元旦前 in the plan of a year is before the next New Year's Day
        following = plan.nodes.dated(part.name, plan.year + 1)
        eve = following.start - DAY if following else date(plan.year, 12, 31)
        plan.ask(f"「{part.name}」前现按{eve.year}年{spoken(eve)}截止，对吗？")
    elif node.name == "春节" or not node.festival:
        plan.ask(f"「{part.name}」前现按{spoken(eve)}截止，对吗？")
    return by(eve, plan)


def agreed(written: At | Between, name: Named, plan: Plan, before: Moment | None = None) -> list[Span]:
    """Date a campaign whose date stands beside it; the two should agree."""
    if isinstance(written, Between):
        found = between(written, plan, before)
        node = plan.nodes.dated(name.name, found[0].start.year) if found else None
        if node and (node.start, node.end) != (found[0].start, found[0].due):
            plan.ask(f"「{written.raw}」与{node.name}的{_days(node)}不一致，应以哪个为准？现按前者。")
        return [replace(span, kind=Kind.CAMPAIGN, campaign=_proper(name, plan)) for span in found]
    stated = window(borrowed(written.moments[0], before), plan.quietly())
    reach = name.reach or written.reach
    if reach is not None and reach.form in BACKWARD | {"until", "at", "ending", "end"} and name.reach is None:
        return at(written, plan)  # 12月4日(国家宪法日)前: a due day, whatever it is called
    if stated is None:
        return named(name, plan)
    node = plan.nodes.dated(name.name, stated.first.year)
    if node is None:
        return _by_its_date(written, name, stated, plan)
    if stated.last < node.start or node.end < stated.first:
        plan.ask(
            f"写的是{spoken(stated.first)}，而{node.name}是{node.start.year}年{_days(node)}，"
            f"应以哪个为准？现按{spoken(stated.first)}。"
        )
        return at(replace(written, reach=reach), plan)
    if stated.grain == "day" and not node.single_day:
        plan.ask(f"写的是{spoken(stated.first)}，而{node.name}是{_days(node)}，应以哪个为准？现按后者。")
    window(written.moments[0], plan)  # for what its year or its digits leave to ask
    return named(replace(name, reach=reach), plan, stated.first.year)


def _by_its_date(written: At, name: Named, stated: Window, plan: Plan) -> list[Span]:
    """Date a campaign that the calendar does not know by what is written beside it."""
    if stated.grain == "month" and name.name.endswith("周"):
        plan.ask(f"「{name.name}」在{stated.first.month}月的哪一周？现按整月。")
    if stated.first == stated.last and name.reach is None and written.reach is None:
        return [Span(stated.first, stated.last, Kind.CAMPAIGN, name.name)]
    found = at(replace(written, reach=name.reach or written.reach), plan)
    return [replace(span, kind=Kind.CAMPAIGN, campaign=name.name) for span in found]


def ask_if_apart(written: At, name: Named, plan: Plan) -> None:
    """Ask where a bracket names a campaign that does not fill the time before it: 12月(宪法宣传周)."""
    stated = window(written.moments[-1], plan.quietly())
    node = plan.nodes.dated(name.name, plan.year)
    if (
        stated
        and node
        and stated.first != stated.last
        and (stated.first, stated.last) != (node.start, node.end)
    ):
        plan.ask(f"「{written.raw}」与{node.name}的{_days(node)}不一致，现按后者，对吗？")


def topics(found: list[Span], names: list[Named], plan: Plan) -> list[Span]:
    """Let campaigns that are only spoken of name the time: 9月重点围绕教师节、国防教育日."""
    if len(found) != 1 or found[0].kind not in {Kind.RANGE, Kind.FIXED}:
        return found
    if found[0].kind is Kind.FIXED:
        node = plan.nodes.dated(names[0].name, plan.year) if len(names) == 1 else None
        on_its_day = node is not None and (node.start, node.end) == (found[0].start, found[0].due)
        return [replace(found[0], kind=Kind.CAMPAIGN, campaign=node.name)] if node and on_its_day else found
    spoken_of = "、".join(name.name for name in names)
    nodes = [plan.nodes.dated(name.name, plan.year) for name in names]
    if any(node is None or (node.start, node.end) != (found[0].start, found[0].due) for node in nodes):
        covered = days(found[0].start, found[0].due)
        plan.ask(f"写的是{covered}，是整个时段都开展，还是只在「{spoken_of}」的日子？现按整个时段。")
    campaign = _proper(names[0], plan) if len(names) == 1 else "多节点"
    return [replace(found[0], kind=Kind.CAMPAIGN, campaign=campaign)]


def lost_dot(digits: str, name: Named, plan: Plan) -> None:
    """Ask about 「124」 before 国家宪法日: the digits of its date, with the dot lost."""
    node = plan.nodes.dated(name.name, plan.year)
    if node is None:
        return
    if digits in {f"{node.start.month}{node.start.day}", f"{node.start:%m%d}"}:
        plan.ask(f"「{digits}」疑漏了中间的点，现按{node.name}{spoken(node.start)}，对吗？")
    else:
        plan.ask(f"「{digits}」与{node.name}的日期{spoken(node.start)}不符，应为哪天？")


def _proper(name: Named, plan: Plan) -> str:
    campaign = plan.nodes.campaign(name.name)
    return campaign.name if campaign else name.name


def _days(node: NodeDate) -> str:
    return spoken(node.start) if node.single_day else days(node.start, node.end)
