"""What is said: one digest a person, as subject, text, HTML and SMS."""

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

LONGEST_TITLE = 120  # characters; the task's page shows the whole
SOON = 5  # working days
MINE = ("owner", "deputy")

# In the order in which the reader meets them; `models.Part` and the deputy.
GROUPS = {
    "owner": "请您办理",
    "deputy": "请您代为办理",
    "department_head": "本科室任务，请督促办理",
    "coordinator": "请统筹跟进，必要时提请督办",
    "leader": "请知悉",
}


@dataclass(frozen=True)
class Item:
    """One task that the digest speaks of.

    The days decide what is said, not the number in the stage: a digest that goes out late tells the truth.
    """

    task: str  # what is to be done, in the duty's words
    stage: str  # "opens", "due-in-5", "due-today", "overdue-10", "returned-1"
    due_on: date | None
    working_days_left: int | None  # after today, up to and with the due day; 0: today is the last
    days_over: int  # calendar days past the due day; 0: not overdue
    evidence_asked: tuple[str, ...]
    department: str
    label: str  # what the clause calls this occurrence: 报送总结; may be empty
    reason: str  # why it was returned; may be empty
    part: str  # what the reader is to the task, a key of `GROUPS`
    last_workday: date | None = None  # of the window, where the due day is a rest day


@dataclass(frozen=True)
class Digest:
    """All that one person is told at one time; at least one item."""

    office: str  # 菏泽市人民政府外事办公室
    person: str
    today: date  # a Beijing day
    items: tuple[Item, ...]
    signed: str  # what stands in 【】: 学普

    def __post_init__(self) -> None:
        if not self.items:
            raise ValueError("a digest without items says nothing")


@dataclass(frozen=True)
class Lamp:
    """Where a task stands, told three ways: colour, shape, words."""

    shape: str
    words: str
    ink: str
    ground: str
    edge: str


@dataclass(frozen=True)
class Entry:
    """An item as it is printed."""

    title: str
    lamp: Lamp
    facts: tuple[tuple[str, str], ...]
    hint: str
    reason: str


def subject(digest: Digest) -> str:
    """【学普】3项任务待办：最近一项6月20日到期."""
    return f"【{plain(digest.signed)}】{headline(digest)}"


def headline(digest: Digest) -> str:
    """Say in one line how many, how late, how soon; no title, no name."""
    mine = [item for item in digest.items if item.part in MINE]
    others = [item for item in digest.items if item.part not in MINE]
    if not mine:
        return _about_others(others)
    return _about_mine(mine, digest.today) + (f"；另有{len(others)}项请督促" if others else "")


def _about_mine(items: list[Item], today: date) -> str:
    late = [item for item in items if item.days_over > 0]
    if len(late) == len(items):
        return f"{len(items)}项任务已逾期，请尽快办理"
    ahead = [item for item in items if item.days_over == 0]
    returned = sum(item.stage.startswith("returned") for item in ahead)
    one = len(items) == 1
    facts = []
    if late:
        facts.append(f"{len(late)}项已逾期")
    if returned:
        facts.append("被退回" if one else f"{returned}项被退回")
    if days := [item.due_on for item in ahead if item.due_on]:
        facts.append(("" if one else "最近一项") + f"{_short(min(days), today)}到期")
    return f"{len(items)}项任务待办" + ("：" + "，".join(facts) if facts else "")


def _about_others(items: list[Item]) -> str:
    late = sum(item.days_over > 0 for item in items)
    where = "本科室" if {item.part for item in items} == {"department_head"} else ""
    what = "任务逾期未办" if late == len(items) else "任务请关注" + (f"，其中{late}项已逾期" if late else "")
    parts = {item.part for item in items}
    ask = "请研究是否督办" if "coordinator" in parts else "请督促" if "department_head" in parts else "请知悉"
    return f"{where}{len(items)}项{what}，{ask}"


def text(digest: Digest) -> str:
    return _templates().get_template("digest.txt.j2").render(_shown(digest))


def html(digest: Digest) -> str:
    return _templates().get_template("digest.html.j2").render(_shown(digest))


def sms(digest: Digest, signature: str) -> str:
    """【学普】您有3项任务待办：最近一项6月20日到期。请登录系统办理。; no title, no name, no link."""
    you = "您有" if any(item.part in MINE for item in digest.items) else ""
    return f"【{signature}】{you}{headline(digest)}。请登录系统办理。"


def segments(message: str) -> int:
    """Count what a carrier bills: UTF-16 units of signature and text, 70 in one, else 67 in each."""
    units = len(message.encode("utf-16-le")) // 2
    return 1 if units <= 70 else -(-units // 67)


def plain(words: str) -> str:
    """Put what a user wrote on one line, without invisible characters."""
    spaced = "".join(" " if letter.isspace() else letter for letter in words)
    visible = "".join(letter for letter in spaced if not unicodedata.category(letter).startswith("C"))
    return " ".join(visible.split())


def _shown(digest: Digest) -> dict[str, object]:
    order = list(GROUPS)
    items = sorted(digest.items, key=lambda item: (order.index(item.part), *_urgency(item)))
    groups = [
        (GROUPS[part], [_entry(item, digest.today) for item in told])
        for part, told in groupby(items, key=lambda item: item.part)
    ]
    return {
        "office": plain(digest.office),
        "signed": plain(digest.signed),
        "person": plain(digest.person),
        "today": _long(digest.today),
        "headline": headline(digest),
        "groups": groups,
        "mine": any(item.part in MINE for item in digest.items),
    }


def _urgency(item: Item) -> tuple[int, date]:
    return -item.days_over, item.due_on or date.max


def _entry(item: Item, today: date) -> Entry:
    title = plain(item.task)
    if len(title) > LONGEST_TITLE:
        title = title[: LONGEST_TITLE - 1] + "…"
    facts = [
        ("完成时限", _long(item.due_on) if item.due_on else "未定"),
        ("责任科室", plain(item.department)),
        ("本次事项", plain(item.label)),
        ("需要材料", "、".join(plain(kind) for kind in item.evidence_asked)),
    ]
    hint = ""
    if item.last_workday and item.due_on != item.last_workday >= today:
        hint = f"到期日休息，请在{_month_day(item.last_workday)}（{_weekday(item.last_workday)}）下班前提交"
    return Entry(
        title, _lamp(item, today), tuple(fact for fact in facts if fact[1]), hint, plain(item.reason)
    )


def _lamp(item: Item, today: date) -> Lamp:
    left = item.working_days_left
    if item.days_over > 0:
        return _red(f"已逾期{item.days_over}天")
    if item.due_on == today:
        return _amber("今天到期")
    if item.stage.startswith("returned"):
        return _amber("退回补正")
    if left == 0:
        return _amber("今天是最后一个工作日")
    if left is not None and left <= SOON:
        return _amber(f"还剩{left}个工作日")
    return _grey("开始办理" if item.stage == "opens" else f"还剩{left}个工作日" if left else "时限未定")


def _red(words: str) -> Lamp:
    return Lamp("▲", words, "#b3261e", "#fdecea", "#f0b8b3")


def _amber(words: str) -> Lamp:
    return Lamp("◆", words, "#8a5a00", "#fff4db", "#ecd08e")


def _grey(words: str) -> Lamp:
    return Lamp("○", words, "#5b6472", "#eef1f4", "#cdd4dc")


def _short(day: date, today: date) -> str:
    if day == today:
        return "今天"
    if day == today + timedelta(days=1):
        return "明天"
    return _month_day(day) if day.year == today.year else f"{day.year}年{_month_day(day)}"


def _month_day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _long(day: date) -> str:
    return f"{day.year}年{_month_day(day)}（{_weekday(day)}）"


def _weekday(day: date) -> str:
    return "周" + "一二三四五六日"[day.weekday()]


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=StrictUndefined,
        autoescape=select_autoescape(("html.j2",)),
        trim_blocks=True,
        lstrip_blocks=True,
    )
