"""How pages say days, stages and choices."""

from datetime import date, datetime

from models import ActivityKind, EvidenceForm, MessageState, NoticeState
from notifications.phone import shown
from rules import policy_words
from rules.days import BEIJING, spoken
from rules.moves import EXTENSION_STATE_WORDS, MESSAGE_STATE_WORDS
from rules.stages import kind as stage_kind
from steps.working.unreached import Unreached

PART = policy_words.PARTS
SOME = 3  # tasks named in a sentence
CHANNEL = {"mail": "邮件", "sms": "短信", "chat": "群通知"}
FORM = {EvidenceForm.FILE: "文件", EvidenceForm.LINK: "链接", EvidenceForm.OFFLINE: "线下备查"}
NOTICE = {
    NoticeState.PLANNED: "等待发出",
    NoticeState.CARRIED: "正在发送",
    NoticeState.SENT: "已发出",
    NoticeState.FAILED: "发送失败",
    NoticeState.CANCELLED: "已取消",
    NoticeState.EXPIRED: "已由后一次代替",
}
MESSAGE = MESSAGE_STATE_WORDS
EXTENSION = EXTENSION_STATE_WORDS
ACTIVITY = {
    ActivityKind.PARTY_GROUP_STUDY: "党组会学法",
    ActivityKind.STUDY_GROUP: "中心组学法",
    ActivityKind.STAFF_STUDY: "集体学习",
    ActivityKind.EXAM: "学法考法",
    ActivityKind.PUBLICITY: "普法活动",
    ActivityKind.POST: "推送",
    ActivityKind.MATERIAL: "编写资料",
    ActivityKind.TRAINING: "培训、工作会",
    ActivityKind.RULES: "制度建设",
    ActivityKind.SELF_CHECK: "自查、清理",
    ActivityKind.LAW_DUTY_REPORT: "述法",
    ActivityKind.BUSINESS: "业务数字",
    ActivityKind.OTHER: "其他",
}
SUBJECT = {
    "should_sit": "应考",
    "sat": "参考",
    "passed": "合格",
    "copies": "发放",
    "reads": "阅读",
    "participants": "参加",
}
_STAGE = {
    "opens": "窗口开始提醒",
    "due-in": "到期前 {n} 个工作日提醒",
    "due-today": "到期提醒",
    "overdue": "逾期第 {n} 个工作日催办",
    "returned": "第 {n} 次退回或重新打开通知",
    "extension-asked": "延期申请提请审批",
    "extension-granted": "同意延期通知",
    "extension-refused": "不同意延期通知",
    "slip": "单子送达提醒",
    "slip-draft": "代拟稿待审定提醒",
}


def day(value: date, year: int) -> str:
    """Write 6月12日, with its year where that is not the plan year."""
    return f"{value.month}月{value.day}日" if value.year == year else spoken(value)


def weekday(value: date) -> str:
    return "星期" + "一二三四五六日"[value.weekday()]


def instant(value: datetime, year: int) -> str:
    """Write 6月12日 09:31, in Beijing."""
    here = value.astimezone(BEIJING)
    return f"{day(here.date(), year)} {here:%H:%M}"


def clock(value: datetime) -> str:
    return f"{value.astimezone(BEIJING):%H:%M}"


def stage(value: str) -> str:
    """Write a notice's stage: "due-in-5" -> 到期前 5 个工作日提醒."""
    words = _STAGE.get(stage_kind(value), value)
    return words.format(n=value.rpartition("-")[2])


def outcome(notice: NoticeState, message: MessageState | None) -> str:
    """Write how a notice went: as the far side says of its message, where it says anything."""
    if message is not None and (notice is NoticeState.SENT or message is MessageState.BOUNCED):
        return MESSAGE[message]
    return MESSAGE[message] if message is MessageState.UNCERTAIN else NOTICE[notice]


def unreached(each: Unreached) -> str:
    """Say who was not told of what, and what to do."""
    address, option = ("邮箱", "--email") if each.channel == "mail" else ("手机号", "--phone")
    old = f" {shown(each.channel, each.address)} " if each.address else ""
    why = f"{each.person.name}的{address}{old}收不到{channel(each.channel)}（{each.reason}）"
    named = "".join(f"「{task.demand[:20]}」" for task in each.tasks[:SOME])
    more = "等" if len(each.tasks) > SOME else ""
    return (
        f"{why}，{len(each.tasks)} 项任务没有告知：{named}{more}。"
        f"请更正：xuepu user contact {each.person.name} {option} 新{address}，更正后重新告知。"
    )


def uncertain(count: int) -> str:
    """Say how many messages wait for a person, and what to do."""
    return (
        f"有 {count} 条消息不能确定发没发出去，等人决定：请用 xuepu message list 查看，向收件人核实后，"
        "用 xuepu message settle 记下结果，或用 xuepu message release 再发一次。"
    )


def unsent(count: int) -> str:
    """Say how many reminders stand still, and what to do."""
    return (
        f"有 {count} 条提醒早就到了时间、还没有发出：请用 xuepu doctor 查看邮件、短信的设置，"
        "并确认 xuepu serve 开着。"
    )


def channel(value: str) -> str:
    return CHANNEL.get(value, value)


def size(value: int) -> str:
    """Write a number of bytes."""
    if value < 1 << 20:
        return f"{max(1, value >> 10)} KB"
    return f"{value / (1 << 20):.1f} MB"
