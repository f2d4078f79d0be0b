"""The yearly list of duties, its doubts and the documents it rests on."""

from datetime import date, datetime

from sqlmodel import JSON, Field, SQLModel, UniqueConstraint

from models.columns import UtcDateTime, choice
from models.states import ListState


class DutyList(SQLModel, table=True):
    """One list a year; an amendment after issue raises `revision`, it makes no second list."""

    __table_args__ = (UniqueConstraint("plan_year"),)

    id: int | None = Field(default=None, primary_key=True)
    plan_year: int = Field(index=True)
    title: str
    state: ListState = Field(default=ListState.DRAFT, sa_type=choice(ListState))
    revision: int = 1
    source_name: str  # the file's own name
    source_sha256: str  # the file itself is kept under this digest
    imported_at: datetime = Field(sa_type=UtcDateTime)
    approved_by: str = ""  # the deciding body: 办党组会
    approved_on: date | None = None
    approved_at_meeting: str = ""  # 2024年第4次党组会
    entered_on_behalf: bool = False  # 代录: typed by the coordinator for the leader
    doc_number: str = ""  # 发文字号
    issued_on: date | None = None
    closed_on: date | None = None


class DiscardedDraft(SQLModel, table=True):
    """A draft that was thrown away before it was issued; its file and its answers stay."""

    id: int | None = Field(default=None, primary_key=True)
    list_id: int  # that it had; no later list gets it
    plan_year: int = Field(index=True)
    title: str
    source_name: str
    source_sha256: str
    imported_at: datetime = Field(sa_type=UtcDateTime)
    discarded_at: datetime = Field(sa_type=UtcDateTime)
    discarded_by: int = Field(foreign_key="person.id")
    reason: str
    answers: list[dict[str, str]] = Field(
        default_factory=list, sa_type=JSON
    )  # field, cell, question, answer, task


class BasisDocument(SQLModel, table=True):
    """A document the list rests on, as the list itself names it."""

    id: int | None = Field(default=None, primary_key=True)
    list_id: int = Field(foreign_key="dutylist.id", index=True)
    title: str
    issuer: str = ""
    doc_number: str = ""


class Doubt(SQLModel, table=True):
    """One question that a person must settle before the list is confirmed."""

    id: int | None = Field(default=None, primary_key=True)
    list_id: int = Field(foreign_key="dutylist.id", index=True)
    duty_id: int | None = Field(default=None, foreign_key="duty.id", index=True)
    upstream_item_id: int | None = Field(default=None, foreign_key="upstreamitem.id", index=True)
    field: str  # "deadline", "lead", "row", "upstream", …
    cell: str  # the cell as it stands in the file
    question: str
    candidates: list[str] = Field(default_factory=list, sa_type=JSON)
    answer: str | None = None
    settled_by: int | None = Field(default=None, foreign_key="person.id")
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
