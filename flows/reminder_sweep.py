"""Every few minutes of the day: send what is due. The step itself keeps quiet hours and rest days."""

from datetime import datetime

from prefect import flow

from flows.step_call import call
from office import Office
from steps.working.remind import sweep
from steps.working.swept import Swept


@flow(name="reminder-sweep", validate_parameters=False)
async def reminder_sweep(now: datetime | None = None) -> Swept:
    """Send every notice whose time has come; give `now` (with its offset) to replay a missed day."""
    return call(send_due, now)


def send_due(office: Office, now: datetime) -> Swept:
    return sweep(office.database, office.outgoing, now=now)
