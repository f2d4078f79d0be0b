"""Every quarter of an hour: read bounces, ask about short messages without a receipt."""

from datetime import datetime

from prefect import flow

from flows.step_call import call
from office import Office
from steps.working.collect import Collected, collect
from steps.working.inquire import Inquired, inquire


@flow(name="receipt-collection", validate_parameters=False)
async def receipt_collection(now: datetime | None = None) -> tuple[Collected | None, Inquired | None]:
    """Take in what far sides say of what was sent; give `now` (with its offset) to replay."""
    return call(take_in, now)


def take_in(office: Office, now: datetime) -> tuple[Collected | None, Inquired | None]:
    """Ask each far side that is set; of one that is not, None. A mailbox that is away holds up nothing."""
    sms = office.channels.get("sms")
    inquired = inquire(office.database, sms, now=now) if sms else None
    return collect(office.database, office.mailbox, now=now) if office.mailbox else None, inquired
