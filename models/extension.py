"""An extension (延期): asked for before the due day, consented to by the leader."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from models.columns import UtcDateTime, choice
from models.states import ExtensionState


class Extension(SQLModel, table=True):
    """One request about one task, whose `due_on` moves when it is granted; `first_due_on` never does."""

    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id", index=True)
    state: ExtensionState = Field(default=ExtensionState.ASKED, sa_type=choice(ExtensionState))
    due_on: date  # when it was asked
    wanted_on: date
    reason: str
    asked_by: int = Field(foreign_key="person.id")
    asked_at: datetime = Field(sa_type=UtcDateTime)
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    entered_on_behalf: bool = False  # 代录: typed by the coordinator for the leader
    answer: str = ""  # why it was refused
