"""One row of the list: what is to be done, by whom, by when, shown by what."""

from typing import Any

from sqlmodel import JSON, Field, SQLModel


class Duty(SQLModel, table=True):
    """As read from the list and confirmed by a person. Tasks are cut from it at issue.

    `reading` is the JSON of `xuepu deadline`; `cells` the row as it stood in the file.
    """

    id: int | None = Field(default=None, primary_key=True)
    list_id: int = Field(foreign_key="dutylist.id", index=True)
    place: int  # order in the list, from 1
    no: str = ""
    category: str = ""
    task: str
    measures: str = ""
    basis: list[str] = Field(default_factory=list, sa_type=JSON)
    laws: list[str] = Field(default_factory=list, sa_type=JSON)
    audience: str = ""
    lead: list[str] = Field(default_factory=list, sa_type=JSON)  # department names as written
    support: list[str] = Field(default_factory=list, sa_type=JSON)
    persons: list[str] = Field(default_factory=list, sa_type=JSON)
    leader: list[str] = Field(default_factory=list, sa_type=JSON)
    open_owner: bool = False
    lead_ids: list[int] = Field(default_factory=list, sa_type=JSON)  # departments, once settled
    support_ids: list[int] = Field(default_factory=list, sa_type=JSON)
    deadline_text: str = ""
    reading: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    evidence: list[str] = Field(default_factory=list, sa_type=JSON)
    note: str = ""
    reminding: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)  # what departs from the policy
    source_table: int
    source_row: int
    cells: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    since_revision: int = 1
    until_revision: int | None = None  # struck from the list by this amendment
    happened: list[str] = Field(
        default_factory=list, sa_type=JSON
    )  # days of the event its deadline waits for
