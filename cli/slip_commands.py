"""Commands about slips: 提示单, 催办单, 督办单. The program drafts them, a person sends them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.desk import As, Json, Year, day, done, instant, name_of, opened, show, state_named, who
from models.refusals import Refusal
from models.slip import SlipKind
from models.states import SlipState

if TYPE_CHECKING:
    from sqlmodel import Session

    from models import Slip
    from steps.working.announce_slip import Reader

app = typer.Typer(no_args_is_help=True)
Number = Annotated[int, typer.Argument(metavar="单子", help="xuepu slip list 里方括号内的号")]
Formats = Annotated[str, typer.Option(metavar="格式", help="要哪些格式，用逗号分开")]


@app.command("list", help="列出单子：代拟稿、已发出、不发。")
def list_slips(
    year: Year,
    state: Annotated[str, typer.Option(metavar="状态", help="只看这种状态的：代拟稿、已发出、不发")] = "",
    json: Json = False,
) -> None:
    from rules.slip_words import STATE_WORDS
    from store import lists, slips
    from store.db import reading

    only = state_named(state, STATE_WORDS)
    with opened() as office, reading(office.database) as session:
        list_id = lists.of_year(session, year).id or 0
        items = [
            _item(session, slip) for slip in slips.of_list(session, list_id) if only in (None, slip.state)
        ]
    show(done(items), json, lambda: [_line(item) for item in items] or ["没有单子。"])


@app.command("show", help="看一份单子现在写什么。")
def show_slip(slip: Number, json: Json = False) -> None:
    from rules.extending import pending
    from steps.working import slip_facts
    from store import extensions, slips, tasks
    from store.db import reading

    with opened() as office, reading(office.database) as session:
        found = slips.get(session, slip)
        item = _item(session, found)
        if found.state is SlipState.DRAFT:
            named = slip_facts.left(session, found, now=office.clock())
        else:
            of = tasks.by_id(session, found.task_ids)
            named = [of[number] for number in found.task_ids if number in of]
        asked = extensions.waiting(session, found.list_id) if found.state is SlipState.DRAFT else {}
        item["items"] = [
            {
                "id": f"task:{task.id}",
                "task": task.demand,
                "due_on": str(task.due_on),
                "extension": pending(asked[task.id or 0]) if task.id in asked else "",
            }
            for task in named
        ]
    still = {**item, "tasks": item["items"]}  # a draft names what is late today, not what was
    show(item, json, lambda: [_line(still), *map(_task_line, item["items"])])


@app.command("export", help="导出单子的文件：代拟稿供修改审阅，已发出的与发出时一致。")
def export(
    year: Year,
    out: Annotated[Path, typer.Option(help="写到哪个目录")],
    slip: Annotated[list[int] | None, typer.Argument(metavar="单子", help="不写就是全年的")] = None,
    formats: Formats = "docx,pdf",
    json: Json = False,
) -> None:
    from steps.working.export_slip import export_slip
    from steps.working.print_slip import refuse_unknown
    from store import lists, slips
    from store.db import reading

    wanted = [name.strip() for name in formats.split(",") if name.strip()]
    refuse_unknown(wanted)
    written: list[str] = []
    refused: list[dict[str, str]] = []
    said: list[str] = []
    with opened() as office, reading(office.database) as session:
        list_id = lists.of_year(session, year).id or 0
        chosen = [slips.get(session, number) for number in slip or []] or [
            each for each in slips.of_list(session, list_id) if each.state is not SlipState.DROPPED
        ]
        for each in chosen:
            try:
                printed = export_slip(
                    session,
                    office.files,
                    office.press,
                    each,
                    out,
                    formats=wanted,
                    now=office.clock(),
                )
            except Refusal as refusal:
                refused.append({"id": f"slip:{each.id}", "reason": str(refusal)})
                continue
            written += map(str, printed.files.values())
            said += printed.said
    for sentence in dict.fromkeys(said):
        typer.echo(sentence, err=True)
    show(
        done(written, refused),
        json,
        lambda: [*written, *(f"[{each['id'][5:]}] {each['reason']}" for each in refused)] or ["没有单子。"],
    )
    if refused and not written:
        raise typer.Exit(2)


@app.command("send", help="发出代拟稿：编号、成文日期、反馈期限由单位给，督办单须有签发人。")
def send(
    slip: Number,
    number: Annotated[str, typer.Option(metavar="编号", help="编号，例如 普法督〔2024〕3号")],
    on: Annotated[str, typer.Option(metavar="日期", help="成文日期")],
    answer_by: Annotated[str, typer.Option(metavar="日期", help="反馈期限")],
    signed_by: Annotated[str, typer.Option(metavar="姓名", help="签发人，登记过的领导")] = "",
    signer_confirmed: Annotated[
        bool, typer.Option("--signer-confirmed", help="签发人没有登记为领导，姓名已核对无误")
    ] = False,
    as_: As = "",
    json: Json = False,
) -> None:
    from office.settings import MailWay
    from rules.slip_words import unannounced
    from steps.working.send_slip import Given, send_slip
    from store.db import reading

    given = Given(number, day(on), day(answer_by), signed_by, signer_confirmed)
    with opened() as office:
        with reading(office.database) as session:
            by = who(session, as_)
        sent = send_slip(
            office.database,
            office.files,
            office.press,
            slip,
            given,
            by=by,
            now=office.clock(),
        )
        with reading(office.database) as session:
            item = _item(session, sent.slip)
        off = office.settings.mail is MailWay.NONE and bool(sent.readers)
    for sentence in sent.said:
        typer.echo(sentence, err=True)
    told = [
        {"person": each.person.pseudonym, "at": each.at.isoformat(timespec="minutes"), "held": each.held}
        for each in sent.readers
    ]
    show(
        {**done([item]), "told": told},
        json,
        lambda: [
            _line(item),
            *(
                [unannounced([each.person.name for each in sent.readers])]
                if off
                else _announced(sent.readers, office.clock())
            ),
        ],
    )


@app.command("drop", help="不发代拟稿，写明理由。")
def drop(
    slip: Number,
    reason: Annotated[str, typer.Option(metavar="理由", help="理由")],
    as_: As = "",
    json: Json = False,
) -> None:
    from steps.working.drop_slip import drop_slip
    from store.db import begin

    with opened() as office, begin(office.database) as session:
        dropped = drop_slip(session, slip, reason, by=who(session, as_), now=office.clock())
        item = _item(session, dropped)
    show(done([item]), json, lambda: [_line(item)])


@app.command("draw-up", help="把该有的单子拟成代拟稿；每个工作日早上自动拟一次。")
def draw_up(
    now: Annotated[str, typer.Option(metavar="时刻", help="按哪个时刻拟，用于补拟；默认现在")] = "",
    json: Json = False,
) -> None:
    from steps.working import draw_up as step
    from store.db import begin

    with opened() as office, begin(office.database) as session:
        drawn = step.draw_up(session, now=instant(now) if now else office.clock())
        items = [_item(session, slip) for slip in drawn.drafts]
        lapsed = [f"slip:{slip.id}" for slip in drawn.lapsed]
    show(
        {**done(items), "lapsed": lapsed},
        json,
        lambda: [
            f"新拟 {len(items)} 份代拟稿，撤下 {len(lapsed)} 份（所列任务已不用再催）。",
            *map(_line, items),
        ],
    )


@app.command("template", help="写出单子模板供本单位修改，改好后放进 XUEPU_SLIP_TEMPLATES 指的目录。")
def template(out: Annotated[Path, typer.Option(help="写到哪个目录")], json: Json = False) -> None:
    from steps.working.slip_templates import write_templates
    from store import people
    from store.db import reading

    with opened() as office, reading(office.database) as session:
        name = people.organisation(session).name
        written = list(map(str, write_templates(name, out, now=office.clock())))
    show(done(written), json, lambda: written)


@app.command("check-template", help="检查单子模板：占位符、任务表、能不能填。")
def check_template(
    file: Annotated[Path, typer.Argument(metavar="文件", help="提示单.docx、催办单.docx 或 督办单.docx")],
    json: Json = False,
) -> None:
    from steps.working.slip_templates import kind_of, template_faults

    faults = list(template_faults(file, kind_of(file)))
    show(
        {"ok": not faults, "items": faults},
        json,
        lambda: faults or [f"模板「{name_of(file)}」可以用。"],
    )
    if faults:
        raise typer.Exit(1)


def _item(session: "Session", slip: "Slip") -> dict[str, Any]:
    from models import Department

    return {
        "id": f"slip:{slip.id}",
        "kind": str(slip.kind),
        "state": str(slip.state),
        "department": session.get_one(Department, slip.department_id).name,
        "occasion": slip.occasion,
        "tasks": [f"task:{task}" for task in slip.task_ids],
        "number": slip.number,
        "signed_by": slip.signed_by,
        "dated_on": slip.dated_on.isoformat() if slip.dated_on else None,
        "answer_by": slip.answer_by.isoformat() if slip.answer_by else None,
        "reason": slip.reason,
        "files": slip.files,
    }


def _announced(readers: "Sequence[Reader]", now: datetime) -> Iterator[str]:
    from rules.slip_words import announced, unreachable

    together: dict[tuple[datetime, bool], list[str]] = {}
    for each in readers:
        if each.person.email:
            together.setdefault((each.at, each.held), []).append(each.person.name)
    for (at, held), names in together.items():
        yield announced(names, at, held=held, now=now)
    if nowhere := [each.person.name for each in readers if not each.person.email]:
        yield unreachable(nowhere)


def _task_line(task: dict[str, Any]) -> str:
    asked = f"（{task['extension']}）" if task["extension"] else ""
    return f"  {task['due_on']}  {task['task']}{asked}"


def _line(item: dict[str, Any]) -> str:
    from rules.slip_words import NAMES, STATE_WORDS

    words = [
        f"[{item['id'][5:]}] {STATE_WORDS[SlipState(item['state'])]}",
        NAMES[SlipKind(item["kind"])],
        item["number"] or item["occasion"],
        item["department"],
        f"任务 {len(item['tasks'])} 项",
    ]
    return "  ".join([*words, *_decided(item)])


def _decided(item: dict[str, Any]) -> Iterator[str]:
    if item["answer_by"]:
        yield f"{item['answer_by']} 前反馈"
    if item["reason"]:
        yield f"理由：{item['reason']}"
