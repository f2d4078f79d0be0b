"""`xuepu read`: what the program understands of a list file. Touches no database."""

import json as json_format
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rules.listing import Listing, Row


def read(
    file: Annotated[Path, typer.Argument(metavar="文件", help="清单文件：.docx .xlsx .xls .csv")],
    year: Annotated[int, typer.Option("--year", min=2000, max=2100, metavar="年度", help="年度，例如 2024")],
    sheet: Annotated[str | None, typer.Option("--sheet", help="只读哪个工作表")] = None,
    json: Annotated[bool, typer.Option("--json", help="输出一份 JSON")] = False,
) -> None:
    from intake.lists import open_list
    from rules import listing
    from rules.nodes import Nodes
    from rules.workdays import Workdays

    understood = listing.read(open_list(file, sheet), year=year, workdays=Workdays(), nodes=Nodes())
    if json:
        typer.echo(json_format.dumps(understood.as_json(), ensure_ascii=False))
    else:
        _show(understood)


MOST_SHOWN = 500  # rows of the table for a person; its lines take longer than the reading


def _show(understood: "Listing") -> None:
    """Print the duties as a table, then each doubt with the line it is about."""
    from rich.console import Console
    from rich.table import Table

    from rules.columns import NAMES, Field

    console = Console(markup=False, highlight=False, emoji=False)  # the words are the file's
    table = Table(title=understood.title or None, show_lines=True)
    for heading in ("行", "序号", "类别", "任务", "责任部门", "时限", "理解为", "佐证材料"):
        table.add_column(heading, overflow="fold")
    for row in understood.rows[:MOST_SHOWN]:
        table.add_row(
            str(row.row),
            row.no,
            row.category,
            "\n".join(filter(None, (row.task, row.measures))),
            _owners(row),
            row.deadline_text or "（未写）",
            row.deadline.meaning,
            "、".join(row.evidence),
        )
    console.print(table)
    if len(understood.rows) > MOST_SHOWN:
        console.print(f"上面是前 {MOST_SHOWN} 项，全部见 --json。")
    read_as = (f"{heading} → {NAMES[Field(field)]}" for heading, field in understood.columns.items())
    console.print("各列读作：" + "，".join(read_as))
    doubts = [
        f"第{row.row}行：{doubt}" for row in understood.rows for doubt in (*row.flags, *row.deadline.flags)
    ]
    doubts += [f"第{p.row}行：{p.message}" if p.row else p.message for p in understood.problems]
    console.print(f"读出 {len(understood.rows)} 项任务，疑问 {len(doubts)} 个。")
    for doubt in doubts:
        console.print(f"· {doubt}")


def _owners(row: "Row") -> str:
    lines = ("、".join(row.lead), "、".join(row.support), "、".join((*row.leader, *row.persons)))
    labels = ("", "配合：", "人员：")
    return "\n".join(f"{label}{names}" for label, names in zip(labels, lines, strict=True) if names)
