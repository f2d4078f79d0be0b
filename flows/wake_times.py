"""When the clocks wake us: the schedules of `prefect.yaml`, the one timetable."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from apscheduler.triggers.cron import CronTrigger

from models.refusals import BadSetting

TIMETABLE = Path(__file__).parents[1] / "prefect.yaml"
KNOWN = frozenset({"cron", "timezone"})


@dataclass(frozen=True)
class Wake:
    """One schedule of one deployment. `entrypoint` is "flows/reminder_sweep.py:reminder_sweep"."""

    name: str
    entrypoint: str
    cron: str
    timezone: str

    def trigger(self) -> Any:
        """Make the embedded clock's trigger, which fires exactly when Prefect would.

        Raises:
            BadSetting: the clocks would read this schedule differently.

        """
        fields = self.cron.split()
        if len(fields) != 5:
            raise self._bad("须为五段：分 时 日 月 星期")
        if any(letter.isdigit() for letter in fields[4]):
            raise self._bad("星期请写英文缩写，例如 mon-fri：两种时钟对数字的算法不同")
        if fields[2] != "*" and fields[4] != "*":
            raise self._bad("日和星期只能限定一个：两种时钟对同时限定的算法不同")
        try:
            return CronTrigger.from_crontab(self.cron, self.timezone)
        except (ValueError, LookupError) as error:
            raise self._bad(str(error)) from error

    def _bad(self, why: str) -> BadSetting:
        return BadSetting(f"时间表 prefect.yaml 中 {self.name} 的「{self.cron}」不能用：{why}。")


def wakes(timetable: Path = TIMETABLE) -> list[Wake]:
    """Read every schedule.

    Raises:
        BadSetting: the file is missing, no timetable, or has a schedule that only Prefect knows.

    """
    try:
        deployments = yaml.safe_load(timetable.read_text(encoding="utf-8"))["deployments"]
        return [wake for deployment in deployments for wake in _of(deployment)]
    except OSError as error:
        raise BadSetting(f"读不到时间表 {timetable}（{error.strerror}），请恢复这个文件。") from error
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise BadSetting(f"时间表 {timetable} 的写法有误，请对照原文件改正。") from error


def _of(deployment: dict[str, Any]) -> Iterator[Wake]:
    for schedule in deployment["schedules"]:
        if schedule.keys() != KNOWN:
            raise BadSetting(f"时间表 prefect.yaml 中 {deployment['name']} 只能写 cron 和 timezone 两项。")
        yield Wake(deployment["name"], deployment["entrypoint"], str(schedule["cron"]), schedule["timezone"])
