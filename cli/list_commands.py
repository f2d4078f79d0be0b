"""Commands about the duty list."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import doubt_lines, list_paper_commands, list_year_commands
from cli.blocks import Block, laid_out
from cli.desk import As, Json, Year, day, done, name_of, opened, show, who
from models.refusals import Refusal
from models.states import ListState

if TYPE_CHECKING:
    from models import Duty

app = typer.Typer(no_args_is_help=True)


@app.command("import", help="导入清单文件为草稿，列出每个疑问。")
def import_list(
    file: Annotated[Path, typer.Argument(metavar="文件", help="清单文件：.docx .xlsx .xls .csv")],
    year: Year,
    sheet: Annotated[str | None, typer.Option(help="只读哪个工作表")] = None,
    as_: As = "",
    json: Json = False,
) -> None:
    from intake.lists import open_list
    from rules import listing
    from rules.nodes import Nodes
    from rules.workdays import Workdays
    from steps.listing.draft import draft
    from store import calendar, lists
    from store.db import begin, reading

    sheets = open_list(file, sheet)
    with opened() as office:
        with reading(office.database) as session:
            workdays, nodes = Workdays(calendar.overlay(session)), Nodes(calendar.nodes(session))
        read = listing.read(sheets, year=year, workdays=workdays, nodes=nodes)
        with file.open("rb") as source:
            stored = office.files.put(source)
        with begin(office.database) as session:
            duty_list = draft(
                session,
                read,
                source_name=name_of(file),
                stored=stored,
                by=who(session, as_),
                now=office.clock(),
            )
            assert duty_list.id is not None
            doubts = [doubt_lines.as_json(d) for d in lists.doubts(session, duty_list.id, open_only=True)]
            title, duties = duty_list.title, len(read.rows)
    show(
        {"done": duties, "refused": [], "items": doubts},
        json,
        lambda: [
            f"《{title}》导入为草稿：{duties} 项，疑问 {len(doubts)} 个。",
            *(doubt_lines.lines(doubts, year) or [_next(ListState.DRAFT, year)]),
        ],
    )


@app.command("show", help="看清单：状态、事项、疑问。")
def show_list(year: Year, json: Json = False) -> None:
    from rules.moves import LIST_STATE_WORDS
    from store import lists
    from store.db import reading

    with opened() as office, reading(office.database) as session:
        duty_list = lists.of_year(session, year)
        assert duty_list.id is not None
        duties = [_duty(duty) for duty in lists.duties(session, duty_list.id)]
        doubts = [doubt_lines.as_json(doubt) for doubt in lists.doubts(session, duty_list.id)]
        around = list_year_commands.formalities(session, duty_list)
    waiting = [doubt for doubt in doubts if doubt["answer"] is None]
    show(
        {
            "year": year,
            "title": duty_list.title,
            "state": str(duty_list.state),
            "revision": duty_list.revision,
            "doc_number": duty_list.doc_number,
            **around,
            "duties": duties,
            "doubts": doubts,
        },
        json,
        lambda: [
            f"《{duty_list.title}》　{LIST_STATE_WORDS[duty_list.state]}　{duty_list.doc_number}".rstrip(),
            *list_year_commands.formality_lines(around),
            "",
            *laid_out(map(_in_words, duties)),
            f"共 {len(duties)} 项" + (f"，疑问 {len(waiting)} 个：" if waiting else "。"),
            *doubt_lines.lines(waiting, year),
        ],
    )


def _in_words(duty: dict[str, Any]) -> Block:
    support = f"（配合：{'、'.join(duty['support'])}）" if duty["support"] else ""
    written, meant = duty["deadline_text"], duty["deadline"]["meaning"]
    return Block(
        duty["no"],
        duty["task"],
        {
            "责任": ("、".join(duty["lead"]) or "未写") + support,
            "时限": written or "未写",
            "读作": meant if written else "",
            "材料": "、".join(duty["evidence"]),
        },
    )


def _duty(duty: "Duty") -> dict[str, Any]:
    return {
        "no": duty.no or str(duty.place),
        "task": duty.task,
        "lead": duty.lead,
        "support": duty.support,
        "evidence": duty.evidence,
        "deadline_text": duty.deadline_text,
        "deadline": duty.reading,
        "happened": duty.happened,
    }


@app.command("confirm", help="答复疑问；全部答完即核定。")
def confirm_list(
    year: Year,
    answer: Annotated[
        list[str] | None,
        typer.Option(metavar="编号=答复", help="编号在疑问前的方括号里，例如 1=办公室，可以给多个"),
    ] = None,
    accept_readings: Annotated[
        bool,
        typer.Option(
            "--accept-readings",
            help="其余疑问按往年的答复，没有就按程序读出的结果答复；不认识的部门仍须逐个答",
        ),
    ] = False,
    as_: As = "",
    json: Json = False,
) -> None:
    from steps.listing import confirm as step
    from store import lists
    from store.db import begin

    with opened() as office, begin(office.database) as session:
        by, now = who(session, as_), office.clock()
        duty_list = lists.of_year(session, year)
        assert duty_list.id is not None
        for given in answer or []:
            number, equals, words = given.partition("=")
            if not (equals and number.strip().isdecimal()):
                raise Refusal(f"「{given}」要写成 编号=答复，例如 3=办公室。")
            step.settle_in(session, duty_list, int(number), words, by=by, now=now)
        if accept_readings:
            for doubt in lists.doubts(session, duty_list.id, open_only=True):
                read = step.as_read(doubt) if doubt.answer is None else None
                if read is not None and doubt.id is not None:
                    step.settle(session, doubt.id, read, by=by, now=now)
        left = [doubt_lines.as_json(d) for d in lists.doubts(session, duty_list.id, open_only=True)]
        late = bool(answer) and duty_list.state is not ListState.DRAFT  # what the superior asked since
        if not left and not late:
            step.confirm(session, duty_list, by=by, now=now)
    show(
        {"done": 0 if left else 1, "refused": [], "items": left},
        json,
        lambda: (
            [f"还有 {len(left)} 个疑问：", *doubt_lines.lines(left, year)]
            if left
            else [f"{year} 年清单的疑问已全部答复。"]
            if late
            else [f"{year} 年清单已核定。", _next(ListState.CONFIRMED, year)]
        ),
    )


@app.command("approve", help="登记审定：机关、日期、会议。")
def approve_list(
    year: Year,
    body: Annotated[str, typer.Option(metavar="机关", help="审定机关，例如 办党组会")],
    on: Annotated[str, typer.Option(metavar="日期", help="审定日期")],
    meeting: Annotated[str, typer.Option(help="会议名称")] = "",
    as_: As = "",
    json: Json = False,
) -> None:
    from steps.listing.approve import approve
    from store import lists
    from store.db import begin

    with opened() as office, begin(office.database) as session:
        duty_list = approve(
            session,
            lists.of_year(session, year),
            body=body,
            on=day(on),
            meeting=meeting,
            by=who(session, as_),
            now=office.clock(),
        )
        behalf = "（代录）" if duty_list.entered_on_behalf else ""
    show(
        done([year]),
        json,
        lambda: [f"{year} 年清单已由{body}审定{behalf}。", _next(ListState.APPROVED, year)],
    )


@app.command("issue", help="印发：排出全年任务和提醒。")
def issue_list(
    year: Year,
    on: Annotated[str, typer.Option(metavar="日期", help="印发日期")],
    doc_number: Annotated[str, typer.Option(metavar="字号", help="发文字号")] = "",
    as_: As = "",
    json: Json = False,
) -> None:
    from dataclasses import asdict

    from steps.listing.issue import issue
    from store import lists
    from store.db import begin

    with opened() as office, begin(office.database) as session:
        issued = issue(
            session,
            lists.of_year(session, year),
            doc_number=doc_number,
            on=day(on),
            by=who(session, as_),
            now=office.clock(),
        )
    show(
        done([asdict(issued)]),
        json,
        lambda: [
            f"已印发：任务 {issued.tasks} 项，提醒 {issued.notices} 条。",
            f"已过期限、待补录的任务 {issued.backfill} 项。",
        ],
    )


@app.command("amend", help="调整已印发的清单；先用 --preview 看会改什么。")
def amend_list(
    year: Year,
    reason: Annotated[str, typer.Option(metavar="理由", help="调整依据或理由")],
    duty: Annotated[str, typer.Option(metavar="序号", help="调整第几项")] = "",
    deadline: Annotated[str, typer.Option(metavar="时限", help="新的完成时限")] = "",
    strike: Annotated[bool, typer.Option("--strike", help="删去这一项")] = False,
    add: Annotated[str, typer.Option(help="新增事项的内容")] = "",
    lead: Annotated[str, typer.Option(metavar="部门", help="新增事项的责任部门")] = "",
    preview: Annotated[bool, typer.Option("--preview", help="只看，不改")] = False,
    as_: As = "",
    json: Json = False,
) -> None:
    from steps.listing.amend import Amendment, amend
    from store import lists
    from store.db import begin, rolled_back

    if sum(map(bool, (add, strike, duty and deadline and not strike))) != 1:
        raise Refusal(
            "请选一种调整：--duty 加 --deadline，--duty 加 --strike，或 --add 加 --lead 加 --deadline。"
        )
    amendment = Amendment(number=duty, deadline=deadline, strike=strike, task=add, lead=lead)
    with opened() as office, (rolled_back if preview else begin)(office.database) as session:
        changes = amend(
            session,
            lists.of_year(session, year),
            [amendment],
            reason=reason,
            by=who(session, as_),
            now=office.clock(),
        )
    items = [{"id": f"task:{c.task_id}", "change": c.words} for c in changes]
    show(
        done(items),
        json,
        lambda: ["将要调整：" if preview else "已调整：", *(f"  {c.words}" for c in changes)],
    )


def _next(state: ListState, year: int) -> str:
    from rules.moves import LIST_NEXT_STEP

    return f"下一步：{LIST_NEXT_STEP[state].format(year=year)}"


list_paper_commands.register(app)
list_year_commands.register(app)
