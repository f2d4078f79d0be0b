"""A policy in Chinese: how it is read out, and what a person may write to change it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, time
from typing import Any

from models.notice import Part
from models.refusals import BadSetting
from rules import holidays
from rules.reminding import CHANNELS, Policy, Route
from rules.stages import STAGES, stage_words

NONE = "无"
PARTS = {
    Part.OWNER: "责任人",
    Part.DEPARTMENT_HEAD: "部门负责人",
    Part.COORDINATOR: "统筹人",
    Part.LEADER: "分管领导",
    Part.SUPPORT: "配合部门",
}
_CALLED = {"科室负责人": "部门负责人", "配合科室": "配合部门"}  # what else they are called
CHANNEL_WORDS = dict(zip(CHANNELS, ("邮件", "短信"), strict=True))
_CLOCK = r"([01]?\d|2[0-3])[:：]([0-5]\d)"
_ROUTE = re.compile(r"(\D+?)(\d*)=([^:]+):(.+)")


def read_out(policy: Policy) -> Iterator[str]:
    """Yield the lines that say a policy to a person."""
    said = [f"到期前{_numbers(policy.lead_workdays)}个工作日"] if policy.lead_workdays else []
    said += ["到期当天"] if policy.on_due_day else []
    said += ["窗口开始时"] if policy.opening else []
    yield f"提醒：{'、'.join(said) or NONE}"
    overdue = f"第{_numbers(policy.overdue_workdays)}个工作日" if policy.overdue_workdays else NONE
    yield f"逾期：{overdue}"
    yield f"办公时间：{policy.begins_at:%H:%M}至{policy.ends_at:%H:%M}，休息日不发"
    yield f"静默日期：{'、'.join(map(_span, policy.quiet_days)) or NONE}"
    yield f"上限：每人每天邮件、短信各{policy.cap_per_day}条，超出的并入下一个工作日"
    yield "告知："
    for route in policy.routes:
        channels = "、".join(CHANNEL_WORDS[channel] for channel in route.channels)
        yield f"  {stage_words(route.stage)}：{PARTS[route.part]}（{channels or '不告知'}）"
    prompt = "，每月初拟提示单" if policy.monthly_prompt else ""
    yield (
        f"单据：逾期{policy.nudge_after}个工作日拟催办单，{policy.supervise_after}个工作日拟督办单{prompt}；"
        "都由统筹人决定发不发"
    )


def carried(last: Policy, policy: Policy, last_year: int, departing: Sequence[str]) -> Iterator[str]:
    """Yield what a rolled-over list keeps of how the last one reminds; `departing`: numbers of its duties."""
    if policy == Policy():
        yield "提醒办法：默认。"
    else:
        yield f"提醒办法沿用 {last_year} 年的，要改用 xuepu policy set："
        yield from (f"  {said}" for said in read_out(policy))
    if departing:
        yield f"第{'、'.join(departing)}项另有设定，一并沿用。"
    if over := [_span(span) for span in last.quiet_days if span not in policy.quiet_days]:
        yield f"{last_year} 年的静默日期（{'、'.join(over)}）不再沿用，今年的请另设。"


def _numbers(counts: Sequence[int]) -> str:
    return "、".join(map(str, counts))


def _span(span: tuple[date, date]) -> str:
    first, last = span
    return str(first) if first == last else f"{first}至{last}"


def changed(policy: Policy, said: Mapping[str, Any], tell: Sequence[str] = ()) -> Policy:
    """Return the policy with what was said changed; its routes follow where steps move.

    Who hears of the second overdue step hears of the second of the new ones, or of the last.

    Raises:
        BadSetting: it contradicts itself, or a line of `tell` cannot be read.

    """
    new = dict(said)
    routes = policy.routes
    for name, head in (("lead_workdays", "due-in"), ("overdue_workdays", "overdue")):
        if name in new:
            ascending = head == "overdue"
            routes = _moved(routes, head, getattr(policy, name), new[name], ascending=ascending)
    for name, stage in (("opening", "opens"), ("on_due_day", "due-today")):
        if name in new and new[name] is not getattr(policy, name):
            routes = tuple(route for route in routes if route.stage != stage)
            if new[name]:
                routes = (*(route for route in Policy().routes if route.stage == stage), *routes)
    for line in tell:
        routes = _told(routes, line)
    return replace(policy, **new, routes=routes)


def _moved(
    routes: Sequence[Route], head: str, before: Sequence[int], after: Sequence[int], *, ascending: bool
) -> tuple[Route, ...]:
    old, new = (sorted(set(steps), reverse=not ascending) for steps in (before, after))
    places = {f"{head}-{step}": place for place, step in enumerate(old)}
    moved = []
    for route in routes:
        place = places.get(route.stage)
        if place is None:
            kept = route if new or route.stage != head else None
        else:
            kept = replace(route, stage=f"{head}-{new[min(place, len(new) - 1)]}") if new else None
        if kept is not None and kept not in moved:
            moved.append(kept)
    return tuple(moved)


def _told(routes: Sequence[Route], line: str) -> tuple[Route, ...]:
    """Read 「逾期5=部门负责人:邮件,短信」; 「不告知」 takes the part off that stage."""
    found = _ROUTE.fullmatch("".join(line.split()).replace("：", ":").replace("＝", "="))
    stages = {words: stage for stage, words in STAGES.items()}
    parts = {words: part for part, words in PARTS.items()}
    whom = _CALLED.get(found[3], found[3]) if found else ""
    if found is None or found[1] not in stages or whom not in parts:
        raise BadSetting(
            f"「{line}」看不懂，请写成 环节=对象:渠道，例如 逾期5=部门负责人:邮件；"
            f"环节有{'、'.join(stages)}，对象有{'、'.join(parts)}。"
        )
    stage = stages[found[1]] + (f"-{found[2]}" if found[2] else "")
    part = parts[whom]
    kept = tuple(route for route in routes if (route.stage, route.part) != (stage, part))
    if found[4] == "不告知":
        return kept
    names = {words: channel for channel, words in CHANNEL_WORDS.items()}
    written = [name for name in re.split("[,，、]", found[4]) if name]
    if unknown := [name for name in written if name not in names]:
        raise BadSetting(f"没有「{unknown[0]}」这个渠道，可以写{'、'.join(names)}，或不告知。")
    return (*kept, Route(stage, part, tuple(names[name] for name in written)))


def counts(written: str) -> tuple[int, ...]:
    """Read 「5,1」, each once; 「无」 is none."""
    if written.strip() == NONE:
        return ()
    try:
        return tuple(dict.fromkeys(int(each) for each in re.split("[,，、]", written.strip())))
    except ValueError:
        raise BadSetting(f"「{written}」不是天数，请写成 5,1 这样；不要的写 {NONE}。") from None


def hours(written: str) -> tuple[time, time]:
    """Read 「8:30-17:30」."""
    found = re.fullmatch(rf"{_CLOCK}[-—至到~]{_CLOCK}", "".join(written.split()))
    if found is None:
        raise BadSetting(f"「{written}」不是办公时间，请写成 8:30-17:30 这样。")
    return time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))


def quiet_days(written: Sequence[str]) -> tuple[tuple[date, date], ...]:
    """Read 「2024-09-20」 and 「2024-09-20至2024-09-21」, in order of time; a single 「无」 is none."""
    if [each.strip() for each in written] == [NONE]:
        return ()
    spans = (holidays.span(each) for each in written)
    return tuple(sorted({(days[0], days[-1]) for days in spans}))
