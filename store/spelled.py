"""Statements that run once a message: compiled once, then given to the driver as they are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlmodel import Session


@dataclass(frozen=True)
class _Spelling:
    text: str
    held: Mapping[str, Any]  # values that stand in the statement, as the driver wants them
    ways: Mapping[str, Callable[[Any], Any]]  # how the values to come are put into that form
    order: tuple[str, ...] | None  # for a driver that takes places instead of names

    def parameters(self, given: Mapping[str, Any]) -> Any:
        ways = self.ways
        values = {**self.held, **{name: ways[name](it) if name in ways else it for name, it in given.items()}}
        return values if self.order is None else tuple([values[name] for name in self.order])


class Spelled:
    """A statement with open values (`bindparam`) and without `IN`."""

    def __init__(self, statement: UpdateBase) -> None:
        self._statement = statement
        self._spellings: dict[str, _Spelling] = {}  # by dialect

    def run(self, session: Session, **given: Any) -> int:
        """Run it with every open value; return how many rows it met. Nothing is flushed before."""
        connection = session.connection()
        dialect = connection.dialect
        spelling = self._spellings.get(dialect.name)
        if spelling is None:
            spelling = self._spellings[dialect.name] = self._spell(dialect)
        return connection.exec_driver_sql(spelling.text, spelling.parameters(given)).rowcount

    def _spell(self, dialect: Dialect) -> _Spelling:
        compiled = self._statement.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)
        ways = {
            name: way
            for name, bind in compiled.binds.items()
            if (way := bind.type.dialect_impl(dialect).bind_processor(dialect)) is not None
        }
        held = {
            name: ways[name](bind.value) if name in ways else bind.value
            for name, bind in compiled.binds.items()
            if not bind.required
        }
        order = compiled.positiontup if compiled.positional else None
        return _Spelling(str(compiled), held, ways, None if order is None else tuple(order))
