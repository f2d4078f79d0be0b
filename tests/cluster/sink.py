"""An SMTP server that can hold its answer after the last byte of a mail, as long as a test wants."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Sink:
    """What came in, in order, as (Message-ID, bytes); while `holding`, nobody hears that it was taken."""

    port: int = 0
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    holding: threading.Event = field(default_factory=threading.Event)
    came: threading.Event = field(default_factory=threading.Event)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content
        self.taken.append((message_from_bytes(content)["Message-ID"], content))
        self.came.set()
        while self.holding.is_set():  # noqa: ASYNC110  (cleared by another thread)
            await asyncio.sleep(0.05)
        return "250 OK"


@contextmanager
def opened() -> Iterator[Sink]:
    sink, loop = Sink(), asyncio.new_event_loop()
    server = loop.run_until_complete(
        loop.create_server(lambda: SMTP(sink, hostname="mx.example", loop=loop), "127.0.0.1", 0)
    )
    sink.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield sink
    finally:
        sink.holding.clear()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()
