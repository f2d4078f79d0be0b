"""From the cells of a list file to duties and problems. Nothing is dropped in silence."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from models.refusals import BadList
from rules import filling, headings
from rules.columns import NAMES, Field, Sure
from rules.filling import Filled
from rules.grid import Grid, Sheets
from rules.headings import Heading
from rules.lines import Line, is_section, level
from rules.row import Row
from rules.settling import settle
from rules.titles import title_of, years_of
from rules.understanding import Reader

if TYPE_CHECKING:
    from rules.nodes import Nodes
    from rules.workdays import Workdays

__all__ = ["Listing", "Problem", "Row", "read"]

# A line that says something only here goes on with the line above: names and laws written one a line.
_GOING_ON = frozenset(
    {Field.PERSONS, Field.LEADER, Field.SUPPORT, Field.EVIDENCE, Field.NOTE, Field.LAWS, Field.AUDIENCE}
    | {Field.BASIS, Field.STANDARD, Field.STATE}
)
MOST_DUTIES = 20_000  # the largest lists have some hundred
_EXPLAINS = re.compile(r"(?:填写|填表|填报|使用)?说明|(?:下拉)?选项")


@dataclass(frozen=True)
class Problem:
    """What a person should look at. `row` as a person counts; 0 is the list as a whole."""

    row: int
    column: str
    message: str


@dataclass(frozen=True)
class Listing:
    year: int
    title: str
    columns: dict[str, str]  # heading -> field
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the shape of `xuepu read --json`."""
        return {
            "year": self.year,
            "title": self.title,
            "columns": dict(self.columns),
            "rows": [row.as_json() for row in self.rows],
            "problems": [
                {"row": problem.row, "column": problem.column, "message": problem.message}
                for problem in self.problems
            ],
        }


def read(
    sheets: Sheets,
    *,
    year: int,
    issued: date | None = None,
    workdays: "Workdays | None" = None,
    nodes: "Nodes | None" = None,
) -> Listing:
    """Read all tables of a file that are duty lists, or parts of one.

    Raises:
        BadList: no table has a heading that could be a task.

    """
    if not any(any(row) for grid in sheets.grids for row in grid.rows):
        raise BadList("文件中没有表格，请提供带表头的责任清单（Word 表格、Excel 或 CSV）。")
    reading = _Reading(sheets, Reader(year, issued, workdays, nodes))
    reading.read()
    return reading.listing()


@dataclass
class _Reading:
    """One file being read."""

    sheets: Sheets
    reader: Reader
    columns: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    above: list[str] = field(default_factory=list)  # lines above the first list
    several: bool = False  # then a problem names its table
    carried: list[str] = field(default_factory=list)  # a section that stands above the next heading

    def read(self) -> None:
        found = {grid.table: headings.find(grid) for grid in self.sheets.grids}
        lists = {table for table, one in found.items() if one}
        if not lists:
            raise BadList(
                "没有认出责任清单的表头（如「工作任务」「责任部门」「完成时限」），请检查文件或改写表头后再试。"
            )
        self.problems += [Problem(0, "", note) for note in self.sheets.notes]
        self.several = len(self.sheets.grids) > 1
        latest: tuple[Grid, Heading] | None = None
        for grid in self.sheets.grids:
            for one in found[grid.table]:
                heading = settle(one, grid)
                if latest is None:
                    self._lines_above(grid, heading)
                self._columns(grid, heading)
                self._table(grid, heading, heading.bottom + 1, heading.end)
                latest = grid, heading
            if grid.table in lists:
                continue
            if latest is not None and _goes_on(grid, latest[0]):
                self._problem(grid, 1, "", "没有表头，已按上一个表格的表头读取，请核对。")
                self._table(grid, latest[1], 0, len(grid.rows))
            else:
                self._left_out(grid, lists)

    def listing(self) -> Listing:
        title = title_of(self.above)
        years = years_of(title)
        if len(years) == 1 and years[0] != self.reader.year:
            message = f"标题写的是{years[0]}年，读取时按{self.reader.year}年，请核对年度。"
            self.problems.insert(0, Problem(0, "", message))
        return Listing(self.reader.year, title, self.columns, tuple(self.rows), tuple(self.problems))

    def _problem(self, grid: Grid, row: int, column: str, message: str) -> None:
        where = f"工作表「{grid.name}」" if grid.name else f"第{grid.table}个表格"
        self.problems.append(Problem(row, column, f"{where}：{message}" if self.several else message))

    def _lines_above(self, grid: Grid, heading: Heading) -> None:
        """Keep what stands above the first list, in the file and in the sheet."""
        self.above += self.sheets.lines if grid.inside else grid.above
        for row in grid.rows[: heading.top]:
            self.above += [" ".join(text.split()) for text in row if text]

    def _columns(self, grid: Grid, heading: Heading) -> None:
        """Tell what each column was taken for, and what the list does not tell."""
        row = heading.bottom + 1
        filled = {at for line in grid.rows[row : heading.end] for at, text in enumerate(line) if text}
        for column in heading.columns:
            if column.meaning is None:
                if column.at in filled:
                    message = f"不认识「{column.heading}」一列，内容只原样保留，请确认。"
                    self._problem(grid, row, column.heading, message)
                continue
            if column.named or column.at in filled:
                self.columns[column.heading] = str(column.field)
            if column.meaning.sure is Sure.LIKE:
                like, name = column.meaning.like, NAMES[column.meaning.field]
                message = f"「{column.heading}」像是「{like}」，已按{name}读取，请确认。"
                self._problem(grid, row, column.heading, message)
        if not heading.of(Field.EVIDENCE):  # an owner or a deadline that is missing is asked for row by row
            name = NAMES[Field.EVIDENCE]
            self._problem(grid, row, name, f"清单没有{name}一列，已按任务种类拟定，请核对。")

    def _table(self, grid: Grid, heading: Heading, first: int, end: int) -> None:
        sections = self._sections(grid)
        duties: list[tuple[Filled, str]] = []
        latest: Filled | None = None  # with nothing but a heading said again between it and this line
        for filled in filling.lines(grid, heading, first, end):
            if filled.line is Line.DUTY:
                sections.used = True
                if latest is not None and _goes_on_above(heading, filled):
                    _join(heading, latest, filled)
                else:
                    latest = filled
                    duties.append((filled, sections.category))
                    if len(self.rows) + len(duties) > MOST_DUTIES:
                        raise BadList(
                            f"任务超过{MOST_DUTIES // 10_000}万项，不像责任清单，请只留下清单的表格后再试。"
                        )
                continue
            if filled.line is Line.HEADING:
                continue
            latest = None
            text = next(text for text in filled.texts if text)
            if filled.line is Line.SECTION:
                self._empty_section(grid, sections, level(text))
                sections.enter(filled.row + 1, " ".join(text.split()), level(text))
            elif filled.line in {Line.NOTE, Line.LOOSE}:
                self._problem(grid, filled.row + 1, "", f"这一行不像任务，没有读取：{text[:60]}")
        if end < len(grid.rows):
            self.carried = [] if sections.used else sections.names
        else:
            self._empty_section(grid, sections, 0)
        if not duties:
            self._problem(grid, first, "", "表头下面没有任务。")
        for filled, category in duties:
            self.rows += self.reader.rows(grid, heading, filled, category)

    def _sections(self, grid: Grid) -> "_Sections":
        """Return the sections a list begins with: those in the lines above its part, and the sheet."""
        sections = _Sections(str(grid.name) if self.several and _is_named(grid) else "", self.carried)
        self.carried = []
        if self.several:
            for line in filter(is_section, grid.above):
                sections.enter(0, line, level(line))
            sections.used = True
        return sections

    def _empty_section(self, grid: Grid, sections: "_Sections", next_level: int) -> None:
        """Ask about a section without duties: it may have been a duty itself."""
        if sections.names and not sections.used and len(sections.names) > next_level:
            message = f"「{sections.names[-1]}」下面没有任务，请确认它是小标题还是任务。"
            self._problem(grid, sections.row, "", message)

    def _left_out(self, grid: Grid, lists: set[int]) -> None:
        """Say what was not read; a table round a list, or in a cell of one, is read with it.

        A sheet that is called an explanation and holds no list explains the list beside it.
        """
        if grid.name is not None and _EXPLAINS.fullmatch(grid.name.strip()):
            return
        said = sum(1 for row in grid.rows if any(row))
        round_a_list = any(g.inside == grid.table and g.table in lists for g in self.sheets.grids)
        if said and not round_a_list and grid.inside not in lists:
            self._problem(grid, 1, "", f"没有认出表头，{said}行都没有读取。")


@dataclass
class _Sections:
    """The section rows above a line, outer ones first."""

    sheet: str
    names: list[str] = field(default_factory=list)
    row: int = 0
    used: bool = True

    @property
    def category(self) -> str:
        return " ".join(self.names) or self.sheet

    def enter(self, row: int, name: str, depth: int) -> None:
        self.names, self.row, self.used = [*self.names[:depth], name], row, False


def _is_named(grid: Grid) -> bool:
    """Say whether a person named the sheet; Excel and WPS number theirs."""
    return grid.name is not None and re.fullmatch(r"(?:sheet|工作表)\s*\d*", grid.name.lower()) is None


def _goes_on(grid: Grid, before: Grid) -> bool:
    """Say whether a table of a document goes on with the list before it, without heading."""
    same_width = bool(grid.rows) and len(grid.rows[0]) == len(before.rows[0])
    return grid.name is None and grid.inside == before.inside and same_width


def _goes_on_above(heading: Heading, filled: Filled) -> bool:
    """Say whether a line says nothing of its own but more names, laws or proofs for the line above."""
    fields = {column.field for column in heading.columns if column.at in filled.own}
    return heading.task not in fields and None not in fields and fields <= _GOING_ON


def _join(heading: Heading, above: Filled, filled: Filled) -> None:
    for column in heading.columns:
        if column.at in filled.own:
            text = filled.texts[column.at]
            above.texts[column.at] = "\n".join(t for t in (above.texts[column.at], text) if t)
    above.joined.append(filled.row)
