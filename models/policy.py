"""How a list reminds, as its office settled it."""

from datetime import datetime
from typing import Any

from sqlmodel import JSON, Field, SQLModel

from models.columns import UtcDateTime


class ReminderPolicy(SQLModel, table=True):
    """One row a list that departs from the defaults of `rules.reminding.Policy`; the log has earlier ones."""

    id: int | None = Field(default=None, primary_key=True)
    list_id: int = Field(foreign_key="dutylist.id", unique=True)
    settings: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)  # as `Policy.as_json` writes it
    set_at: datetime = Field(sa_type=UtcDateTime)
    set_by: int = Field(foreign_key="person.id")
