"""The log: canonical entries, what was withheld from them, and signed checkpoints."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from models.columns import UtcDateTime, choice


class LogEntry(SQLModel, table=True):
    """One canonical JSON line. Appended only: the database refuses updates and deletes."""

    __tablename__ = "log_entry"

    idx: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})  # from 0, no gap
    leaf: bytes = Field(sa_type=LargeBinary)  # RFC 8785 JSON; the RFC 6962 leaf
    action: str  # as in the leaf, to search by
    about: str = Field(index=True)  # the leaf's `object`, to search by


class Withheld(SQLModel, table=True):
    """A personal or free-text value whose salted commitment stands in the entry.

    Forgetting a person deletes rows here; the commitment in the log stays.
    """

    __table_args__ = ({"sqlite_with_rowid": False},)

    idx: int = Field(primary_key=True, foreign_key="log_entry.idx")
    field: str = Field(primary_key=True)
    salt: bytes = Field(sa_type=LargeBinary)  # 16 random bytes
    value: str


class CheckpointKind(StrEnum):
    ROUTINE = "routine"
    DAILY = "daily"
    SENT = "sent"  # its root left the office, in a mail or a printed appendix
    EXPORTED = "exported"


class Checkpoint(SQLModel, table=True):
    """A signed tree head (C2SP tlog-checkpoint). At most one a size; never signed twice differently."""

    size: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    root: bytes = Field(sa_type=LargeBinary)
    note: bytes = Field(sa_type=LargeBinary)  # the signed note, as it goes into a bundle
    kind: CheckpointKind = Field(sa_type=choice(CheckpointKind))
    at: datetime = Field(sa_type=UtcDateTime)
    frontier: bytes = Field(sa_type=LargeBinary)  # hashes of the perfect subtrees, left to right
