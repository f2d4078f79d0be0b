"""What every command shares: options, the office, and how an answer is shown."""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from cli.called import as_called
from models.refusals import Refusal

if TYPE_CHECKING:
    from sqlmodel import Session

    from models import Person
    from office import Office

State = TypeVar("State", bound=StrEnum)
Json = Annotated[bool, typer.Option("--json", help="输出一份 JSON")]
As = Annotated[str, typer.Option("--as", metavar="人员", help="以谁的名义（姓名或代号），默认为管理员")]
FIRST_YEAR, LAST_YEAR = 2000, 2100
Year = Annotated[
    int, typer.Option("--year", min=FIRST_YEAR, max=LAST_YEAR, metavar="年度", help="年度，例如 2024")
]


def show(answer: Mapping[str, Any], as_json: bool, words: Callable[[], Iterable[str]]) -> None:
    """Print the answer: one JSON document, or lines for a person."""
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False))
    else:
        for line in words():
            typer.echo(as_called(line))


def name_of(file: Path) -> str:
    """Return a file's name as text; an archive from a Chinese Windows leaves names in GB18030."""
    name = os.fsencode(file.name)
    try:
        return name.decode()
    except UnicodeDecodeError:
        return name.decode("gb18030", "replace")


def done(items: list[Any], refused: list[dict[str, str]] | None = None) -> dict[str, Any]:
    """Return the shape of answers that have none of their own."""
    return {"done": len(items), "refused": refused or [], "items": items}


@contextmanager
def opened() -> "Iterator[Office]":
    """Open the office of this home, and close it after the command."""
    from office import Office

    office = Office.open()
    try:
        yield office
    finally:
        office.database.close()


def who(session: "Session", name: str) -> "Person":
    """Return who acts: the named person, or the administrator."""
    from store import people

    return people.person_named(session, name) if name else people.administrator(session)


def state_named(written: str, words: Mapping[State, str]) -> State | None:
    """Read a state as it is shown, or as JSON has it; nothing written is any.

    Raises:
        Refusal: there is no such state.

    """
    if not written:
        return None
    found = next((state for state, word in words.items() if written in (word, state.value)), None)
    if found is None:
        raise Refusal(f"没有「{written}」这种状态，可以写{'、'.join(words.values())}。")
    return found


def day(text: str) -> date:
    """Read a day.

    Raises:
        Refusal: it is none, or of a year that no list is of.

    """
    try:
        read = date.fromisoformat(text)
    except ValueError:
        read = None
    if read is None or read.isoformat() != text:  # Python reads 20240531 and 2024-W22-5 too
        raise Refusal(f"「{text}」不是日期，请写成 2024-05-31 这样。")
    _in_our_time(read, text)
    return read


def instant(text: str) -> datetime:
    """Read an instant with its offset.

    Raises:
        Refusal: it is none, has no offset, or is of a year that no list is of.

    """
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal(f"「{text}」不是时刻，请写成 2024-05-31T09:00:00+08:00 这样。") from None
    if read.tzinfo is None:
        raise Refusal(f"时刻「{text}」没有时区，请写成 2024-05-31T09:00:00+08:00 这样。")
    _in_our_time(read, text)
    return read


def _in_our_time(read: date, text: str) -> None:
    if not FIRST_YEAR <= read.year <= LAST_YEAR:
        raise Refusal(f"「{text}」的年份不对，请写 {FIRST_YEAR} 至 {LAST_YEAR} 年的。")
