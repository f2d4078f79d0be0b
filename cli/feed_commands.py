"""Commands about a person's private calendar."""

from pathlib import Path
from typing import Annotated

import typer

from cli.desk import As, Json, done, opened, show, who
from models.refusals import BadSetting

Of = Annotated[str, typer.Option("--person", metavar="人员", help="谁的日历（姓名或代号）")]


def feed(
    person: Of,
    out: Annotated[Path | None, typer.Option(help="写到哪个文件；不写则打印")] = None,
    json: Json = False,
) -> None:
    from steps.working.show_calendar import show_calendar
    from store import people
    from store.db import reading

    with opened() as office, reading(office.database) as session:
        written = show_calendar(
            session,
            people.person_named(session, person),
            office.links,
            signed=office.settings.signature,
            now=office.clock(),
        )
    if out is None and not json:
        typer.echo(written.decode(), nl=False)
        return
    if out is not None:
        out.write_bytes(written)
    count = written.count(b"BEGIN:VEVENT")
    item = {"file": str(out)} if out is not None else {"calendar": written.decode()}
    show(
        done([{"person": person, "deadlines": count, **item}]),
        json,
        lambda: [f"{person} 的日历（{count} 个时限）已写到 {out}。"],
    )


def subscribe(person: Of, as_: As = "", json: Json = False) -> None:
    from office.channels import long_token
    from steps.working.mint import mint_calendar
    from store import people
    from store.db import begin

    with opened() as office, begin(office.database) as session:
        if not office.links.base_url:
            raise BadSetting("还没有网页地址，日历订阅不了：请先设置 XUEPU_BASE_URL。")
        token = mint_calendar(
            session,
            people.person_named(session, person),
            long_token,
            by=who(session, as_),
            now=office.clock(),
        )
        address = office.links.feed(token)
    show(
        done([{"person": person, "address": address}]),
        json,
        lambda: [
            address,
            f"这是 {person} 的私人日历地址，只显示这一次，请只交给本人；泄露了用 xuepu token revoke 撤销。",
        ],
    )
