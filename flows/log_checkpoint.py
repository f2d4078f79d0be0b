"""Every day: sign the head of the log."""

from datetime import datetime

from prefect import flow

from flows.step_call import call
from models import CheckpointKind
from office import Office
from steps.keeping.checkpoint import checkpoint
from store import people
from store.db import begin


@flow(name="log-checkpoint", validate_parameters=False)
async def log_checkpoint(now: datetime | None = None) -> int:
    """Sign the log as it stands; return its size. Give `now` (with its offset) to replay."""
    return call(sign_log, now)


def sign_log(office: Office, now: datetime) -> int:
    with begin(office.database) as session:
        signer = office.signer(people.organisation(session).log_origin)
        return checkpoint(session, signer, CheckpointKind.DAILY, now=now).size
