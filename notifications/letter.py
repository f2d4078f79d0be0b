"""A digest as the finished bytes of one mail (RFC 5322, MIME), safe against forged headers.

Header lines are written here, not by `email`: Python 3.11 drops spaces when it folds Chinese subjects
and lets an encoded newline become a header of its own (CVE-2024-6923).
"""

import re
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from email.header import decode_header, make_header
from email.parser import HeaderParser
from email.utils import format_datetime, getaddresses
from functools import cache, lru_cache
from hashlib import sha256

from models.refusals import BadSetting
from notifications import words
from notifications.calendar_feed import attached_calendar
from notifications.channel import ChannelError, Composed, key_of
from notifications.links import Links
from notifications.rendering import text_and_html
from notifications.words import Digest, plain
from rules.contacts import address
from rules.days import BEIJING

REPLY_TOKEN = 32  # characters, all of lower case: servers fold addresses, and a mailbox has 64 at most
# Both forms of the file's name: 任务时限.ics for who reads RFC 2231, plain letters for who does not.
ATTACHED = (
    'Content-Disposition: attachment; filename="deadlines.ics";\r\n'
    " filename*=UTF-8''%E4%BB%BB%E5%8A%A1%E6%97%B6%E9%99%90.ics\r\n"
)
_WORD_BYTES = 39  # of UTF-8 in one encoded word: the line stays below 76 with any of our names


@cache
def sender_of(setting: str) -> tuple[str, str]:
    """Split "市外办 <pufa@example.gov.cn>" or a bare address into name and address.

    Raises:
        BadSetting: it is neither.

    """
    found = getaddresses([setting])
    name, bare = found[0] if len(found) == 1 else ("", "")
    if not address(bare) or not setting.isprintable():
        raise BadSetting(f"发件人“{plain(setting)}”不是邮箱地址，请写成：单位名称 <pufa@example.gov.cn>。")
    return plain(name), bare


@dataclass(frozen=True)
class Answers:
    """Where answers go, and how an answer names its task: in a plus address, or in the subject line.

    Raises:
        BadSetting: no such address can carry a token.

    """

    address: str = ""  # pufa@example.gov.cn; empty: nobody reads answers
    in_subject: bool = False  # for mail systems without plus addresses

    def __post_init__(self) -> None:
        if self.address and not address(self.to("")):
            raise BadSetting(f"回复地址“{plain(self.address)}”不是邮箱地址，请改正。")
        if self.address and not self.in_subject and not address(self.to("a" * REPLY_TOKEN)):
            raise BadSetting(
                f"回复地址“{plain(self.address)}”太长，加号后面放不下代码，请换短一点的，"
                "或设置 XUEPU_REPLY_WAY=subject。"
            )

    def to(self, token: str) -> str:
        if not token or self.in_subject:
            return self.address
        mailbox, _, host = self.address.partition("@")
        return f"{mailbox}+{token}@{host}"

    def title(self, title: str, token: str) -> str:
        return f"{title}〔{token}〕" if self.address and token and self.in_subject else title


def compose(
    digest: Digest,
    *,
    sender: str,
    to: str,
    message_id: str,
    at: datetime,
    answers: Answers | None = None,
    links: Links | None = None,
) -> Composed:
    """Build the mail; the same values give the same bytes.

    The reader's own deadlines come with it as a calendar. What is no address gets no To line: such a mail
    stands in the ledger, and `send` refuses it.

    Raises:
        ChannelError: permanent; the bytes do not read back as they were meant.

    """
    answers, links = answers or Answers(), links or Links()
    name, bare = sender_of(sender)
    name = _safe(re.sub(r'[<>@",;:\\]', " ", name or digest.office))  # no look of an address in a name
    title = _safe(answers.title(words.subject(digest), digest.reply_token))
    key = key_of(message_id)
    boundary = sha256(key.encode()).hexdigest()[:24]
    calendar = attached_calendar(digest, at=at)
    kind = "mixed" if calendar else "alternative"
    meant = {
        "From": f"{name} <{bare}>" if name else bare,
        **({"To": to} if address(to) else {}),
        **({"Reply-To": answers.to(digest.reply_token)} if answers.address else {}),
        "Subject": title,
        "Date": _date(at),
        "Message-ID": message_id if "@" in message_id else f"<{key}@{bare.partition('@')[2]}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",  # Exchange asks for its own word against absence notes
        "MIME-Version": "1.0",
        "Content-Type": f'multipart/{kind}; boundary="{boundary}"',
    }
    written = {
        **meant,
        "From": f"{_encoded(name)}\r\n <{bare}>" if name else bare,
        "Subject": _encoded(title),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in written.items())
    _compare(head, meant)
    forms = text_and_html(
        digest, link=links.tasks(digest.token), in_app=links.in_app, answered=bool(answers.address)
    )
    parts = [
        _part(f"text/{form}", content.encode())
        for form, content in zip(("plain", "html"), forms, strict=True)
    ]
    if calendar:
        inner = f"{boundary}-words"
        alternative = (
            f'Content-Type: multipart/alternative; boundary="{inner}"\r\n\r\n{_joined(inner, parts)}'
        )
        parts = [alternative, _part("text/calendar; method=PUBLISH", calendar, ATTACHED)]
    return Composed(subject=title, body=f"{head}\r\n{_joined(boundary, parts)}".encode("ascii"))


def _safe(value: str) -> str:
    return plain(value).replace("=?", "=？")


@lru_cache(maxsize=16)  # all mails of a sweep are made at one time
def _date(at: datetime) -> str:
    return format_datetime(at.astimezone(BEIJING))


@lru_cache(maxsize=64)  # the same sender, and often the same words
def _encoded(value: str) -> str:
    """Write `value` as encoded words (RFC 2047), each of whole characters."""
    chunks, chunk = [], b""
    for letter in value:
        grown = chunk + letter.encode()
        if len(grown) > _WORD_BYTES:
            chunks.append(chunk)
            grown = letter.encode()
        chunk = grown
    return "\r\n ".join(f"=?utf-8?B?{b64encode(each).decode()}?=" for each in (*chunks, chunk))


def _part(kind: str, content: bytes, disposition: str = "") -> str:
    """Write one part; text ends its lines as mail does."""
    content = content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    coded = b64encode(content).decode()
    lines = "\r\n".join([coded[start : start + 76] for start in range(0, len(coded), 76)])
    head = f"Content-Type: {kind}; charset=utf-8\r\n{disposition}Content-Transfer-Encoding: base64\r\n"
    return f"{head}\r\n{lines}\r\n"


def _joined(boundary: str, parts: list[str]) -> str:
    return "".join(f"--{boundary}\r\n{part}" for part in parts) + f"--{boundary}--\r\n"


def _compare(head: str, meant: dict[str, str]) -> None:
    """Read the finished head again: these headers in this order, no other, as they were meant.

    Spaces do not count: the reader puts its own between a name and its address.
    """
    read = HeaderParser().parsestr(head)
    seen = [(name, _bare(_decoded(value))) for name, value in read.raw_items()]
    if read.defects or seen != [(name, _bare(value)) for name, value in meant.items()]:
        raise ChannelError("邮件头核对不符，未发送；请检查单位名称和署名中的特殊字符", permanent=True)


@lru_cache(maxsize=64)
def _decoded(value: str) -> str:
    return str(make_header(decode_header(value))) if "=?" in value else value


def _bare(value: str) -> str:
    return "".join(value.split())
