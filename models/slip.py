"""Slips: 提示单, 催办单 and 督办单, official documents that a person sends."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import JSON, Field, SQLModel, UniqueConstraint

from models.columns import UtcDateTime, choice
from models.states import SlipState


class SlipKind(StrEnum):
    PROMPT = "prompt"  # 提示单: at the start of a month, what falls due in it
    NUDGE = "nudge"  # 催办单: what is late
    SUPERVISE = "supervise"  # 督办单: what is late still


class Slip(SQLModel, table=True):
    """Drawn up by the program as 代拟稿; only a person sends it. One a kind, occasion and department."""

    __table_args__ = (UniqueConstraint("list_id", "kind", "department_id", "occasion"),)

    id: int | None = Field(default=None, primary_key=True)
    list_id: int = Field(foreign_key="dutylist.id", index=True)
    kind: SlipKind = Field(sa_type=choice(SlipKind))
    department_id: int = Field(foreign_key="department.id", index=True)
    occasion: str  # what it was drawn up for, once: "2024-05", or the Beijing day "2024-05-31"
    state: SlipState = Field(default=SlipState.DRAFT, sa_type=choice(SlipState), index=True)
    task_ids: list[int] = Field(default_factory=list, sa_type=JSON)  # as drawn up; once sent, those it names
    answer_by: date | None = None  # 反馈期限
    drawn_up_at: datetime = Field(sa_type=UtcDateTime)
    number: str = ""  # 编号, given by the office
    signed_by: str = ""  # 签发人
    dated_on: date | None = None  # 成文日期
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: str = ""  # why it was not sent
    files: dict[str, str] = Field(default_factory=dict, sa_type=JSON)  # "docx", "pdf" -> digest, once sent
