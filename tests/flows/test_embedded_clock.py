"""The clock inside `serve`, with its real scheduler on a real office."""

import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.embedded_clock import EmbeddedClock
from flows.wake_times import TIMETABLE, wakes
from models import CheckpointKind
from office import Office
from store import log
from store.db import reading
from tests.flows.conftest import environment

# The clock does not know which database its flows open.
pytestmark = pytest.mark.parametrize("base", ["sqlite"], indirect=True)
PATIENCE = 30.0  # seconds; the first run imports Prefect


@pytest.fixture
def clock_at_work(at_work: Office) -> Iterator[EmbeddedClock]:
    clock = EmbeddedClock()
    clock.start()
    yield clock
    clock.stop()


def wake(clock: EmbeddedClock, name: str) -> None:
    """Make a schedule due now."""
    [job] = [job for job in clock._scheduler.get_jobs() if job.name == name]
    job.modify(next_run_time=datetime.now(UTC))


def wait_for(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)


def signed(office: Office) -> bool:
    with reading(office.database) as session:
        newest = log.newest_checkpoint(session)
        return newest is not None and newest.kind is CheckpointKind.DAILY


def test_a_schedule_that_is_due_runs_its_flow(at_work: Office, clock_at_work: EmbeddedClock) -> None:
    wake(clock_at_work, "log-checkpoint")
    wait_for(lambda: signed(at_work))


def test_every_schedule_is_set_and_missed_runs_are_made_up_once(clock_at_work: EmbeddedClock) -> None:
    jobs = {job.name: job for job in clock_at_work._scheduler.get_jobs() if job.name != "import Prefect"}
    assert jobs.keys() == {wake.name for wake in wakes()}
    for job in jobs.values():
        assert (job.coalesce, job.max_instances, job.misfire_grace_time) == (True, 1, None)
        assert str(job.trigger.timezone) == "Asia/Shanghai"


def test_a_failing_run_is_one_line_and_the_clock_goes_on(
    at_work: Office,
    clock_at_work: EmbeddedClock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with monkeypatch.context() as wrong, caplog.at_level(logging.INFO, "xuepu.clock"):
        wrong.setenv("XUEPU_HOME", str(at_work.settings.home / "nowhere"))
        wrong.setenv("XUEPU_DATABASE_URL", "")
        wake(clock_at_work, "log-checkpoint")
        wait_for(lambda: any(record.name == "xuepu.clock" for record in caplog.records))
    [record] = [record for record in caplog.records if record.name == "xuepu.clock"]
    assert record.getMessage().startswith("log-checkpoint：目录 ")
    assert "\n" not in record.getMessage()
    assert record.exc_info is None

    wake(clock_at_work, "log-checkpoint")
    wait_for(lambda: signed(at_work))


def test_a_bug_in_a_run_is_one_line_too(
    at_work: Office, clock_at_work: EmbeddedClock, caplog: pytest.LogCaptureFixture
) -> None:
    key = at_work.settings.home / "keys" / "log.pem"
    key.unlink()
    key.mkdir()
    wake(clock_at_work, "log-checkpoint")
    wait_for(lambda: any(record.name == "xuepu.clock" for record in caplog.records))
    [record] = [record for record in caplog.records if record.name == "xuepu.clock"]
    assert record.levelno == logging.ERROR
    assert record.getMessage().startswith("log-checkpoint 运行出错：")
    assert "\n" not in record.getMessage()


ALONE = """
import json, logging, os, sys, time
from datetime import UTC, datetime
from pathlib import Path
from flows.embedded_clock import EmbeddedClock

def loggers():
    return {name: repr(logging.getLogger(name).handlers) for name in ("", "uvicorn", "fastapi")}

logging.basicConfig(handlers=[logging.StreamHandler()])
logging.getLogger("uvicorn").addHandler(logging.NullHandler())
before = loggers()
clock = EmbeddedClock()
imported_at_once = "prefect" in sys.modules
clock.start()
[job] = [job for job in clock._scheduler.get_jobs() if job.name == "log-checkpoint"]
done = logging.getLogger("xuepu.flows")
done.setLevel(logging.INFO)
done.addHandler(heard := logging.handlers.BufferingHandler(9))
job.modify(next_run_time=datetime.now(UTC))
until = time.monotonic() + 30
while not heard.buffer and time.monotonic() < until:
    time.sleep(0.02)
clock.stop()
print(json.dumps({
    "ran": [record.getMessage() for record in heard.buffer],
    "imported_at_once": imported_at_once,
    "logging_kept": loggers() == before,
    "children": Path(f"/proc/self/task/{os.getpid()}/children").read_text(),
    "prefect_home": [path.name for path in Path(os.environ["PREFECT_HOME"]).rglob("*")],
    "silent": {name: os.environ[name] for name in ("PREFECT_SERVER_ANALYTICS_ENABLED", "DO_NOT_TRACK")},
    "telemetry": __import__("prefect").settings.PREFECT_SERVER_ANALYTICS_ENABLED.value(),
}))
"""


def test_the_clock_starts_no_server_tells_nobody_and_leaves_logging_alone(
    at_work: Office, tmp_path: Path
) -> None:
    variables = {
        name: value
        for name, value in os.environ.items()
        if name != "DO_NOT_TRACK" and not name.startswith("PREFECT_")
    }
    ran = subprocess.run(
        [sys.executable, "-c", "import logging.handlers\n" + ALONE],
        env={
            **variables,
            **environment(at_work),
            "PREFECT_HOME": str(tmp_path / "prefect"),
            "PYTHONPATH": str(TIMETABLE.parent),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert len(told["ran"]) == 1
    assert not told["imported_at_once"]  # seconds on the way to the first page
    assert told["logging_kept"]
    assert told["children"] == ""
    assert told["prefect_home"] == []
    assert told["silent"] == {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
    assert told["telemetry"] is False
