"""A gateway on the loopback that speaks as the vendors do: SMS (`sms_vendors`), robots (`chat_robots`).

It takes nothing whose signature does not hold, and does what a test's script says instead of answering.
"""

import contextlib
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

HANG_UP, NEVER = "hang up", "never"  # instead of an answer


@dataclass(frozen=True)
class Instead:
    """What happens instead of the usual answer to one request; with `takes`, after the message was taken."""

    body: bytes | str = b""  # or HANG_UP, NEVER
    status: int = 200
    takes: bool = False


@dataclass(frozen=True)
class Request:
    method: str
    target: str
    headers: Mapping[str, str]  # names in lower case
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def door(self) -> str:
        """Name the vendor that is spoken to: by the way of signing, else by the path."""
        scheme = self.headers.get("authorization", "").partition(" ")[0]
        return scheme if "HMAC" in scheme else self.path.rpartition("/")[0]

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True, strict_parsing=False))


@dataclass(frozen=True)
class Text:
    """A message that was taken and would now be on its way to a phone."""

    number: str
    key: str
    server_id: str
    content: Any
    at: datetime
    fate: str = "underway"


# door -> who stands there; each vendor's file enters its own
DOORS: dict[str, Callable[["Gateway", Request], Instead]] = {}


@dataclass
class Gateway:
    clock: Callable[[], datetime]
    script: dict[str, list[Instead]] = field(default_factory=dict)  # action -> what happens instead
    taken: list[Text] = field(default_factory=list)
    seen: list[Request] = field(default_factory=list)
    nonces: set[str] = field(default_factory=set)
    gives_keys_back: bool = True  # Tencent Cloud does only where it was asked to
    filing: str = "通过"  # of our template, as the vendor sees it
    port: int = 0
    over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answer(self, request: Request) -> Instead:
        """Take a request as the vendor to whom it speaks would."""
        with self.lock:
            self.seen.append(request)
            return DOORS[request.door](self, request)

    def instead(self, action: str) -> Instead | None:
        waiting = self.script.get(action)
        return waiting.pop(0) if waiting else None

    def take(self, number: str, key: str, content: Any) -> str:
        server_id = f"{9006197469364984400 + len(self.taken)}^0"
        self.taken.append(Text(number, key, server_id, content, self.clock()))
        return server_id


def said(document: Any, status: int = 200) -> Instead:
    return Instead(json.dumps(document, ensure_ascii=False).encode(), status)


def scripted(gateway: Gateway, action: str, usual: Callable[[], Instead]) -> Instead:
    instead = gateway.instead(action)
    if instead is None:
        return usual()
    if instead.takes:
        usual()
    return instead


@contextlib.contextmanager
def gateway(clock: Callable[[], datetime], *, tls: Any = None, **script: list[Instead]):
    """Open it; `script` says what happens instead, by action."""
    opened = Gateway(clock, dict(script))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = opened.answer(Request(self.command, self.path, headers, self.rfile.read(length)))
            if len(headers) != len(self.headers) or headers["host"] != f"127.0.0.1:{opened.port}":
                answer = Instead(b"<html>400 Bad Request</html>", 400)  # as nginx does
            if answer.body == NEVER:
                opened.over.wait()
            if answer.body in (HANG_UP, NEVER):
                return
            assert isinstance(answer.body, bytes)
            self.send_response(answer.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        do_GET = do_POST  # noqa: N815

        def log_message(self, *args: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    opened.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield opened
    finally:
        opened.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
