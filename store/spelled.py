"""Statements that run once a message: compiled once, then given to the driver as they are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Date, Dialect, Enum, Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine
from sqlmodel import Session

from models.columns import UtcDateTime

_DRIVER = "the driver's connection"
_SPELLED_ONCE = (Date, Enum, UtcDateTime)  # few values, each written thousands of times


@dataclass(frozen=True)
class _Spelling:
    text: str
    held: Mapping[str, Any]  # values that stand in the statement, as the driver wants them
    ways: Mapping[str, Callable[[Any], Any]]  # how the values to come are put into that form
    order: tuple[str, ...] | None  # for a driver that takes places instead of names

    def parameters(self, given: Mapping[str, Any]) -> Any:
        values = {**self.held, **given}
        for name, way in self.ways.items():
            values[name] = way(given[name])
        return values if self.order is None else tuple(map(values.__getitem__, self.order))


class Spelled:
    """A statement with open values (`bindparam`) and without `IN`.

    An error is the driver's own, as its connection raises it.
    """

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._spellings: dict[str, _Spelling] = {}  # by dialect

    def run(self, session: Session, **given: Any) -> int:
        """Run it with every open value; return how many rows it met. Nothing is flushed before."""
        return int(self._cursor(session, given).rowcount)

    def rows(self, session: Session, **given: Any) -> list[tuple[Any, ...]]:
        """Run it with every open value; return all rows as the driver has them: an enum is its text."""
        found: list[tuple[Any, ...]] = self._cursor(session, given).fetchall()
        return found

    def _cursor(self, session: Session, given: Mapping[str, Any]) -> Any:
        dialect, driver = driver_of(session)
        spelling = self._spellings.get(dialect.name)
        if spelling is None:
            spelling = self._spellings[dialect.name] = self._spell(dialect)
        return driver.execute(spelling.text, spelling.parameters(given))

    def _spell(self, dialect: Dialect) -> _Spelling:
        compiled = self._statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        assert isinstance(compiled, SQLCompiler)
        binds = compiled.binds.items()
        ways = {name: way for name, bind in binds if (way := spelling(bind.type, dialect)) is not None}
        held = {
            name: ways.pop(name)(bind.value) if name in ways else bind.value
            for name, bind in binds
            if not bind.required
        }
        order = compiled.positiontup if compiled.positional else None
        return _Spelling(str(compiled), held, ways, None if order is None else tuple(order))


def driver_of(session: Session) -> tuple[Dialect, Any]:
    """Return the dialect, and the driver's connection."""
    return session.info.get(_DRIVER) or _driver(session)


def keep_driver(session: Session) -> Any:
    """Ask once for the driver's connection of a transaction, which is the same until its end; return it."""
    session.info[_DRIVER] = _, driver = _driver(session)
    return driver


def _driver(session: Session) -> tuple[Dialect, Any]:
    connection = session.connection()
    return connection.dialect, connection.connection.driver_connection


def spelling(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """Return what turns a value into the driver's, None where it is that already."""
    way = kind.dialect_impl(dialect).bind_processor(dialect)
    return lru_cache(maxsize=4096)(way) if way and isinstance(kind, _SPELLED_ONCE) else way
