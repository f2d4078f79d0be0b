"""A department (科室) of the office."""

from sqlmodel import JSON, Field, SQLModel


class Department(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    aliases: list[str] = Field(default_factory=list, sa_type=JSON)  # other names seen in lists
    place: int = 0  # order in which 「各科室」 is opened
