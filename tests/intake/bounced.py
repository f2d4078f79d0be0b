"""Bounces in the shapes in which they come, written after what the mail systems send; none was copied."""

from email.message import EmailMessage
from email.policy import SMTP

KEY = "6f2a9c0d1e3b5a77"
OURS = f"<{KEY}@example.gov.cn>"
TO = "zhao@example.org"


def head(key: str = KEY) -> str:
    return (
        f"From: =?utf-8?B?5biC5aSW5Yqe?= <pufa@example.gov.cn>\r\nTo: {TO}\r\n"
        f"Subject: =?utf-8?B?44CQ5a2m5pmu44CR?=\r\nMessage-ID: <{key}@example.gov.cn>\r\n"
    )


def standard(
    key: str = KEY,
    *,
    action="failed",
    status="5.1.1",
    said="smtp; 550 5.1.1 <zhao@example.org>: Recipient address rejected: User unknown",
    original="text/rfc822-headers",
    original_recipient="",
) -> bytes:
    """RFC 3464, as Postfix writes it."""
    boundary = "B0123.456/mx.example.org"
    asked = f"Original-Recipient: rfc822;{original_recipient}\r\n" if original_recipient else ""
    return (
        f"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.org (Mail Delivery System)\r\n"
        f"To: pufa@example.gov.cn\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        f"Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"\r\n\r\n'
        f"--{boundary}\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n"
        f"I'm sorry to have to inform you that your message could not be delivered.\r\n\r\n"
        f"--{boundary}\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; mx.example.org\r\nX-Postfix-Queue-ID: 4711\r\n\r\n"
        f"{asked}Final-Recipient: rfc822; {TO}\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: {said}\r\n\r\n"
        f"--{boundary}\r\nContent-Type: {original}\r\n\r\n{head(key)}\r\n--{boundary}--\r\n"
    ).encode()


def written(
    sender: str, title: str, text: str, *, html: bool = False, original: str = "", **headers
) -> bytes:
    """A notice in a mail system's own words; with `original`, ours of that key is attached."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, "pufa@example.gov.cn", title
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text, subtype="html" if html else "plain")
    if original:
        ours = EmailMessage(policy=SMTP)
        ours["Message-ID"], ours["Subject"] = f"<{original}@example.gov.cn>", "【学普】1项任务待办"
        ours.set_content("您有1项任务待办")
        mail.add_attachment(ours)
    return mail.as_bytes()


def netease(key: str = KEY) -> bytes:
    return written(
        "Postmaster@163.com",
        "系统退信",
        "<html><body><p>抱歉，您的邮件被退回来了……</p><p>收件人：zhao@163.com</p>"
        "<p>退信原因：550 User not found: zhao@163.com</p></body></html>",
        html=True,
        original=key,
        Return_Path="<>",
    )


def tencent(key: str = KEY) -> bytes:
    return written(
        "PostMaster@qq.com",
        "系统退信/Systems bounce",
        "您的邮件无法到达 zhao@qq.com。\n收件人邮箱已满，host mx3.qq.com said: 552 5.2.2 Mailbox full\n"
        f"原邮件信息：\nMessage-ID: <{key}@example.gov.cn>\nSubject: 【学普】1项任务待办\n",
    )


def coremail(key: str = KEY) -> bytes:
    return written(
        "postmaster@example.org",
        "邮件未送达：【学普】1项任务待办",
        "<div>以下收件人的邮件未能投递成功：&lt;zhao@example.org&gt;</div><div>550 5.7.1 拒收</div>"
        f"<pre>Message-Id: &lt;{key}@example.gov.cn&gt;</pre>",
        html=True,
        Return_Path="<>",
    )


def exchange(key: str = KEY) -> bytes:
    raw = standard(
        key,
        said="smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found",
        status="5.1.10",
        original="message/rfc822",
    )
    raw = raw.replace(b"Undelivered Mail Returned to Sender", "未传递: 【学普】".encode())
    return raw.replace(b"MAILER-DAEMON@mx.example.org (Mail Delivery System)", b"postmaster@example.org")


def qmail(key: str = KEY) -> bytes:
    return written(
        "MAILER-DAEMON@mx.example.org",
        "failure notice",
        "Hi. This is the qmail-send program.\n<zhao@example.org>:\n"
        "Sorry, no mailbox here by that name. (#5.1.1)\n\n"
        f"--- Below this line is a copy of the message.\n\n{head(key)}\n您有1项任务待办\n",
        Return_Path="<>",
    )


def exim(key: str = KEY) -> bytes:
    return written(
        "Mail Delivery System <Mailer-Daemon@mx.example.org>",
        "Mail delivery failed: returning message to sender",
        "A message that you sent could not be delivered.\n  zhao@example.org\n    unrouteable address\n\n"
        f"{head(key)}",
        X_Failed_Recipients="zhao@example.org",
    )


ALL = (standard, netease, tencent, coremail, exchange, qmail, exim)

LATE = standard(action="delayed", status="4.4.1", said="smtp; 451 4.4.1 try later")
DELIVERED = standard(action="delivered", status="2.0.0", said="smtp; 250 OK")
ABSENT = written(
    "zhao@example.org",
    "自动回复: 【学普】1项任务待办",
    "我外出开会，急事请致电办公室。",
    Auto_Submitted="auto-replied",
    In_Reply_To=OURS,
    References=OURS,
)
ANSWER = written(
    "赵磊 <zhao@example.org>",
    "Re: 【学普】1项任务待办 退信",
    f"已办，材料见附件。\n> Message-ID: {OURS}\n",
    In_Reply_To=OURS,
)
SPAM = written("postmaster@evil.example", "系统退信", "您的邮箱将停用，请点击链接。")
