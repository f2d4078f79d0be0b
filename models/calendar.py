"""What the office knows of a year beyond the library: campaign nodes and holiday notices."""

from datetime import date
from enum import StrEnum

from sqlmodel import Field, SQLModel

from models.columns import choice


class CalendarNode(SQLModel, table=True):
    """A campaign (宪法宣传周) as dated for one year; overrides what the rules propose."""

    plan_year: int = Field(primary_key=True)
    name: str = Field(primary_key=True)
    start_on: date
    end_on: date
    announced_end_on: date | None = None  # as announced, where the locality goes on until `end_on`
    provisional: bool = False
    source: str = ""  # the notice that dates it


class DayKind(StrEnum):
    REST = "rest"
    WORK = "work"  # 调休上班


class HolidayDay(SQLModel, table=True):
    """One day of the State Council's holiday notice; overrides the library."""

    day: date = Field(primary_key=True)
    kind: DayKind = Field(sa_type=choice(DayKind))
    name: str = ""
    notice_number: str  # 国办发明电〔…〕…号
