"""What a slip says: its names, its title, its sentences, in the plain words of the office."""

from collections.abc import Sequence
from datetime import date, datetime

from models import SlipAction, SlipKind, SlipState
from rules.days import BEIJING, beijing_day, spoken

NAMES = {SlipKind.PROMPT: "提示单", SlipKind.NUDGE: "催办单", SlipKind.SUPERVISE: "督办单"}
ACTION_WORDS = {SlipAction.SEND: "发出", SlipAction.DROP: "不发"}
STATE_WORDS = {SlipState.DRAFT: "代拟稿", SlipState.SENT: "已发出", SlipState.DROPPED: "不发"}
DRAFT_MARK = "代拟稿"
MARK = "代拟稿　未经审定，不得外发"
SIGNER = "签发人："
SUBJECT = "学法普法工作"
BLANK = "〔　　　　〕"
BLANK_DAY = "〔　　　〕年〔　〕月〔　〕日"


def day_or_blank(day: date | None) -> str:
    return spoken(day) if day else BLANK_DAY


def month(occasion: str) -> str:
    """Say a 提示单's occasion: "2024-05" -> 2024年5月."""
    year, number = occasion.split("-")[:2]
    return f"{year}年{int(number)}月"


def title(kind: SlipKind, in_month: str) -> str:
    """Return what the slip is about: 关于催办逾期学法普法任务的通知."""
    if kind is SlipKind.PROMPT:
        return f"关于{in_month}学法普法任务的提示"
    return f"关于{'催办' if kind is SlipKind.NUDGE else '督办'}逾期学法普法任务的通知"


def nudged(numbers: tuple[str, ...]) -> str:
    """Say what came before a 督办单: the numbers of the 催办单 that were sent for its tasks."""
    return f"经催办（{'、'.join(numbers)}）" if numbers else "逾期时间较长"


def opening(kind: SlipKind, *, rests_on: str, in_month: str, count: str, before: str) -> str:
    """Return the first paragraph; `before` is what `nudged` says."""
    whose = f"按照{rests_on}，你部门"
    if kind is SlipKind.PROMPT:
        return f"{whose}{in_month}有{count}项任务到期，现将时间、内容和要求提示如下："
    if kind is SlipKind.NUDGE:
        return f"{whose}负责的下列{count}项任务逾期未办结，现予催办："
    return f"{whose}负责的下列{count}项任务，{before}，至今未办结，现予督办。"


def demands(kind: SlipKind, answer_by: str) -> tuple[str, ...]:
    """Return what is asked for, a paragraph each."""
    if kind is SlipKind.PROMPT:
        ask = "请提前安排，留存佐证材料；确需延期的，在时限届满前说明理由。"
        return (f"{ask}{answer_by}前反馈办理情况，反馈单附后。",)
    if kind is SlipKind.NUDGE:
        ask = f"请抓紧办理，于{answer_by}前办结并提交佐证材料；"
        return (f"{ask}届时不能办结的，请书面说明原因和预计时间。反馈单附后。",)
    return (
        "（一）请部门负责人牵头，明确办理人员和时间，抓紧办结。",
        "（二）不能办结的，请书面说明原因和预计办结时间。",
    )


def deadline(answer_by: str) -> str:
    """Return the sentence under 反馈期限."""
    return f"请于{answer_by}前书面反馈办理情况，反馈单附后。"


def told(kind: SlipKind, number: str, signed_by: str, answer_by: date) -> str:
    """Return what the message says of a slip that was sent, beside each task that it names."""
    signed = f"，{signed_by}签发" if signed_by else ""
    what = {
        SlipKind.PROMPT: f"请按时限办理，{spoken(answer_by)}前反馈办理情况",
        SlipKind.NUDGE: f"逾期未办结，请于{spoken(answer_by)}前办结并提交佐证材料，不能办结的书面说明原因",
        SlipKind.SUPERVISE: f"现予督办，请于{spoken(answer_by)}前书面反馈办理情况",
    }[kind]
    return f"{NAMES[kind]}（{number}{signed}）：{what}。"


def announced(names: Sequence[str], at: datetime, *, held: bool, now: datetime) -> str:
    """Say when those who a sent slip concerns hear of it. `held`: they were written to on the day already."""
    who, today = "、".join(names), beijing_day(now)
    if at <= now:
        return f"{who}随下一次外发收到提醒。"
    ahead = (beijing_day(at) - today).days
    here = at.astimezone(BEIJING)
    day = ("今天", "明天")[ahead] if ahead < 2 else f"{here.month}月{here.day}日"
    if held:
        return f"{who}今天已发过提醒，{day} {here:%H:%M} 随提醒送达。"
    return f"{who}在{day} {here:%H:%M} 收到提醒，现在不是办公时间。"


def unannounced(names: Sequence[str]) -> str:
    """Say that nothing tells those whom a sent slip concerns: mail is switched off."""
    return f"没有设置邮件，{'、'.join(names)}收不到提醒，请当面送达；怎样设置见 xuepu doctor。"


def unreachable(names: Sequence[str]) -> str:
    """Say that those whom a sent slip concerns have no address."""
    return f"{'、'.join(names)}没有登记邮箱，收不到提醒，请当面送达，再用 xuepu user contact 登记。"


def drafted(kind: SlipKind, department: str, count: int) -> str:
    """Return what the coordinator reads of a new draft."""
    late = "逾期" if kind is not SlipKind.PROMPT else "到期"
    return f"{NAMES[kind]}（{DRAFT_MARK}）：{department}，{late}任务{count}项"
