"""Commands of the whole office."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.desk import As, Json, Year, done, instant, opened, show, who

if TYPE_CHECKING:
    from sqlmodel import Session

    from office import Office


def init(
    office: Annotated[str, typer.Option("--office", metavar="单位", help="单位名称，按落款写，例如 市外办")],
    addressee: Annotated[str, typer.Option(metavar="机关", help="年终报告报送给谁，例如 市委、市政府")] = "",
    json: Json = False,
) -> None:
    from office import Office
    from rules import contacts

    office = contacts.name(office)
    made = Office.make()
    try:
        origin = made.found(office, addressee=addressee)
    finally:
        made.database.close()
    show(
        done([{"office": office, "home": str(made.settings.home), "log": origin}]),
        json,
        lambda: [f"已建立「{office}」，数据在 {made.settings.home}。", "下一步：xuepu user add 登记人员。"],
    )


def remind(
    now: Annotated[str, typer.Option(metavar="时刻", help="按哪个时刻发，用于补发；默认现在")] = "",
    json: Json = False,
) -> None:
    from dataclasses import asdict

    from rules.days import beijing_day
    from rules.policy_words import CHANNEL_WORDS
    from steps.working import remind as step

    with opened() as office:
        at = instant(now) if now else office.clock()
        off = [channel for channel in CHANNEL_WORDS if channel not in office.channels]
        swept = step.sweep(office.database, office.outgoing, now=at)

    def words() -> list[str]:
        if swept.quiet:
            return ["现在不是办公时间，一条也没有发；到时间会发。"]
        unsure = f"，不能确定 {swept.uncertain}" if swept.uncertain else ""
        lines = [f"已发出 {swept.accepted} 封（条），暂缓 {swept.deferred}，失败 {swept.refused}{unsure}。"]
        if swept.deferred or swept.refused or swept.uncertain:
            today = beijing_day(at)
            lines.append(f"没有发出的，原因见 xuepu ledger --day {today}；要人管的见 xuepu message list。")
        if swept.waiting:
            said = "、".join(CHANNEL_WORDS[channel] for channel in off)
            settings = "、".join(f"XUEPU_{channel.upper()}" for channel in off)
            lines.append(
                f"{said}没有启用，有 {swept.waiting} 条提醒没有发；要发请设置 {settings}，设置后会补发。"
            )
        return lines

    show(done([asdict(swept)]), json, words)


def check(year: Year, json: Json = False) -> None:
    from cli import message_lines
    from steps.closing.check import check_layout
    from steps.working.unreached import unreached
    from store import doubtful
    from store.db import reading
    from web import words

    with opened() as office, reading(office.database) as session:
        now = office.clock()
        checked = check_layout(session, year, now=now)
        uncertain = doubtful.waiting(session, now=now)
        missed = unreached(session, now=now)
        unsent = _standing_still(session, office, now=now)
    show(
        {
            "duties": checked.duties,
            "tasks": checked.tasks,
            "gaps": list(checked.gaps),
            "undecided": list(checked.undecided),
            "uncertain": uncertain,
            "unsent": unsent,
            "unreached": [message_lines.as_json(each) for each in missed],
        },
        json,
        lambda: [
            f"事项 {checked.duties} 项，任务 {checked.tasks} 项，缺漏 {len(checked.gaps)} 处。",
            *checked.gaps,
            *checked.undecided,
            *([words.unsent(unsent)] if unsent else []),
            *([words.uncertain(uncertain)] if uncertain else []),
            *map(words.unreached, missed),
        ],
    )
    if checked.gaps:
        raise typer.Exit(1)


def _standing_still(session: "Session", office: "Office", *, now: datetime) -> int:
    """Count the reminders that should have left long ago; an office without SMS expects none by SMS."""
    from office.settings import SmsWay
    from rules.standstill import stands_still
    from rules.workdays import Workdays
    from store import calendar
    from store.overview import pulse

    workdays = Workdays(calendar.overlay(session))
    off = "sms" if office.settings.sms is SmsWay.NONE else ""
    return sum(
        each.count
        for channel, each in pulse(session, now=now).unsent.items()
        if channel != off and stands_still(each.since, workdays, now=now)
    )


def appendix(
    year: Year,
    out: Annotated[Path, typer.Option(help="写到哪个目录")],
    formats: Annotated[str, typer.Option(metavar="格式", help="要哪些格式，用逗号分开")] = "docx,pdf,xlsx",
    as_: As = "",
    json: Json = False,
) -> None:
    from steps.closing.compile import compile_year
    from store import people
    from store.db import reading

    with opened() as office:
        with reading(office.database) as session:
            by = who(session, as_)
            origin = people.organisation(session).log_origin
        compiled = compile_year(
            office.database,
            office.signer(origin),
            office.fonts,
            year,
            out,
            formats=[name.strip() for name in formats.split(",") if name.strip()],
            by=by,
            now=office.clock(),
        )
    for sentence in compiled.missing_fonts:
        typer.echo(sentence, err=True)
    show(
        done([str(path) for path in compiled.files]),
        json,
        lambda: [f"{year} 年附件已写到 {out}："] + [f"  {path.name}" for path in compiled.files],
    )


def statistic(
    name: Annotated[
        str, typer.Argument(metavar="代码", help="写进 figures.json 的英文名，例如 consular_cases")
    ],
    label: Annotated[str, typer.Option(metavar="名称", help="打印的名称，例如 领保案件")],
    unit: Annotated[
        list[str], typer.Option(metavar="单位", help="单位，按打印顺序，可以给多个，例如 批、人")
    ],
    as_: As = "",
    json: Json = False,
) -> None:
    from steps.keeping.statistic import add_statistic
    from store.db import begin

    with opened() as office, begin(office.database) as session:
        add_statistic(session, name, label, unit, by=who(session, as_), now=office.clock())
    show(
        done([{"name": name, "label": label, "units": unit}]), json, lambda: [f"已登记业务数据「{label}」。"]
    )


def doctor(json: Json = False) -> None:
    from office.doctor import examine
    from office.level import Level

    marks = {Level.GOOD: "好", Level.ATTENTION: "注意", Level.BROKEN: "差"}
    findings = examine()
    show(
        {"ok": all(f.ok for f in findings), "items": [f.as_json() for f in findings]},
        json,
        lambda: [f"{marks[f.level]:　<2}  {f.what}：{f.words}" for f in findings],
    )
    if not all(f.ok for f in findings):
        raise typer.Exit(1)


def serve() -> None:
    from flows.embedded_clock import EmbeddedClock
    from web.serving import serve as run

    run(EmbeddedClock())
