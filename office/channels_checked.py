"""Do the channels work? Each is asked a harmless question; nothing is sent."""

import smtplib

from notifications.channel import ChannelError
from notifications.links import Network
from notifications.sms_aliyun import Aliyun
from notifications.sms_http import HttpGateway
from notifications.sms_templates import Filing, Registry
from notifications.sms_tencent import Tencent
from office.level import Level
from office.parts import Office
from office.settings import MailWay, SmsWay

Looked = tuple[Level, str]


def mail(office: Office) -> Looked:
    settings = office.settings
    if settings.mail is MailWay.NONE:
        return Level.BROKEN, "没有设置邮件，提醒不会发出：请设置 XUEPU_MAIL=smtp 和 XUEPU_SMTP_HOST。"
    channel = office.channels["mail"]
    if settings.mail is MailWay.FILES:
        return Level.ATTENTION, f"只写文件，不外发：{settings.home / 'mail'}"
    host, port = settings.smtp_host, settings.smtp_port
    try:
        with smtplib.SMTP(timeout=10) if channel else smtplib.SMTP() as probe:
            probe.connect(host, port)
    except (OSError, smtplib.SMTPException) as error:
        return Level.BROKEN, f"连不上 {host}:{port}（{error}），请检查地址、端口和网络。"
    return Level.GOOD, f"{host}:{port} 可以连接"


def sms(office: Office) -> Looked:
    if office.settings.sms is SmsWay.NONE:
        return Level.GOOD, "没有启用"
    channel = office.channels["sms"]
    if not isinstance(channel, Aliyun | Tencent | HttpGateway):
        return Level.ATTENTION, f"只写文件，不外发：{office.settings.home / 'sms'}"
    template = channel.template
    level, said = _filed(channel)
    cost = f"模板 {template.code}，最长 {template.longest} 字，按 {template.most_segments} 条计费"
    return level, f"{cost}；{said}"


def _filed(channel: Aliyun | Tencent | HttpGateway) -> Looked:
    """Ask the vendor about our template: that it answers proves the key, its answer the filing."""
    if channel.template.filing is not Filing.APPROVED:
        told = f"设置里是“{channel.template.filing}”，现在不会发出"
        return Level.BROKEN, f"{told}：通过后请设置 XUEPU_SMS_FILING=通过。"
    with channel.session() as outlet:
        if not isinstance(outlet, Registry):
            return Level.ATTENTION, "这种网关不能核对模板，请先给自己发一条试试"
        try:
            filed = outlet.filed()
        except ChannelError as error:
            return Level.BROKEN, f"向网关核对没有成功：{error.reason}。"
    if filed is not Filing.APPROVED:
        return Level.BROKEN, f"网关说模板是“{filed}”，通过之前发不出去，请在网关的控制台查看。"
    return Level.GOOD, "网关认可密钥，模板已通过"


def mailbox(office: Office) -> Looked:
    if office.mailbox is None:
        return Level.ATTENTION, "没有设置 XUEPU_IMAP_HOST，退信不会被读到，请到发件邮箱里人工看"
    with office.mailbox.opened():
        return Level.GOOD, f"{office.mailbox.place} 可以读取；只读，不改动邮件"


def chat(office: Office) -> Looked:
    posting = office.posting
    if posting is None:
        return Level.GOOD, "没有启用；可用 xuepu chat copy 复制群通知"
    return (
        Level.GOOD,
        f"每周首个工作日发到“{posting.to}”，{'列出部门' if posting.departments else '只报总数'}",
    )


def links(office: Office) -> Looked:
    found = office.links
    if found.network is Network.INTRANET:
        return Level.GOOD, "内网：消息不带链接"
    return Level.GOOD, f"{found.base_url}{'，只在政务应用里打开' if found.in_app else ''}"
