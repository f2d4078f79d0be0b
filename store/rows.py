"""Many rows of one table at once, at the driver's own speed: a year is a hundred thousand of them."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Date, Dialect, Enum, Table, insert, text
from sqlalchemy.sql.compiler import SQLCompiler
from sqlmodel import Session, SQLModel, func, select

from models.columns import UtcDateTime

_SPELLED_ONCE = (Date, Enum, UtcDateTime)  # few values, each written thousands of times


def insert_rows(
    session: Session, model: type[SQLModel], columns: Sequence[str], rows: Iterable[Iterable[Any]]
) -> int:
    """Insert `rows`, each with a value for every one of `columns`; return how many. No row object is made.

    Column defaults are the database's only: what the model would fill in MUST be among `columns`.
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
        connection.exec_driver_sql(str(compiled), written)
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
    return compiled, [_spelling(table.c[name], dialect) for name in columns]


def _spelling(column: Column[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """Return what turns a value into the driver's, None where it is that already."""
    way = column.type.dialect_impl(dialect).bind_processor(dialect)
    return lru_cache(maxsize=4096)(way) if way and isinstance(column.type, _SPELLED_ONCE) else way
