"""From the cells of a list file to duties and problems. Nothing is dropped in silence."""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from models.refusals import BadList
from rules import filling, headings
from rules.columns import Field, Sure
from rules.filling import Filled
from rules.grid import Grid, Sheets
from rules.headings import Heading
from rules.lines import Line, level
from rules.rows import Reader, Row
from rules.titles import title_of, years_of

if TYPE_CHECKING:
    from rules.nodes import Nodes
    from rules.workdays import Workdays

__all__ = ["Listing", "Problem", "Row", "read"]

NAMES = {
    Field.NO: "序号",
    Field.CATEGORY: "类别",
    Field.TASK: "工作任务",
    Field.MEASURES: "工作措施",
    Field.BASIS: "依据",
    Field.LAWS: "法律法规",
    Field.AUDIENCE: "普法对象",
    Field.LEAD: "责任部门",
    Field.SUPPORT: "配合部门",
    Field.PERSONS: "责任人",
    Field.LEADER: "责任领导",
    Field.DEADLINE: "完成时限",
    Field.STANDARD: "完成标准",
    Field.EVIDENCE: "佐证材料",
    Field.STATE: "完成情况",
    Field.NOTE: "备注",
}
# A line that says something only here goes on with the line above: names and laws written one a line.
_GOING_ON = frozenset(
    {Field.PERSONS, Field.LEADER, Field.SUPPORT, Field.EVIDENCE, Field.NOTE, Field.LAWS, Field.AUDIENCE}
    | {Field.BASIS, Field.STANDARD, Field.STATE}
)


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
    if not any(grid.rows for grid in sheets.grids):
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

    def read(self) -> None:
        found = {grid.table: headings.find(grid) for grid in self.sheets.grids}
        lists = {table for table, heading in found.items() if heading is not None}
        if not lists:
            raise BadList(
                "没有认出责任清单的表头（如“工作任务”“责任部门”“完成时限”），请检查文件或改写表头后再试。"
            )
        self.problems += [Problem(0, "", note) for note in self.sheets.notes]
        several = len(lists) > 1
        latest: tuple[Grid, Heading] | None = None
        for grid in self.sheets.grids:
            heading = found[grid.table]
            if heading is not None:
                heading = headings.settle(heading, grid)
                if latest is None:
                    self._title_lines(grid, heading)
                self._columns(grid, heading)
                self._table(grid, heading, heading.bottom + 1, several=several)
                latest = grid, heading
            elif latest is not None and _goes_on(grid, latest):
                self._problem(
                    grid, 1, "", "这个表格没有表头，已按上一个表格的表头读取，请核对。", several=True
                )
                self._table(grid, latest[1], 0, several=True)
            else:
                self._left_out(grid, lists)

    def listing(self) -> Listing:
        title = title_of(self.above)
        years = years_of(title)
        if len(years) == 1 and years[0] != self.reader.year:
            message = f"标题写的是{years[0]}年，读取时按{self.reader.year}年，请核对年度。"
            self.problems.insert(0, Problem(0, "", message))
        return Listing(self.reader.year, title, self.columns, tuple(self.rows), tuple(self.problems))

    def _problem(self, grid: Grid, row: int, column: str, message: str, *, several: bool) -> None:
        where = f"工作表“{grid.name}”" if grid.name else f"第{grid.table}个表格"
        self.problems.append(Problem(row, column, f"{where}：{message}" if several else message))

    def _title_lines(self, grid: Grid, heading: Heading) -> None:
        """Keep what stands above the first list, in the file and in the sheet."""
        for line in self.sheets.lines if grid.inside else grid.above:
            self.above.append(line)
        for row in grid.rows[: heading.top]:
            self.above += [" ".join(text.split()) for text in row if text]

    def _columns(self, grid: Grid, heading: Heading) -> None:
        filled = {at for row in grid.rows[heading.bottom + 1 :] for at, text in enumerate(row) if text}
        for column in heading.columns:
            if column.meaning is None:
                if column.at in filled:
                    message = f"不认识“{column.heading}”一列，内容只原样保留，请确认。"
                    self.problems.append(Problem(heading.bottom + 1, column.heading, message))
                continue
            self.columns[column.heading] = str(column.field)
            if column.meaning.sure is Sure.LIKE:
                like, name = column.meaning.like, NAMES[column.meaning.field]
                message = f"“{column.heading}”像是“{like}”，已按{name}读取，请确认。"
                self.problems.append(Problem(heading.bottom + 1, column.heading, message))
        for needed, default in (
            (Field.LEAD, "请逐条补充责任部门"),
            (Field.DEADLINE, "请逐条给出完成时限"),
            (Field.EVIDENCE, "已按任务种类拟定，请核对"),
        ):
            if not heading.of(needed) and not (needed is Field.LEAD and heading.of(Field.PERSONS)):
                message = f"清单没有{NAMES[needed]}一列，{default}。"
                self.problems.append(Problem(heading.bottom + 1, NAMES[needed], message))

    def _table(self, grid: Grid, heading: Heading, first: int, *, several: bool) -> None:
        sections: list[str] = []
        named = several and grid.name is not None and not grid.name.lower().startswith("sheet")
        duties: list[tuple[Filled, str]] = []
        for filled in filling.lines(grid, heading, first):
            if filled.line is Line.DUTY:
                if duties and _goes_on_above(heading, filled):
                    _join(heading, duties[-1][0], filled)
                else:
                    duties.append((filled, " ".join(sections) or (str(grid.name) if named else "")))
                continue
            text = next(text for text in filled.texts if text)
            if filled.line is Line.SECTION:
                sections = [*sections[: level(text)], " ".join(text.split())]
            elif filled.line in {Line.NOTE, Line.LOOSE}:
                message = f"这一行不像任务，没有读取：{text[:60]}"
                self._problem(grid, filled.row + 1, "", message, several=several)
        for filled, category in duties:
            self.rows += self.reader.rows(grid, heading, filled, category)

    def _left_out(self, grid: Grid, lists: set[int]) -> None:
        """Say what was not read; a table round a list, or in a cell of one, is read with it."""
        said = sum(1 for row in grid.rows if any(row))
        round_a_list = any(g.inside == grid.table and g.table in lists for g in self.sheets.grids)
        if said and not round_a_list and grid.inside not in lists:
            self._problem(grid, 1, "", f"没有认出表头，{said}行都没有读取。", several=True)


def _goes_on(grid: Grid, latest: tuple[Grid, Heading]) -> bool:
    """Say whether a table of a document goes on with the list before it, without heading."""
    before = latest[0]
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
