"""Commands about how a list reminds."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.desk import As, Json, Year, opened, show, who
from models.refusals import BadSetting

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlmodel import Session

    from models import Duty, DutyList
    from rules.reminding import Policy

    Change = Callable[[Session], tuple[DutyList, Policy, Duty | None]]

app = typer.Typer(no_args_is_help=True)
OfDuty = Annotated[str, typer.Option("--duty", metavar="序号", help="只管清单里的第几项；不写就是整张清单")]
Lead = Annotated[
    str | None, typer.Option(metavar="天数", help="到期前几个工作日提醒，例如 5,1；不提醒就写 无")
]
DueDay = Annotated[bool | None, typer.Option("--due-day/--no-due-day", help="到期当天提醒")]
Opening = Annotated[
    bool | None, typer.Option("--opening/--no-opening", help="窗口开始（可以办理的第一天）时提醒")
]
Overdue = Annotated[str | None, typer.Option(metavar="天数", help="逾期第几个工作日提醒，例如 1,5,10")]
Hours = Annotated[str | None, typer.Option(metavar="时间", help="办公时间，例如 8:30-17:30，此外不发")]
Quiet = Annotated[
    list[str] | None,
    typer.Option(metavar="日期", help="静默日期，例如 2024-09-20至2024-09-21，可以给多个；全部取消就写 无"),
]
Cap = Annotated[int | None, typer.Option(help="每人每天每个渠道最多几条，超出的并入下一个工作日")]
Tell = Annotated[
    list[str] | None,
    typer.Option(help="告知谁，例如 逾期5=部门负责人:邮件,短信 或 首次=配合部门:不告知，可以给多个"),
]
Nudge = Annotated[int | None, typer.Option(metavar="天数", help="逾期几个工作日拟催办单")]
Supervise = Annotated[int | None, typer.Option(metavar="天数", help="逾期几个工作日拟督办单")]
Monthly = Annotated[bool | None, typer.Option("--monthly/--no-monthly", help="每月初拟提示单")]
Anew = Annotated[bool, typer.Option("--default", help="先恢复默认（单独设的事项恢复为与清单一致）")]


@app.command("show", help="看提醒办法：什么时候提醒谁、用什么渠道。")
def show_policy(year: Year, duty: OfDuty = "", json: Json = False) -> None:
    from rules.policy_words import read_out
    from store import lists, policies
    from store.db import reading

    with opened() as office, reading(office.database) as session:
        duty_list = lists.of_year(session, year)
        assert duty_list.id is not None
        policy, its = _in_force(session, duty_list, duty)
        kept = policies.kept(session, duty_list.id)
        departing = [] if its else [each for each in lists.duties(session, duty_list.id) if each.reminding]
        own = bool(its.reminding) if its else kept is not None
        others = [
            {"duty": each.no or str(each.place), "task": each.task, "departs": each.reminding}
            for each in departing
        ]

    def words() -> Iterator[str]:
        of = f"第{duty}项" if duty else f"{year}年清单"
        yield f"{of}的提醒办法（{'已另行设定' if own else '与清单一致' if duty else '默认'}）"
        yield from read_out(policy)
        for each in others:
            yield f"第{each['duty']}项「{each['task']}」另有设定，查看请加 --duty {each['duty']}。"

    show({"policy": policy.as_json(), "settled": own, "duties": others}, json, words)


@app.command("preview", help="先看改了会怎么发：每月、每人、每个环节多少，与现在的办法对照；什么也不改。")
@app.command("set", help="改提醒办法：没发的提醒取消，从今天起重新安排。")
def settle(
    context: typer.Context,
    year: Year,
    duty: OfDuty = "",
    lead: Lead = None,
    due_day: DueDay = None,
    opening: Opening = None,
    overdue: Overdue = None,
    hours: Hours = None,
    quiet: Quiet = None,
    cap: Cap = None,
    tell: Tell = None,
    nudge_after: Nudge = None,
    supervise_after: Supervise = None,
    monthly: Monthly = None,
    default: Anew = False,
    as_: As = "",
    json: Json = False,
) -> None:
    said = _said(lead, due_day, opening, overdue, hours, quiet, cap, nudge_after, supervise_after, monthly)

    def change(session: "Session") -> "tuple[DutyList, Policy, Duty | None]":
        from store import lists

        duty_list = lists.of_year(session, year)
        return duty_list, *_changed(session, duty_list, duty, said, tell, default=default)

    if context.info_name == "preview":
        _preview(year, change, as_, json=json)
    elif said or tell or default:
        _set(change, as_, json=json)
    else:
        raise BadSetting("没有写要改什么，可以改的见 xuepu policy set --help。")


def _preview(year: int, change: "Change", as_: str, *, json: bool) -> None:
    from cli.preview_lines import as_json, lines
    from steps.listing.preview_policy import preview_policy
    from store.db import rolled_back

    with opened() as office, rolled_back(office.database) as session:
        duty_list, policy, duty = change(session)
        previewed = preview_policy(
            session,
            duty_list,
            policy,
            duty=duty,
            signature=office.settings.signature,
            by=who(session, as_),
            now=office.clock(),
        )
    show(as_json(year, previewed), json, lambda: lines(year, previewed))


def _set(change: "Change", as_: str, *, json: bool) -> None:
    from rules.policy_words import read_out
    from steps.listing.set_policy import set_policy
    from store.db import begin

    with opened() as office, begin(office.database) as session:
        duty_list, policy, duty = change(session)
        by = who(session, as_)
        relaid = set_policy(session, duty_list, policy, duty=duty, by=by, now=office.clock())
    answer = {"policy": policy.as_json(), "tasks": relaid.tasks, "notices": relaid.notices}
    done = f"已改，{relaid.tasks}项任务从今天起重新安排了{relaid.notices}条提醒。"
    show(answer, json, lambda: [done, *read_out(policy)])


def _in_force(session: "Session", duty_list: "DutyList", number: str) -> "tuple[Policy, Duty | None]":
    from store import lists, policies

    assert duty_list.id is not None
    if not number:
        return policies.of_list(session, duty_list.id), None
    duty = lists.duty_numbered(session, duty_list.id, number)
    assert duty.id is not None
    return policies.of_duty(session, duty.id), duty


def _changed(
    session: "Session",
    duty_list: "DutyList",
    number: str,
    said: dict[str, Any],
    tell: list[str] | None,
    *,
    default: bool,
) -> "tuple[Policy, Duty | None]":
    from rules.policy_words import changed
    from rules.reminding import Policy
    from store import policies

    policy, duty = _in_force(session, duty_list, number)
    if default:
        assert duty_list.id is not None
        policy = policies.of_list(session, duty_list.id) if duty else Policy()
    return changed(policy, said, tell or ()), duty


def _said(
    lead: str | None,
    due_day: bool | None,
    opening: bool | None,
    overdue: str | None,
    hours: str | None,
    quiet: list[str] | None,
    cap: int | None,
    nudge_after: int | None,
    supervise_after: int | None,
    monthly: bool | None,
) -> dict[str, Any]:
    """Return what was written, by the fields of `Policy`."""
    from rules import policy_words

    begins, ends = policy_words.hours(hours) if hours else (None, None)
    written = {
        "lead_workdays": policy_words.counts(lead) if lead is not None else None,
        "on_due_day": due_day,
        "opening": opening,
        "overdue_workdays": policy_words.counts(overdue) if overdue is not None else None,
        "begins_at": begins,
        "ends_at": ends,
        "quiet_days": policy_words.quiet_days(quiet) if quiet else None,
        "cap_per_day": cap,
        "nudge_after": nudge_after,
        "supervise_after": supervise_after,
        "monthly_prompt": monthly,
    }
    return {name: value for name, value in written.items() if value is not None}
