"""Who was told what, when, by which channel, with which result."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.desk import Json, day, done, opened, show
from models.refusals import Refusal

if TYPE_CHECKING:
    from store.ledger import Line


def ledger(
    task: Annotated[int | None, typer.Option(metavar="编号", help="哪项任务（编号）")] = None,
    person: Annotated[str, typer.Option(metavar="姓名", help="谁（姓名或代号）")] = "",
    year: Annotated[int | None, typer.Option(min=2000, max=2100, metavar="年度", help="哪一年")] = None,
    on: Annotated[str, typer.Option("--day", metavar="日期", help="哪一天，例如 2024-03-25")] = "",
    json: Json = False,
) -> None:
    from store import ledger as book
    from store import people, tasks
    from store.db import reading

    if task is None and not person and year is None and not on:
        raise Refusal("请说明要看什么：--task 编号、--person 姓名、--year 年份或 --day 日期。")
    days = _days(year, on)
    with opened() as office, reading(office.database) as session:
        if task is not None:
            tasks.get(session, task)
        lines = book.lines(
            session,
            task_id=task,
            person_id=people.person_named(session, person).id if person else None,
            days=days,
        )
        counted = book.counts(session, year) if year is not None and not person and task is None else {}
        unknown = book.unknown_receipts(session)
        departments = {each.id: each.name for each in people.departments(session)}
    items = [_item(line, departments) for line in lines]
    answer = {
        **done(items),
        "counts": {
            name: {str(month): many for month, many in sorted(by.items())} for name, by in counted.items()
        },
        "unknown_receipts": unknown,
    }
    whole_year = bool(counted) and not on
    show(
        answer,
        json,
        lambda: [*(_year(lines, counted, unknown) if whole_year else map(_said, items))] or ["没有记录。"],
    )


def _days(year: int | None, on: str) -> tuple[date, date] | None:
    if on:
        one = day(on)
        if year is not None and one.year != year:
            raise Refusal(f"{on} 不在 {year} 年，请核对 --year 和 --day。")
        return one, one
    return (date(year, 1, 1), date(year, 12, 31)) if year is not None else None


def _item(line: "Line", departments: Mapping[int | None, str]) -> dict[str, Any]:
    from notifications.phone import shown
    from rules.days import BEIJING

    notice, message = line.notice, line.message
    return {
        "at": line.at.astimezone(BEIJING).isoformat(timespec="minutes"),
        "task": line.task.id if line.task else None,
        "demand": line.task.demand if line.task else None,
        "stage": notice.stage if notice else None,
        "part": str(notice.part) if notice else None,
        "helps": departments.get(notice.told_department_id) if notice else None,
        "channel": line.channel,
        "to": line.to,
        "address": shown(line.channel, line.address),
        "notice": str(notice.state) if notice else None,
        "message": str(message.state) if message else None,
        "attempts": message.attempts if message else 0,
        "reported_at": message.reported_at.astimezone(BEIJING).isoformat(timespec="minutes")
        if message and message.reported_at
        else None,
        "reason": (notice.reason if notice else "") or (message.reason if message else ""),
    }


def _said(item: dict[str, Any]) -> str:
    from models import MessageState, NoticeState, Part
    from web import words

    outcome = (
        words.outcome(NoticeState(item["notice"]), MessageState(item["message"]) if item["message"] else None)
        if item["notice"]
        else words.MESSAGE[MessageState(item["message"])]
    )
    about = (
        f"任务{item['task']}「{item['demand'][:20]}」{words.stage(item['stage'])}"
        if item["task"]
        else "任务进度"
    )
    helps = f"：{item['helps']}" if item["helps"] else ""
    part = f"（{words.PART[Part(item['part'])]}{helps}）" if item["part"] else ""
    to = (
        " ".join(filter(None, (item["to"], item["address"]))) or part
    )  # whose time has not come is no person yet
    tried = f"，发送{item['attempts']}次" if item["attempts"] > 1 else ""
    why = f"（{item['reason']}）" if item["reason"] else ""
    when = item["at"][:16].replace("T", " ")
    return f"{when}  {words.channel(item['channel'])}  {to}  {outcome}{tried}{why}  {about}"


def _year(lines: "list[Line]", counted: dict[str, Counter[int]], unknown: int) -> Iterator[str]:
    """Tell a year: how each message ended, then how many each person got in each month."""
    from web import words

    ended = Counter(
        words.MESSAGE[message.state]
        for message in {line.message.id: line.message for line in lines if line.message}.values()
    )
    yield "全年消息：" + "，".join(f"{outcome} {many}" for outcome, many in ended.most_common()) + "。"
    if unknown:
        yield f"短信网关推送中有 {unknown} 次说的不是我们的短信，没有采用。"
    yield "每人每月收到的条数（邮件和短信）："
    for name, by in counted.items():
        months = "  ".join(f"{month}月{by[month]}" for month in sorted(by))
        yield f"  {name}  共{by.total()}  {months}"
