"""Posts into group chats: how many, not who; and the same words to paste where a group has no robot."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from notifications.channel import Composed, Envelope
from notifications.https import Caller
from notifications.robots import Robot
from notifications.words import month_day, plain

SOON_DAYS = 7
MOST_BYTES = 2000  # 企业微信 takes 2,048 bytes


@dataclass(frozen=True)
class Tally:
    """How an office's list stands today. The counts name nobody; `named` is what the office chose to add."""

    signed: str  # what stands in 【】: 学普
    today: date  # a Beijing day
    waiting: int  # tasks that wait on their owners
    late: int  # of them overdue
    soon: int  # of them due within `SOON_DAYS`, today included
    nearest: date | None  # the next due day, from today on
    named: tuple[str, ...] = ()  # 办公室：逾期1项

    def __post_init__(self) -> None:
        if not 0 <= self.late + self.soon <= self.waiting:
            raise ValueError("more tasks late or soon due than waiting")


def paste_text(tally: Tally) -> str:
    """Say how the list stands, in the few lines a group reads: 【学普】…."""
    lines = [f"【{plain(tally.signed)}】学法普法任务进度（{month_day(tally.today)}）", _standing(tally)]
    if tally.waiting:
        lines += [
            *_named(tally.named, MOST_BYTES - len("\n".join(lines).encode())),
            "请相关责任部门登录系统办理。",
        ]
    return "\n".join(lines)


def tally_post(tally: Tally) -> Composed:
    return Composed(f"【{plain(tally.signed)}】{_standing(tally)}", paste_text(tally).encode())


def _standing(tally: Tally) -> str:
    if not tally.waiting:
        return "目前没有待办任务。"
    facts = [f"待办{tally.waiting}项"]
    if tally.late:
        facts.append(f"其中已逾期{tally.late}项")
    if tally.soon:
        facts.append(f"{SOON_DAYS}日内到期{tally.soon}项")
    if tally.nearest:
        facts.append(f"最近时限{month_day(tally.nearest)}")
    return "，".join(facts) + "。"


def _named(lines: tuple[str, ...], room: int) -> list[str]:
    """Print as many lines as fit, and how many do not."""
    kept: list[str] = []
    room -= 100  # for the words around them
    for line in map(plain, lines):
        room -= len(line.encode()) + 1
        if room < 0:
            return [*kept, f"等{len(lines)}条。"]
        kept.append(line)
    return kept


@dataclass(frozen=True)
class GroupChat:
    """One group with its robot: a channel whose digest is a tally and whose reader is a group."""

    robot: Robot
    name: str = "chat"

    def compose(self, tally: Tally, *, message_id: str, at: datetime) -> Composed:  # noqa: ARG002
        return tally_post(tally)

    @contextmanager
    def session(self) -> Iterator["ChatOutlet"]:
        yield ChatOutlet(self.robot, Caller(self.robot.site))


@dataclass(frozen=True)
class ChatOutlet:
    robot: Robot
    caller: Caller

    def send(self, envelope: Envelope) -> str:
        """Post the frozen words; `envelope.to` is the group's name, for the ledger only."""
        return self.robot.post(self.caller, envelope.body.decode())
