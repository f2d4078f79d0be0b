"""Commands that write files for people: the list as a document, the empty table to fill in."""

from pathlib import Path
from typing import Annotated

import typer

from cli.desk import Json, Year, day, done, opened, show

Overwrite = Annotated[bool, typer.Option("--overwrite", help="文件已经存在时覆盖")]


def export(
    year: Year,
    out: Annotated[Path, typer.Option(metavar="文件或目录", help="写到哪个 .docx 文件，或哪个目录")],
    form: Annotated[
        str,
        typer.Option(
            metavar="文稿",
            help="写哪种：征求意见稿、上会稿、印发稿、调整稿；不写的，看清单走到哪一步",
        ),
    ] = "",
    reply_by: Annotated[
        str, typer.Option(metavar="日期", help="征求意见稿：请各部门在哪天前反馈；不写就留空")
    ] = "",
    since: Annotated[
        str, typer.Option(metavar="日期", help="调整稿：只写哪天起的调整；不写就写印发以来的全部")
    ] = "",
    overwrite: Overwrite = False,
    json: Json = False,
) -> None:
    from rules.list_forms import form_named
    from steps.listing.export import export as step
    from store import lists
    from store.db import reading

    with opened() as office, reading(office.database) as session:
        exported = step(
            session,
            lists.of_year(session, year),
            out,
            form=form_named(form) if form else None,
            reply_by=day(reply_by) if reply_by else None,
            since=day(since) if since else None,
            overwrite=overwrite,
        )
    show(
        done([{"form": str(exported.form), "file": str(exported.file)}]),
        json,
        lambda: [f"{year} 年清单的{exported.form}已写到 {exported.file}。"],
    )


def template(
    out: Annotated[Path, typer.Option(metavar="文件或目录", help="写到哪个 .xlsx 文件，或哪个目录")],
    overwrite: Overwrite = False,
    json: Json = False,
) -> None:
    from steps.listing.template import template as step

    departments = _own_departments()
    file = step(out, departments, overwrite=overwrite)
    whose = "本单位的部门" if departments else "常见部门，请在“选项”表改成本单位的"
    show(
        done([{"file": str(file), "departments": departments}]),
        json,
        lambda: [f"填写模板已写到 {file}（责任部门下拉：{whose}）。填好后用 xuepu list import 导入。"],
    )


def _own_departments() -> list[str]:
    """Return the departments of the office of this home; none where there is no office yet."""
    from models.refusals import NotFound
    from store import people
    from store.db import reading

    try:
        with opened() as office, reading(office.database) as session:
            return [each.name for each in people.departments(session)]
    except NotFound:
        return []


def register(app: typer.Typer) -> None:
    """Put these commands beside the others of `xuepu list`."""
    app.command("export", help="导出公文：征求意见稿、上会稿、印发稿、调整稿（.docx）。")(export)
    app.command("template", help="写出空白清单模板：带下拉选项和填写说明（.xlsx）。")(template)
