"""Link tokens: what a mail, a short message or a calendar carries so that its reader is known."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from models.columns import UtcDateTime, choice


class TokenUse(StrEnum):
    TASKS = "tasks"  # opens the tasks of a message
    REPLY = "reply"  # stands in the address that answers go to
    CALENDAR = "calendar"  # a person's feed; lasts until it is revoked


class LinkToken(SQLModel, table=True):
    """Only the digest is kept; every live token can be listed and revoked."""

    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(unique=True)  # of the token's text, lower-case hex
    use: TokenUse = Field(sa_type=choice(TokenUse))
    person_id: int = Field(foreign_key="person.id", index=True)
    message_id: int | None = Field(default=None, foreign_key="message.id", index=True)
    made_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
