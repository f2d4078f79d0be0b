"""A digest as the text and the HTML of a mail; the HTML in one column, for phones first."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape

from notifications.words import GROUPS, MINE, Digest, Item, headline, month_day, plain

LONGEST_TITLE = 80  # characters; the task's page shows the whole
SOON = 5  # working days
MOST_UNREACHED = 5  # lines; `xuepu message list` names everybody


@dataclass(frozen=True)
class Lamp:
    """Where a task stands, told three ways: colour, shape, words."""

    shape: str
    words: str
    ink: str
    ground: str
    edge: str


@dataclass(frozen=True)
class Entry:
    """An item as it is printed."""

    title: str
    lamp: Lamp
    facts: tuple[tuple[str, str], ...]
    hint: str
    reason: str
    slip: str


def text_and_html(
    digest: Digest, *, link: str = "", in_app: bool = False, answered: bool = False
) -> tuple[str, str]:
    """Return both forms of one mail; they say the same.

    `link` opens the tasks, `in_app` only inside the chat app; `answered`: somebody reads answers.
    """
    shown = {**_shown(digest), "link": link, "in_app": in_app, "answered": answered}
    plain_text, page = (template.render(shown) for template in _templates())
    return plain_text, page


def _shown(digest: Digest) -> dict[str, object]:
    order = list(GROUPS)
    items = sorted(digest.items, key=lambda item: (order.index(item.part), *_urgency(item)))
    groups = [
        (GROUPS[part], [_entry(item, digest.today) for item in told])
        for part, told in groupby(items, key=lambda item: item.part)
    ]
    return {
        "office": plain(digest.office),
        "signed": plain(digest.signed),
        "person": plain(digest.person),
        "today": f"{digest.today.year}年{month_day(digest.today)}",
        "headline": headline(digest),
        "groups": groups,
        "unreached": [plain(line) for line in digest.unreached[:MOST_UNREACHED]],
        "unreached_count": len(digest.unreached),
        "mine": any(item.part in MINE for item in digest.items),
    }


def _urgency(item: Item) -> tuple[int, date]:
    return -item.days_over, item.due_on or date.max


def _entry(item: Item, today: date) -> Entry:
    title = plain(item.task)
    if len(title) > LONGEST_TITLE:
        title = title[: LONGEST_TITLE - 1].rstrip("，、；：。 ") + "…"
    if item.part == "draft":
        return Entry(title, _amber("待审定"), (("责任部门", plain(item.department)),), "", "", "")
    facts = [
        ("完成时限", _long(item.due_on) if item.due_on else "未定"),
        ("责任部门", plain(item.department)),
        ("责任人", plain(item.stands_in_for)),
        ("本次事项", plain(item.label)),
        ("需要材料", "、".join(plain(kind) for kind in item.evidence_asked)),
        *((name, plain(value)) for name, value in item.facts),
    ]
    hint = ""
    if item.last_workday and item.due_on != item.last_workday >= today:
        day = item.last_workday
        hint = (
            f"到期日休息，请在{'今天' if day == today else f'{month_day(day)}（{_weekday(day)}）'}下班前提交"
        )
    return Entry(
        title,
        _lamp(item, today),
        tuple(fact for fact in facts if fact[1]),
        hint,
        plain(item.reason),
        plain(item.slip),
    )


def _lamp(item: Item, today: date) -> Lamp:
    left = item.working_days_left
    if item.days_over > 0:
        return _red(f"已逾期{item.days_over}天")
    if item.due_on == today:
        return _amber("今天到期")
    if item.stage.startswith("returned"):
        return _amber("退回补正")
    if left == 0:
        return _amber("今天是最后一个工作日")
    if left is not None and left <= SOON:
        return _amber(f"还剩{left}个工作日")
    return _grey("开始办理" if item.stage == "opens" else f"还剩{left}个工作日" if left else "时限未定")


def _red(words: str) -> Lamp:
    return Lamp("▲", words, "#b3261e", "#fdecea", "#f0b8b3")


def _amber(words: str) -> Lamp:
    return Lamp("◆", words, "#8a5a00", "#fff4db", "#ecd08e")


def _grey(words: str) -> Lamp:
    return Lamp("○", words, "#5b6472", "#eef1f4", "#cdd4dc")


def _long(day: date) -> str:
    return f"{day.year}年{month_day(day)}（{_weekday(day)}）"


def _weekday(day: date) -> str:
    return "周" + "一二三四五六日"[day.weekday()]


@cache
def _templates() -> list[Template]:
    found = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=StrictUndefined,
        autoescape=select_autoescape(("html.j2",)),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals.clear()  # `range` and the like, copied for each mail and asked for by none
    return [found.get_template(f"digest.{form}.j2") for form in ("txt", "html")]
