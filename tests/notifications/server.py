"""A real SMTP server on the loopback, in a thread, whose answers a test may script."""

import asyncio
import contextlib
import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

HANG_UP = "hang up"  # instead of an answer
NEVER = "never"  # no answer until the test is over


@dataclass
class PostOffice:
    """Takes every mail, unless `script` holds an answer for the verb (CONNECT MAIL RCPT DATA END)."""

    script: dict[str, list[str]] = field(default_factory=dict)
    taken: list[tuple[str, bytes]] = field(default_factory=list)  # recipient, bytes: what was answered 250
    seen: list[tuple[str, bytes]] = field(default_factory=list)  # what arrived up to the final dot
    connections: int = 0
    encrypted: list[bool] = field(default_factory=list)  # per mail that arrived
    port: int = 0
    pipelining: bool = False
    delay: float = 0.0  # seconds before the answer to the last byte
    over: threading.Event = field(default_factory=threading.Event)
    announced: queue.Queue[str] = field(default_factory=queue.Queue)  # recipients, as they were named

    def next_answer(self, verb: str) -> str | None:
        waiting = self.script.get(verb)
        return waiting.pop(0) if waiting else None

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        session.host_name = hostname
        return [*responses[:-1], *(["250-PIPELINING"] if self.pipelining else []), responses[-1]]

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        if (answer := await self._scripted("MAIL", server)) is not None:
            return answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if (answer := await self._scripted("RCPT", server)) is not None:
            return answer
        envelope.rcpt_tos.append(address)
        self.announced.put(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.original_content, bytes)
        self.seen.append((envelope.rcpt_tos[0], envelope.original_content))
        self.encrypted.append(server.transport.get_extra_info("sslcontext") is not None)
        await asyncio.sleep(self.delay)
        if (answer := await self._scripted("END", server)) is not None:
            return answer
        self.taken.append(self.seen[-1])
        return "250 queued as 4711"

    async def _scripted(self, verb: str, server: SMTP) -> str | None:
        answer = self.next_answer(verb)
        if answer == NEVER:
            await asyncio.to_thread(self.over.wait)
        if answer in (HANG_UP, NEVER):
            server.transport.abort()
            return "250 into the void"
        if answer is not None and answer.startswith("421"):
            asyncio.get_running_loop().call_soon(server.transport.close)
        return answer


class ScriptedSMTP(SMTP):
    """Lets the script answer DATA itself, which aiosmtpd's handlers cannot."""

    event_handler: PostOffice

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        answer = self.event_handler.next_answer("DATA")
        if answer == HANG_UP:
            self.transport.abort()
        elif answer is not None:
            await self.push(answer)
        else:
            await super().smtp_DATA(arg)


@contextlib.contextmanager
def post_office(
    *,
    tls: Any = None,
    implicit: bool = False,
    password: str | None = None,
    pipelining: bool = False,
    **script: list[str],
):
    """Open a server: clear, STARTTLS with `tls`, or TLS from the first byte with `implicit`."""
    office = PostOffice(script=dict(script), pipelining=pipelining)
    loop = asyncio.new_event_loop()
    ready = threading.Event()

    def protocol() -> asyncio.Protocol:
        office.connections += 1
        return ScriptedSMTP(
            office,
            hostname="mx.test",
            loop=loop,
            tls_context=None if implicit else tls,
            require_starttls=False,
            authenticator=(lambda *args: AuthResult(success=_is(args[-1], password), handled=False))
            if password
            else None,
            auth_require_tls=not implicit,
        )

    async def serve() -> None:
        server = await loop.create_server(protocol, "127.0.0.1", 0, ssl=tls if implicit else None)
        office.port = server.sockets[0].getsockname()[1]
        ready.set()
        async with server:
            await asyncio.to_thread(office.over.wait)

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    ready.wait()
    try:
        yield office
    finally:
        office.over.set()
        thread.join()
        _sweep_up(loop)


def _is(login: Any, password: str | None) -> bool:
    return login.password == (password or "").encode()


def _sweep_up(loop: asyncio.AbstractEventLoop) -> None:
    left: Iterator[asyncio.Task[Any]] = iter(asyncio.all_tasks(loop))
    for task in left:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            loop.run_until_complete(task)
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
