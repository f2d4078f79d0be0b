"""The other clock: a real Prefect server and a real worker on a real office."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from flows.wake_times import wakes
from models import Notice, NoticeState
from office import Office
from store.db import reading
from tests import make
from tests.conftest import StillClock, settings_for
from tests.flows.conftest import environment
from tests.flows.server import Server, prefect_server

ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


@pytest.mark.prefect
def test_a_worker_sends_the_reminders_and_the_server_schedules_every_flow(tmp_path: Path) -> None:
    office = Office.make(settings_for(tmp_path / "home"), clock=StillClock())
    try:
        make.cast(office)
        make.issued_list(office)
        with (
            prefect_server(tmp_path / "prefect", environment(office)) as server,
            server.started("worker", "worker", "start", "--pool", "xuepu", "--type", "process"),
        ):
            server.until("the worker has made its pool", 90, lambda: server.ask("/work_pools/filter", {}))
            server.call("deploy", "--all")
            run = swept(server, now="2024-03-25T09:00:00+08:00")
            scheduled = {wake.name: server.until(wake.name, 60, runs(server, wake.name)) for wake in wakes()}

        assert run["state"]["type"] == "COMPLETED", run["state"]
        assert sent(office) > 0
        assert list((office.settings.home / "mail").glob("*.eml"))
        assert list((office.settings.home / "sms").glob("*.json"))
        for wake in wakes():
            for each in scheduled[wake.name]:
                at = datetime.fromisoformat(each["expected_start_time"])
                assert wake.trigger().get_next_fire_time(None, at) == at, (wake.name, at)
    finally:
        office.database.close()


def swept(server: Server, *, now: str) -> Any:
    """Have the worker run the sweep at `now`; return the run when it has ended, and its task is on record."""
    deployment = server.ask("/deployments/name/reminder-sweep/reminder-sweep")
    asked = server.ask(f"/deployments/{deployment['id']}/create_flow_run", {"parameters": {"now": now}})

    def ended() -> Any:
        run = server.ask(f"/flow_runs/{asked['id']}")
        return run if run["state"]["type"] in ENDED else None

    run = server.until("the sweep ends", 120, ended)
    only = {
        "flow_runs": {"id": {"any_": [run["id"]]}},
        "task_runs": {"state": {"type": {"any_": ["COMPLETED"]}}},
    }
    tasks = server.until("its task is on record", 30, lambda: server.ask("/task_runs/filter", only))
    assert [task["name"].rpartition("-")[0] for task in tasks] == ["send_due"]
    return run


def runs(server: Server, name: str) -> Any:
    """Make the question: which runs has the server itself scheduled?"""
    wanted = {
        "deployments": {"name": {"any_": [name]}},
        "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}},
    }
    return lambda: [run for run in server.ask("/flow_runs/filter", wanted) if run["auto_scheduled"]]


def sent(office: Office) -> int:
    with reading(office.database) as session:
        return len(session.exec(select(Notice).where(Notice.state == NoticeState.SENT)).all())
