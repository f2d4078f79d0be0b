"""Which of our mails an answer answers: by the address it was sent to, its subject, or what it refers to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses

SENT_TO = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "Resent-To")

_TOKEN = re.compile(r"[a-z0-9]{32}", re.ASCII)
_IN_SUBJECT = re.compile(r"〔([a-z0-9]{32})〕", re.ASCII)
_ID = re.compile(r"<([A-Za-z0-9_+=-][A-Za-z0-9._+=-]{0,63})@[A-Za-z0-9.-]{1,255}>", re.ASCII)


@dataclass(frozen=True)
class Named:
    """What an answer names; both may be empty: then it is no answer to us."""

    tokens: tuple[str, ...]  # the surest first
    keys: tuple[str, ...]  # of our messages, the nearest first


def named_by(mail: Message, address: str) -> Named:
    """Read what an answer to `address` (pufa@example.gov.cn) names. Pure; whatever the mail holds.

    Case does not count in a token: servers fold addresses.
    """
    return Named(
        tuple(dict.fromkeys([*_in_addresses(mail, address), *_IN_SUBJECT.findall(_subject(mail))])),
        tuple(dict.fromkeys([*_ids(mail, "In-Reply-To"), *reversed(_ids(mail, "References"))])),
    )


def _in_addresses(mail: Message, address: str) -> Iterator[str]:
    mailbox, _, host = address.lower().partition("@")
    headers = [str(value) for name in SENT_TO for value in mail.get_all(name, [])]
    for _, found in getaddresses(headers):
        local, _, there = found.lower().partition("@")
        ours, _, token = local.partition("+")
        if (ours, there) == (mailbox, host) and _TOKEN.fullmatch(token):
            yield token


def _subject(mail: Message) -> str:
    title = str(mail.get("Subject", ""))
    try:
        return "".join(str(make_header(decode_header(title))).split())
    except Exception:  # noqa: BLE001  (a stranger wrote it; `email` raises what it likes)
        return title


def _ids(mail: Message, name: str) -> list[str]:
    return _ID.findall(str(mail.get(name, "")))
