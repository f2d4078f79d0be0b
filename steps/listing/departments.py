"""Which departments the names of a list stand for."""

from collections.abc import Iterable

from sqlmodel import Session

from store import people

ALL_DEPARTMENTS = ("各科室", "各处室", "各部门", "各股室", "各单位", "全体科室")


def departments_meant(session: Session, names: Iterable[str]) -> list[int]:
    """Return the departments that names stand for; 「各科室」 is opened by the office's own table."""
    found: list[int] = []
    for name in names:
        if name in ALL_DEPARTMENTS:
            found += [d.id for d in people.departments(session) if d.id is not None]
        elif (department := people.department_named(session, name)) and department.id is not None:
            found.append(department.id)
    return list(dict.fromkeys(found))
