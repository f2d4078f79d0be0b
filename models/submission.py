"""What an owner hands in for a task, what proves it, and what the reviewer said."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.columns import UtcDateTime, choice


class Submission(SQLModel, table=True):
    """Rounds count from 1; a returned task is answered by a new round, nothing is overwritten."""

    __table_args__ = (UniqueConstraint("task_id", "round"),)

    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id", index=True)
    round: int
    by_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
    note: str = ""
    withdrawn: bool = False


class EvidenceForm(StrEnum):
    FILE = "file"
    LINK = "link"
    OFFLINE = "offline"  # 线下备查: stays in the cabinet, registered here


class Evidence(SQLModel, table=True):
    """One piece of evidence (佐证材料). Immutable: a better one is a new row of a new round."""

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    place: int  # order within the submission, from 1
    form: EvidenceForm = Field(sa_type=choice(EvidenceForm))
    kind: str  # 签到表, 照片, 会议记录 …
    title: str
    dated_on: date | None = None
    pages: int | None = None
    sha256: str | None = Field(default=None, index=True)
    size: int | None = None  # bytes
    media_type: str | None = None
    url: str | None = None
    custodian: str = ""  # who keeps it, for OFFLINE
    kept_at: str = ""  # where it is kept, for OFFLINE


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    RETURNED = "returned"


class Review(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    by_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
    verdict: Verdict = Field(sa_type=choice(Verdict))
    reason: str = ""
