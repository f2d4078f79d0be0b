"""Channels that write files: the demo, a dry run, an office whose messages another system fetches."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from models.refusals import BadSetting
from notifications import letter, words
from notifications.channel import ChannelError, Composed, Envelope, key_of
from notifications.chat import Tally, tally_post
from notifications.links import Links
from notifications.phone import masked, mobile
from notifications.words import Digest
from rules.days import BEIJING


@dataclass(frozen=True)
class SmsFiles:
    """Writes each SMS as <message>-138****0417.json; `signature` is what stands in 【】."""

    folder: Path
    signature: str
    name: str = "sms"

    def __post_init__(self) -> None:
        if (
            not self.signature
            or self.signature != words.plain(self.signature)
            or set("【】") & set(self.signature)
        ):
            raise BadSetting("短信签名不能为空，也不要带【】和换行，例如：学普。")

    def compose(self, digest: Digest, *, to: str, message_id: str, at: datetime) -> Composed:
        text = words.sms(digest, self.signature)
        content = {
            "message_id": message_id,
            "to": mobile(to) or words.plain(to),
            "text": text,
            "segments": words.segments(text),
            "at": at.astimezone(BEIJING).isoformat(),
        }
        return Composed(subject=text, body=json.dumps(content, ensure_ascii=False, indent=2).encode() + b"\n")

    @contextmanager
    def session(self) -> Iterator["Tray"]:
        yield Tray(
            self.folder, lambda envelope: f"{key_of(envelope.message_id)}-{masked(_number(envelope.to))}.json"
        )


@dataclass(frozen=True)
class MailFiles:
    """Writes each mail as <message>.eml, the bytes that `notifications.mail.Mail` would send."""

    folder: Path
    sender: str = "xuepu@localhost"
    answers: letter.Answers = field(default_factory=letter.Answers)
    links: Links = field(default_factory=Links)
    name: str = "mail"

    def __post_init__(self) -> None:
        letter.sender_of(self.sender)

    def compose(self, digest: Digest, *, to: str, message_id: str, at: datetime) -> Composed:
        return letter.compose(
            digest,
            sender=self.sender,
            to=to,
            message_id=message_id,
            at=at,
            answers=self.answers,
            links=self.links,
        )

    @contextmanager
    def session(self) -> Iterator["Tray"]:
        yield Tray(self.folder, lambda envelope: f"{key_of(envelope.message_id)}.eml")


@dataclass(frozen=True)
class ChatFiles:
    """Writes each post to the group as <message>.txt."""

    folder: Path
    name: str = "chat"

    def compose(self, tally: Tally, *, message_id: str, at: datetime) -> Composed:  # noqa: ARG002
        return tally_post(tally)

    @contextmanager
    def session(self) -> Iterator["Tray"]:
        yield Tray(self.folder, lambda envelope: f"{key_of(envelope.message_id)}.txt")


@dataclass(frozen=True)
class Tray:
    """A folder of finished messages; a message sent again replaces itself."""

    folder: Path
    named: Callable[[Envelope], str]

    def send(self, envelope: Envelope) -> str:
        """Return the name of the file, which is whole or absent, and on disk."""
        name = self.named(envelope)
        draft = self.folder / f".{name}.{os.getpid()}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with draft.open("wb") as file:
                file.write(envelope.body)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.folder / name)
            _settle(self.folder)
        except OSError as error:
            with suppress(OSError):
                draft.unlink()
            raise ChannelError(f"写不进文件夹 {self.folder}：{error.strerror}") from error
        return name


def _settle(folder: Path) -> None:
    """Put the folder itself on disk: until then a power cut undoes the rename."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _number(to: str) -> str:
    if (number := mobile(to)) is None:
        raise ChannelError("手机号码不正确，请在人员资料中更正", permanent=True)
    return number
