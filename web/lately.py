"""The small line under a task: what happened to it last, or what comes next."""

from collections.abc import Sequence
from datetime import datetime

from models import NoticeState, TaskState
from models.states import WAITING
from rules.stages import kind as stage_kind
from store.ledger import Told
from store.overview import HandedIn, Line
from web import words
from web.standing import Standing

UNTOLD = {
    Standing.BACKFILL: "印发时已过期限，等统筹人补定时限",
    Standing.UNDATED: "清单没有写日期，等统筹人定时限",
}


def lately(
    line: Line,
    standing: Standing,
    handed_in: HandedIn | None,
    told: Sequence[Told],
    *,
    year: int,
    now: datetime,
) -> str:
    """Say what the coordinator must know of a task without opening it; may be empty."""
    task = line.task
    match task.state:
        case TaskState.WAIVED:
            return f"免除理由：{task.reason}"
        case TaskState.ACCEPTED:
            return f"{words.day(task.done_on, year)}审核通过" if task.done_on else ""
        case TaskState.SUBMITTED:
            return _submitted(handed_in, year=year)
        case TaskState.RETURNED:
            return f"退回补正：{task.reason}"
        case TaskState.OPEN:
            return _reminded(told, year=year, now=now) or UNTOLD.get(standing, "")


def _submitted(handed_in: HandedIn | None, *, year: int) -> str:
    if handed_in is None:
        return ""
    again = f"第 {handed_in.round} 次提交，" if handed_in.round > 1 else ""
    return f"{again}材料 {handed_in.pieces} 份，{words.instant(handed_in.at, year)} 提交"


def _reminded(told: Sequence[Told], *, year: int, now: datetime) -> str:
    """Say how often the task was spoken of and how it went; or from when on it will be."""
    sent = [each for each in told if each.notice.state is NoticeState.SENT]
    again = {-each.notice.plan for each in told}
    stuck = [each for each in told if _stuck(each, now) and each.notice.id not in again]
    if sent:
        chased = [each for each in sent if stage_kind(each.notice.stage) == "overdue"]
        spoken = chased or sent
        times = len({(each.notice.plan, each.notice.stage) for each in spoken})
        at = max(_at(each) for each in spoken)
        channels = dict.fromkeys(words.channel(each.notice.channel) for each in spoken if _at(each) == at)
        verb = "催办" if chased else "提醒"
        said = f"已{verb} {times} 次，最近 {words.instant(at, year)}（{'、'.join(channels)}）"
        return f"{said} · {_why(stuck[-1])}" if stuck else said
    if stuck:
        return _why(stuck[-1])
    planned = [each.notice.planned_at for each in told if each.notice.state is NoticeState.PLANNED]
    return f"{words.instant(min(planned), year)} 起提醒" if planned else ""


def _at(told: Told) -> datetime:
    return told.message.made_at if told.message else told.notice.planned_at


def _stuck(told: Told, now: datetime) -> bool:
    notice = told.notice
    if notice.state is NoticeState.FAILED:
        return True
    return notice.state in WAITING and notice.planned_at <= now and bool(notice.reason)


def _why(told: Told) -> str:
    verb = "发送失败" if told.notice.state is NoticeState.FAILED else "没有发出"
    return f"{words.channel(told.notice.channel)}{verb}：{told.notice.reason}"
