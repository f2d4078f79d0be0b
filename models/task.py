"""A task: one dated piece of work, cut from one duty of an issued list."""

from datetime import date, datetime

from sqlmodel import JSON, Field, SQLModel, UniqueConstraint

from models.columns import UtcDateTime, choice
from models.states import WAITING_ON_OWNER, TaskState


class Task(SQLModel, table=True):
    """Made by `steps.listing.issue`, moved only by `steps.working.move`, never deleted.

    A task remembers: owner, demand, evidence asked and due day are copied onto it at issue.
    "Overdue" is no column: it follows from `due_on` and today, so it is asked.
    """

    __table_args__ = (UniqueConstraint("duty_id", "clause", "occurrence", "department_id"),)

    id: int | None = Field(default=None, primary_key=True)
    duty_id: int = Field(foreign_key="duty.id", index=True)
    clause: int = 1  # which clause of the deadline cell, from 1
    occurrence: int  # which occurrence of the clause, from 1
    department_id: int = Field(foreign_key="department.id", index=True)
    post_id: int = Field(foreign_key="post.id", index=True)  # the owner is who holds it on the day
    label: str = ""  # what the clause calls this occurrence: 报送总结
    demand: str  # the duty's words at issue
    department_name: str
    owner_name: str  # who held the post at issue
    support_ids: list[int] = Field(default_factory=list, sa_type=JSON)  # departments that help
    evidence_asked: list[str] = Field(default_factory=list, sa_type=JSON)
    min_count: int | None = None
    unit: str | None = None
    opens_on: date
    due_on: date | None = Field(default=None, index=True)  # last day allowed; None waits for a date
    first_due_on: date | None = None  # as first laid out; extensions and amendments leave it
    backfill: bool = False  # 待补录: already past at issue; no notice, not overdue, until dated
    state: TaskState = Field(default=TaskState.OPEN, sa_type=choice(TaskState), index=True)
    version: int = 1  # +1 on each move
    moved_at: datetime = Field(sa_type=UtcDateTime)
    done_on: date | None = None  # Beijing day of acceptance or waiver
    handed_in_on: date | None = None  # Beijing day of the last submission
    reason: str = ""  # why it was returned, waived or reopened

    def is_overdue(self, today: date) -> bool:
        """Say whether the owner should have handed in before `today`, a Beijing day, and has not."""
        return (
            not self.backfill
            and self.state in WAITING_ON_OWNER
            and self.due_on is not None
            and today > self.due_on
        )
