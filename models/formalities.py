"""What surrounds a list on its way out: replies to its draft, filing, publication."""

from datetime import date

from sqlmodel import Field, SQLModel


class Reply(SQLModel, table=True):
    """What a department answered to the draft (征求意见); its latest reply stands."""

    id: int | None = Field(default=None, primary_key=True)
    list_id: int = Field(foreign_key="dutylist.id", index=True)
    department_id: int = Field(foreign_key="department.id")
    words: str  # 无意见, or what should change
    replied_on: date
    outcome: str = ""  # 采纳, 部分采纳, 未采纳 with the reason


class Filing(SQLModel, table=True):
    """The list handed to the law-publicity office for its files (备案)."""

    id: int | None = Field(default=None, primary_key=True)
    list_id: int = Field(foreign_key="dutylist.id", index=True)
    revision: int  # which state of the list was filed
    filed_with: str
    filed_on: date
    number: str = ""  # 备案号, where one is given


class Publication(SQLModel, table=True):
    """The list as it was published (公示)."""

    id: int | None = Field(default=None, primary_key=True)
    list_id: int = Field(foreign_key="dutylist.id", index=True)
    revision: int
    published_on: date
    url: str
