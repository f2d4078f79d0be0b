"""What the superior body demands: a document and its items (要点)."""

from datetime import date

from sqlmodel import Field, SQLModel, UniqueConstraint


class UpstreamDocument(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    plan_year: int = Field(index=True)
    title: str
    issuer: str
    doc_number: str = ""
    issued_on: date | None = None
    source_name: str = ""  # the file's own name
    source_sha256: str = ""  # the file itself is kept under this digest


class UpstreamItem(SQLModel, table=True):
    """Answered by own duties (`UpstreamLink`), or does not concern the office, with the reason."""

    __table_args__ = (UniqueConstraint("document_id", "no"),)

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="upstreamdocument.id", index=True)
    no: str
    text: str
    not_ours_because: str = ""


class UpstreamLink(SQLModel, table=True):
    item_id: int = Field(foreign_key="upstreamitem.id", primary_key=True)
    duty_id: int = Field(foreign_key="duty.id", primary_key=True)
