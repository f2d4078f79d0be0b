"""When a gateway is asked what became of a short message: soon, then ever less often."""

from datetime import datetime, timedelta

FIRST = timedelta(minutes=5)  # after the attempt began
ACCEPTED_FOR = timedelta(days=3)  # as long as a carrier may try; then no receipt will come
UNCERTAIN_FOR = timedelta(days=28)  # as long as vendors keep their records; then a person decides


def asks_now(begun_at: datetime, asked_at: datetime | None, *, uncertain: bool, now: datetime) -> bool:
    """Say whether it is time: each wait is as long as the message was old when it was last asked about."""
    age = now - begun_at
    if age > (UNCERTAIN_FOR if uncertain else ACCEPTED_FOR):
        return False
    return age >= FIRST if asked_at is None else now - asked_at >= max(asked_at - begun_at, FIRST)
