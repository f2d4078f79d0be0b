"""Reminding: a notice of a task, the message that carries it, and each attempt to send."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, LargeBinary, text
from sqlmodel import Field, SQLModel, UniqueConstraint

from models.columns import UtcDateTime, choice
from models.states import ON_ITS_WAY, MessageState, NoticeState, Outcome


def _of_those(condition: str) -> dict[str, Any]:
    """Index only these rows: of all that was ever planned, few are on their way."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


_ON_ITS_WAY = " OR ".join(f"state = '{state}'" for state in ON_ITS_WAY)


class Part(StrEnum):
    """Who is told, relative to the task; which person that is, is asked when it is sent."""

    OWNER = "owner"
    DEPARTMENT_HEAD = "department_head"
    LEADER = "leader"
    COORDINATOR = "coordinator"
    SUPPORT = "support"  # a department that helps: informed, never asked to hand in


class Notice(SQLModel, table=True):
    """One thing to be said about one task at one time; it names no person."""

    __table_args__ = (
        UniqueConstraint("task_id", "stage", "part", "told_department_id", "channel", "plan"),
        Index("ix_notice_failed", "task_id", **_of_those("state = 'failed'")),
        Index("ix_notice_planned", "planned_at", **_of_those("state = 'planned'")),
        Index("ix_notice_message_id", "message_id", **_of_those("message_id IS NOT NULL")),
    )

    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id")
    stage: str  # "opens", "due-in-3", "due-today", "overdue-5", "returned-1"
    part: Part = Field(sa_type=choice(Part))
    told_department_id: int = 0  # of `Part.SUPPORT`, which department; 0: the task's own
    channel: str  # "mail", "sms"
    plan: int = 1  # laid out anew: +1; told again: minus the id of the notice that failed
    planned_at: datetime = Field(sa_type=UtcDateTime)
    state: NoticeState = Field(default=NoticeState.PLANNED, sa_type=choice(NoticeState))
    message_id: int | None = Field(default=None, foreign_key="message.id")
    reason: str = ""  # why it has not gone out, or never will


class Message(SQLModel, table=True):
    """Rendered, addressed, frozen: a second attempt sends the same bytes under the same Message-ID."""

    __table_args__ = (
        Index("ix_message_on_its_way", "channel", "not_before", **_of_those(_ON_ITS_WAY)),
        Index("ix_message_made", "channel", "made_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)  # local part of the Message-ID
    channel: str
    person_id: int = Field(foreign_key="person.id", index=True)  # of a group's, who coordinates
    address: str
    subject: str
    state: MessageState = Field(default=MessageState.PLANNED, sa_type=choice(MessageState))
    not_before: datetime = Field(sa_type=UtcDateTime)
    made_at: datetime = Field(sa_type=UtcDateTime)
    attempts: int = 0
    lease_epoch: int = 0  # fencing token: an outcome is written only by who holds the latest
    leased_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    useful_until: datetime | None = Field(default=None, sa_type=UtcDateTime)  # then it expires: told anew
    server_id: str = ""  # what the far side called it when it took it: a BizId, a queue id
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # when the far side was last asked
    reported_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # of delivery or bounce
    reason: str = ""


class MessageBody(SQLModel, table=True):
    """The bytes that leave, written once. Apart: a message's own row is written at every step."""

    message_id: int = Field(primary_key=True, foreign_key="message.id")
    body: bytes = Field(sa_type=LargeBinary)


class Attempt(SQLModel, table=True):
    """On record before the first byte leaves."""

    __table_args__ = ({"sqlite_with_rowid": False},)

    message_id: int = Field(foreign_key="message.id", primary_key=True)
    lease_epoch: int = Field(primary_key=True)
    begun_at: datetime = Field(sa_type=UtcDateTime)
    outcome: Outcome = Field(default=Outcome.BEGUN, sa_type=choice(Outcome))
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    detail: str = ""
