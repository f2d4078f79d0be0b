"""The appendix as values: what stands in it, in which order, and where each figure comes from."""

import re
from collections.abc import Iterator
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
    text: str  # 专题学法7次, 50余次
    records: tuple[Record, ...]
    value: int | None = None
    numerator: int | None = None
    denominator: int | None = None
    parts: tuple[Part, ...] = ()
    unit: str | None = None
    subject: str = ""  # the words that stand before it, where `text` does not say them: 普法宣传活动

    def __post_init__(self) -> None:
        """Refuse a figure that is counted in no way, or in two."""
        rate = (self.numerator is not None, self.denominator is not None)
        if [self.value is not None, any(rate), bool(self.parts)].count(True) != 1 or len(set(rate)) != 1:
            raise ValueError(f"figure {self.name}: give value, numerator and denominator, or parts")

    def prints(self, text: str) -> bool:
        """Say whether `text` prints this figure: its words or a piece of them with all their digits.

        So 专题学法7次 may stand in a sentence and 7次 or 7 in the cell of a table.
        """
        return text in self.text and re.findall(r"\d", text) == re.findall(r"\d", self.text)


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
    """A numbered table: 表1 学法情况统计表. Printed without rows it says 本年度无记录.

    Without a caption none is printed. `to_fill` keeps the widths as given and leaves room
    in empty cells for a pen.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Paragraph, ...], ...]
    landscape: bool = False
    to_fill: bool = False

    def __post_init__(self) -> None:
        """Refuse a row that does not fit under the headings."""
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{self.caption}: {len(row)} cells under {len(self.columns)} headings")


@dataclass(frozen=True)
class Section:
    """一、… with paragraphs, then tables. `heading` carries its own number; level 2 is （一）…."""

    heading: str
    paragraphs: tuple[Paragraph, ...] = ()
    tables: tuple[Table, ...] = ()
    level: int = 1


@dataclass(frozen=True)
class Appendix:
    """附件 of the year-end report. Equal values print equal bytes.

    A figure that is printed is in `figures`, in the same digits, and each of `figures` is printed.
    """

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

    def __post_init__(self) -> None:
        """Refuse an appendix whose words and figures do not agree."""
        if self.as_of.tzinfo is None:
            raise ValueError("as_of needs its offset")
        known = {figure.name: figure for figure in self.figures}
        printed = {run.figure: run.text for run in self.runs() if run.figure is not None}
        if len(known) != len(self.figures) or known.keys() != printed.keys():
            raise ValueError(f"printed or kept, not both: {sorted(known.keys() ^ printed.keys())}")
        for run in self.runs():
            if run.figure is not None and not known[run.figure].prints(run.text):
                raise ValueError(f"{run.figure}: {run.text} is not {known[run.figure].text}")

    def paragraphs(self) -> Iterator[Paragraph]:
        """Yield all paragraphs and cells in the order in which they stand."""
        yield from self.opening
        for section in self.sections:
            yield from section.paragraphs
            for table in section.tables:
                for row in table.rows:
                    yield from row

    def runs(self) -> Iterator[Run]:
        """Yield all runs in the order in which they stand."""
        for paragraph in self.paragraphs():
            yield from paragraph


Cell = str | int | date | None


@dataclass(frozen=True)
class Sheet:
    """One sheet of the ledger: headings, then rows of the same length."""

    name: str  # 学法情况
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...] = ()

    def __post_init__(self) -> None:
        """Refuse a row that does not fit under the headings."""
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{self.name}: {len(row)} cells under {len(self.columns)} headings")


@dataclass(frozen=True)
class Ledger:
    """The workbook beside the appendix: the full lists that its totals are counted from."""

    sheets: tuple[Sheet, ...]
    as_of: datetime | None = None  # as in the appendix; stands in the file's properties
