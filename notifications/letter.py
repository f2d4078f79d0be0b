"""A digest as the finished bytes of one mail (RFC 5322, MIME), safe against forged headers.

Header lines are written here, not by `email`: Python 3.11 drops spaces when it folds Chinese subjects
and lets an encoded newline become a header of its own (CVE-2024-6923).
"""

import re
from base64 import b64encode, encodebytes
from datetime import datetime
from email.header import decode_header, make_header
from email.parser import HeaderParser
from email.utils import format_datetime, getaddresses
from hashlib import sha256

from models.refusals import BadSetting
from notifications import words
from notifications.channel import ChannelError, Composed, key_of
from notifications.rendering import text_and_html
from notifications.words import Digest, plain
from rules.days import BEIJING

_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", re.ASCII)
_WORD_BYTES = 39  # of UTF-8 in one encoded word: the line stays below 76 with any of our names


def address(text: str) -> str | None:
    """Return a single bare ASCII address, or None: no list, no quoted local part, no look-alike letters."""
    return text if len(text) <= 254 and _ADDRESS.fullmatch(text) and "=?" not in text else None


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


def compose(
    digest: Digest, *, sender: str, to: str, message_id: str, at: datetime, reply_to: str | None = None
) -> Composed:
    """Build the mail; the same values give the same bytes.

    What is no address gets no To line: such a mail stands in the ledger, and `send` refuses it.

    Raises:
        ChannelError: permanent; the bytes do not read back as they were meant.

    """
    name, bare = sender_of(sender)
    name = _safe(re.sub(r'[<>@",;:\\]', " ", name or digest.office))  # no look of an address in a name
    title = _safe(words.subject(digest))
    key = key_of(message_id)
    boundary = sha256(key.encode()).hexdigest()[:24]
    meant = {
        "From": f"{name} <{bare}>" if name else bare,
        **({"To": to} if address(to) else {}),
        **({"Reply-To": reply_to} if reply_to else {}),
        "Subject": title,
        "Date": format_datetime(at.astimezone(BEIJING)),
        "Message-ID": message_id if "@" in message_id else f"<{key}@{bare.partition('@')[2]}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",  # Exchange asks for its own word against absence notes
        "MIME-Version": "1.0",
        "Content-Type": f'multipart/alternative; boundary="{boundary}"',
    }
    written = {
        **meant,
        "From": f"{_encoded(name)}\r\n <{bare}>" if name else bare,
        "Subject": _encoded(title),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in written.items())
    _compare(head, meant)
    forms = zip(("plain", "html"), text_and_html(digest), strict=True)
    body = "".join(f"--{boundary}\r\n{_part(subtype, content)}" for subtype, content in forms)
    return Composed(subject=title, body=f"{head}\r\n{body}--{boundary}--\r\n".encode("ascii"))


def _safe(value: str) -> str:
    return plain(value).replace("=?", "=？")


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


def _part(subtype: str, content: str) -> str:
    coded = encodebytes(content.replace("\n", "\r\n").encode()).decode().replace("\n", "\r\n")
    return f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{coded}"


def _compare(head: str, meant: dict[str, str]) -> None:
    """Read the finished head again: these headers in this order, no other, as they were meant.

    Spaces do not count: the reader puts its own between a name and its address.
    """
    read = HeaderParser().parsestr(head)
    seen = [(name, _bare(str(make_header(decode_header(value))))) for name, value in read.items()]
    if read.defects or seen != [(name, _bare(value)) for name, value in meant.items()]:
        raise ChannelError("邮件头核对不符，未发送；请检查单位名称和署名中的特殊字符", permanent=True)


def _bare(value: str) -> str:
    return "".join(value.split())
