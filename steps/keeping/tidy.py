"""Remove bytes that no record names any more."""

from datetime import datetime

from store import tasks
from store.db import Database, reading
from store.files import FileStore


def tidy(database: Database, files: FileStore, *, now: datetime) -> list[str]:
    """Remove evidence files that nothing refers to and that are a day old; return their digests."""
    with reading(database) as session:
        referenced = tasks.digests(session)
    return files.sweep(referenced, now=now)
