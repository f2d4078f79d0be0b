"""A reading in plain Chinese, for the coordinator who checks it."""

from datetime import date

from rules.deadlines.reading import Kind, Occurrence, Offset, Reading

UNITS = {"day": "天", "workday": "个工作日", "week": "周", "month": "个月"}
MOST_SHOWN = 4


def meaning(reading: Reading) -> str:
    """Say what was understood in one sentence."""
    what = _what(reading)
    if reading.min_count and reading.kind is not Kind.RECURRING:
        what += f"，至少{reading.min_count}{reading.unit or '次'}"
    if reading.time:
        what += f"，当日{reading.time}前"
    return what


def _what(reading: Reading) -> str:
    shown = "；".join(_span(each) for each in reading.occurrences[:MOST_SHOWN])
    count = len(reading.occurrences)
    if count > MOST_SHOWN:
        shown += "……"
    match reading.kind:
        case Kind.RECURRING:
            each = f"，每期至少{reading.min_count}{reading.unit or '次'}" if reading.min_count else ""
            return f"分{count}期完成{each}：{shown}"
        case Kind.CAMPAIGN:
            return f"{reading.campaign or '宣传节点'}：{shown or '日期待定'}"
        case Kind.CONTINUOUS:
            return f"持续开展：{shown}"
        case Kind.RELATIVE:
            return _relative(reading.anchor, reading.offset) + (
                f"：{shown}" if shown else "，待事件发生后定日期"
            )
        case Kind.UNSCHEDULED:
            return f"时间未定，预计{shown}" if shown else "没有写明日期，须由统筹人排定"
        case _:
            return shown


def _relative(anchor: str | None, offset: Offset | None) -> str:
    if offset is None:
        return f"{anchor}后，期限待定"
    if offset.dir == "on":
        return f"{anchor}当日"
    distance = f"{offset.n}{UNITS.get(offset.unit, offset.unit)}" if offset.n else ""
    return (
        f"{anchor}{'后' if offset.dir == 'after' else '前'}{distance}{'内' if offset.dir == 'after' else ''}"
    )


def _span(each: Occurrence) -> str:
    if each.start == each.due:
        days = f"{_day(each.due)}当天"
    elif (each.start.month, each.start.day) == (1, 1) and each.due.month != 12:
        days = f"{_day(each.due)}前"
    else:
        days = f"{_day(each.start)}至{_day(each.due)}"
    return f"{days}（{each.label}）" if each.label else days


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
