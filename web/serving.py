"""Serve the pages of one home, with the clock that wakes the office, until told to stop."""

import errno
import fcntl
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Protocol

import uvicorn

from models.refusals import BadSetting, Busy
from office import Office, Settings
from store import people
from store.db import reading
from web.app import build
from web.guards import is_loopback


class Startable(Protocol):
    """A clock: runs beside the pages, in threads of its own."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


def serve(clock: Startable | None = None) -> None:
    """Serve until SIGTERM or SIGINT, then return; nothing is served and no clock runs on a refusal.

    Raises:
        BadSetting: a setting is unknown or cannot be, or the host is not this machine's own.
        NotFound: there is no office in this home.
        Busy: another `serve` holds the home, or another program the port.

    """
    settings = Settings.load()
    if not is_loopback(settings.host):
        raise BadSetting(
            f"还没有登录账号，网页只能监听本机：请把 XUEPU_HOST 从 {settings.host} 改为 127.0.0.1。"
        )
    office = Office.open(settings)
    try:
        with reading(office.database) as session:
            name = people.organisation(session).name
        office.talks()  # a setting that cannot be is said now, not at the first reminder
        with _sole(settings.home), _listening(settings.host, settings.port) as listener:
            _serve(office, name, listener, clock)
    finally:
        office.database.close()
    _say("学普已停止。")


def _serve(office: Office, name: str, listener: socket.socket, clock: Startable | None) -> None:
    server = _Server(
        uvicorn.Config(
            build(office),
            log_level="warning",
            access_log=False,
            lifespan="off",
            ws="none",
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=5,
        )
    )
    with _stopped_by_signals(server), _running(clock):
        if clock is None:
            _say("没有启用内置时钟，提醒不会自动发出。")
        _say(f"学普已启动（{name}），请用浏览器打开 {_address(listener)} ，按 Ctrl+C 停止。")
        server.run(sockets=[listener])


class _Server(uvicorn.Server):
    """A server that leaves the signals to us: uvicorn would raise them again once it has stopped."""

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        return nullcontext()


@contextmanager
def _stopped_by_signals(server: uvicorn.Server) -> Iterator[None]:
    """Let SIGTERM and SIGINT ask the server to stop; asked twice, it waits for nobody."""

    def stop(number: int, frame: object) -> None:  # noqa: ARG001
        server.force_exit = server.should_exit
        server.should_exit = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _running(clock: Startable | None) -> Iterator[None]:
    if clock is None:
        yield
        return
    clock.start()
    try:
        yield
    finally:
        clock.stop()


@contextmanager
def _sole(home: Path) -> Iterator[None]:
    """Hold the home for this process. The lock goes with the process, however it ends; the file stays."""
    home.mkdir(parents=True, exist_ok=True)  # where the database lies elsewhere, it need not be there yet
    handle = os.open(home / "serve.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 32).decode(errors="replace").strip() or "未知"
            raise Busy(f"数据目录 {home} 已由另一个 xuepu serve（进程 {holder}）使用，请先停掉它。") from None
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(handle)


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Busy(f"端口 {port} 已被别的程序占用，请停掉它，或把 XUEPU_PORT 改为别的端口。") from error
        if error.errno == errno.EACCES:
            raise BadSetting(f"没有权限监听端口 {port}，请把 XUEPU_PORT 改为 1024 以上的端口。") from error
        raise BadSetting(
            f"监听不了 {host}:{port}（{error.strerror}），请检查 XUEPU_HOST 和 XUEPU_PORT。"
        ) from error


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
