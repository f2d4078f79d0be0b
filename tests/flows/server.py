"""A Prefect server and a worker of the tests' own, on loopback, in a folder that is thrown away."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

from tests.cluster import free_port

ROOT = Path(__file__).parents[2]
PREFECT = (sys.executable, "-m", "prefect", "--no-prompt")
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Server:
    """`folder` holds the server's database and the logs of what was started."""

    url: str
    folder: Path
    environment: Mapping[str, str]

    def ask(self, path: str, body: object = None) -> Any:
        """GET `path`, or POST `body` to it; ask again while the server's database is busy."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json"})
        end = time.monotonic() + 90
        while True:
            try:
                with DIRECT.open(request, timeout=90) as answer:
                    return json.load(answer)
            except HTTPError as error:
                if error.code != HTTPStatus.SERVICE_UNAVAILABLE or time.monotonic() > end:
                    raise
            time.sleep(0.5)

    def until(self, what: str, seconds: float, answer: Callable[[], Any]) -> Any:
        """Ask again until there is an answer that is true."""
        end = time.monotonic() + seconds
        while True:
            try:
                if found := answer():
                    return found
            except HTTPError:
                raise
            except OSError:  # not listening yet
                pass
            assert time.monotonic() < end, f"{what}: not within {seconds:.0f} s"
            time.sleep(0.5)

    def call(self, *words: str) -> None:
        """Run one `prefect` command in the project's root."""
        ran = subprocess.run(
            [*PREFECT, *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )
        assert ran.returncode == 0, f"prefect {' '.join(words)}:\n{ran.stdout}{ran.stderr}"

    @contextmanager
    def started(self, name: str, *words: str) -> Iterator[None]:
        """Keep one `prefect` command running, in a process group of its own; its output is `<name>.log`."""
        with (self.folder / f"{name}.log").open("wb") as output:
            process = subprocess.Popen(
                [*PREFECT, *words],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)

    def logs(self) -> str:
        return "\n".join(
            f"--- {path.name}\n{path.read_text(errors='replace')[-6000:]}"
            for path in self.folder.glob("*.log")
        )


@contextmanager
def prefect_server(folder: Path, settings: Mapping[str, str]) -> Iterator[Server]:
    """Start a server; `settings` are added to the environment of all that is started on it."""
    folder.mkdir()
    port = free_port()
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "XUEPU_"))
    }
    server = Server(
        f"http://127.0.0.1:{port}/api",
        folder,
        {
            **inherited,
            **settings,
            "PREFECT_HOME": str(folder),
            "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "NO_PROXY": "127.0.0.1",
            "PREFECT_SERVER_UI_ENABLED": "false",
            "PREFECT_WORKER_QUERY_SECONDS": "1",
            # By default nothing more than 100 days ahead is scheduled: the year's closing, most of the year.
            "PREFECT_SERVER_SERVICES_SCHEDULER_MAX_SCHEDULED_TIME": "P400D",
        },
    )
    try:
        with server.started("server", "server", "start", "--host", "127.0.0.1", "--port", str(port)):
            server.until("the server answers", 90, lambda: server.ask("/health"))
            yield server
    except BaseException as error:
        error.add_note(server.logs())
        raise
