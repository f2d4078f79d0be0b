"""Commands about the year's campaigns and holidays."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.desk import As, Json, Year, day, done, opened, show, who
from models.refusals import Refusal

if TYPE_CHECKING:
    from steps.listing.calendar_of import Calendar, Node
    from steps.listing.follow import Followed

app = typer.Typer(no_args_is_help=True)
Confirm = Annotated[bool, typer.Option("--confirm", help="确认登记；不加只看会改什么")]


@app.command("show", help="看节点和放假安排：暂定的、本单位登记的、清单用到的。")
def show_calendar(
    year: Year,
    all_: Annotated[bool, typer.Option("--all", help="列出全部节点")] = False,
    json: Json = False,
) -> None:
    from steps.listing.calendar_of import calendar_of
    from store.db import reading

    with opened() as office, reading(office.database) as session:
        known = calendar_of(session, year)
    nodes = [
        node
        for node in known.nodes
        if all_ or node.own or node.duties or (node.dated is not None and node.dated.provisional)
    ]
    show(
        {
            **done([_node(node) for node in nodes]),
            "year": year,
            "published": known.published,
            "holidays": [
                {
                    "day": each.day.isoformat(),
                    "kind": str(each.kind),
                    "name": each.name,
                    "notice": each.notice_number,
                }
                for each in known.holidays
            ],
        },
        json,
        lambda: [*_holiday_lines(known), *(_line(node) for node in nodes)],
    )


def _node(node: "Node") -> dict[str, Any]:
    dated, own = node.dated, node.own
    return {
        "name": node.name,
        "start": dated.start.isoformat() if dated else None,
        "end": dated.end.isoformat() if dated else None,
        "announced_end": own.announced_end_on.isoformat() if own and own.announced_end_on else None,
        "provisional": node.unsure,
        "own": own is not None,
        "source": dated.source if dated else "",
        "caution": dated.caution if dated else "",
        "duties": list(node.duties),
    }


def _line(node: "Node") -> str:
    if node.dated is None:
        days = "日期待定"
    else:
        days = f"{node.dated.start} 至 {node.dated.end}"
        if node.own and node.own.announced_end_on:
            days += f"（公布至 {node.own.announced_end_on}，本地延长）"
        days += f"　{node.dated.source}"
    hanging = f"　关系到{'、'.join(node.duties)}" if node.duties else ""
    return f"{'暂定' if node.unsure else '　　'}  {node.name}　{days}{hanging}"


def _holiday_lines(known: "Calendar") -> Iterator[str]:
    if not known.published:
        yield (f"{known.year} 年放假安排尚未登记，工作日按周末推算；公布后请用 xuepu calendar holiday 登记。")
    for each in known.holidays:
        kind = "休" if each.kind == "rest" else "班"
        yield f"{each.day}　{kind}　{each.name}　{each.notice_number}"


@app.command("node", help="登记节点当年的日期；先看哪些任务随着改期，加 --confirm 才改。")
def date_node(
    name: Annotated[str, typer.Argument(metavar="节点", help="节点名称，例如 国家宪法日")],
    year: Year,
    start: Annotated[str, typer.Option(metavar="日期", help="第一天")],
    end: Annotated[str, typer.Option(metavar="日期", help="最后一天；只有一天可以不写")] = "",
    extended_to: Annotated[str, typer.Option(metavar="日期", help="本地延长到哪天")] = "",
    source: Annotated[str, typer.Option(help="日期的出处：通知名称或文号")] = "",
    provisional: Annotated[bool, typer.Option("--provisional", help="还没有通知，只是暂定")] = False,
    own: Annotated[bool, typer.Option("--own", help="本单位自设的节点")] = False,
    confirm: Confirm = False,
    as_: As = "",
    json: Json = False,
) -> None:
    from steps.listing.redate_node import Announced, redate_node
    from store.db import begin, rolled_back

    announced = Announced(
        year,
        name,
        day(start),
        day(end or start),
        source=source,
        extended_to=day(extended_to) if extended_to else None,
        provisional=provisional,
        own=own,
    )
    with opened() as office, (begin if confirm else rolled_back)(office.database) as session:
        followed = redate_node(session, announced, by=who(session, as_), now=office.clock())
    _show_followed(followed, confirm, json, f"{name} {year} 年的日期")


@app.command("holiday", help="登记放假通知的日子；先看会改什么，加 --confirm 才改。")
def enter_holiday(
    notice: Annotated[str, typer.Option(metavar="文号", help="通知文号，例如 国办发明电〔2025〕7号")],
    rest: Annotated[
        list[str] | None,
        typer.Option(metavar="日期", help="放假：2027-01-01 或 2027-01-01至2027-01-03，可以给多个"),
    ] = None,
    work: Annotated[list[str] | None, typer.Option(metavar="日期", help="调休上班的日子，可以给多个")] = None,
    name: Annotated[str, typer.Option(help="节日名称")] = "",
    file: Annotated[Path | None, typer.Option(help="表格：日期,休或班,名称")] = None,
    confirm: Confirm = False,
    as_: As = "",
    json: Json = False,
) -> None:
    from intake.lists import open_list
    from models import DayKind
    from rules import holidays
    from steps.listing.enter_holidays import enter_holidays
    from store.db import begin, rolled_back

    rows = [row for grid in open_list(file).grids for row in grid.rows] if file else []
    days = holidays.told(rows) if file else {}
    for spans, kind in ((rest, DayKind.REST), (work, DayKind.WORK)):
        for span in spans or []:
            holidays.add(days, holidays.span(span), kind, name)
    if not days:
        raise Refusal("请用 --rest、--work 或 --file 写明是哪些日子。")
    with opened() as office, (begin if confirm else rolled_back)(office.database) as session:
        followed = enter_holidays(session, days, notice=notice, by=who(session, as_), now=office.clock())
    _show_followed(followed, confirm, json, f"{len(days)} 天的放假安排")


def _show_followed(followed: "Followed", confirmed: bool, json: bool, what: str) -> None:
    def words() -> Iterator[str]:
        yield f"{'已登记' if confirmed else '还没有登记'}{what}。"
        verb = "已随着改动" if confirmed else "将随着改动"
        if followed.changes:
            yield f"{verb}："
            yield from (f"  {change.words}" for change in followed.changes)
        else:
            yield "没有任务随着改期。"
        if followed.replanned:
            yield f"另有 {followed.replanned} 项任务的提醒{'已' if confirmed else '将'}重新安排。"
        if not confirmed:
            yield "确认请在命令后加 --confirm。"

    items = [
        {"id": f"task:{change.task_id}" if change.task_id else None, "change": change.words}
        for change in followed.changes
    ]
    show({**done(items), "confirmed": confirmed, "replanned": followed.replanned}, json, words)
