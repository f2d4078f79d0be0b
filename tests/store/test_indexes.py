"""What is asked at every sweep is found by an index of its own, however many years lie beside it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from store import doubtful, leases, messages, notices, outbox, overview, unreached
from store.db import begin
from tests.web.conftest import on_sqlite

NOW = datetime(2024, 1, 8, 1, 0, tzinfo=UTC)


@on_sqlite
@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (lambda session: notices.say_why_waiting(session, ["sms"], "没开", now=NOW), "ix_notice_planned"),
        (unreached.failed, "ix_notice_failed"),
        (lambda session: leases.lease(session, "sms", limit=100, now=NOW), "ix_message_on_its_way"),
        (lambda session: leases.lease(session, "mail", limit=100, now=NOW), "ix_message_on_its_way"),
        (lambda session: outbox.rescue(session, now=NOW), "ix_message_on_its_way"),
        (lambda session: outbox.expire(session, now=NOW), "ix_message_on_its_way"),
        (lambda session: leases.give_back(session, [], "mail", "断了", now=NOW), "ix_message_on_its_way"),
        (lambda session: doubtful.waiting(session, now=NOW), "ix_message_on_its_way"),
        (lambda session: overview.pulse(session, now=NOW), "ix_message_on_its_way"),
        (lambda session: messages.unreported(session, "sms", NOW - timedelta(days=3)), "ix_message_made"),
    ],
)
def test_found_by_its_index(office, ask, index):
    asked = []

    def note(connection, cursor, statement, parameters, *rest):
        asked.append((statement, parameters))

    with begin(office.database) as session:
        event.listen(office.database.write, "before_cursor_execute", note)
        ask(session)
        event.remove(office.database.write, "before_cursor_execute", note)
        connection = session.connection()
        plans = [
            [step for *_, step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
            for statement, parameters in asked
        ]
    assert any(index in step for plan in plans for step in plan), plans
    assert not any(step in ("SCAN message", "SCAN notice") for plan in plans for step in plan), plans
