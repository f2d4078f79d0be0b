"""Every working day in the morning: draw up the slips that should exist. None is sent."""

from datetime import datetime

from prefect import flow

from flows.step_call import call
from office import Office
from steps.working.draw_up import draw_up
from store.db import begin


@flow(name="slip-drafts", validate_parameters=False)
async def slip_drafts(now: datetime | None = None) -> list[str]:
    """Return the new drafts; give `now` (with its offset) to replay a missed day."""
    return call(draw_up_slips, now)


def draw_up_slips(office: Office, now: datetime) -> list[str]:
    with begin(office.database) as session:
        drawn = draw_up(session, now=now)
        return [f"slip:{slip.id} {slip.kind} {slip.occasion}" for slip in drawn.drafts]
