"""The channels that the settings ask for."""

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from intake.mailbox import Mailbox
from models import TokenUse
from models.refusals import BadSetting
from notifications import sms_aliyun, sms_tencent
from notifications.channel import Channel
from notifications.chat import GroupChat
from notifications.https import Site
from notifications.letter import REPLY_TOKEN, Answers
from notifications.links import Links, Network
from notifications.mail import Mail
from notifications.robots import Kind, Robot
from notifications.sandbox import ChatFiles, MailFiles, SmsFiles
from notifications.sms_aliyun import Aliyun
from notifications.sms_http import HttpGateway, rule_of
from notifications.sms_templates import LIMITS, Template
from notifications.sms_tencent import Tencent
from office.settings import ChatWay, MailWay, ReplyWay, Settings, SmsWay
from steps.working.mint import Makers
from steps.working.post import Group, Posting

Clock = Callable[[], datetime]
SMALL = "abcdefghijkmnpqrstuvwxyz23456789"  # none that is taken for another
ALL = SMALL + "ABCDEFGHJKLMNPQRSTUVWXYZ"
LEAST_SECRET = 32  # characters of the address that receipts are pushed to


def channels(settings: Settings, clock: Clock) -> Mapping[str, Channel]:
    """Build what carries reminders, by name.

    Raises:
        BadSetting: one is missing, cannot be used, or contradicts another.

    """
    built = {"mail": _mail(settings), "sms": _sms(settings, clock)}
    return {name: channel for name, channel in built.items() if channel is not None}


def links(settings: Settings) -> Links:
    return Links(settings.network, settings.base_url, settings.app_link)


def answers(settings: Settings) -> Answers:
    return Answers(settings.reply_address, in_subject=settings.reply_way is ReplyWay.SUBJECT)


def tokens(settings: Settings) -> Mapping[str, Makers]:
    """Say which tokens a channel's messages carry, and how each is made.

    256 bits where a link is long anyway; an address for answers has room for 160, and survives servers that
    fold it; a short message has room for eight letters, which is why it is off unless the office asks.
    """
    mail: dict[TokenUse, Callable[[], str]] = {}
    if links(settings).allowed:
        mail[TokenUse.TASKS] = long_token
    if settings.reply_address:
        mail[TokenUse.REPLY] = lambda: _letters(SMALL, REPLY_TOKEN)
    sms = {TokenUse.TASKS: lambda: _letters(ALL, LIMITS["link"])} if settings.sms_link else {}
    return {"mail": mail, "sms": sms}


def long_token() -> str:
    return secrets.token_urlsafe(32)


def _letters(alphabet: str, length: int) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))


def _mail(settings: Settings) -> Channel | None:
    if settings.mail is MailWay.NONE:
        return None
    if not settings.mail_from:
        raise BadSetting("要发邮件，请先设置发件地址 XUEPU_MAIL_FROM。")
    if settings.mail is MailWay.FILES:
        return MailFiles(
            settings.home / "mail",
            sender=settings.mail_from,
            answers=answers(settings),
            links=links(settings),
        )
    if not settings.smtp_host:
        raise BadSetting("要发邮件，请先设置邮件服务器 XUEPU_SMTP_HOST。")
    return Mail(
        settings.smtp_host,
        settings.smtp_port,
        settings.mail_from,
        settings.smtp_security.value,
        settings.smtp_user,
        settings.smtp_password.get_secret_value(),
        answers=answers(settings),
        links=links(settings),
        authorities=_authorities(settings),
    )


def _sms(settings: Settings, clock: Clock) -> Channel | None:
    _refuse_contradictions(settings)
    match settings.sms:
        case SmsWay.NONE:
            return None
        case SmsWay.SANDBOX:
            return SmsFiles(settings.home / "sms", settings.signature)
        case SmsWay.ALIYUN:
            site = _site(settings, settings.sms_address or sms_aliyun.ADDRESS)
            return Aliyun(*_key(settings), _template(settings), clock, site)
        case SmsWay.TENCENT:
            site = _site(settings, settings.sms_address or sms_tencent.ADDRESS)
            return Tencent(*_key(settings), settings.sms_app_id, _template(settings), clock, site)
        case SmsWay.HTTP:
            site = _site(settings, _needed(settings.sms_address, "XUEPU_SMS_ADDRESS"))
            return HttpGateway(site, rule_of(_described(settings)), _template(settings), clock)


def _refuse_contradictions(settings: Settings) -> None:
    if settings.sms_link and settings.network is not Network.INTERNET:
        raise BadSetting(
            "XUEPU_SMS_LINK 与 XUEPU_NETWORK 矛盾：短信里的链接只有 XUEPU_NETWORK=internet 时手机才打得开，"
            "请清空 XUEPU_SMS_LINK 或改网络设置。"
        )
    receipts = settings.sms_receipts.get_secret_value()
    if receipts and not (len(receipts) >= LEAST_SECRET and receipts.isascii() and receipts.isalnum()):
        raise BadSetting(f"XUEPU_SMS_RECEIPTS 须为 {LEAST_SECRET} 位以上的字母和数字，请改长一些的随机串。")


def _key(settings: Settings) -> tuple[str, str]:
    return settings.sms_key_id, settings.sms_secret.get_secret_value()


def _template(settings: Settings) -> Template:
    return Template(
        _needed(settings.sms_template, "XUEPU_SMS_TEMPLATE"),
        settings.signature,
        settings.sms_text,
        settings.sms_filing,
        link=settings.sms_link,
    )


def _described(settings: Settings) -> str:
    path = Path(_needed(settings.sms_gateway, "XUEPU_SMS_GATEWAY"))
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(f"短信网关的说明文件 {path} 读不出来，请核对 XUEPU_SMS_GATEWAY。") from error


def _needed(value: str, name: str) -> str:
    if not value:
        raise BadSetting(f"要这样发短信，请先设置 {name}。")
    return value


def _site(settings: Settings, address: str) -> Site:
    """Describe a gateway; a relay on the office's own network may be spoken to in clear text."""
    inside = settings.network is not Network.INTERNET
    return Site(address, authorities=_authorities(settings), intranet=inside)


def _authorities(settings: Settings) -> Path | None:
    return Path(settings.authorities) if settings.authorities else None


def posting(settings: Settings, clock: Clock) -> Posting | None:
    """Build the group that is posted to; None where there is none.

    Raises:
        BadSetting: see `channels`.

    """
    if settings.chat is ChatWay.NONE:
        return None
    return Posting(_group(settings, clock), settings.chat_group, settings.chat_departments)


def _group(settings: Settings, clock: Clock) -> Group:
    if settings.chat is ChatWay.FILES:
        return ChatFiles(settings.home / "chat")
    address = settings.chat_address.get_secret_value()
    if not address:
        raise BadSetting("要发群通知，请先设置群机器人的网址 XUEPU_CHAT_ADDRESS。")
    kind = Kind(settings.chat.value)
    return GroupChat(Robot(kind, _site(settings, address), clock, settings.chat_secret.get_secret_value()))


def mailbox(settings: Settings) -> Mailbox | None:
    """Describe the mailbox that bounces and answers come to; None where the office reads none.

    Raises:
        BadSetting: a setting that could never work.

    """
    if not settings.imap_host:
        return None
    return Mailbox(
        settings.imap_host,
        settings.imap_user,
        settings.imap_password.get_secret_value(),
        settings.imap_port,
        settings.imap_security.value,
        settings.imap_folder,
        authorities=_authorities(settings),
    )
