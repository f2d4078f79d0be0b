"""The log in the database: append and read; no update, no delete."""

import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from models import Checkpoint, LogEntry, Organisation, Withheld
from rules.canonical import commitment, encode
from rules.days import BEIJING
from store.rows import insert_rows
from store.spelled import Spelled

GATHERED = "gathered log entries"
ORDER_LOCK = 7_117_611_151  # PostgreSQL's advisory lock that makes the log one order


class Entry(NamedTuple):
    at: datetime
    actor: str
    role: str
    action: str
    object: str
    detail: Mapping[str, Any]
    withheld: Mapping[str, str]
    evidence: Sequence[Mapping[str, Any]]
    on_behalf: str


def append(
    session: Session,
    *,
    at: datetime,
    actor: str,
    role: str,
    action: str,
    about: str,
    detail: Mapping[str, Any] | None = None,
    withheld: Mapping[str, str] | None = None,
    evidence: Sequence[Mapping[str, Any]] = (),
    on_behalf: str = "",
) -> None:
    """Gather an entry; it is written last in this transaction, in the order gathered.

    `actor` is a pseudonym or "system". Names, phones and free text MUST go into `withheld`: only
    their salted commitments enter the log, so that they can be forgotten.
    """
    session.info.setdefault(GATHERED, []).append(
        Entry(
            at,
            actor,
            role,
            action,
            about,
            detail or {},
            {name: value for name, value in (withheld or {}).items() if value},
            evidence,
            on_behalf,
        )
    )


_HEAD = Spelled(
    select(Organisation.log_origin, select(func.max(LogEntry.idx)).scalar_subquery())  # asked once a mail
)


def write_gathered(session: Session) -> None:
    """Write what `append` gathered. Called by `store.db.begin` only, just before the commit."""
    entries: list[Entry] = session.info.pop(GATHERED, [])
    if not entries:
        return
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ORDER_LOCK})
    ((origin, newest),) = _HEAD.rows(session)
    rows, withheld = [], []
    for idx, entry in enumerate(entries, 0 if newest is None else newest + 1):
        salts = {name: secrets.token_bytes(16) for name in entry.withheld}
        leaf = encode(_spelled(entry, idx, origin, salts))
        rows.append((idx, leaf, entry.action, entry.object))
        withheld += [(idx, name, salts[name], value) for name, value in entry.withheld.items()]
    insert_rows(session, LogEntry, ("idx", "leaf", "action", "about"), rows)
    insert_rows(session, Withheld, ("idx", "field", "salt", "value"), withheld)


def _spelled(entry: Entry, idx: int, origin: str, salts: Mapping[str, bytes]) -> dict[str, Any]:
    spelled: dict[str, Any] = {
        "v": 1,
        "log": origin,
        "idx": idx,
        "at": entry.at.astimezone(BEIJING).isoformat(),
        "actor": entry.actor,
        "role": entry.role,
        "action": entry.action,
        "object": entry.object,
        "detail": dict(entry.detail),
    }
    if entry.on_behalf:
        spelled["on_behalf"] = entry.on_behalf
    if entry.evidence:
        spelled["evidence"] = [dict(item) for item in entry.evidence]
    if entry.withheld:
        spelled["pd"] = {name: commitment(salts[name], value) for name, value in entry.withheld.items()}
    return spelled


def size(session: Session) -> int:
    """Count the entries, which are numbered from 0 without a gap."""
    last = session.exec(select(func.max(LogEntry.idx))).one()
    return 0 if last is None else last + 1


def leaves(session: Session, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
    """Yield the entries `start` to `stop` (not counted) as they were written."""
    query = select(LogEntry.leaf).where(LogEntry.idx >= start).order_by(col(LogEntry.idx))
    if stop is not None:
        query = query.where(LogEntry.idx < stop)
    yield from session.exec(query.execution_options(yield_per=1000))


def recorded(session: Session, abouts: Collection[str]) -> dict[str, int]:
    """Return for each object the index of the entry that first recorded it."""
    found: dict[str, int] = {}
    wanted = sorted(abouts)
    for start in range(0, len(wanted), 500):
        query = (
            select(LogEntry.about, func.min(LogEntry.idx))
            .where(col(LogEntry.about).in_(wanted[start : start + 500]))
            .group_by(col(LogEntry.about))
        )
        found.update(session.exec(query).all())
    return found


def newest_checkpoint(session: Session) -> Checkpoint | None:
    return session.exec(select(Checkpoint).order_by(col(Checkpoint.size).desc()).limit(1)).first()


def checkpoints(session: Session, up_to: int) -> Sequence[Checkpoint]:
    """Return the checkpoints of at most `up_to` entries, smallest first."""
    query = select(Checkpoint).where(Checkpoint.size <= up_to).order_by(col(Checkpoint.size))
    return session.exec(query).all()
