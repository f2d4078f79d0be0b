"""When a gateway is asked what became of a message: soon, then ever less often; and when a person is."""

from datetime import datetime, timedelta

FIRST = timedelta(minutes=5)  # after the attempt began
ACCEPTED_FOR = timedelta(days=3)  # as long as a carrier may try; then no receipt will come
UNCERTAIN_FOR = timedelta(days=28)  # as long as vendors keep their records; then a person decides
TOLD_BY = timedelta(hours=2)  # a gateway that has not answered by then is not waited for


def asks_now(begun_at: datetime, asked_at: datetime | None, *, uncertain: bool, now: datetime) -> bool:
    """Say whether it is time: each wait is as long as the message was old when it was last asked about."""
    age = now - begun_at
    if age > (UNCERTAIN_FOR if uncertain else ACCEPTED_FOR):
        return False
    return age >= FIRST if asked_at is None else now - asked_at >= max(asked_at - begun_at, FIRST)


def waits_for_person(begun_at: datetime, *, goes_again: bool, answered: bool, now: datetime) -> bool:
    """Say whether an uncertain message needs a person now.

    `goes_again`: the program sends it once more by itself. `answered`: its gateway can say what became of it.
    """
    return not goes_again and (not answered or now - begun_at >= TOLD_BY)
