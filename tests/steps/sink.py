"""An SMTP server with a ledger on disk, which strikes the sender at a chosen moment."""

import re
import socket
import threading
from collections.abc import Callable
from contextlib import contextmanager, suppress

ID = re.compile(rb"(?mi)^message-id: <([^@>]*)@")
MOMENTS = ("at-data", "lost-at-the-dot", "kept-at-the-dot", "after-250")


class Sink:
    """Takes every mail; `aim` says when, counted in mails from now, and what happens then."""

    def __init__(self, server: socket.socket, ledger) -> None:
        self.port = server.getsockname()[1]
        self.taken: list[tuple[str, str, bytes]] = []  # recipient, key, bytes
        self._server, self._ledger = server, ledger
        self._countdown, self._moment, self._strike = -1, "", lambda: None
        threading.Thread(target=self._accept, daemon=True).start()

    def aim(self, mails: int, moment: str, strike: Callable[[], None]) -> None:
        self._countdown, self._moment, self._strike = mails, moment, strike

    def spare(self) -> None:
        self._countdown = -1

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._server.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 sink\r\n")
            to = ""
            for line in lines:
                verb = line[:4].upper()
                if verb == b"DATA":
                    if self._now("at-data"):
                        return
                    connection.sendall(b"354 go on\r\n")
                    body = _body(lines)
                    if body is None or self._now("lost-at-the-dot"):
                        return
                    self._keep(to, body)
                    if self._now("kept-at-the-dot"):
                        return
                    self._now("before-250")
                    connection.sendall(b"250 taken\r\n")
                    self._now("after-250")
                    self._countdown -= 1
                elif verb == b"QUIT":
                    connection.sendall(b"221 bye\r\n")
                    return
                else:
                    if verb == b"RCPT":
                        to = line.decode().partition("<")[2].partition(">")[0]
                    connection.sendall(b"250 ok\r\n")

    def _now(self, moment: str) -> bool:
        if self._countdown != 0 or moment != self._moment:
            return False
        self._strike()
        return True

    def _keep(self, to: str, body: bytes) -> None:
        """Write a line down before the answer: what is in the ledger was delivered."""
        key = ID.search(body)[1].decode()
        self._ledger.write(f"{to} {key} {len(body)}\n")
        self._ledger.flush()
        self.taken.append((to, key, body))


def _body(lines) -> bytes | None:
    """Read up to the final dot; None where the sender was gone before it."""
    read = []
    for line in lines:
        if line == b".\r\n":
            return b"".join(read)
        read.append(line)
    return None


@contextmanager
def sink(path):
    with socket.create_server(("127.0.0.1", 0)) as server, path.open("w") as ledger:
        yield Sink(server, ledger)
        server.shutdown(socket.SHUT_RDWR)
