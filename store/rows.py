"""Many rows of one table at once, at the driver's own speed: a year is a hundred thousand of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import JSON, Dialect, Table, text
from sqlalchemy.types import TypeEngine
from sqlmodel import Session, SQLModel, func, select

from store.spelled import driver_of, spelling


def insert_rows(
    session: Session, model: type[SQLModel], columns: Sequence[str], rows: Iterable[Iterable[Any]]
) -> int:
    """Insert `rows`, each with a value for every one of `columns`; return how many. No row object is made.

    Column defaults are the database's only: what the model would fill in MUST be among `columns`.
    An error is the driver's own.
    """
    session.flush()
    return _insert(session, model, columns, _spelled(session, model, columns, rows))


def insert_groups(
    session: Session,
    model: type[SQLModel],
    columns: Sequence[str],
    groups: Iterable[tuple[Sequence[Any], Sequence[Sequence[Any]]]],
) -> int:
    """Insert for each group its rows, all of which begin with the group's own values; return how many.

    What is true of `insert_rows` holds. Rows that several groups share, as one object, are spelled once.
    """
    session.flush()
    held = list(groups)
    if not held:
        return 0
    own = len(held[0][0])
    heads = _spelled(session, model, columns[:own], (head for head, _ in held))
    tails = {
        key: _spelled(session, model, columns[own:], rows)
        for key, rows in {id(rows): rows for _, rows in held}.items()
    }
    written = [
        (*head, *tail) for head, (_, rows) in zip(heads, held, strict=True) for tail in tails[id(rows)]
    ]
    return _insert(session, model, columns, written)


def _spelled(
    session: Session, model: type[SQLModel], columns: Sequence[str], rows: Iterable[Iterable[Any]]
) -> list[tuple[Any, ...]]:
    """Turn rows into what the driver takes, column by column."""
    ways = _ways(model, tuple(columns), driver_of(session)[0])
    told = zip(ways, zip(*rows, strict=True), strict=False)  # without rows no values
    return list(zip(*(way(values) for way, values in told), strict=True))


def _insert(
    session: Session, model: type[SQLModel], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> int:
    dialect, driver = driver_of(session)
    if rows:
        with closing(driver.cursor()) as cursor:
            cursor.executemany(_statement(model, tuple(columns), dialect), rows)
    return len(rows)


def next_ids(session: Session, model: type[SQLModel], count: int) -> Sequence[int]:
    """Take `count` fresh ids of a table, ascending; the transaction MUST be a writing one."""
    session.flush()
    table: Table = model.__table__  # type: ignore[attr-defined]
    if session.get_bind().dialect.name == "postgresql":
        drawn = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
        return sorted(session.execute(drawn, {"name": table.name, "count": count}).scalars())
    last = session.exec(select(func.max(table.c.id))).one() or 0
    return range(last + 1, last + 1 + count)


@lru_cache(maxsize=64)
def _statement(model: type[SQLModel], columns: tuple[str, ...], dialect: Dialect) -> str:
    """Name the columns in the caller's order, which SQLAlchemy would change."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    quoted = dialect.identifier_preparer.quote
    marks = ", ".join(["?" if dialect.paramstyle == "qmark" else "%s"] * len(columns))
    return f"INSERT INTO {quoted(table.name)} ({', '.join(map(quoted, columns))}) VALUES ({marks})"  # noqa: S608


@lru_cache(maxsize=64)
def _ways(
    model: type[SQLModel], columns: tuple[str, ...], dialect: Dialect
) -> list[Callable[[Sequence[Any]], Iterable[Any]]]:
    table: Table = model.__table__  # type: ignore[attr-defined]
    return [_of_column(table.c[name].type, dialect) for name in columns]


def _of_column(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Sequence[Any]], Iterable[Any]]:
    way = spelling(kind, dialect)
    if way is None:
        return iter
    return partial(_each_object_once if isinstance(kind, JSON) else map, way)


def _each_object_once(way: Callable[[Any], Any], values: Sequence[Any]) -> Iterable[Any]:
    """Spell what many rows share once; the values are all there, so an identity is that of one object."""
    spelled = {key: way(value) for key, value in {id(value): value for value in values}.items()}
    return [spelled[id(value)] for value in values]


def by_hundreds(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Cut what is asked with `IN` into pieces that every database takes."""
    for start in range(0, len(ids), 500):
        yield ids[start : start + 500]
