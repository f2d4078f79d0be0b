"""Which departments the names of a list stand for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from store import people

ALL_DEPARTMENTS = ("各科室", "各处室", "各部门", "各股室", "各单位", "全体科室")


@dataclass(frozen=True)
class DepartmentTable:
    """The office's departments by every name they go by."""

    ids: Mapping[str, int]
    everyone: tuple[int, ...]

    @classmethod
    def of(cls, session: Session) -> "DepartmentTable":
        ids: dict[str, int] = {}
        everyone = []
        for department in people.departments(session):
            assert department.id is not None
            everyone.append(department.id)
            for name in (department.name, *department.aliases):
                ids.setdefault(name, department.id)
        return cls(ids, tuple(everyone))

    def meant(self, names: Iterable[str]) -> list[int]:
        """Return the departments that names stand for; 「各科室」 is opened by the office's own table."""
        found: list[int] = []
        for name in names:
            if name in ALL_DEPARTMENTS:
                found += self.everyone
            elif name in self.ids:
                found.append(self.ids[name])
        return list(dict.fromkeys(found))


def departments_meant(session: Session, names: Iterable[str]) -> list[int]:
    """Return the departments that names stand for today."""
    return DepartmentTable.of(session).meant(names)
