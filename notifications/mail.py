"""Mail over SMTP: one kept connection, one recipient a transaction, bytes as they were frozen."""

import smtplib
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from models.refusals import BadSetting
from notifications import letter
from notifications.channel import ChannelError, Composed, Envelope
from notifications.links import Links
from notifications.smtp_answers import BROKEN, spoken, why
from notifications.words import Digest
from rules.contacts import address

TOO_LARGE = 552
LOGIN_WANTED = (530, 534, 535, 538)

Security = Literal["none", "starttls", "tls"]


@dataclass(frozen=True)
class Mail:
    """One SMTP server. What `security` asks for is met or nothing is sent; certificates are verified.

    `timeout` is in seconds, for each step on the network; `patience` for the answer after the last byte,
    where giving up early would send twice (RFC 5321, 4.5.3.2.6: ten minutes).

    Raises:
        BadSetting: a setting that could never work.

    """

    host: str
    port: int
    sender: str  # "市外办 <pufa@example.gov.cn>", or the bare address
    security: Security = "starttls"
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout: float = 20.0
    patience: float = 600.0
    answers: letter.Answers = field(default_factory=letter.Answers)
    links: Links = field(default_factory=Links)
    authorities: Path | None = None  # PEM of the office's own certificate authority
    name: str = "mail"

    def __post_init__(self) -> None:
        letter.sender_of(self.sender)
        if self.security not in ("none", "starttls", "tls"):
            raise BadSetting("邮件加密方式须为 none、starttls 或 tls。")
        if not f"{self.user or ''}{self.password or ''}".isascii():
            raise BadSetting("邮件服务器的账号和密码只能用英文字母、数字和符号，请改正。")
        if self.authorities is not None:
            self.trust()

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
    def session(self) -> Iterator["Line"]:
        line = Line(self)
        try:
            yield line
        finally:
            line.hang_up()

    def trust(self) -> ssl.SSLContext:
        """Return what is asked of the server's certificate."""
        try:
            context = ssl.create_default_context(cafile=self.authorities)
        except OSError as error:
            raise BadSetting(f"证书文件 {self.authorities} 读不出来，请核对路径和内容。") from error
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context


class HungUpError(ChannelError):
    """The connection went before any byte of the mail did."""


class Line:
    """A connection, made at the first message and made again when it drops.

    A server that cannot be reached is asked once a session; the messages that follow are put off at once.
    """

    def __init__(self, mail: Mail) -> None:
        self._mail = mail
        self._sender = letter.sender_of(mail.sender)[1]
        self._smtp: smtplib.SMTP | None = None
        self._down = ""  # why the server cannot be reached
        self._ahead = ""  # to whom the server was asked to take the next mail; its answers are still to come

    def send(self, envelope: Envelope) -> str:
        """Return the server's answer to the last byte.

        Raises:
            ChannelError: see there.

        """
        if not address(envelope.to):
            raise ChannelError("收件邮箱地址不正确，请在人员资料中更正", permanent=True)
        if self._ahead not in ("", envelope.to):
            self._drop()  # it waits for the bytes of a mail that was called off
        kept = self._smtp is not None
        try:
            smtp = self._announce(envelope.to)
        except HungUpError:
            if not kept:
                raise
            smtp = self._announce(envelope.to)  # a kept connection may have gone stale: once more, anew
        return self._hand_over(smtp, envelope)

    def hang_up(self) -> None:
        if self._smtp is not None and not self._ahead:
            with suppress(*BROKEN):
                self._smtp.quit()
        self._drop()

    def _announce(self, to: str) -> smtplib.SMTP:
        """Go as far as the server's leave to send the bytes; nothing up to there can be sent twice."""
        smtp = self._connected()
        asked, self._ahead = self._ahead, ""
        commands = self._commands(to)
        try:
            if smtp.has_extn("pipelining"):
                if not asked:
                    smtp.send(_lines(commands))
                answers = iter(self._heard(smtp, len(commands)))
            else:
                answers = (smtp.docmd(command) for command in commands)
            self._expect((250,), next(answers), "邮件服务器不接受发件人", ours=True)
            self._expect((250, 251), next(answers), "邮件服务器不接受收件人")
            self._expect((354,), next(answers), "邮件服务器不接受邮件")
        except BROKEN as error:
            self._drop()
            raise HungUpError(f"与邮件服务器的连接中断，稍后重发：{why(error)}", down=True) from error
        return smtp

    def _commands(self, to: str) -> Sequence[str]:
        return f"MAIL FROM:<{self._sender}>", f"RCPT TO:<{to}>", "DATA"

    def _heard(self, smtp: smtplib.SMTP, count: int) -> list[tuple[int, bytes]]:
        """Hear the answers to what was said at once (RFC 2920): one way there and back instead of three."""
        answers = []
        for _ in range(count):
            answers.append(smtp.getreply())
            if answers[-1][0] == 421:  # it hangs up, and says no more
                break
        if answers[-1][0] == 354 and any(code >= 400 for code, _ in answers):
            self._drop()  # it waits for bytes that nobody shall get
        return answers

    def _expect(
        self, wanted: tuple[int, ...], answer: tuple[int, bytes], reason: str, *, ours: bool = False
    ) -> None:
        """Refuse on any other answer. `ours`: it speaks of our settings, so the message may wait."""
        code = answer[0]
        if code in wanted:
            return
        if code == 421:
            self._drop()
            raise HungUpError(f"邮件服务器暂停服务，稍后重发：{spoken(answer)}", down=True)
        self._forget_transaction()
        ours = (ours and code != TOO_LARGE) or code in LOGIN_WANTED
        permanent = 500 <= code < 600 and not ours
        raise ChannelError(f"{reason}：{spoken(answer)}", permanent=permanent)

    def _hand_over(self, smtp: smtplib.SMTP, envelope: Envelope) -> str:
        body, ahead = _framed(envelope.body), self._said_ahead(smtp, envelope.next_to)
        left, broken = _pushed(smtp, body + ahead)
        if left < len(body):  # the final dot has not left
            self._drop()
            raise ChannelError(f"发送途中连接中断，稍后重发：{broken}")
        self._ahead = envelope.next_to if ahead else ""
        try:
            _wait(smtp, self._mail.patience)
            answer = smtp.getreply()
            _wait(smtp, self._mail.timeout)
        except BROKEN as error:
            self._drop()
            raise ChannelError(
                f"邮件已交出但没有收到回执，不能确定是否送达：{why(error)}", uncertain=True
            ) from error
        code = answer[0]
        if 200 <= code < 300:
            return spoken(answer)
        if not 400 <= code < 600:
            self._drop()
            raise ChannelError(
                f"邮件已交出但回执无法辨认，不能确定是否送达：{spoken(answer)}", uncertain=True
            )
        if code == 421:
            self._drop()
        raise ChannelError(f"邮件服务器拒收：{spoken(answer)}", permanent=code >= 500)

    def _said_ahead(self, smtp: smtplib.SMTP, to: str) -> bytes:
        """Announce the next mail behind the bytes of this one (RFC 2920, 3.1): none of its own leave yet."""
        return _lines(self._commands(to)) if smtp.has_extn("pipelining") and address(to) else b""

    def _connected(self) -> smtplib.SMTP:
        if self._down:
            raise ChannelError(self._down, down=True)
        if self._smtp is None:
            try:
                self._smtp = self._dialled()
            except BROKEN as error:
                self._down = f"连不上邮件服务器 {self._mail.host}:{self._mail.port}，稍后重发：{why(error)}"
                raise ChannelError(self._down, down=True) from error
        return self._smtp

    def _dialled(self) -> smtplib.SMTP:
        mail = self._mail
        if mail.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                mail.host, mail.port, _own_name(), timeout=mail.timeout, context=mail.trust()
            )
        else:
            smtp = smtplib.SMTP(mail.host, mail.port, _own_name(), timeout=mail.timeout)
        try:
            smtp.ehlo_or_helo_if_needed()
            if mail.security == "starttls":
                smtp.starttls(context=mail.trust())  # raises where the server does not offer it
                smtp.ehlo_or_helo_if_needed()  # what was said in the clear does not count (RFC 3207, 4.2)
            if mail.user:
                smtp.login(mail.user, mail.password or "")
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _forget_transaction(self) -> None:
        """Make the connection fit for the next message, or let it go."""
        try:
            if self._smtp is not None and self._smtp.rset()[0] == 250:
                return
        except BROKEN:
            pass
        self._drop()

    def _drop(self) -> None:
        self._ahead = ""
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


def _lines(commands: Sequence[str]) -> bytes:
    return "".join(f"{command}\r\n" for command in commands).encode("ascii")


def _pushed(smtp: smtplib.SMTP, lines: bytes) -> tuple[int, str]:
    """Return how many bytes have left, and why not all of them: `smtplib` would not say how many."""
    left = 0
    try:
        while smtp.sock is not None and left < len(lines):
            left += smtp.sock.send(lines[left:])
    except OSError as error:
        return left, why(error)
    return left, ""


def _framed(body: bytes) -> bytes:
    """End every line with CRLF, stuff leading dots, add the final dot (RFC 5321, 4.5.2)."""
    lines = b"\r\n".join((b"", *body.splitlines(), b""))
    return lines.replace(b"\n.", b"\n..")[2:] + b".\r\n"


def _wait(smtp: smtplib.SMTP, seconds: float) -> None:
    if smtp.sock is not None:
        smtp.sock.settimeout(seconds)


def _own_name() -> str:
    """Name this host as SMTP wants it; `smtplib` would ask a name server, which may not exist here."""
    name = socket.gethostname()
    return name if "." in name and name.isascii() else "[127.0.0.1]"
