"""A preview of a policy as JSON, and as lines for a person."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rules.policy_words import CHANNEL_WORDS
from rules.stages import stage_words

if TYPE_CHECKING:
    from collections import Counter

    from steps.listing.preview_policy import Previewed, Side


def as_json(year: int, previewed: "Previewed") -> dict[str, Any]:
    return {
        "year": year,
        "since": previewed.since.isoformat(),
        "now": _side(previewed.today, previewed),
        "proposed": _side(previewed.proposed, previewed),
    }


def _side(side: "Side", previewed: "Previewed") -> dict[str, Any]:
    seen, full = side.in_time, side.in_time.full_days(side.policy.cap_per_day)
    busiest = seen.busiest()
    return {
        "messages": _channels(seen.by_channel()),
        "sms_segments": side.segments,
        "if_nothing_is_handed_in": _channels(side.late.by_channel()),
        "months": [
            {"month": month, **_channels(counts)} for month, counts in _grouped(seen.by_month()).items()
        ],
        "persons": [
            {
                "id": person,
                "person": previewed.names[person],
                **_channels(counts),
                "days_at_cap": full[person],
            }
            for person, counts in _grouped(seen.by_person()).items()
        ],
        "stages": dict(side.late.stages),
        "busiest": {"on": busiest[0].isoformat(), "messages": busiest[1]} if busiest else None,
        "untold": seen.untold,
    }


def _channels(counts: "Counter[str]") -> dict[str, int]:
    return {channel: counts[channel] for channel in CHANNEL_WORDS}


def _grouped(counts: "Counter[tuple[str, str]]") -> "dict[str, Counter[str]]":
    from collections import Counter

    grouped: dict[str, Counter[str]] = {}
    for (name, channel), count in counts.items():
        grouped.setdefault(name, Counter())[channel] = count
    return grouped


def lines(year: int, previewed: "Previewed") -> Iterator[str]:
    now, new = previewed.today, previewed.proposed
    yield f"{year}年从{previewed.since}起会发的提醒（现在的在岗人员；都按时交材料；每人每天并成一条）"
    yield "                 现行      拟改"
    for channel, words in CHANNEL_WORDS.items():
        yield _pair(words, now.in_time.by_channel()[channel], new.in_time.by_channel()[channel])
    yield _pair("短信计费条", now.segments, new.segments)
    for channel, words in CHANNEL_WORDS.items():
        late = (side.late.by_channel()[channel] for side in (now, new))
        yield _pair(f"{words}，都不交时", *late)
    yield "按月（邮件／短信）："
    yield from _compared(_grouped(now.in_time.by_month()), _grouped(new.in_time.by_month()))
    yield "按人（邮件／短信）："
    names = previewed.names
    yield from (
        line
        for line in _compared(
            {names[who]: counts for who, counts in _grouped(now.in_time.by_person()).items()},
            {names[who]: counts for who, counts in _grouped(new.in_time.by_person()).items()},
        )
    )
    yield "按环节（任务项次，逾期的按都不交算）："
    for stage in dict.fromkeys((*new.late.stages, *now.late.stages)):
        yield _pair(f"  {stage_words(stage)}", now.late.stages[stage], new.late.stages[stage])
    yield from _cap(new, names)


def _pair(words: str, before: int, after: int) -> str:
    wide = sum(1 + (ord(letter) > 0x2E80) for letter in words)
    return f"{words}{' ' * max(1, 16 - wide)}{before:>5}{after:>10}"


def _compared(before: "dict[str, Counter[str]]", after: "dict[str, Counter[str]]") -> Iterator[str]:
    def said(counts: "Counter[str] | None") -> str:
        return f"{counts['mail']}／{counts['sms']}" if counts else "0／0"

    for name in sorted({*before, *after}):
        yield f"  {name}  {said(before.get(name))}  →  {said(after.get(name))}"


def _cap(side: "Side", names: "dict[str, str] | Any") -> Iterator[str]:
    busiest = side.in_time.busiest()
    if busiest:
        yield f"最多的一天：{busiest[0]}，{busiest[1]}条。"
    full = side.in_time.full_days(side.policy.cap_per_day)
    if full:
        who = "、".join(f"{names[person]}{days}天" for person, days in full.most_common())
        yield f"当天已到上限的天数（再有退回等临时消息，就并入下一个工作日）：{who}。"
    else:
        yield "没有人会到上限。"
    if side.in_time.untold:
        yield f"有{side.in_time.untold}条没有人可以告知，请先登记在岗人员。"
