"""What is said: one digest a person; its subject line and its SMS."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from rules.contacts import unseen

MINE = ("owner", "deputy")

# In the order in which the reader meets them; `models.Part` and the deputy.
GROUPS = {
    "owner": "请您办理",
    "deputy": "请您代为办理",
    "department_head": "本部门任务，请督促办理",
    "coordinator": "请统筹跟进，必要时提请督办",
    "draft": "代拟稿，请审定后发出或注明不发",
    "leader": "请知悉",
    "decides": "请您审批延期申请",
    "support": "请您配合",
}


# What a headline only counts: what it says where nothing stands before it, and where something does.
_COUNTED = {
    "support": ("项任务请配合", "项请配合"),
    "decides": ("项延期申请请审批", "项延期申请请审批"),
    "draft": ("份代拟稿待审定", "份代拟稿待审定"),
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
    label: str  # which of its duty's tasks it is: 报送总结, 第2次; empty where it stands alone
    reason: str  # why it was returned; may be empty
    part: str  # what the reader is to the task, a key of `GROUPS`
    last_workday: date | None = None  # of the window, where the due day is a rest day
    stands_in_for: str = ""  # whose task it is, where the reader is the deputy
    slip: str = (
        ""  # what a 提示单, 催办单 or 督办单 says of it; of part "draft" it stands for a slip, not a task
    )
    facts: tuple[tuple[str, str], ...] = ()  # what else is to be said: 拟延期至, 2024年10月31日
    uid: str = ""  # of its deadline in calendars: task-17@0f3a.xuepu.local


@dataclass(frozen=True)
class Digest:
    """All that one person is told at one time; at least one item."""

    office: str  # 菏泽市人民政府外事办公室
    person: str
    today: date  # a Beijing day
    items: tuple[Item, ...]
    signed: str  # what stands in 【】: 学普
    unreached: tuple[str, ...] = ()  # a line for each person not reached; a mail to who coordinates says them
    token: str = field(default="", repr=False)  # opens these tasks to who holds it; empty: no link goes out
    reply_token: str = field(default="", repr=False)  # finds these tasks in an answer

    def __post_init__(self) -> None:
        if not self.items:
            raise ValueError("a digest without items says nothing")


def subject(digest: Digest) -> str:
    """【学普】3项任务待办：最近一项6月20日到期."""
    return f"【{plain(digest.signed)}】{headline(digest)}"


def headline(digest: Digest) -> str:
    """Say in one line how many, how late, how soon; no title, no name."""
    mine = [item for item in digest.items if item.part in MINE]
    said = [_about_mine(mine, digest.today)] if mine else []
    others = [item for item in digest.items if item.part not in (*MINE, *_COUNTED)]
    if others:
        said.append(f"另有{len(others)}项请督促" if mine else _about_others(others))
    for part, (alone, besides) in _COUNTED.items():
        if count := sum(item.part == part for item in digest.items):
            said.append(f"另有{count}{besides}" if said else f"{count}{alone}")
    return "；".join(said)


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
    where = "本部门" if {item.part for item in items} == {"department_head"} else ""
    what = "任务逾期未办" if late == len(items) else "任务请关注" + (f"，其中{late}项已逾期" if late else "")
    parts = {item.part for item in items}
    ask = "请研究是否督办" if "coordinator" in parts else "请督促" if "department_head" in parts else "请知悉"
    return f"{where}{len(items)}项{what}，{ask}"


def sms(digest: Digest, signature: str) -> str:
    """【学普】您有3项任务待办：最近一项6月20日到期。请登录系统办理。; no title, no name, no link."""
    mine = any(item.part in MINE for item in digest.items)
    return (
        f"【{signature}】{'您有' if mine else ''}{headline(digest)}。请登录系统{'办理' if mine else '查看'}。"
    )


def segments(message: str) -> int:
    """Count what a carrier bills: UTF-16 units of signature and text, 70 in one, else 67 in each."""
    units = len(message.encode("utf-16-le")) // 2
    return 1 if units <= 70 else -(-units // 67)


def plain(words: str) -> str:
    """Put what a user wrote on one line, without invisible characters."""
    if not words.isprintable():
        spaced = "".join(" " if letter.isspace() else letter for letter in words)
        words = "".join(letter for letter in spaced if not unseen(letter))
    return " ".join(words.split())


def _short(day: date, today: date) -> str:
    if day == today:
        return "今天"
    if day == today + timedelta(days=1):
        return "明天"
    return month_day(day) if day.year == today.year else f"{day.year}年{month_day(day)}"


def month_day(day: date) -> str:
    return f"{day.month}月{day.day}日"
