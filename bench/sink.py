"""A fast SMTP sink in a process of its own: takes everything, and tells at the end what it took.

Run as a program it prints its port; when its standard input closes, it prints how many mails and how
many distinct Message-IDs arrived.
"""

import json
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path

MESSAGE_ID = re.compile(rb"(?mi)^message-id:\s*(<[^>]*>)")


def serve(connection: socket.socket, took: list[bytes]) -> None:
    with connection, connection.makefile("rb", 1 << 16) as lines:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(b"220 sink\r\n")
        for line in lines:
            verb = line[:4].upper()
            if verb == b"EHLO":
                connection.sendall(b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n")
            elif verb == b"DATA":
                connection.sendall(b"354 go on\r\n")
                body = b"".join(takewhile(b".\r\n".__ne__, lines))
                found = MESSAGE_ID.search(body)
                took.append(found[1] if found else b"")
                connection.sendall(b"250 taken\r\n")
            elif verb == b"QUIT":
                connection.sendall(b"221 bye\r\n")
                return
            else:
                connection.sendall(b"250 ok\r\n")


def main() -> None:
    took: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        print(server.getsockname()[1], flush=True)

        def accept() -> None:
            while True:
                connection, _ = server.accept()
                threading.Thread(target=serve, args=(connection, took), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        sys.stdin.read()
    print(json.dumps({"mails": len(took), "unique": len(set(took))}), flush=True)


class Sink:
    """A running sink, seen from the process that sends."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        self._process = process
        self.port = int(process.stdout.readline())

    def close_and_count(self) -> tuple[int, int]:
        """Return how many mails arrived, and how many distinct Message-IDs."""
        told, _ = self._process.communicate()
        counted = json.loads(told)
        return counted["mails"], counted["unique"]


@contextmanager
def sink() -> Iterator[Sink]:
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.sink"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
    )
    try:
        yield Sink(process)
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    main()
