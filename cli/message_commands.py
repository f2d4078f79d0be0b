"""Commands about messages of which nobody can tell whether they left: a person decides."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.desk import As, Json, done, opened, show, who
from models.refusals import Refusal
from models.states import MessageState

if TYPE_CHECKING:
    from models import Message
    from store.doubtful import Doubtful

app = typer.Typer(no_args_is_help=True)
Number = Annotated[int, typer.Argument(metavar="消息编号", help="xuepu message list 里方括号内的号")]


@app.command("list", help="列出不能确定发没发出去的消息，等人决定的在前。")
def list_messages(json: Json = False) -> None:
    from store import doubtful
    from store.db import reading

    with opened() as office, reading(office.database) as session:
        now = office.clock()
        found = doubtful.doubtful(session)
        items = [_item(each, now) for each in sorted(found, key=lambda each: not each.waits_for_person(now))]
    show(
        done(items),
        json,
        lambda: [line for item in items for line in _lines(item)] or ["没有不能确定的消息。"],
    )


@app.command("release", help="没收到或问不到的，原样再发一次：内容、邮件编号都不变。")
def release(message: Number, as_: As = "", json: Json = False) -> None:
    from steps.working import decide
    from store.db import begin

    with opened() as office, begin(office.database) as session:
        released = decide.release(session, message, by=who(session, as_), now=office.clock())
        answer = _answer(released)
    show(done([answer]), json, lambda: [_SAID[MessageState.PLANNED]])


@app.command("settle", help="问清楚了，记下结果：收到了（--accepted），或没收到（--lost）。")
def settle(
    message: Number,
    accepted: Annotated[bool, typer.Option("--accepted", help="对方收到了，不再发")] = False,
    lost: Annotated[
        bool, typer.Option("--lost", help="对方没收到，当天再发，过了当天并入下一次提醒")
    ] = False,
    as_: As = "",
    json: Json = False,
) -> None:
    from steps.working import decide
    from store.db import begin

    if accepted is lost:
        raise Refusal("请说明结果：收到了写 --accepted，没收到写 --lost。")
    with opened() as office, begin(office.database) as session:
        settled = decide.settle(session, message, arrived=accepted, by=who(session, as_), now=office.clock())
        answer = _answer(settled)
    show(done([answer]), json, lambda: [_SAID[MessageState(answer["state"])]])


_SAID = {
    MessageState.PLANNED: "下一次外发时原样再发一次；现在就发，运行 xuepu remind。",
    MessageState.ACCEPTED: "已记为收到，不再发。",
    MessageState.EXPIRED: "消息写的那天已过，不再原样发；没办结的任务并入下一次提醒。",
}


def _answer(message: "Message") -> dict[str, Any]:
    return {"id": message.id, "state": str(message.state)}


def _item(doubtful: "Doubtful", now: datetime) -> dict[str, Any]:
    from notifications.phone import shown
    from rules.days import BEIJING

    message = doubtful.message
    return {
        **_answer(message),
        "waits_for_person": doubtful.waits_for_person(now),
        "channel": message.channel,
        "to": doubtful.to,
        "address": shown(message.channel, message.address),
        "attempts": message.attempts,
        "tried_at": doubtful.begun_at.astimezone(BEIJING).isoformat(timespec="minutes"),
        "reason": message.reason,
        "tasks": [{"id": task.id, "task": task.demand} for task in doubtful.tasks],
    }


def _lines(item: dict[str, Any]) -> list[str]:
    from web import words

    tried = item["tried_at"][:16].replace("T", " ")
    next_ = "等人决定" if item["waits_for_person"] else "程序会再核实或再发，暂时不用管"
    about = f"{words.channel(item['channel'])}  {item['to']} {item['address']}"
    return [
        f"[{item['id']}] {next_}  {about}  {tried} 发送（第{item['attempts']}次）：{item['reason']}",
        *(f"    任务{task['id']}「{task['task'][:30]}」" for task in item["tasks"]),
    ]
