"""Messages that need a person, and people who were not told, as JSON and as lines."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from steps.working.unreached import Unreached
    from store.doubtful import Doubtful


def as_json(each: "Unreached") -> dict[str, Any]:
    from notifications.phone import shown

    return {
        "id": each.person.pseudonym,
        "person": each.person.name,
        "channel": each.channel,
        "address": shown(each.channel, each.address),
        "reason": each.reason,
        "tasks": [{"id": task.id, "task": task.demand} for task in each.tasks],
    }


def item(doubtful: "Doubtful", *, now: datetime) -> dict[str, Any]:
    from notifications.phone import shown
    from rules.days import BEIJING

    message = doubtful.message
    return {
        "id": message.id,
        "state": str(message.state),
        "waits_for_person": doubtful.waits_for_person(now),
        "channel": message.channel,
        "to": doubtful.to,
        "address": shown(message.channel, message.address),
        "attempts": message.attempts,
        "tried_at": doubtful.begun_at.astimezone(BEIJING).isoformat(timespec="minutes"),
        "reason": message.reason,
        "tasks": [{"id": task.id, "task": task.demand} for task in doubtful.tasks],
    }


def lines(item: dict[str, Any]) -> list[str]:
    from web import words

    tried = item["tried_at"][:16].replace("T", " ")
    next_ = "等人决定" if item["waits_for_person"] else "程序会再核实或再发，暂时不用管"
    about = f"{words.channel(item['channel'])}  {item['to']} {item['address']}"
    return [
        f"[{item['id']}] {next_}  {about}  {tried} 发送（第{item['attempts']}次）：{item['reason']}",
        *(f"    任务{task['id']}「{task['task'][:30]}」" for task in item["tasks"]),
    ]
