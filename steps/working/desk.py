"""Who answers for what today, and so who is told."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Protocol

from sqlmodel import Session

from models import Part, Person, PostKind
from store import people


@dataclass(frozen=True)
class Told:
    person: Person
    reads_as: str  # what the reader is to the task: a part, or "deputy"
    away: str = ""  # whose task it is, where the reader stands in


class Owned(Protocol):
    """A task, or what may become one."""

    @property
    def post_id(self) -> int | None: ...
    @property
    def department_id(self) -> int: ...


@dataclass(frozen=True)
class Desk:
    office: str
    log_origin: str
    posts: Mapping[int, tuple[PostKind, int | None]]  # post -> kind, department
    holders: Mapping[int, Person]  # post -> who holds it
    absent: Collection[int]  # who is away today
    deputies: Mapping[int, Person]  # absent person -> who stands in

    @classmethod
    def of(cls, session: Session, today: date) -> "Desk":
        organisation = people.organisation(session)
        return cls(
            organisation.name,
            organisation.log_origin,
            people.post_kinds(session),
            people.holders(session, today),
            people.absent(session, today),
            people.deputies(session, today),
        )

    def told(self, part: Part, task: Owned, department_id: int = 0) -> Told | None:
        """Say who is told, as what, and for whom.

        Where a post is vacant, or its holder and who stands in are both away, it is the next one up; where
        everybody is away, it waits in the first one's box. `department_id`: of a department that helps.
        """
        asked = [
            (reads_as, self.holders[post])
            for reads_as, post in self._asked(part, task, department_id)
            if post is not None and post in self.holders
        ]
        for reads_as, holder in asked:
            if holder.id not in self.absent:
                return Told(holder, reads_as)
            deputy = self.deputies.get(holder.id or 0)
            if deputy is not None and deputy.id not in self.absent:
                return Told(deputy, "deputy" if reads_as is Part.OWNER else reads_as, holder.name)
        return Told(asked[0][1], asked[0][0]) if asked else None

    @property
    def coordinators(self) -> set[int]:
        """Who holds a coordinator's post today, or stands in there."""
        held = {
            self.holders[post].id
            for post, (kind, _) in self.posts.items()
            if kind is PostKind.COORDINATOR and post in self.holders
        }
        deputies = {deputy.id for away, deputy in self.deputies.items() if away in held}
        return {person for person in held | deputies if person}

    def _asked(self, part: Part, task: Owned, department_id: int) -> Iterator[tuple[Part, int | None]]:
        """Yield the posts that may be told, the right one first."""
        if part is Part.SUPPORT:
            for kind in (PostKind.HANDLER, PostKind.DEPARTMENT_HEAD):
                yield Part.SUPPORT, self._post(kind, department_id)
        if part is Part.OWNER:
            yield Part.OWNER, task.post_id
        if part in (Part.OWNER, Part.DEPARTMENT_HEAD):
            yield Part.DEPARTMENT_HEAD, self._post(PostKind.DEPARTMENT_HEAD, task.department_id)
        if part is Part.LEADER:
            yield Part.LEADER, self._post(PostKind.LEADER)
        yield Part.COORDINATOR, self._post(PostKind.COORDINATOR)

    def _post(self, kind: PostKind, department: int | None = None) -> int | None:
        """Return a held post of a kind; among several, one whose holder can be written to."""
        return self._answering.get((kind, department))

    @cached_property
    def _answering(self) -> Mapping[tuple[PostKind, int | None], int]:
        """The post that answers for each kind, in each department and anywhere."""
        found: dict[tuple[PostKind, int | None], int] = {}
        held = [post for post in self.posts if post in self.holders]
        for post in sorted(held, key=lambda post: not self.holders[post].email):
            kind, department = self.posts[post]
            found.setdefault((kind, department), post)
            found.setdefault((kind, None), post)
        return found
