"""The list as an official document, as values: a covering letter and what is attached to it."""

from dataclasses import dataclass
from datetime import date, datetime

from models import Doubt, Duty, DutyList, Reply
from rules.adjusting import Adjustment
from rules.appendix import Paragraph, Run, Section, Table
from rules.days import spoken

BLANK_DAY = "〔　　年　　月　　日〕"


@dataclass(frozen=True)
class Covered:
    """One item of a superior's document, with the own duties that answer it or why none does."""

    document: str
    no: str
    text: str
    duties: tuple[Duty, ...]
    not_ours_because: str


@dataclass(frozen=True)
class Facts:
    """What is on record of a list when it is written out."""

    office: str
    departments: tuple[str, ...]
    coordinator: str  # the department that coordinates the list, or ""
    duty_list: DutyList
    duties: tuple[Duty, ...]  # that stand in it
    bases: tuple[str, ...]
    doubts: tuple[Doubt, ...] = ()  # still open
    replies: tuple[tuple[str, Reply], ...] = ()  # the latest of each department
    covered: tuple[Covered, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    reply_by: date | None = None

    @property
    def title(self) -> str:
        return self.duty_list.title


@dataclass(frozen=True)
class Attached:
    """附件: its table, with lines above and below. `merged` as in `ListTable`."""

    title: str
    table: Table
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    merged: tuple[int, ...] = ()


@dataclass(frozen=True)
class Paper:
    """One document. Equal values print equal bytes."""

    name: str  # of the file, without its ending
    title: str
    opening: tuple[Paragraph, ...]
    attached: tuple[Attached, ...]
    office: str  # signs
    day: str  # under the signature
    made: datetime
    number: str = ""  # 发文字号, above the title; "" where the document has none
    addressee: str = ""
    sections: tuple[Section, ...] = ()
    closing: tuple[Paragraph, ...] = ()


def words(*texts: str) -> tuple[Paragraph, ...]:
    return tuple((Run(text),) for text in texts)


def day_or_blank(day: date | None) -> str:
    return BLANK_DAY if day is None else spoken(day)
