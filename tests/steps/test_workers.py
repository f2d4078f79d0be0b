"""Many workers at once, on both databases: no message is in two hands, and tokens only grow."""

from collections import Counter

from sqlmodel import select

from models import Attempt, Message, MessageBody, MessageState, Outcome
from store.db import begin, reading
from store.rows import insert_rows
from tests.steps.workers import foreman

COLUMNS = (
    *("id", "key", "channel", "person_id", "address", "subject", "state", "not_before", "made_at"),
    *("attempts", "lease_epoch", "server_id", "reason"),
)


def url_of(office) -> str:
    return office.database.write.url.render_as_string(hide_password=False)


def plan(office, count: int) -> None:
    now = office.clock()
    with begin(office.database) as session:
        rows = (
            (
                *(n, f"m{n}", "mail", 1, f"a{n}@example.org", ""),
                *(MessageState.PLANNED, now, now, 0, 0, "", ""),
            )
            for n in range(1, count + 1)
        )
        insert_rows(session, Message, COLUMNS, rows)
        bodies = ((n, b"Message-ID: <m%d@example.org>\r\n\r\nx\r\n" % n) for n in range(1, count + 1))
        insert_rows(session, MessageBody, ("message_id", "body"), bodies)


def test_eight_workers_on_ten_thousand_messages_never_hold_one_twice(office):
    plan(office, 10_000)
    with foreman() as workers:
        pids = workers.order("claim", url_of(office), count=8, now=office.clock())
        assert workers.ended() == [0] * 8
    with reading(office.database) as session:
        attempts = session.exec(
            select(Attempt.message_id, Attempt.lease_epoch, Attempt.outcome, Attempt.detail)
        ).all()
        states = Counter(session.exec(select(Message.state)))
    assert states == {MessageState.ACCEPTED: 10_000}
    assert len({message for message, *_ in attempts}) == len(attempts) == 10_000
    assert {(epoch, outcome) for _, epoch, outcome, _ in attempts} == {(2, Outcome.ACCEPTED)}
    assert {int(detail) for *_, detail in attempts} <= set(pids)
