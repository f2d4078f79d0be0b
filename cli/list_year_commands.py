"""Commands that carry a list through its year: an event's day, replies, number, filing, publication."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import doubt_lines
from cli.desk import As, Json, Year, day, done, opened, show, who

if TYPE_CHECKING:
    from sqlmodel import Session

    from models import DutyList

On = Annotated[str, typer.Option(metavar="日期", help="哪一天")]


def happened(
    duty: Annotated[str, typer.Argument(metavar="序号", help="清单里的第几项")],
    on: Annotated[str, typer.Option(metavar="日期", help="事件发生的日期")],
    year: Annotated[
        int | None, typer.Option(min=2000, max=2100, metavar="年度", help="年度；不写就是最近印发的清单")
    ] = None,
    event: Annotated[str, typer.Option(help="时限等好几件事时，写明是哪一件")] = "",
    instead_of: Annotated[str, typer.Option(metavar="日期", help="更正：原来登记的日期")] = "",
    as_: As = "",
    json: Json = False,
) -> None:
    from steps.listing import happened as step
    from store import lists
    from store.db import begin

    with opened() as office, begin(office.database) as session:
        duty_list = lists.issued(session) if year is None else lists.of_year(session, year)
        assert duty_list.id is not None
        told = step.happened(
            session,
            lists.duty_numbered(session, duty_list.id, duty),
            day(on),
            event=event,
            instead_of=day(instead_of) if instead_of else None,
            by=who(session, as_),
            now=office.clock(),
        )
    items = [{"id": f"task:{change.task_id}", "change": change.words} for change in told.changes]
    show(
        {
            **done(items),
            "event": told.event,
            "due_on": told.due_on.isoformat(),
            "cautions": list(told.cautions),
        },
        json,
        lambda: [
            f"「{told.event}」{on}，时限为 {told.due_on}。",
            *(f"  {change.words}" for change in told.changes),
            *told.cautions,
        ],
    )


def roll_over(
    year: Year,
    from_: Annotated[
        int | None, typer.Option("--from", metavar="年度", help="用哪年的清单；不写就是上一年")
    ] = None,
    as_: As = "",
    json: Json = False,
) -> None:
    from rules.policy_words import carried
    from steps.listing import roll_over as step
    from store import lists, policies
    from store.db import begin

    with opened() as office, begin(office.database) as session:
        last = lists.of_year(session, year - 1 if from_ is None else from_)
        draft = step.roll_over(session, last, year, by=who(session, as_), now=office.clock())
        assert draft.id is not None
        doubts = [doubt_lines.as_json(d) for d in lists.doubts(session, draft.id, open_only=True)]
        title, duties = draft.title, lists.duties(session, draft.id)
        policy = policies.of_list(session, draft.id)
        departing = [duty.no or str(duty.place) for duty in duties if duty.reminding]
        kept = carried(policies.of_list(session, last.id or 0), policy, last.plan_year, departing)
    answer = {"policy": policy.as_json(), "policy_duties": departing}
    show(
        {"done": len(duties), "refused": [], "items": doubts, **answer},
        json,
        lambda: [
            f"《{title}》已由 {last.plan_year} 年清单结转为草稿：{len(duties)} 项，疑问 {len(doubts)} 个。",
            *kept,
            *doubt_lines.lines(doubts, year),
        ],
    )


def discard(
    year: Year,
    reason: Annotated[str, typer.Option(metavar="理由", help="理由，例如 文件有误，重新导入")],
    as_: As = "",
    json: Json = False,
) -> None:
    from steps.listing import discard as step
    from store import lists
    from store.db import begin

    with opened() as office, begin(office.database) as session:
        by, now = who(session, as_), office.clock()
        kept = step.discard(session, lists.of_year(session, year), reason=reason, by=by, now=now)
        title, answers = kept.title, len(kept.answers)
    show(
        done([year]),
        json,
        lambda: [
            f"《{title}》的草稿已作废，可以重新导入 {year} 年清单。",
            f"原文件和 {answers} 个答复都保留，重新导入时答复列为候选。" if answers else "原文件仍保留。",
        ],
    )


def reply(
    year: Year,
    department: Annotated[str, typer.Option(metavar="部门", help="哪个部门")],
    words: Annotated[str, typer.Option(metavar="意见", help="意见，没有就写 无意见")],
    on: On,
    outcome: Annotated[str, typer.Option(metavar="结果", help="采纳、部分采纳、未采纳和理由")] = "",
    as_: As = "",
    json: Json = False,
) -> None:
    from steps.listing import reply as step
    from store import lists
    from store.db import begin

    with opened() as office, begin(office.database) as session:
        duty_list = lists.of_year(session, year)
        by, now = who(session, as_), office.clock()
        step.reply(session, duty_list, department, words, on=day(on), outcome=outcome, by=by, now=now)
        waiting = _silent(session, duty_list)
    show(
        {**done([department]), "waiting": waiting},
        json,
        lambda: [
            f"已登记{department}的回复。",
            f"还没有回复：{'、'.join(waiting)}。" if waiting else "各部门都已回复。",
        ],
    )


def number(
    year: Year,
    doc_number: Annotated[str, typer.Option(metavar="字号", help="发文字号，例如 云外发〔2024〕3号")],
    as_: As = "",
    json: Json = False,
) -> None:
    from steps.listing import publish
    from store import lists
    from store.db import begin

    with opened() as office, begin(office.database) as session:
        by, now = who(session, as_), office.clock()
        written = publish.number(session, lists.of_year(session, year), doc_number, by=by, now=now)
    show(done([written]), json, lambda: [f"发文字号已登记为 {written}。"])


def file_list(
    year: Year,
    on: On,
    body: Annotated[str, typer.Option(metavar="机关", help="向哪个机关备案，例如 市普法办")],
    number: Annotated[str, typer.Option(metavar="编号", help="备案号")] = "",
    as_: As = "",
    json: Json = False,
) -> None:
    from steps.listing import publish
    from store import lists
    from store.db import begin

    with opened() as office, begin(office.database) as session:
        by, now = who(session, as_), office.clock()
        publish.file_with(
            session, lists.of_year(session, year), body, on=day(on), number=number, by=by, now=now
        )
    show(done([year]), json, lambda: [f"{year} 年清单 {on} 已向{body}备案。"])


def publish_list(
    year: Year,
    on: On,
    url: Annotated[str, typer.Option(metavar="网址", help="公示网址")],
    as_: As = "",
    json: Json = False,
) -> None:
    from steps.listing import publish
    from store import lists
    from store.db import begin

    with opened() as office, begin(office.database) as session:
        by, now = who(session, as_), office.clock()
        publish.publish(session, lists.of_year(session, year), url, on=day(on), by=by, now=now)
    show(done([year]), json, lambda: [f"{year} 年清单 {on} 已公示：{url}"])


def register(app: typer.Typer) -> None:
    """Put these commands beside the others of `xuepu list`."""
    app.command("happened", help="登记事件日期：等事件的时限由此排出任务。")(happened)
    app.command("roll-over", help="用上年清单起草下年清单。")(roll_over)
    app.command("discard", help="作废还没有印发的草稿，以便重新导入。")(discard)
    app.command("reply", help="登记部门对征求意见稿的回复。")(reply)
    app.command("number", help="登记或更正发文字号。")(number)
    app.command("file", help="登记清单已报备案。")(file_list)
    app.command("publish", help="登记清单已公示。")(publish_list)


def _silent(session: "Session", duty_list: "DutyList") -> list[str]:
    """Return the departments that have not replied."""
    from store import lists, people

    assert duty_list.id is not None
    replied = {each.department_id for each in lists.replies(session, duty_list.id)}
    return [each.name for each in people.departments(session) if each.id not in replied]


def formalities(session: "Session", duty_list: "DutyList") -> dict[str, Any]:
    """Return what surrounds a list, for `xuepu list show`."""
    from store import lists, people, upstream

    assert duty_list.id is not None
    names = {each.id: each.name for each in people.departments(session)}
    replies = lists.replies(session, duty_list.id)
    lines = upstream.coverage(session, duty_list.plan_year)
    return {
        "source": {"name": duty_list.source_name, "sha256": duty_list.source_sha256},
        "approved": {
            "by": duty_list.approved_by,
            "on": duty_list.approved_on.isoformat() if duty_list.approved_on else None,
            "meeting": duty_list.approved_at_meeting,
            "entered_on_behalf": duty_list.entered_on_behalf,
        },
        "issued_on": duty_list.issued_on.isoformat() if duty_list.issued_on else None,
        "replies": [
            {
                "department": names[each.department_id],
                "words": each.words,
                "on": each.replied_on.isoformat(),
                "outcome": each.outcome,
            }
            for each in replies
        ],
        "waiting": _silent(session, duty_list) if replies else [],
        "filings": [
            {
                "revision": each.revision,
                "with": each.filed_with,
                "on": each.filed_on.isoformat(),
                "number": each.number,
            }
            for each in lists.filings(session, duty_list.id)
        ],
        "publications": [
            {"revision": each.revision, "on": each.published_on.isoformat(), "url": each.url}
            for each in lists.publications(session, duty_list.id)
        ],
        "upstream": {"items": len(lines), "open": sum(not line.covered for line in lines)},
    }


def formality_lines(around: dict[str, Any]) -> Iterator[str]:
    """Say what surrounds a list, a line each; what there is nothing of is not said."""
    approved, upstream = around["approved"], around["upstream"]
    if approved["on"]:
        behalf = "（代录）" if approved["entered_on_behalf"] else ""
        yield _joined("审定：" + approved["on"], approved["by"], approved["meeting"]) + behalf
    if around["issued_on"]:
        yield f"印发：{around['issued_on']}"
    for each in around["replies"]:
        outcome = f"（{each['outcome']}）" if each["outcome"] else ""
        yield f"征求意见：{each['on']} {each['department']}　{each['words']}{outcome}"
    if around["waiting"]:
        yield f"征求意见还没有回复：{'、'.join(around['waiting'])}"
    for each in around["filings"]:
        filed = _joined("备案：" + each["on"], each["with"], each["number"])
        yield filed + _amended(each["revision"])
    for each in around["publications"]:
        yield f"公示：{each['on']} {each['url']}{_amended(each['revision'])}"
    if upstream["items"]:
        yield f"上级要点：{upstream['items']} 条，还没有对应的 {upstream['open']} 条"


def _joined(*words: str) -> str:
    return " ".join(word for word in words if word)


def _amended(revision: int) -> str:
    return f"（第 {revision - 1} 次调整后）" if revision > 1 else ""
