"""Pages of an office with a still clock, asked as a browser on this machine asks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from office import Office
from web.app import build

# For what stands before any database, or is asked of it elsewhere: SQLite alone.
on_sqlite = pytest.mark.parametrize("base", ["sqlite"], indirect=True, scope="session")


def visitor(office: Office, *, host: str = "127.0.0.1", address: str = "127.0.0.1") -> TestClient:
    return TestClient(build(office), base_url=f"http://{host}", client=(address, 50000))


@pytest.fixture
def pages(office: Office) -> TestClient:
    return visitor(office)


@contextmanager
def queries(office: Office) -> Iterator[list[str]]:
    """Collect the statements that are run inside."""
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        seen.append(statement)

    event.listen(office.database.read, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(office.database.read, "before_cursor_execute", note)


@pytest.fixture
def asks(office: Office, pages: TestClient) -> Callable[[str], int]:
    """Count the statements that one page takes."""

    def count(path: str) -> int:
        with queries(office) as seen:
            assert pages.get(path).status_code == 200
        return len(seen)

    return count
