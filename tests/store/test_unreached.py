"""Failed notices are few among all that the years have planned: they are found by their own index."""

from sqlalchemy import event

from store import unreached
from store.db import reading
from tests.web.conftest import on_sqlite


@on_sqlite
def test_what_failed_is_found_by_its_index(office):
    asked = []

    def note(connection, cursor, statement, parameters, *rest):
        asked.append((statement, parameters))

    event.listen(office.database.read, "before_cursor_execute", note)
    with reading(office.database) as session:
        unreached.failed(session)
        statement, parameters = asked[-1]
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    assert any("notice USING INDEX ix_notice_failed" in step for *_, step in plan)
