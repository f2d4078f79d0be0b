"""The mailbox that answers and bounces come to, over IMAP. Read only: no mail is marked, moved or deleted."""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Literal

from imap_tools import AND, BaseMailBox, MailBox, MailBoxUnencrypted, UidRange
from imap_tools.errors import ImapToolsError

from models.refusals import BadSetting, Refusal

LARGEST = 1 << 20  # bytes: a bounce is not longer, an answer with photographs is
BULK = 50
BROKEN = (OSError, imaplib.IMAP4.error, ImapToolsError)

Security = Literal["none", "starttls", "tls"]


class MailboxAway(Refusal):
    """The mailbox cannot be read now."""


@dataclass(frozen=True)
class Mark:
    """How far a folder was read. A server that numbers anew says so by another `validity`."""

    validity: int = 0
    uid: int = 0


@dataclass(frozen=True)
class Letter:
    uid: int
    mail: Message | None  # None: too large to be a bounce


@dataclass(frozen=True)
class Mailbox:
    """One folder of one account. `timeout` is in seconds, for each step on the network.

    Raises:
        BadSetting: a setting that could never work, or would show the password.

    """

    host: str
    user: str
    password: str = field(repr=False)
    port: int = 993
    security: Security = "tls"
    folder: str = "INBOX"
    timeout: float = 30.0
    authorities: Path | None = None  # PEM of the office's own certificate authority

    def __post_init__(self) -> None:
        if not self.user or not self.password:
            raise BadSetting("要读退信，请先设置收信账号和口令 XUEPU_IMAP_USER、XUEPU_IMAP_PASSWORD。")
        if self.security == "none" and self.host not in ("127.0.0.1", "::1", "localhost"):
            raise BadSetting(
                "XUEPU_IMAP_SECURITY=none 会泄露收信口令，只能用于本机，请改为 tls 或 starttls。"
            )
        if not f"{self.user}{self.password}".isascii():
            raise BadSetting(
                "收信账号和口令只能用英文字母、数字和符号，请改正 XUEPU_IMAP_USER、XUEPU_IMAP_PASSWORD。"
            )
        if self.security == "starttls" and self.port == 993:
            raise BadSetting(
                "XUEPU_IMAP_SECURITY=starttls 的端口通常是 143，993 请用 tls，请改正 XUEPU_IMAP_PORT。"
            )
        if self.security == "tls":
            self._trust()

    @property
    def place(self) -> str:
        """Name the folder, as its mark is kept."""
        return f"{self.user}@{self.host}/{self.folder}"

    @contextmanager
    def opened(self) -> Iterator["Folder"]:
        """Open the folder without leave to change it.

        Raises:
            MailboxAway: the server cannot be reached, or refuses us.

        """
        try:
            box = self._dialled()
            try:
                box.login(self.user, self.password, None)
                if "ID" in box.client.capabilities:  # without it 网易 shows no folder
                    box.client.xatom("ID", '("name" "xuepu")')
                box.folder.set(self.folder, readonly=True)
                yield Folder(box, self.folder)
            finally:
                _hang_up(box)
        except BROKEN as error:
            raise MailboxAway(
                f"读不了收件箱 {self.host}：{_why(error)}，请核对 XUEPU_IMAP 各项设置。"
            ) from error

    def _dialled(self) -> BaseMailBox:
        if self.security == "tls":
            return MailBox(self.host, self.port, self.timeout, ssl_context=self._trust())
        box = MailBoxUnencrypted(self.host, self.port, self.timeout)
        if self.security == "starttls":
            try:
                box.client.starttls(self._trust())  # raises where the server does not offer it
            except BaseException:
                _close(box)
                raise
        return box

    def _trust(self) -> ssl.SSLContext:
        try:
            context = ssl.create_default_context(cafile=self.authorities)
        except OSError as error:
            raise BadSetting(f"证书文件 {self.authorities} 读不出来，请核对路径和内容。") from error
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context


@dataclass(frozen=True)
class Folder:
    box: BaseMailBox
    name: str

    @property
    def validity(self) -> int:
        return int(self.box.folder.status(self.name, ["UIDVALIDITY"])["UIDVALIDITY"])

    def since(self, mark: Mark) -> Iterator[Letter]:
        """Yield what came after `mark`, the oldest first; all of it where the server numbers anew."""
        last = mark.uid if mark.validity == self.validity else 0
        wanted = AND(uid=UidRange(str(last + 1), "*"))
        # "n:*" always holds the last mail, even where its number is below n
        uids = sorted(uid for uid in map(int, self.box.uids(wanted)) if uid > last)
        for start in range(0, len(uids), BULK):
            some = [str(uid) for uid in uids[start : start + BULK]]
            heads = self.box.fetch(uid_list=some, mark_seen=False, headers_only=True, bulk=True)
            sizes = {int(head.uid): head.size_rfc822 for head in heads if head.uid}
            for uid in map(int, some):
                if uid in sizes:  # else it was taken away meanwhile
                    yield Letter(uid, self._whole(uid) if sizes[uid] <= LARGEST else None)

    def _whole(self, uid: int) -> Message | None:
        found = next(iter(self.box.fetch(uid_list=str(uid), mark_seen=False)), None)
        return found.obj if found else None


def _hang_up(box: BaseMailBox) -> None:
    try:
        box.client.logout()
    except BROKEN:
        _close(box)


def _close(box: BaseMailBox) -> None:
    with suppress(OSError):
        box.client.shutdown()


def _why(error: Exception) -> str:
    match error:
        case ssl.SSLCertVerificationError():
            return "服务器证书没有通过验证"
        case TimeoutError():
            return "超时没有回应"
        case ConnectionRefusedError():
            return "连接被拒绝"
        case OSError():
            return "连接没有建立"
        case imaplib.IMAP4.error() if "TLS not supported" in str(error):
            return "服务器不提供加密（STARTTLS），为免明文传送口令，没有登录"
    return "账号、口令或文件夹不对"
