"""Every morning: find the gaps in what the year has laid out."""

from datetime import datetime

from prefect import flow

from flows.issued_years import issued_years
from flows.step_call import call
from models.refusals import Refusal
from office import Office
from steps.closing.check import Checked, check_layout
from store.db import reading


@flow(name="layout-check", validate_parameters=False)
async def layout_check(now: datetime | None = None) -> list[Checked]:
    """Check every issued year; give `now` (with its offset) to replay.

    Raises:
        Refusal: there are gaps, so that the run is seen to fail.

    """
    checked = call(check_years, now)
    gaps = [gap for each in checked for gap in each.gaps]
    if gaps:
        raise Refusal(f"年度安排有 {len(gaps)} 处缺漏：{'；'.join(gaps)}")
    return checked


def check_years(office: Office, now: datetime) -> list[Checked]:
    years = issued_years(office)
    with reading(office.database) as session:
        return [check_layout(session, year, now=now) for year in years]
