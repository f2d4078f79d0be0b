"""The appendix as it was compiled, kept so that it can be shown again."""

from datetime import datetime

from sqlmodel import JSON, Field, SQLModel

from models.columns import UtcDateTime


class Compilation(SQLModel, table=True):
    """One run of the appendix: the digests of the files it made, and the head of the log it stands on."""

    id: int | None = Field(default=None, primary_key=True)
    plan_year: int = Field(index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    log_size: int
    log_root: str  # hex
    files: dict[str, str] = Field(default_factory=dict, sa_type=JSON)  # name -> SHA-256 hex
