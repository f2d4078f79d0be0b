"""Commands about the group."""

from typing import Annotated

import typer

from cli.desk import Json, Year, done, opened, show

app = typer.Typer(no_args_is_help=True)


@app.command("copy", help="复制群通知：打印一段可以粘贴到工作群的文字，只有数字，没有姓名。")
def copy(
    year: Year,
    departments: Annotated[bool, typer.Option("--departments", help="列出各部门的待办项数")] = False,
    json: Json = False,
) -> None:
    from notifications.chat import paste_text
    from rules.days import beijing_day
    from steps.working.post import tally_of
    from store import lists
    from store.db import reading

    with opened() as office, reading(office.database) as session:
        duty_list = lists.of_year(session, year)
        tally = tally_of(
            session,
            [duty_list.id or 0],
            beijing_day(office.clock()),
            signed=office.settings.signature,
            departments=departments or office.settings.chat_departments,
        )
    text = paste_text(tally)
    show(
        done([{"text": text, "waiting": tally.waiting, "late": tally.late, "soon": tally.soon}]),
        json,
        lambda: [text],
    )
