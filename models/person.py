"""A person and the days they are away."""

from datetime import date

from sqlmodel import Field, SQLModel


class Person(SQLModel, table=True):
    """Never deleted: the log knows people by `pseudonym` only."""

    id: int | None = Field(default=None, primary_key=True)
    pseudonym: str = Field(unique=True)  # random, says nothing about the person
    name: str = Field(index=True)
    email: str | None = None
    phone: str | None = None  # E.164
    left_on: date | None = None  # last day in the office


class Absence(SQLModel, table=True):
    """Days away, both counted, on which another person stands in."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    from_on: date
    to_on: date
    deputy_id: int | None = Field(default=None, foreign_key="person.id")  # None: the next one up answers

    def covers(self, day: date) -> bool:
        return self.from_on <= day <= self.to_on
