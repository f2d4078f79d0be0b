"""`./run cluster` as a person starts it: PostgreSQL, a Prefect server, two workers, the sample office."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.error import HTTPError

import pytest

from cluster.__main__ import Asked, read
from cluster.postgres import Postgres, binaries, kept_secret, running
from cluster.server import AUTH, ROOT, Server
from flows.wake_times import wakes
from models.refusals import Refusal
from tests.cluster import sink

READY = "一切就绪"
pytest.importorskip("demo", reason="the demo, whose office the cluster runs, was taken away")


@dataclass(frozen=True)
class Started:
    """The cluster as its own output describes it."""

    process: "subprocess.Popen[str]"
    folder: Path
    said: list[str]

    def told(self, pattern: str) -> list[str]:
        return re.findall(pattern, "\n".join(self.said))

    def until(self, words: str) -> str:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.rstrip())
            if words in line:
                return line
        raise AssertionError(f"it ended before {words!r}:\n" + "\n".join(self.said))

    @property
    def server(self) -> Server:
        (api,) = self.told(r"http://127\.0\.0\.1:\d+/api")
        secret = f"xuepu:{kept_secret(self.folder / 'prefect' / AUTH)}"
        return Server(api, self.folder / "prefect", {"PREFECT_API_AUTH_STRING": secret})

    @property
    def workers(self) -> list[int]:
        """The process of each worker as it was last told."""
        pids = dict(re.findall(r"工作进程(.).*?进程号 (\d+)", "\n".join(self.said)))
        return [int(pid) for pid in pids.values()]


@pytest.fixture
def cluster() -> Iterator[Started]:
    if binaries() is None:
        pytest.skip("no PostgreSQL server binaries on this machine")
    folder = Path(tempfile.mkdtemp(prefix="xuepu-cluster-"))
    folder.chmod(0o755)  # PostgreSQL's user goes in
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "XUEPU_"))
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "cluster", "--out", str(folder)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    started = Started(process, folder, [])
    try:
        started.until(READY)
        yield started
    finally:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(60)
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.prefect
@pytest.mark.postgres
def test_a_cluster_from_start_to_stop(cluster: Started) -> None:
    """One start serves all: it takes half a minute, and the last step ends it."""
    without_the_password_the_server_says_nothing(cluster)
    a_worker_sends_what_is_due_and_a_second_sweep_nothing(cluster)
    the_server_itself_schedules_every_flow_when_the_embedded_clock_would(cluster)
    when_a_worker_is_killed_mid_send_its_run_crashes_and_the_rest_is_sent_once(cluster)
    told_to_stop_it_stops_all_that_it_started(cluster)


def without_the_password_the_server_says_nothing(cluster: Started) -> None:
    with pytest.raises(HTTPError, match="401"):
        Server(cluster.server.url, cluster.folder, {"PREFECT_API_AUTH_STRING": "xuepu:"}).ask(
            "/admin/version"
        )


def mails(folder: Path) -> list[Path]:
    return sorted((folder / "mail").glob("2024-07-01_*.eml"))


def a_worker_sends_what_is_due_and_a_second_sweep_nothing(cluster: Started) -> None:
    (said,) = cluster.told(r"运行 \S+ 完成，新到邮件 (\d+) 封")
    first = mails(cluster.folder)
    assert len(first) == int(said) > 0
    run = cluster.server.run("reminder-sweep/reminder-sweep", now="2024-07-01T09:10:00+08:00")
    assert cluster.server.ended(run, 120)["state"]["type"] == "COMPLETED"
    assert mails(cluster.folder) == first
    only = {
        "flow_runs": {"id": {"any_": [run]}},
        "task_runs": {"state": {"type": {"any_": ["COMPLETED"]}}},
    }
    tasks = cluster.server.until("its task", 30, lambda: cluster.server.ask("/task_runs/filter", only))
    assert [task["name"].rpartition("-")[0] for task in tasks] == ["send_due"]


def the_server_itself_schedules_every_flow_when_the_embedded_clock_would(cluster: Started) -> None:
    server = cluster.server
    for wake in wakes():
        wanted = {
            "deployments": {"name": {"any_": [wake.name]}},
            "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}},
        }

        def scheduled(wanted: dict[str, object] = wanted) -> list[dict[str, str]]:
            return [run for run in server.ask("/flow_runs/filter", wanted) if run["auto_scheduled"]]

        for run in server.until(wake.name, 60, scheduled):
            at = datetime.fromisoformat(run["expected_start_time"])
            assert wake.trigger().get_next_fire_time(None, at) == at, (wake.name, at)


def below(pid: int) -> list[int]:
    """List a process and all that it started, and they."""
    found = [pid]
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == pid:
                found += below(int(stat.parent.name))
    return found


def when_a_worker_is_killed_mid_send_its_run_crashes_and_the_rest_is_sent_once(
    cluster: Started,
) -> None:
    """Our leases say what is sent; Prefect's history only says that somebody died."""
    server = cluster.server
    with sink.opened() as smtp:
        smtp.holding.set()
        to_the_sink = {"env": {"PYTHONPATH": str(ROOT), "XUEPU_SMTP_PORT": str(smtp.port)}}
        dead = server.run(
            "reminder-sweep/reminder-sweep", job_variables=to_the_sink, now="2024-10-24T09:00:00+08:00"
        )
        assert smtp.came.wait(120), server.logs()
        (busy,) = [pid for pid in cluster.workers if len(below(pid)) > 1]
        for pid in below(busy):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        smtp.holding.clear()
        assert "已重新启动" in cluster.until("停了")
        again = server.run(
            "reminder-sweep/reminder-sweep", job_variables=to_the_sink, now="2024-10-24T09:20:00+08:00"
        )
        assert server.ended(again, 120)["state"]["type"] == "COMPLETED"
        times = Counter(key for key, _ in smtp.taken)
        interrupted = smtp.taken[0][0]
        assert len(times) > 1
        assert times.pop(interrupted) <= 2
        assert set(times.values()) == {1}
        assert len({content for key, content in smtp.taken if key == interrupted}) == 1
    assert server.ended(dead, 180)["state"]["name"] == "Crashed"


def runs(pid: int) -> bool:
    """Say whether a process runs; one that has ended and was not looked after does not."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def told_to_stop_it_stops_all_that_it_started(cluster: Started) -> None:
    pids = [pid for worker in cluster.workers for pid in below(worker)]
    postmaster = int((cluster.folder / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
    cluster.process.send_signal(signal.SIGTERM)
    assert cluster.process.wait(60) == 0
    assert "已全部停下" in cluster.process.stdout.read()  # type: ignore[union-attr]
    assert [pid for pid in (*pids, postmaster) if runs(pid)] == []


@pytest.mark.postgres
def test_a_cluster_keeps_its_data_from_start_to_start(tmp_path_factory: pytest.TempPathFactory) -> None:
    if binaries() is None:
        pytest.skip("no PostgreSQL server binaries on this machine")
    folder = Path(tempfile.mkdtemp(prefix="xuepu-pg-"))
    folder.chmod(0o755)
    try:
        for anew in (True, False):
            with running(folder / "postgres", options="-c fsync=off") as postgres:
                postgres.create("office", anew=anew)
                kept(postgres, anew=anew)
                assert postgres.alive()
            assert not postgres.alive()
        assert (folder / "postgres" / "password").stat().st_mode & 0o077 == 0
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def kept(postgres: Postgres, *, anew: bool) -> None:
    import psycopg

    with psycopg.connect(postgres.url("office").replace("+psycopg", ""), autocommit=True) as connection:
        if anew:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS it")
        assert connection.execute("SELECT it FROM kept").fetchall() == [(7,)]


def test_arguments_are_read_or_refused_in_one_sentence() -> None:
    assert read(["--once", "--out", "/x"]) == Asked(Path("/x"), once=True)
    with pytest.raises(Refusal, match="看不懂「--jear」"):
        read(["--jear"])
    with pytest.raises(Refusal, match="用法"):
        read(["--out"])


def test_a_database_that_is_no_postgresql_is_refused(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cluster", "--out", str(tmp_path / "x")],
        cwd=ROOT,
        env={**os.environ, "XUEPU_DATABASE_URL": "sqlite:///x.db"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "集群要用 PostgreSQL" in done.stderr
    assert "Traceback" not in done.stderr
