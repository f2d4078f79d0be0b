"""How a flow calls its step: plainly under the embedded clock, as a task where Prefect keeps the run."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.context import FlowRunContext

from models.refusals import Refusal
from office import Office

Answer = TypeVar("Answer")
LOG = logging.getLogger("xuepu.flows")


def call(step: Callable[[Office, datetime], Answer], now: datetime | str | None) -> Answer:
    """Open the office, call `step` at `now` (None: this moment), close the office.

    Outside a run a Prefect task would start a server of its own: there the step is called plainly.

    Raises:
        Refusal: `now` is no instant; or what the step refuses.

    """

    def at_the_office() -> Answer:
        office = Office.open()
        try:
            return step(office, office.clock() if now is None else instant(now))
        finally:
            office.database.close()

    kept = FlowRunContext.get() is not None
    work = task(name=step.__name__, cache_policy=NO_CACHE)(at_the_office) if kept else at_the_office
    answer = work()
    (get_run_logger() if kept else LOG).info("%s 完成：%s", step.__name__, answer)
    return answer


def instant(now: datetime | str) -> datetime:
    """Take an aware instant as it is; read the text that Prefect hands over.

    Raises:
        Refusal: it is none, or has no offset.

    """
    try:
        read = now if isinstance(now, datetime) else datetime.fromisoformat(now)
    except ValueError:
        read = None
    if read is None or read.tzinfo is None:
        raise Refusal(f"「{now}」不是带时区的时刻，请写成 2024-05-31T09:00:00+08:00 这样。")
    return read
