"""The appendix as values: what stands in it, in which order, and where each figure comes from."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Record:
    """One record that a figure counts: `id` as in the log's `about`, `log` the index of its entry."""

    id: str
    log: int


@dataclass(frozen=True)
class Part:
    value: int
    unit: str


@dataclass(frozen=True)
class Figure:
    """A number that stands in the documents, with the records it counts. `text` is what is printed.

    Exactly one of `value`, (`numerator`, `denominator`), `parts` is given. No floats.
    """

    name: str  # study_sessions
    text: str  # 专题学法7次
    records: tuple[Record, ...]
    value: int | None = None
    numerator: int | None = None
    denominator: int | None = None
    parts: tuple[Part, ...] = ()
    unit: str | None = None


@dataclass(frozen=True)
class Run:
    """A stretch of text. `figure` names the figure it prints; then `text` is set in the marked style."""

    text: str
    figure: str | None = None


Paragraph = tuple[Run, ...]


@dataclass(frozen=True)
class Column:
    heading: str
    width: int  # parts of the table's width
    centred: bool = False


@dataclass(frozen=True)
class Table:
    """A numbered table: 表2 市外办2024年度学法普法责任清单落实情况表."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Paragraph, ...], ...]
    landscape: bool = False


@dataclass(frozen=True)
class Section:
    """一、… with paragraphs, then tables. `heading` carries its own number."""

    heading: str
    paragraphs: tuple[Paragraph, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True)
class Appendix:
    """附件 of the year-end report. Equal values print equal bytes."""

    year: int
    label: str  # 附件1
    title: tuple[str, ...]  # lines of the title
    office: str  # 市外办
    as_of: datetime  # aware, +08:00
    dated: date  # the date under the signature
    log_size: int
    log_root: str  # hex
    opening: tuple[Paragraph, ...]
    sections: tuple[Section, ...]
    figures: tuple[Figure, ...]
