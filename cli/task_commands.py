"""Commands about tasks and their evidence."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import extension_commands
from cli.desk import As, Json, Year, day, done, name_of, opened, show, state_named, who
from models.refusals import BadEvidence
from models.states import Action

if TYPE_CHECKING:
    from models import Task
    from steps.working.submit import Happening

app = typer.Typer(no_args_is_help=True)
app.add_typer(extension_commands.app, name="extend", help="延期：申请、批准、不同意、撤回、列出。")
Number = Annotated[int, typer.Argument(metavar="任务编号", help="xuepu task list 里方括号内的号")]


@app.command("list", help="列出任务：编号、时限、状态、责任部门、现在由谁办。")
def list_tasks(
    year: Year,
    state: Annotated[
        str,
        typer.Option(metavar="状态", help="只看这种状态的：待交、待审核、退回补正、已办结、已免除"),
    ] = "",
    overdue: Annotated[bool, typer.Option("--overdue", help="只看已逾期的")] = False,
    json: Json = False,
) -> None:
    from rules.days import beijing_day
    from rules.moves import STATE_WORDS
    from rules.naming import which
    from store import lists, people, tasks
    from store.db import reading
    from web.board import Desk

    only = state_named(state, STATE_WORDS)
    with opened() as office, reading(office.database) as session:
        today = beijing_day(office.clock())
        desk = Desk(people.holders(session, today), people.deputies(session, today))
        duty_list = lists.of_year(session, year)
        assert duty_list.id is not None
        chosen = [
            task
            for task in tasks.of_list(session, duty_list.id)
            if only in (None, task.state) and (not overdue or task.is_overdue(today))
        ]
        several = tasks.repeated(session, {task.duty_id for task in chosen})
    show(
        done([_item(task, *desk.held_by(task), overdue=task.is_overdue(today)) for task in chosen]),
        json,
        lambda: (
            [
                f"[{t.id}] {t.due_on or '待定'}  {STATE_WORDS[t.state]}"
                f"{'（已逾期）' if t.is_overdue(today) else '（待补录）' if t.backfill else ''}"
                f"  {t.department_name}  {desk.owner(t)}  {t.demand}{f'（{said}）' if said else ''}"
                for t in chosen
                for said in [which(t.label, t.occurrence, alone=t.duty_id not in several)]
            ]
            or ["没有这样的任务。" if state or overdue else "还没有任务：清单印发、所等的事件登记以后才有。"]
        ),
    )


def _item(task: "Task", holder: str, deputy: str, *, overdue: bool) -> dict[str, Any]:
    return {
        "id": task.id,
        "duty": task.duty_id,
        "occurrence": task.occurrence,
        "task": task.demand,
        "label": task.label,
        "department": task.department_name,
        "owner": task.owner_name,
        "holder": holder,
        "deputy": deputy,
        "opens_on": task.opens_on.isoformat(),
        "due_on": task.due_on.isoformat() if task.due_on else None,
        "state": str(task.state),
        "backfill": task.backfill,
        "overdue": overdue,
        "evidence_asked": task.evidence_asked,
    }


@app.command("submit", help="交材料：文件、链接、线下备查，和活动数字。")
def submit_task(
    task: Number,
    file: Annotated[list[Path] | None, typer.Option(help="佐证材料文件，可以给多个")] = None,
    link: Annotated[list[str] | None, typer.Option(metavar="网址", help="网址，可以给多个")] = None,
    offline: Annotated[
        list[str] | None, typer.Option(help="线下备查：名称|日期|页数|保管人|存放地点，可以给多个")
    ] = None,
    kind: Annotated[str, typer.Option(metavar="种类", help="材料种类，例如 签到表")] = "佐证材料",
    note: Annotated[str, typer.Option(help="工作开展情况")] = "",
    activity: Annotated[
        list[str] | None,
        typer.Option(
            help='活动，JSON：{"kind": "study_group", "title": "…", "on": "2024-03-20", "laws": ["《…》"], '
            '"numbers": [{"subject": "sat", "value": 46, "unit": "人"}]}，可以给多个'
        ),
    ] = None,
    as_: As = "",
    json: Json = False,
) -> None:
    from mimetypes import guess_type

    from models import EvidenceForm
    from steps.working.submit import HandedIn, Piece, submit
    from store.db import begin

    happenings = tuple(_happening(text) for text in activity or [])
    with opened() as office:
        pieces = []
        for path in file or []:
            if not path.is_file():
                raise BadEvidence(f"没有文件「{path}」，请检查路径。")
            with path.open("rb") as source:
                stored = office.files.put(source)
            media_type = guess_type(name_of(path))[0]
            pieces.append(Piece(EvidenceForm.FILE, kind, name_of(path), stored=stored, media_type=media_type))
        pieces += [Piece(EvidenceForm.LINK, kind, url, url=url) for url in link or []]
        pieces += [_offline(text, kind) for text in offline or []]
        with begin(office.database) as session:
            made = submit(
                session,
                task,
                HandedIn(note, tuple(pieces), happenings),
                who(session, as_),
                now=office.clock(),
            )
            item = {"id": f"submission:{made.id}", "round": made.round}
    show(done([item]), json, lambda: [f"任务 {task} 已提交（第 {item['round']} 次），等待审核。"])


def _offline(text: str, kind: str) -> Any:
    from models import EvidenceForm
    from steps.working.submit import Piece

    parts = [part.strip() for part in text.split("|")]
    if len(parts) != 5 or not parts[2].isdecimal():
        raise BadEvidence(f"「{text}」要写成 名称|日期|页数|保管人|存放地点。")
    title, dated, pages, custodian, kept_at = parts
    return Piece(
        EvidenceForm.OFFLINE,
        kind,
        title,
        dated_on=day(dated),
        pages=int(pages),
        custodian=custodian,
        kept_at=kept_at,
    )


def _happening(text: str) -> "Happening":
    import json as spelling

    from models import ActivityKind
    from steps.working.submit import Count, Happening

    try:
        told = spelling.loads(text)
        numbers = tuple(
            Count(str(n["subject"]), int(n["value"]), str(n["unit"])) for n in told.get("numbers", ())
        )
        return Happening(
            kind=ActivityKind(told["kind"]),
            title=str(told["title"]),
            on=day(str(told["on"])),
            place=str(told.get("place", "")),
            node=str(told.get("node", "")),
            audience=str(told.get("audience", "")),
            participants=None if told.get("participants") is None else int(told["participants"]),
            laws=tuple(map(str, told.get("laws", ()))),
            partners=tuple(map(str, told.get("partners", ()))),
            numbers=numbers,
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadEvidence(f"活动写得不对，要有 kind、title、on：{text[:60]}") from None


def _move(task: int, action: Action, as_: str, reason: str, json: bool, words: str) -> None:
    from steps.working import review
    from steps.working.move import move
    from steps.working.reopen import reopen
    from store.db import begin

    with opened() as office, begin(office.database) as session:
        by, now = who(session, as_), office.clock()
        if action is Action.ACCEPT:
            moved = review.accept(session, task, by, now=now)
        elif action is Action.RETURN:
            moved = review.send_back(session, task, by, reason=reason, now=now)
        elif action is Action.REOPEN:
            moved = reopen(session, task, by, reason=reason, now=now)
        else:
            moved = move(session, task, action, by, now=now, reason=reason)
        item = {"id": f"task:{task}", "state": str(moved.state), "version": moved.version}
    show(done([item]), json, lambda: [f"任务 {task} {words}。"])


Reason = Annotated[str, typer.Option(metavar="理由", help="理由")]


@app.command("accept", help="审核通过。")
def accept(task: Number, as_: As = "", json: Json = False) -> None:
    _move(task, Action.ACCEPT, as_, "", json, "已通过，办结")


@app.command("return", help="退回补正。")
def send_back(task: Number, reason: Reason, as_: As = "", json: Json = False) -> None:
    _move(task, Action.RETURN, as_, reason, json, "已退回")


@app.command("withdraw", help="撤回待审核的材料。")
def withdraw(task: Number, as_: As = "", json: Json = False) -> None:
    _move(task, Action.WITHDRAW, as_, "", json, "已撤回")


@app.command("waive", help="免除任务。")
def waive(task: Number, reason: Reason, as_: As = "", json: Json = False) -> None:
    _move(task, Action.WAIVE, as_, reason, json, "已免除")


@app.command("reopen", help="重新打开已办结的任务。")
def reopen(task: Number, reason: Reason, as_: As = "", json: Json = False) -> None:
    _move(task, Action.REOPEN, as_, reason, json, "已重新打开")


@app.command("date", help="给待定或待补录的任务定时限。")
def date_task(
    task: Number,
    on: Annotated[str, typer.Option(metavar="日期", help="完成时限")],
    as_: As = "",
    json: Json = False,
) -> None:
    from steps.working import date_task as step
    from store.db import begin

    with opened() as office, begin(office.database) as session:
        step.date_task(session, task, day(on), by=who(session, as_), now=office.clock())
    show(done([{"id": f"task:{task}", "due_on": on}]), json, lambda: [f"任务 {task} 的时限定为 {on}。"])
