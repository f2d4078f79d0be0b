"""Commands about messages that a person must look after."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.desk import As, Json, done, opened, show, who
from models.refusals import Refusal
from models.states import MessageState

if TYPE_CHECKING:
    from models import Message

app = typer.Typer(no_args_is_help=True)
Number = Annotated[int, typer.Argument(metavar="消息编号", help="xuepu message list 里方括号内的号")]


@app.command("list", help="列出要人管的：不能确定发没发出去的消息，和收不到提醒的人。")
def list_messages(
    uncertain: Annotated[bool, typer.Option("--uncertain", help="只看不能确定的")] = False,
    json: Json = False,
) -> None:
    from cli import message_lines
    from steps.working.unreached import unreached
    from store import doubtful
    from store.db import reading
    from web import words

    with opened() as office, reading(office.database) as session:
        now = office.clock()
        found = sorted(doubtful.doubtful(session), key=lambda each: not each.waits_for_person(now))
        items = [message_lines.item(each, now=now) for each in found]
        missed = [] if uncertain else unreached(session, now=now)
        answer = {**done(items), "unreached": [message_lines.as_json(each) for each in missed]}
    lines = [line for item in items for line in message_lines.lines(item)]
    show(answer, json, lambda: [*lines, *map(words.unreached, missed)] or ["没有要人管的消息。"])


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
