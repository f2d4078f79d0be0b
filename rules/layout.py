"""How one duty becomes the dated tasks of the year."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, Protocol

from models import Post, PostKind
from models.refusals import BadList
from rules.deadlines.reading import Kind, Reading

_FIRST = (PostKind.HANDLER, PostKind.DEPARTMENT_HEAD)


class Cuttable(Protocol):
    """What tasks are cut from: a `Duty`, or as much of its row."""

    @property
    def id(self) -> int | None: ...
    @property
    def no(self) -> str: ...
    @property
    def place(self) -> int: ...
    @property
    def task(self) -> str: ...
    @property
    def persons(self) -> list[str]: ...
    @property
    def lead_ids(self) -> list[int]: ...
    @property
    def support_ids(self) -> list[int]: ...
    @property
    def reading(self) -> dict[str, Any]: ...
    @property
    def evidence(self) -> list[str]: ...


class Piece(NamedTuple):
    """A task as it is cut from its duty; the fields are columns of `Task`."""

    id: int
    duty_id: int
    occurrence: int
    department_id: int
    post_id: int
    label: str
    demand: str
    department_name: str
    owner_name: str
    support_ids: list[int]
    evidence_asked: list[str]
    min_count: int | None
    unit: str | None
    opens_on: date
    due_on: date | None
    backfill: bool


@dataclass(frozen=True)
class Slot:
    """One occurrence of a duty: a task for each leading department is cut from it."""

    occurrence: int  # from 1
    opens_on: date
    due_on: date | None
    label: str
    min_count: int | None
    unit: str | None


def slots(reading: Reading) -> Iterator[Slot]:
    """Yield the occurrences in order of their due day.

    A duty without a date (适时, a campaign that is not dated yet) keeps one slot without a due day, for
    the coordinator to date; one that waits for an event (收到通知后10个工作日内) has none until it happens.
    """
    if not reading.occurrences and reading.kind is not Kind.RELATIVE:
        yield Slot(1, date(reading.year, 1, 1), None, "", reading.min_count, reading.unit)
    for number, at in enumerate(reading.occurrences, 1):
        least = at.min_count if at.min_count is not None else reading.min_count
        yield Slot(number, at.start, at.due, at.label or "", least, reading.unit)


def owner_post(duty: Cuttable, department: int, posts: Sequence[Post], names: Mapping[int, str]) -> Post:
    """Choose the post that owns the duty's tasks in one department.

    The post held by a person the list names comes first, then the department's handler, then its
    head. `names` gives the present holder of a post.

    Raises:
        BadList: the department has no such post.

    """
    local = [post for post in posts if post.department_id == department and post.id in names]
    named = [post for post in local if names[post.id or 0] in duty.persons]
    for post in named:
        if post.kind in _FIRST:
            return post
    if named:
        return named[0]
    for kind in (PostKind.HANDLER, PostKind.DEPARTMENT_HEAD, PostKind.COORDINATOR):
        for post in local:
            if post.kind is kind:
                return post
    raise BadList(
        f"第{duty.no or duty.place}项的责任部门还没有经办人，请先用 xuepu user add 登记该部门人员。"
    )


def gaps(expected: Collection[tuple[int, int, int]], present: Collection[tuple[int, int, int]]) -> list[str]:
    """Say what should be laid out and is not; both as (duty, occurrence, department)."""
    return [
        f"事项{duty}第{occurrence}次（部门{department}）没有任务"
        for duty, occurrence, department in sorted(set(expected) - set(present))
    ]
