"""Commands about what the superior demands."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.desk import As, Json, Year, day, done, name_of, opened, show, who

if TYPE_CHECKING:
    from store.upstream import Line

app = typer.Typer(no_args_is_help=True)
Item = Annotated[str, typer.Argument(metavar="条目", help="要点里的编号，例如 一（二）")]
Title = Annotated[str, typer.Option("--document", help="有几份文件时，写明标题中的几个字")]


@app.command("add", help="登记上级要点或清单，逐条对应本单位事项。")
def add(
    file: Annotated[Path, typer.Argument(metavar="文件", help="要点文件或清单，或「序号,内容」的表格")],
    year: Year,
    issuer: Annotated[str, typer.Option(metavar="机关", help="发文机关，例如 市司法局")],
    title: Annotated[str, typer.Option(help="文件标题；不写就用文件里的")] = "",
    number: Annotated[str, typer.Option(metavar="编号", help="发文字号")] = "",
    on: Annotated[str, typer.Option(metavar="日期", help="成文日期")] = "",
    sheet: Annotated[str | None, typer.Option(help="只读哪个工作表")] = None,
    as_: As = "",
    json: Json = False,
) -> None:
    from intake.lists import open_list
    from rules import demands
    from steps.listing.upstream import Document, take_in
    from store.db import begin

    sheets = open_list(file, sheet)
    found = demands.demands(sheets, year=year)
    document = Document(year, title or demands.title(sheets), issuer, number, day(on) if on else None)
    with opened() as office:
        with file.open("rb") as source:
            stored = office.files.put(source)
        with begin(office.database) as session:
            take_in(
                session,
                document,
                found,
                source_name=name_of(file),
                stored=stored,
                by=who(session, as_),
                now=office.clock(),
            )
    items = [{"no": demand.no, "text": demand.text} for demand in found]
    show(
        done(items),
        json,
        lambda: [
            f"《{document.title.strip('《》')}》已登记，共 {len(items)} 条：",
            *(f"  {item['no']}　{_short(item['text'])}" for item in items),
            f"逐条对应：xuepu upstream link 条目 --year {year} --duty 序号；",
            f"不涉及的：xuepu upstream leave 条目 --year {year} --because 理由。",
        ],
    )


@app.command("link", help="写明一条要点由清单的哪几项落实。")
def link(
    item: Item,
    year: Year,
    duty: Annotated[list[str], typer.Option(metavar="序号", help="清单里的序号，可以给多个")],
    document: Title = "",
    as_: As = "",
    json: Json = False,
) -> None:
    _answer(item, year, document, "、".join(f"第{number}项" for number in duty), as_, json)


@app.command("leave", help="写明一条要点不涉及本单位，和为什么。")
def leave(
    item: Item,
    year: Year,
    because: Annotated[str, typer.Option(metavar="理由", help="理由")],
    document: Title = "",
    as_: As = "",
    json: Json = False,
) -> None:
    _answer(item, year, document, f"不涉及：{because}", as_, json)


def _answer(item: str, year: int, document: str, words: str, as_: str, json: bool) -> None:
    from steps.listing.confirm import settle
    from steps.listing.upstream import question_about
    from store import lists, upstream
    from store.db import begin

    with opened() as office, begin(office.database) as session:
        asked = upstream.item_numbered(session, year, item, document)
        doubt = question_about(session, lists.of_year(session, year), asked)
        assert doubt.id is not None
        settle(session, doubt.id, words, by=who(session, as_), now=office.clock())
    show(done([{"no": item, "answer": words}]), json, lambda: [f"{item}　{words}"])


@app.command("coverage", help="对照表：每条要点由哪些事项落实，办结多少。")
def coverage(
    year: Year,
    open_: Annotated[bool, typer.Option("--open", help="只看还没有对应的")] = False,
    json: Json = False,
) -> None:
    from store import upstream
    from store.db import reading

    with opened() as office, reading(office.database) as session:
        lines = upstream.coverage(session, year)
    left = [line for line in lines if not line.covered]
    shown = left if open_ else lines
    show(
        {**done([_line(line) for line in shown]), "year": year, "open": len(left)},
        json,
        lambda: [
            *(_words(line) for line in shown),
            f"共 {len(lines)} 条，还没有对应的 {len(left)} 条。",
        ],
    )


def _line(line: "Line") -> dict[str, Any]:
    return {
        "document": line.document.title,
        "no": line.item.no,
        "text": line.item.text,
        "duties": [{"no": duty.no or str(duty.place), "task": duty.task} for duty in line.duties],
        "not_ours_because": line.item.not_ours_because,
        "covered": line.covered,
        "tasks": line.tasks,
        "done": line.done,
    }


def _words(line: "Line") -> str:
    from rules.naming import named

    answer = "没有对应"
    if line.duties:
        answer = f"{'、'.join(map(named, line.duties))}　办结 {line.done}/{line.tasks}"
    elif line.item.not_ours_because:
        answer = f"不涉及：{line.item.not_ours_because}"
    return f"{line.item.no}　{_short(line.item.text)}　→　{answer}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:39] + "…"
