"""A Prefect server on the loopback: started, asked, deployed to, and told to notice dead workers."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

from cluster.children import Child
from cluster.postgres import free_port, kept_secret
from models.refusals import Refusal

ROOT = Path(__file__).parents[1]
POOL = "xuepu"
AUTH = "password"  # the file of the server's password
PREFECT = (sys.executable, "-m", "prefect", "--no-prompt")
ENDED = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
HEARTBEAT = 30  # seconds; Prefect takes no shorter
SILENCE = 75  # seconds without a heartbeat after which a run is dead
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
# A run under way says so every half minute. Armed by the first heartbeat and by the start of the run as well:
# a worker that dies before its first heartbeat would otherwise be waited for until the end of days.
DEAD_WORKERS = {
    "name": "没有心跳的运行记为崩溃",
    "description": "工作进程已死，运行记为 Crashed；提醒是否发出由本单位的发件箱判断，不看这里。",
    "enabled": True,
    "trigger": {
        "type": "event",
        "posture": "Proactive",
        "after": ["prefect.flow-run.heartbeat", "prefect.flow-run.Running"],
        "expect": [
            "prefect.flow-run.heartbeat",
            *(f"prefect.flow-run.{ended.capitalize()}" for ended in ENDED),
        ],
        "match": {"prefect.resource.id": "prefect.flow-run.*"},
        "for_each": ["prefect.resource.id"],
        "threshold": 1,
        "within": SILENCE,
    },
    "actions": [
        {"type": "change-flow-run-state", "state": "CRASHED", "name": "Crashed", "message": "没有心跳"}
    ],
}


@dataclass(frozen=True)
class Server:
    """`folder` holds what the server and the workers print; `environment` is theirs."""

    url: str
    folder: Path
    environment: Mapping[str, str]

    def ask(self, path: str, body: object = None) -> Any:
        """GET `path`, or POST `body` to it; ask again while the server's database is busy."""
        data = None if body is None else json.dumps(body).encode()
        secret = b64encode(self.environment["PREFECT_API_AUTH_STRING"].encode()).decode()
        heads = {"Content-Type": "application/json", "Authorization": f"Basic {secret}"}
        request = urllib.request.Request(self.url + path, data, heads)
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
        """Ask again until there is an answer that is true.

        Raises:
            Refusal: there is none in time.

        """
        end = time.monotonic() + seconds
        while True:
            try:
                if found := answer():
                    return found
            except HTTPError:
                raise
            except OSError:  # not listening yet
                pass
            if time.monotonic() > end:
                raise Refusal(f"等了 {seconds:.0f} 秒，{what}还没有完成，原因见 {self.folder} 里的日志。")
            time.sleep(0.5)

    def call(self, *words: str) -> None:
        """Run one `prefect` command in the project's root.

        Raises:
            Refusal: it failed.

        """
        ran = subprocess.run(
            [*PREFECT, *words],
            cwd=ROOT,
            env=dict(self.environment),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        if ran.returncode:
            raise Refusal(f"prefect {' '.join(words)} 没有成功：{(ran.stderr or ran.stdout).strip()[-400:]}")

    def worker(self, name: str) -> Child:
        words = (*PREFECT, "worker", "start", "--pool", POOL, "--type", "process", "--name", name)
        return Child(name, words, self.folder, self.environment)

    def deploy(self) -> None:
        """Deploy the timetable, once a worker has made its pool."""
        self.until("建立工作池", 90, lambda: self.ask("/work_pools/filter", {}))
        self.call("deploy", "--all")

    def notice_dead_workers(self) -> None:
        """Arm the automation that ends the runs of dead workers, unless it is there."""
        there = self.ask("/automations/filter", {})
        if DEAD_WORKERS["name"] not in {each["name"] for each in there}:
            self.ask("/automations/", DEAD_WORKERS)

    def run(
        self, deployment: str, *, job_variables: Mapping[str, Any] | None = None, **parameters: Any
    ) -> str:
        """Ask for a run of `flow/deployment`; return its id."""
        found = self.ask(f"/deployments/name/{deployment}")
        wanted = {"parameters": parameters, "job_variables": dict(job_variables or {})}
        asked = self.ask(f"/deployments/{found['id']}/create_flow_run", wanted)
        return str(asked["id"])

    def ended(self, run: str, seconds: float) -> Any:
        """Return a run once it has ended."""

        def once_ended() -> Any:
            told = self.ask(f"/flow_runs/{run}")
            return told if told["state"]["type"] in ENDED else None

        return self.until("一次运行", seconds, once_ended)

    def logs(self) -> str:
        return "\n".join(
            f"--- {path.name}\n{path.read_text(errors='replace')[-6000:]}"
            for path in self.folder.glob("*.log")
        )


@contextmanager
def prefect_server(folder: Path, settings: Mapping[str, str], *, database: str = "") -> Iterator[Server]:
    """Start a server; `settings` are added to the environment of all that is started on it.

    `database` is a `postgresql+asyncpg://` URL; empty is SQLite in `folder`.

    Raises:
        Refusal: it does not answer in time.

    """
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    secret = f"xuepu:{kept_secret(folder / AUTH)}"  # who reaches the API may run programs as us
    api = f"http://127.0.0.1:{port}/api"
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "XUEPU_"))
    }
    own = {"PREFECT_SERVER_DATABASE_CONNECTION_URL": database} if database else {}
    server = Server(
        api,
        folder,
        {
            **inherited,
            **settings,
            **own,
            "PYTHONUTF8": "1",
            "PREFECT_HOME": str(folder),
            "PREFECT_API_URL": api,
            "PREFECT_SERVER_API_AUTH_STRING": secret,
            "PREFECT_API_AUTH_STRING": secret,
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "NO_PROXY": "127.0.0.1",
            "PREFECT_SERVER_UI_ENABLED": "false",
            "PREFECT_WORKER_QUERY_SECONDS": "1",
            "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": str(HEARTBEAT),
            # By default nothing more than 100 days ahead is scheduled: the year's closing, most of the year.
            "PREFECT_SERVER_SERVICES_SCHEDULER_MAX_SCHEDULED_TIME": "P400D",
        },
    )
    words = (*PREFECT, "server", "start", "--host", "127.0.0.1", "--port", str(port))
    with Child("server", words, folder, server.environment):
        try:
            server.until("启动 Prefect 服务", 120, lambda: server.ask("/health"))
            yield server
        except BaseException as error:
            error.add_note(server.logs())
            raise
