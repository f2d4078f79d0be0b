"""Every night: remove bytes that no record names."""

from datetime import datetime

from prefect import flow

from flows.step_call import call
from office import Office
from steps.keeping.tidy import tidy


@flow(name="file-tidy", validate_parameters=False)
async def file_tidy(now: datetime | None = None) -> list[str]:
    """Remove orphaned evidence files that are a day old; return their digests."""
    return call(remove_orphans, now)


def remove_orphans(office: Office, now: datetime) -> list[str]:
    return tidy(office.database, office.files, now=now)
