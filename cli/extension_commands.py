"""Commands about extensions (延期)."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.desk import As, Json, Year, day, done, opened, show, who

if TYPE_CHECKING:
    from models import Extension, Task

app = typer.Typer(no_args_is_help=True)
OfTask = Annotated[int, typer.Argument(metavar="任务编号", help="xuepu task list 里方括号内的号")]
Request = Annotated[int, typer.Argument(metavar="申请编号", help="xuepu task extend list 里方括号内的号")]


@app.command("ask", help="申请延期：到期日之前，由责任人写明理由。")
def ask(
    task: OfTask,
    until: Annotated[str, typer.Option("--until", metavar="日期", help="延期到哪一天")],
    reason: Annotated[str, typer.Option(metavar="理由", help="理由")],
    as_: As = "",
    json: Json = False,
) -> None:
    from steps.working import extend
    from store.db import begin

    with opened() as office, begin(office.database) as session:
        by = who(session, as_)
        asked = extend.ask(session, task, day(until), reason=reason, by=by, now=office.clock())
        item = _item(asked)
    show(done([item]), json, lambda: [f"已申请，申请编号 {item['id']}，等分管领导审批。"])


@app.command("grant", help="同意延期：由分管领导，或统筹人代录；时限随即改动，提醒重新安排。")
def grant(request: Request, as_: As = "", json: Json = False) -> None:
    from steps.working import extend
    from store.db import begin

    with opened() as office, begin(office.database) as session:
        task = extend.grant(session, request, by=who(session, as_), now=office.clock())
        item = {"id": request, "task": task.id, "due_on": str(task.due_on)}
    show(done([item]), json, lambda: [f"已同意，任务 {item['task']} 的时限改为 {item['due_on']}。"])


@app.command("refuse", help="不同意延期：写明理由，时限不变。")
def refuse(
    request: Request,
    reason: Annotated[str, typer.Option(metavar="理由", help="理由")],
    as_: As = "",
    json: Json = False,
) -> None:
    from steps.working import extend
    from store.db import begin

    with opened() as office, begin(office.database) as session:
        task = extend.refuse(session, request, answer=reason, by=who(session, as_), now=office.clock())
        item = {"id": request, "task": task.id, "due_on": str(task.due_on)}
    show(done([item]), json, lambda: [f"已记录不同意，任务 {item['task']} 仍按 {item['due_on']} 办理。"])


@app.command("withdraw", help="撤回还没有审批的延期申请。")
def withdraw(request: Request, as_: As = "", json: Json = False) -> None:
    from steps.working import extend
    from store.db import begin

    with opened() as office, begin(office.database) as session:
        task = extend.withdraw(session, request, by=who(session, as_), now=office.clock())
        item = {"id": request, "task": task.id, "due_on": str(task.due_on)}
    show(done([item]), json, lambda: ["已撤回，时限不变。"])


@app.command("list", help="列出延期申请：谁申请、为什么、批了没有、第几次。")
def list_requests(
    year: Year,
    waiting: Annotated[bool, typer.Option("--waiting", help="只看等审批的")] = False,
    json: Json = False,
) -> None:
    from rules.moves import EXTENSION_STATE_WORDS
    from store import extensions, lists
    from store.db import reading

    with opened() as office, reading(office.database) as session:
        duty_list = lists.of_year(session, year)
        assert duty_list.id is not None
        found = extensions.of_list(session, duty_list.id)
        times: dict[int, int] = {}
        items = []
        for extension, task in found:
            times[extension.task_id] = times.get(extension.task_id, 0) + 1
            if not waiting or extensions.waits(extension, task):
                items.append(_item(extension, task, times[extension.task_id]))
    show(
        done(items),
        json,
        lambda: [
            f"[{i['id']}] {EXTENSION_STATE_WORDS[i['state']]}{'（代录）' if i['entered_on_behalf'] else ''}"
            f"  任务{i['task']} {i['department']} {i['demand']}"
            f"  {i['from']} → {i['to']}（第{i['times']}次申请）  理由：{i['reason']}"
            + (f"  答复：{i['answer']}" if i["answer"] else "")
            for i in items
        ],
    )


def _item(extension: "Extension", task: "Task | None" = None, times: int = 1) -> dict[str, Any]:
    item = {
        "id": extension.id,
        "task": extension.task_id,
        "state": extension.state,
        "from": extension.due_on.isoformat(),
        "to": extension.wanted_on.isoformat(),
        "reason": extension.reason,
        "answer": extension.answer,
        "entered_on_behalf": extension.entered_on_behalf,
    }
    if task is None:
        return item
    return {**item, "demand": task.demand, "department": task.department_name, "times": times}
