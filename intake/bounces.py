"""Bounces: which of our mails did not arrive, and why. Pure: a parsed mail in, a finding out.

By the standard (RFC 3464) where the server keeps it; else by the look of the notices that mail systems in
China send (网易, 腾讯, Coremail), which name our Message-ID somewhere in what they quote.
The Message-ID holds a random key, so who quotes it has had the mail.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

LONGEST = 200_000  # characters that are looked through for our Message-ID

_OURS = re.compile(r"<([A-Za-z0-9_+=-][A-Za-z0-9._+=-]{0,63})@[A-Za-z0-9.-]{1,255}>", re.ASCII)
_DAEMON = re.compile(r"^(mailer-?daemon|post-?master|mail-?daemon|mdaemon|bounces?)\b", re.IGNORECASE)
_TITLES = re.compile(
    r"退信|未送达|无法送达|无法投递|投递失败|未传递|发送失败"
    r"|undeliver|returned (mail|to sender)|failure notice"
    r"|delivery (status|failure|has failed)|mail delivery failed|systems? bounce",
    re.IGNORECASE,
)
_CODE = re.compile(r"\b(?P<code>[45]\d\d)[\s-]+(?P<said>[^\r\n]{0,160})")
_STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
_FORMAL = {"message/delivery-status", "message/global-delivery-status"}
# RFC 3463, by class and subject; the detail is told in the server's own words.
WHY = {
    "5.1.1": "没有这个邮箱",
    "5.1.2": "收件域名不存在",
    "5.1.10": "没有这个邮箱",
    "5.2.1": "邮箱已停用",
    "5.2.2": "邮箱已满",
    "5.2.3": "邮件超过对方的大小限制",
    "5.4.1": "对方服务器不接受这个收件人",
    "5.7.1": "对方服务器按规则拒收",
    "4.4.7": "多次投递没有成功，已放弃",
}


@dataclass(frozen=True)
class Bounce:
    """A mail of ours that will not arrive, as one server tells it."""

    keys: tuple[str, ...]  # local parts of the Message-IDs it names; one of them may be ours
    recipient: str  # whom it names, else empty
    reason: str  # in Chinese, with the server's own words, for the ledger


def bounce_of(mail: Message) -> Bounce | None:
    """Return what a mail says about one of ours that came back; None where it is no bounce.

    A notice that a mail is late, a receipt, an absence note and a person's answer are none.
    """
    status = _status_part(mail)
    if status is not None:
        return _formal(mail, status)
    return _informal(mail) if _looks_like_one(mail) else None


def _formal(mail: Message, status: Message) -> Bounce | None:
    blocks = status.get_payload()
    recipients = [block for block in blocks if isinstance(block, Message)] if isinstance(blocks, list) else []
    failed = next((each for each in recipients if _said(each, "Action").lower() == "failed"), None)
    if failed is None:
        return None
    recipient = _said(failed, "Original-Recipient") or _said(failed, "Final-Recipient")
    status_code = _said(failed, "Status")
    told = _said(failed, "Diagnostic-Code").partition(";")[2].strip()
    keys = tuple(_keys_of_original(mail)) or tuple(_keys_in(_texts(mail)))
    return Bounce(keys, recipient.rpartition(";")[2].strip(), _reason(status_code, told))


def _informal(mail: Message) -> Bounce | None:
    texts = _texts(mail)
    keys = tuple(dict.fromkeys([*_keys_of_original(mail), *_keys_in(texts)]))
    if not keys:
        return None
    code, status = _CODE.search(texts), _STATUS.search(texts)
    recipient = _said(mail, "X-Failed-Recipients").partition(",")[0].strip()
    told = f"{code['code']} {code['said'].strip()}" if code else _title(mail)
    return Bounce(keys, recipient, _reason(status[0] if status else "", told))


def _looks_like_one(mail: Message) -> bool:
    """Say whether it is from a server, not from a person or a person's absence note."""
    sender = parseaddr(_said(mail, "From"))[1]
    if mail.get("X-Failed-Recipients"):
        return True
    if _said(mail, "Auto-Submitted").lower().startswith("auto-replied") and not _DAEMON.match(sender):
        return False
    nobody = _said(mail, "Return-Path") == "<>" or bool(_DAEMON.match(sender))
    return nobody and bool(_TITLES.search(_title(mail)))


def _status_part(mail: Message) -> Message | None:
    return next((part for part in mail.walk() if part.get_content_type() in _FORMAL), None)


def _keys_of_original(mail: Message) -> Iterator[str]:
    """Yield the Message-IDs of what is attached as the original, whole or its headers alone."""
    for part in mail.walk():
        if part is not mail and part.get("Message-ID"):
            yield from _OURS.findall(_said(part, "Message-ID"))
        elif part.get_content_type() == "text/rfc822-headers":
            yield from _keys_in(_text(part), head=True)


def _keys_in(text: str, *, head: bool = False) -> list[str]:
    """Return the Message-IDs in a text; of several, those that stand behind that name."""
    named = re.findall(rf"(?im)^[>\s]*Message-ID:\s*{_OURS.pattern}", text)
    return named if named or head else _OURS.findall(text)


def _texts(mail: Message) -> str:
    parts = (_text(part) for part in mail.walk() if part.get_content_maintype() == "text")
    references = f"{_said(mail, 'In-Reply-To')}\n{_said(mail, 'References')}"
    return f"{references}\n{chr(10).join(parts)}"[:LONGEST]


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    content = content[: LONGEST * 4]
    for charset in (part.get_content_charset(), "utf-8", "gb18030"):
        try:
            text = content.decode(charset or "ascii")
        except (UnicodeDecodeError, LookupError):
            continue
        if part.get_content_subtype() == "html":
            text = re.sub(r"<(?![^<>\s]+@[^<>\s]+>)[^<>]*>", " ", text)
            return text.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ")
        return text
    return content.decode("latin-1")


def _said(mail: Message, name: str) -> str:
    """Return a header on one line, decoded."""
    return " ".join(_decoded(str(mail.get(name, ""))).split())


def _title(mail: Message) -> str:
    return _said(mail, "Subject")


def _decoded(value: str) -> str:
    try:
        return str(make_header(decode_header(value)))
    except (MessageError, ValueError, LookupError):
        return value


def _reason(status: str, told: str) -> str:
    words = WHY.get(status) or (
        "对方服务器退回" if not status.startswith("4") else "多次投递没有成功，已放弃"
    )
    said = " ".join(
        part for part in (status, told if not told.startswith(status) else told.removeprefix(status)) if part
    )
    said = " ".join("".join(letter if letter.isprintable() else " " for letter in said).split())
    return f"退信：{words}" + (f"（{said[:160]}）" if said else "")
