"""Many rows of one table at once, at the driver's own speed: a year is a hundred thousand of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, Table, insert, text
from sqlalchemy.sql.compiler import SQLCompiler
from sqlmodel import Session, SQLModel, func, select

from store.spelled import spelling


def insert_rows(
    session: Session, model: type[SQLModel], columns: Sequence[str], rows: Iterable[Iterable[Any]]
) -> int:
    """Insert `rows`, each with a value for every one of `columns`; return how many. No row object is made.

    Column defaults are the database's only: what the model would fill in MUST be among `columns`.
    An error is the driver's own.
    """
    session.flush()
    connection = session.connection()
    compiled, ways = _compiled(model, tuple(columns), connection.dialect)
    spelled = {
        name: values if way is None else map(way, values)
        for name, values, way in zip(
            columns, zip(*rows, strict=True), ways, strict=False
        )  # without rows no values
    }
    order = (compiled.positiontup or columns) if compiled.positional else columns
    written: list[Any] = list(zip(*(spelled[name] for name in order), strict=True)) if spelled else []
    if not compiled.positional:
        written = [dict(zip(columns, values, strict=True)) for values in written]
    if written:
        with closing(connection.connection.cursor()) as cursor:
            cursor.executemany(str(compiled), written)
    return len(written)


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
def _compiled(
    model: type[SQLModel], columns: tuple[str, ...], dialect: Dialect
) -> tuple[SQLCompiler, list[Callable[[Any], Any] | None]]:
    table: Table = model.__table__  # type: ignore[attr-defined]
    compiled = insert(table).compile(dialect=dialect, column_keys=list(columns))
    assert isinstance(compiled, SQLCompiler)
    return compiled, [spelling(table.c[name].type, dialect) for name in columns]


def by_hundreds(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Cut what is asked with `IN` into pieces that every database takes."""
    for start in range(0, len(ids), 500):
        yield ids[start : start + 500]
