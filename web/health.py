"""Does the office live? Seen at a glance; `xuepu doctor` looks thoroughly."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from models import Organisation
from models.refusals import Refusal
from notifications.sms_templates import Filing
from office import Office, doctor
from office.level import Level
from office.settings import MailWay, SmsWay
from rules.days import BEIJING, beijing_day, spoken
from rules.standstill import stands_still
from rules.workdays import Workdays
from steps.working.bind import ENOUGH
from steps.working.unreached import Unreached, unreached
from store import calendar, doubtful, people
from store.db import reading
from store.overview import Pulse, pulse
from web import words
from web.deps import Now, OfficeDep
from web.rendering import page

router = APIRouter()
SIGNED_WITHIN = timedelta(hours=26)  # the clock signs every day
LITTLE_SPACE = 1 << 30  # bytes


SMS_WAYS = {SmsWay.ALIYUN: "经阿里云发送", SmsWay.TENCENT: "经腾讯云发送", SmsWay.HTTP: "经 HTTP 网关发送"}


@dataclass(frozen=True)
class Check:
    name: str  # ascii, for monitors
    what: str
    level: Level
    words: str


@router.api_route("/health", methods=["GET", "HEAD"])
def health_page(office: OfficeDep, now: Now) -> HTMLResponse:
    checks = list(examine(office, now=now))
    return page("health.html", office=_name(office), checks=checks, worst=_worst(checks), now=now)


@router.api_route("/healthz", methods=["GET", "HEAD"])
def health_json(office: OfficeDep, now: Now) -> JSONResponse:
    """Answer 200 unless something is broken, 503 then."""
    checks = list(examine(office, now=now))
    worst = _worst(checks)
    return JSONResponse(
        {
            "status": worst,
            "at": now.astimezone(BEIJING).isoformat(timespec="seconds"),
            "checks": [asdict(check) for check in checks],
        },
        503 if worst is Level.BROKEN else 200,
    )


def _name(office: Office) -> str:
    """Return the office's name; "" where the database cannot say it."""
    try:
        with reading(office.database) as session:
            return people.organisation(session).name
    except (SQLAlchemyError, Refusal):
        return ""


def _worst(checks: list[Check]) -> Level:
    return max((check.level for check in checks), key=list(Level).index)


def examine(office: Office, *, now: datetime) -> Iterator[Check]:
    """Look at what can be seen at once: no whole scan, no talk to a server."""
    try:
        with reading(office.database) as session:
            organisation = people.organisation(session)
            beat = pulse(session, now=now)
            uncertain = doubtful.waiting(session, now=now)
            missed = unreached(session, now=now)
            workdays = Workdays(calendar.overlay(session))
            kind = "SQLite" if _is_sqlite(session) else "PostgreSQL"
    except (SQLAlchemyError, Refusal) as error:
        yield Check("database", "数据库", Level.BROKEN, f"读不了：{_first_line(error)}")
        return
    yield Check("database", "数据库", Level.GOOD, f"{kind}，可以读取")
    yield _space(office)
    yield _log(organisation, beat, now=now)
    yield _mail(office, beat)
    yield _sms(office, beat)
    yield _unreached(missed)
    yield _uncertain(uncertain)
    yield _sweep(office, beat, workdays, now=now)
    yield _fonts(office)
    yield Check(
        "clock", "系统时间", Level.GOOD, f"{spoken(beijing_day(now))} {now.astimezone(BEIJING):%H:%M:%S}"
    )


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _first_line(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).partition("\n")[0]


def _space(office: Office) -> Check:
    free = shutil.disk_usage(office.settings.home).free
    said = f"数据目录 {office.settings.home} 剩余 {free / (1 << 30):.1f} GB"
    if free < LITTLE_SPACE:
        return Check("space", "磁盘", Level.ATTENTION, f"{said}，快满了，请清理或扩容。")
    return Check("space", "磁盘", Level.GOOD, said)


def _log(organisation: Organisation, beat: Pulse, *, now: datetime) -> Check:
    unsigned = beat.entries - beat.signed
    signed = f"最近签名 {_ago(beat.signed_at, now)}" if beat.signed_at else "还没有签过名"
    said = f"{beat.entries} 条，{signed}" + (f"，其后新增 {unsigned} 条" if unsigned else "")
    if unsigned < 0:
        return Check("log", "日志", Level.BROKEN, f"{said}：比签过名的少，请从备份恢复。")
    if unsigned and now - (beat.signed_at or organisation.founded_at) > SIGNED_WITHIN:
        return Check(
            "log", "日志", Level.ATTENTION, f"{said}。请确认内置时钟在运行，或运行 xuepu audit checkpoint。"
        )
    return Check("log", "日志", Level.GOOD, said)


def _mail(office: Office, beat: Pulse) -> Check:
    settings = office.settings
    match settings.mail:
        case MailWay.NONE:
            said = f"没有设置，邮件提醒不会发出{_held_back(beat, 'mail')}"
            mend = "请设置 XUEPU_MAIL=smtp 和 XUEPU_SMTP_HOST。"
            return Check("mail", "邮件", Level.ATTENTION, f"{said}。{mend}")
        case MailWay.FILES:
            return Check("mail", "邮件", Level.ATTENTION, f"只写文件，不外发：{settings.home / 'mail'}")
        case MailWay.SMTP:
            try:
                office.channels["mail"]
            except Refusal as refusal:
                return Check("mail", "邮件", Level.BROKEN, str(refusal))
            return Check("mail", "邮件", Level.GOOD, f"经 {settings.smtp_host}:{settings.smtp_port} 发送")


def _sms(office: Office, beat: Pulse) -> Check:
    if office.settings.sms is not SmsWay.NONE:
        try:
            office.channels["sms"]
        except Refusal as refusal:
            return Check("sms", "短信", Level.BROKEN, str(refusal))
        if office.settings.sms is SmsWay.SANDBOX:
            return Check("sms", "短信", Level.ATTENTION, f"只写文件，不外发：{office.settings.home / 'sms'}")
        filing = office.settings.sms_filing
        if filing is not Filing.APPROVED:
            return Check("sms", "短信", Level.ATTENTION, f"模板{filing}，短信现在不会发出。")
        return Check("sms", "短信", Level.GOOD, f"{SMS_WAYS[office.settings.sms]}，模板已通过")
    level = Level.ATTENTION if "sms" in beat.unsent else Level.GOOD
    return Check("sms", "短信", level, f"没有启用{_held_back(beat, 'sms')}")


def _unreached(missed: Sequence[Unreached]) -> Check:
    """Count who was not told; names are for who coordinates, not for monitors."""
    if not missed:
        return Check("bounces", "退信", Level.GOOD, "没有因退信、拒收而没告知到的人")
    people_missed = len({each.person.id for each in missed})
    tasks_missed = len({task.id for each in missed for task in each.tasks})
    said = f"有 {people_missed} 人收不到提醒，{tasks_missed} 项任务没有告知到"
    mend = "请用 xuepu message list 查看，用 xuepu user contact 更正邮箱或手机号，更正后重新告知。"
    return Check("bounces", "退信", Level.ATTENTION, f"{said}：{mend}")


def _uncertain(count: int) -> Check:
    if not count:
        return Check("uncertain", "待定消息", Level.GOOD, "没有要人决定的消息")
    return Check("uncertain", "待定消息", Level.ATTENTION, words.uncertain(count))


def _held_back(beat: Pulse, channel: str) -> str:
    held = beat.unsent.get(channel)
    return f"，已有 {held.count} 条到时间没有发出" if held else ""


def _sweep(office: Office, beat: Pulse, workdays: Workdays, *, now: datetime) -> Check:
    """Tell whether what was due went out, by the channels that are switched on.

    What exceeds the cap of a day waits for the next; nobody need know.
    """
    off = {"mail"} if office.settings.mail is MailWay.NONE else set()
    off |= {"sms"} if office.settings.sms is SmsWay.NONE else set()
    waiting = [unsent for channel, unsent in beat.unsent.items() if channel not in off]
    last = f"最近一次外发 {_ago(beat.last_attempt_at, now)}" if beat.last_attempt_at else "还没有外发过"
    if not waiting:
        where = "已启用的渠道上" if beat.unsent else ""
        return Check("sweep", "提醒", Level.GOOD, f"{last}；{where}没有到时间未发的提醒")
    since, count = min(each.since for each in waiting), sum(each.count for each in waiting)
    reasons = dict.fromkeys(reason for each in waiting for reason in each.reasons)
    said = f"{last}；有 {count} 条到时间还没发出，最早 {_ago(since, now)}"
    if reasons:
        said += f"：{'；'.join(reasons)}"
    if stands_still(since, workdays, now=now):
        mend = "请确认内置时钟在运行，或运行 xuepu remind。"
        return Check("sweep", "提醒", Level.BROKEN, f"{said}。{mend}")
    return Check("sweep", "提醒", Level.ATTENTION if set(reasons) - {ENOUGH} else Level.GOOD, said)


def _fonts(office: Office) -> Check:
    level, said = doctor.fonts(office)
    return Check("fonts", "字体", Level.GOOD if level is Level.GOOD else Level.ATTENTION, said)  # pages work


def _ago(then: datetime, now: datetime) -> str:
    minutes = int((now - then).total_seconds()) // 60
    said = words.instant(then, now.astimezone(BEIJING).year)
    if minutes < 1:
        return f"{said}（刚刚）"
    if minutes < 60:
        return f"{said}（{minutes} 分钟前）"
    if minutes < 48 * 60:
        return f"{said}（{minutes // 60} 小时前）"
    return f"{said}（{minutes // (24 * 60)} 天前）"
