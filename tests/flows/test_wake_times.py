"""Both clocks read one timetable, and read it alike."""

import asyncio
import inspect
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect import Flow
from prefect.flows import load_flow_from_entrypoint
from prefect.server.schemas.schedules import CronSchedule

import flows
from flows.embedded_clock import EmbeddedClock, flow_of
from flows.wake_times import TIMETABLE, Wake, wakes
from models.refusals import BadSetting
from rules.days import BEIJING

FLOWS = Path(flows.__file__).parent
STARTS = (
    datetime(2024, 2, 28, 8, 0, tzinfo=BEIJING),
    datetime(2024, 5, 12, 23, 55, 1, tzinfo=BEIJING),
    datetime(2025, 12, 25, 9, 0, tzinfo=BEIJING),
)
WEEKDAYS = [
    Wake("planted", "", cron, "Asia/Shanghai")
    for cron in ("0 9 * * mon-fri", "15 8,14 * * mon,thu", "*/7 9-17/2 * 3-11 sat-sun", "0 0 1,15 jan,jul *")
]


def times_of_prefect(wake: Wake, start: datetime) -> list[datetime]:
    schedule = CronSchedule(cron=wake.cron, timezone=wake.timezone)
    return list(asyncio.run(schedule.get_dates(20, start)))


def times_of_ours(wake: Wake, start: datetime) -> list[datetime]:
    trigger, times, now = wake.trigger(), [], start
    while len(times) < 20:
        times.append(trigger.get_next_fire_time(times[-1] if times else None, now))
        now = times[-1]
    return times


@pytest.mark.parametrize("start", STARTS, ids=str)
@pytest.mark.parametrize("wake", [*wakes(), *WEEKDAYS], ids=lambda wake: f"{wake.name} {wake.cron}")
def test_the_next_twenty_times_are_the_same(wake: Wake, start: datetime) -> None:
    times = times_of_ours(wake, start)
    assert times == times_of_prefect(wake, start)
    assert len(set(times)) == 20


def test_the_year_is_closed_on_25_december_at_nine_in_beijing() -> None:
    closing = next(wake for wake in wakes() if wake.name == "year-closing")
    assert times_of_ours(closing, STARTS[0])[:2] == [
        datetime(year, 12, 25, 9, tzinfo=BEIJING) for year in (2024, 2025)
    ]


def test_every_flow_is_deployed_under_its_own_name_in_beijing_time() -> None:
    found = {wake.entrypoint: wake for wake in wakes()}
    files = {path.name for path in FLOWS.glob("*.py") if "@flow(" in path.read_text(encoding="utf-8")}
    assert {Path(entrypoint.partition(":")[0]).name for entrypoint in found} == files
    for entrypoint, wake in found.items():
        assert wake.timezone == "Asia/Shanghai"
        assert flow_of(entrypoint).name == wake.name


@pytest.mark.parametrize("wake", wakes(), ids=lambda wake: wake.name)
def test_prefect_loads_the_flow_without_a_server(wake: Wake) -> None:
    loaded: Flow[..., Any] = load_flow_from_entrypoint(str(FLOWS.parent / wake.entrypoint))
    assert loaded.isasync
    assert not loaded.should_validate_parameters
    assert list(inspect.signature(loaded.fn).parameters) == ["now"]


def test_no_flow_file_can_hide_another_module() -> None:
    names = {path.stem for path in FLOWS.glob("*.py")} - {"__init__"}
    assert all("_" in name for name in names)
    assert not names & sys.stdlib_module_names


def test_every_deployment_says_what_it_does_and_tells_nobody_else() -> None:
    for deployment in yaml.safe_load(TIMETABLE.read_text(encoding="utf-8"))["deployments"]:
        pool = deployment["work_pool"]
        assert pool["name"] == "xuepu"
        assert pool["job_variables"]["env"].items() >= {
            ("PREFECT_SERVER_ANALYTICS_ENABLED", "false"),
            ("DO_NOT_TRACK", "1"),
        }
        assert any("\u4e00" <= letter <= "\u9fff" for letter in deployment["description"])


@pytest.mark.parametrize(
    ("cron", "said"),
    [
        ("0 9 * * 1-5", "星期"),
        ("0 9 * * 0", "星期"),
        ("0 9 1 * mon", "只能限定一个"),
        ("0 9 * *", "五段"),
        ("0 0 9 * * mon", "五段"),
        ("0 25 * * *", "25"),
        ("0 9 * * fri-mon", "fri-mon"),
        ("@daily", "五段"),
    ],
)
def test_what_the_clocks_read_differently_is_refused(cron: str, said: str) -> None:
    with pytest.raises(BadSetting, match=said):
        Wake("planted", "", cron, "Asia/Shanghai").trigger()


def test_an_unknown_time_zone_is_refused() -> None:
    with pytest.raises(BadSetting, match="不能用"):
        Wake("planted", "", "0 9 * * *", "Asia/Peking").trigger()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "deployments: 7",
        "deployments: [7]",
        "deployments: [{name: a}]",
        "deployments: [{name: a, entrypoint: b, schedules: [{interval: 600}]}]",
        "deployments: [{name: a, entrypoint: b, schedules: [{cron: '1 1 * * *', timezone: UTC, x: 1}]}]",
        "deployments: [",
    ],
)
def test_a_file_that_is_no_timetable_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "prefect.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadSetting, match="时间表"):
        wakes(file)


def test_a_clock_without_its_timetable_is_refused_before_it_starts(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="读不到时间表"):
        EmbeddedClock(tmp_path / "prefect.yaml")
