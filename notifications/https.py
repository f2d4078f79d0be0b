"""One HTTP request to a gateway, never repeated here, and an honest word on whether it can have arrived.

On `http.client`, not on a session library: connecting, sending and waiting are three steps here, each with
its own meaning when it fails, and no address (they hold phone numbers and keys) is written to any log.
"""

import ipaddress
import json
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from models.refusals import BadSetting
from notifications.channel import ChannelError
from notifications.smtp_answers import why

BROKEN = (OSError, HTTPException)
HEADERS = {"User-Agent": "xuepu", "Connection": "close"}
LARGEST_ANSWER = 256 * 1024
MAYBE_TAKEN = frozenset({500, 502, 504})  # something behind the door broke, or did not answer in time


@dataclass(frozen=True)
class Site:
    """Where a gateway is; certificates are verified.

    Clear text goes to this machine itself, and nowhere else unless `intranet`, and then to a private address.
    `timeout` is in seconds, for each network step.

    Raises:
        BadSetting: an address that could never work, or would send in clear text.

    """

    address: str = field(repr=False)  # a robot's holds its key
    timeout: float = 20.0
    authorities: Path | None = None  # PEM of the office's own certificate authority
    intranet: bool = False

    def __post_init__(self) -> None:
        if not self._is_sound():
            raise BadSetting("短信网关或群机器人的地址不能用，请填写完整的 https 地址。")
        if self.parts.scheme == "http" and not self._may_be_clear():
            raise BadSetting(f"{self.host} 是 http 明文地址，会泄露手机号码和密钥，请改用 https 地址。")
        self.trust()

    def _is_sound(self) -> bool:
        try:
            parts = self.parts
            sound = parts.port != 0 and bool(parts.hostname) and parts.scheme in ("http", "https")
        except ValueError:
            return False
        plain = self.address.isascii() and self.address.isprintable() and " " not in self.address
        return sound and plain and not parts.fragment and "@" not in parts.netloc

    def _may_be_clear(self) -> bool:
        name = self.parts.hostname or ""
        try:
            there = ipaddress.ip_address("127.0.0.1" if name == "localhost" else name)
        except ValueError:
            return False
        return there.is_loopback or (self.intranet and there.is_private)

    @cached_property
    def parts(self) -> SplitResult:
        return urlsplit(self.address)

    @property
    def host(self) -> str:
        """Return what the Host header says: with the port, where it is not the usual one."""
        return self.parts.netloc.removesuffix(":443" if self.parts.scheme == "https" else ":80")

    @property
    def target(self) -> str:
        """Return the path and what follows it."""
        return self.parts._replace(scheme="", netloc="").geturl() or "/"

    def trust(self) -> ssl.SSLContext | None:
        """Return what is asked of the server's certificate; None where there is none."""
        if self.parts.scheme == "http":
            return None
        try:
            context = ssl.create_default_context(cafile=self.authorities)
        except OSError as error:
            raise BadSetting(f"证书文件 {self.authorities} 读不出来，请核对路径和内容。") from error
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes = field(repr=False)

    def document(self) -> dict[str, Any]:
        """Return the JSON object that was answered.

        Raises:
            ChannelError: there is none.

        """
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise self.unreadable()
        return found

    def unreadable(self) -> ChannelError:
        """Say what an answer means that the gateway itself cannot have written."""
        if 200 <= self.status < 300 or self.status in MAYBE_TAKEN:
            return ChannelError(
                f"已交给网关，但回应无法辨认（HTTP {self.status}），不能确定是否发出", uncertain=True
            )
        return ChannelError(f"网关没有受理（HTTP {self.status}），稍后重发；持续出现请核对网关地址")


class Caller:
    """Makes requests, each on its own connection: one kept open may go stale just as the next one leaves.

    A gateway that cannot be reached is asked once a session; the messages that follow are put off at once.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._trust = site.trust()
        self._down = ""

    def ask(self, method: str, target: str, *, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        """Return what was answered, whatever it says.

        Raises:
            ChannelError: deferred, as the request cannot have arrived whole; or uncertain, as it may have.

        """
        connection = self._connected()
        try:
            connection.request(method, target, body or None, {**HEADERS, **headers})
        except BROKEN as error:
            connection.close()
            raise ChannelError(f"发送途中连接中断，稍后重发：{_why(error)}") from error
        try:
            response = connection.getresponse()
            said = response.read(LARGEST_ANSWER)
        except BROKEN as error:
            raise ChannelError(
                f"已交给网关，但没有收到回应，不能确定是否发出：{_why(error)}", uncertain=True
            ) from error
        finally:
            connection.close()
        return Answer(response.status, said)

    def _connected(self) -> HTTPConnection:
        if self._down:
            raise ChannelError(self._down, down=True)
        name, port = self._site.parts.hostname or "", self._site.parts.port
        connection = (
            HTTPConnection(name, port, timeout=self._site.timeout)
            if self._trust is None
            else HTTPSConnection(name, port, timeout=self._site.timeout, context=self._trust)
        )
        try:
            connection.connect()
        except BROKEN as error:
            with suppress(OSError):
                connection.close()
            self._down = f"连不上网关 {self._site.host}，稍后重发：{_why(error)}"
            raise ChannelError(self._down, down=True) from error
        return connection


def _why(error: Exception) -> str:
    return why(error) if isinstance(error, OSError) else "回应不合 HTTP 规范"
