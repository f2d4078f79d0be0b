from datetime import UTC, date, datetime

import pytest

from models import Post, PostKind, Role, Task
from rules import roles

TASK = Task(
    id=1,
    duty_id=1,
    occurrence=1,
    department_id=1,
    post_id=10,
    demand="学法",
    department_name="办公室",
    owner_name="Alice",
    opens_on=date(2024, 1, 1),
    due_on=date(2024, 3, 25),
    moved_at=datetime(2024, 1, 8, tzinfo=UTC),
)


def post(kind, number=99, department=None):
    return Post(id=number, title="x", kind=kind, department_id=department)


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ([], set()),
        ([post(PostKind.HANDLER, 10, 1)], {Role.OWNER}),
        ([post(PostKind.HANDLER, 11, 1)], set()),
        ([post(PostKind.DEPARTMENT_HEAD, 12, 1)], {Role.OWNER}),
        ([post(PostKind.DEPARTMENT_HEAD, 12, 2)], set()),
        ([post(PostKind.COORDINATOR)], {Role.OFFICE, Role.REVIEWER}),
        ([post(PostKind.LEADER)], {Role.REVIEWER}),
        ([post(PostKind.AUDITOR)], set()),
    ],
)
def test_what_a_post_makes_of_a_person(held, expected):
    assert roles.of(TASK, held, person_id=1, submitted_by=2) == expected


def test_nobody_reviews_what_they_handed_in():
    held = [post(PostKind.COORDINATOR), post(PostKind.LEADER), post(PostKind.HANDLER, 10, 1)]
    assert roles.of(TASK, held, person_id=1, submitted_by=1) == {Role.OWNER, Role.OFFICE}
