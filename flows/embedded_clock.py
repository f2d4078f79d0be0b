"""The clock inside `serve`: the same timetable and the same flows, without a Prefect server."""

import asyncio
import logging
import os
from importlib import import_module
from pathlib import Path
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from flows.wake_times import TIMETABLE, wakes
from models.refusals import Refusal
from rules.days import BEIJING

LOG = logging.getLogger("xuepu.clock")
# Read by Prefect when it is imported: tell nobody about us, leave this process's logging as it is.
SILENCE = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_SETTINGS_PATH": str(Path(__file__).with_name("embedded_logging.yaml")),
}


class EmbeddedClock:
    """Wakes the flows in a thread of its own, one run at a time; a wake that comes late is made up once.

    Raises:
        BadSetting: the timetable cannot be used.

    """

    def __init__(self, timetable: Path = TIMETABLE) -> None:
        self._scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone=BEIJING,
        )
        for wake in wakes(timetable):
            self._scheduler.add_job(run, wake.trigger(), [wake.name, wake.entrypoint], name=wake.name)

    def start(self) -> None:
        """Return at once: Prefect takes seconds to import, so the clock's own thread does that first."""
        os.environ.update(SILENCE)
        self._scheduler.add_job(import_module, args=["flows.step_call"], name="import Prefect")
        self._scheduler.start()

    def stop(self) -> None:
        """Wait for the run under way, then wake nothing more."""
        self._scheduler.shutdown()


def run(name: str, entrypoint: str) -> None:
    """Run a flow as a plain function; a run that fails is one line in the log, the clock goes on."""
    try:
        asyncio.run(flow_of(entrypoint).fn())
    except Refusal as refusal:
        LOG.warning("%s：%s", name, refusal)
    except Exception as error:  # whatever it was, the next run must come
        LOG.error("%s 运行出错：%r", name, error)  # noqa: TRY400  (one line; the trace is for debugging)
        LOG.debug("%s", name, exc_info=True)


def flow_of(entrypoint: str) -> Any:
    """Import the flow that an entrypoint names ("flows/reminder_sweep.py:reminder_sweep")."""
    path, _, name = entrypoint.partition(":")
    return getattr(import_module(path.removesuffix(".py").replace("/", ".")), name)
