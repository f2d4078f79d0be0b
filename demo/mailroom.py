"""A real SMTP server on a free port of the loopback; what it takes, it files as it was received."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True)
class Mailroom:
    """Takes every mail and puts it into `folder`, one file each: day, hour, reader, key."""

    folder: Path

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802
        """Answer 250 once the bytes are filed."""
        content = envelope.original_content
        assert isinstance(content, bytes)
        headers = message_from_bytes(content)
        at = parsedate_to_datetime(headers["Date"])
        key = headers["Message-ID"].strip("<>").partition("@")[0]
        for reader in envelope.rcpt_tos:
            mailbox = reader.partition("@")[0]
            (self.folder / f"{at:%Y-%m-%d_%H%M}_{mailbox}_{key}.eml").write_bytes(content)
        return "250 OK"


@contextmanager
def opened(folder: Path) -> Iterator[int]:
    """Open the server in a thread of its own; yield its port."""
    folder.mkdir(exist_ok=True)
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(
        loop.create_server(lambda: SMTP(Mailroom(folder), hostname="mx.example", loop=loop), "127.0.0.1", 0)
    )
    thread = threading.Thread(target=loop.run_forever, name="mailroom")
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        loop.run_until_complete(server.wait_closed())
        loop.close()
