"""What the coordinator's mail says, below the tasks, of who was not reached: a line a person."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from sqlmodel import Session

from notifications.phone import hushed, shown
from steps.working.desk import Desk
from steps.working.unreached import Unreached, unreached

LONGEST_REASON = 40  # characters; `xuepu message list` shows the whole

Reader = tuple[int, str]  # person, channel


def told_below(
    session: Session, readers: Collection[Reader], desk: Desk, *, now: datetime
) -> Mapping[Reader, tuple[str, ...]]:
    """Return the lines of each mail among `readers` that goes to a coordinator; without one, ask nothing."""
    mails = [reader for person in desk.coordinators if (reader := (person, "mail")) in readers]
    return dict.fromkeys(mails, lines_of(unreached(session, now=now))) if mails else {}


def lines_of(missed: Sequence[Unreached]) -> tuple[str, ...]:
    """Write a line a person; `missed` is in their order.

    Alice：邮箱 alice@example.org（退信：没有这个邮箱），1项任务没有告知
    """
    return tuple(_line(list(channels)) for _, channels in groupby(missed, key=lambda each: each.person.id))


def _line(channels: Sequence[Unreached]) -> str:
    tasks = {task.id for each in channels for task in each.tasks}
    where = "、".join(map(_where, channels))
    return f"{channels[0].person.name}：{where}，{len(tasks)}项任务没有告知"


def _where(each: Unreached) -> str:
    """Say an address and why nothing reaches it; no phone number stays whole, wherever it stands."""
    bare = each.reason.removeprefix(each.person.name)
    reason = hushed(bare).partition("（")[0]  # a server's own words stand in brackets
    if len(reason) > LONGEST_REASON:
        reason = reason[: LONGEST_REASON - 1] + "…"
    if not each.address:
        return reason  # 没有登记邮箱
    called = "邮箱" if each.channel == "mail" else "手机号"
    return f"{called} {hushed(shown(each.channel, each.address))}（{reason}）"
