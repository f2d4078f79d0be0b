"""On 25 December: compile the appendix of the year."""

from datetime import datetime

from prefect import flow

from flows.issued_years import year_to_close
from flows.step_call import call
from office import Office
from steps.closing.compile import compile_year
from store import people
from store.db import reading


@flow(name="year-closing", validate_parameters=False)
async def year_closing(now: datetime | None = None) -> list[str]:
    """Write the appendix into `appendix/<year>` of the home; give `now` (with its offset) to replay.

    Return the files written, then a sentence for each font that was missing; nothing without an issued list.
    """
    return call(compile_appendix, now)


def compile_appendix(office: Office, now: datetime) -> list[str]:
    year = year_to_close(office, now)
    if year is None:
        return []
    with reading(office.database) as session:
        by = people.administrator(session)
        signer = office.signer(people.organisation(session).log_origin)
    folder = office.settings.home / "appendix" / str(year)
    compiled = compile_year(office.database, signer, office.fonts, year, folder, by=by, now=now)
    return [*map(str, compiled.files), *compiled.missing_fonts]
