"""The office itself. One home is one office."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.columns import UtcDateTime


class Organisation(SQLModel, table=True):
    """Exactly one row, made by `steps.keeping.found`."""

    id: int | None = Field(default=None, primary_key=True)
    name: str  # as the office signs: 市外办
    addressee: str = ""  # to whom the year-end report goes: 市委、市政府
    log_origin: str  # first line of every checkpoint: "…/e1"
    founded_at: datetime = Field(sa_type=UtcDateTime)
