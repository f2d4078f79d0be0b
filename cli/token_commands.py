"""Commands about link tokens: which are live, and out with them."""

from datetime import datetime
from typing import Annotated

import typer

from cli.desk import As, Json, done, opened, show, who
from models.link_token import TokenUse
from models.refusals import Refusal
from rules.days import BEIJING

app = typer.Typer(no_args_is_help=True)
USES = {TokenUse.TASKS: "打开任务", TokenUse.REPLY: "回信", TokenUse.CALENDAR: "日历订阅"}
Of = Annotated[str, typer.Option("--person", metavar="人员", help="只看或只撤销这个人的")]


@app.command("list", help="列出还有效的链接代码；代码本身没有保存，只有编号。")
def list_tokens(person: Of = "", json: Json = False) -> None:
    from store import people, tokens
    from store.db import reading

    with opened() as office, reading(office.database) as session:
        of = people.person_named(session, person).id if person else None
        found = tokens.live(session, now=office.clock(), person_id=of)
    items = [
        {
            "id": row.id,
            "use": str(row.use),
            "person": holder.name,
            "message": row.message_id,
            "made_at": _beijing(row.made_at),
            "expires_at": _beijing(row.expires_at) if row.expires_at else None,
        }
        for row, holder in found
    ]
    lines = [
        f"{row.id}  {USES[row.use]}  {holder.name}  "
        + (f"至 {_beijing(row.expires_at)[:10]}" if row.expires_at else "撤销前一直有效")
        for row, holder in found
    ]
    show(done(items), json, lambda: lines or ["没有有效的链接代码。"])


def _beijing(at: datetime) -> str:
    return at.astimezone(BEIJING).isoformat(timespec="seconds")


@app.command("revoke", help="撤销链接代码：按编号，或一个人的全部。")
def revoke(
    numbers: Annotated[
        list[int] | None, typer.Argument(metavar="编号", help="xuepu token list 里的号，可以给多个")
    ] = None,
    person: Of = "",
    as_: As = "",
    json: Json = False,
) -> None:
    from steps.working import revoke as step
    from store import people, tokens
    from store.db import begin

    if bool(numbers) == bool(person):
        raise Refusal("请给出要撤销的编号，或用 --person 撤销一个人的全部，两者选一。")
    with opened() as office, begin(office.database) as session:
        now = office.clock()
        if person:
            of = people.person_named(session, person).id
            rows = [row for row, _ in tokens.live(session, now=now, person_id=of)]
        else:
            rows = [tokens.numbered(session, number) for number in numbers or ()]
        ended = step.revoke(session, rows, by=who(session, as_), now=now)
    show({"done": ended, "refused": [], "items": []}, json, lambda: [f"已撤销 {ended} 个链接代码。"])
