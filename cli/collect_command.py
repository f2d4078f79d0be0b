"""Take in what far sides say of what was sent."""

from typing import Annotated, Any

import typer

from cli.desk import Json, done, instant, opened, show
from models.refusals import BadSetting


def collect(
    now: Annotated[str, typer.Option(metavar="时刻", help="按哪个时刻收；默认现在")] = "",
    json: Json = False,
) -> None:
    from steps.working.collect import collect as read
    from steps.working.inquire import inquire

    lines: list[str] = []
    items: list[dict[str, Any]] = []
    with opened() as office:
        at = instant(now) if now else office.clock()
        sms = office.channels.get("sms")
        if office.mailbox is None and sms is None:
            raise BadSetting("没有可收的：请设置收信服务器 XUEPU_IMAP_HOST，或短信网关 XUEPU_SMS。")
        if sms is not None:
            found = inquire(office.database, sms, now=at)
            lines.append(
                f"向短信网关查了 {found.asked} 条，有结果 {found.told} 条，"
                f"其中网关没有记录、将重发 {found.planned_again} 条。"
            )
            if found.unasked:
                lines.append(f"  没有查成 {found.unasked} 条：{found.why}。")
        if office.mailbox is not None:
            mails = read(office.database, office.mailbox, now=at)
            items += [
                {"person": each.person, "address": each.address, "reason": each.reason}
                for each in mails.came_back
            ]
            lines.append(f"读了 {mails.read} 封来信，其中退信 {len(mails.came_back)} 封。")
            lines += [f"  {each.person}（{each.address}）：{each.reason}" for each in mails.came_back]
    show(done(items), json, lambda: lines)
