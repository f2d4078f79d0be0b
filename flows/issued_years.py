"""Which years are under way."""

from datetime import datetime

from models import ListState
from office import Office
from rules.days import beijing_day
from store import lists
from store.db import reading


def issued_years(office: Office) -> list[int]:
    """List the plan years whose list is issued and not yet closed, newest first."""
    with reading(office.database) as session:
        return [each.plan_year for each in lists.all_lists(session) if each.state is ListState.ISSUED]


def year_to_close(office: Office, now: datetime) -> int | None:
    """Return the newest issued year that has begun: next year's list may be out before this one is closed."""
    return next((year for year in issued_years(office) if year <= beijing_day(now).year), None)
