"""Digests for the tests of this room."""

from datetime import UTC, date, datetime

from notifications.words import Digest, Item

AT = datetime(2026, 6, 12, 1, 0, tzinfo=UTC)
TODAY = date(2026, 6, 12)


def item(**changes) -> Item:
    values = {
        "task": "“安全生产月”安全生产法专题宣讲",
        "stage": "due-in-5",
        "due_on": date(2026, 6, 20),
        "working_days_left": 4,
        "days_over": 0,
        "evidence_asked": ("活动照片", "签到表"),
        "department": "安全监督股",
        "label": "",
        "reason": "",
        "part": "owner",
        "last_workday": date(2026, 6, 18),
    }
    return Item(**{**values, **changes})


def late(days: int = 7, **changes) -> Item:
    values = {
        "stage": "overdue-5",
        "due_on": date(2026, 6, 5),
        "working_days_left": None,
        "last_workday": None,
    }
    return item(**{**values, "days_over": days, **changes})


def digest(*items: Item, **changes) -> Digest:
    values = {"office": "某市人民政府外事办公室", "person": "赵磊", "today": TODAY, "signed": "学普"}
    return Digest(**{**values, "items": items or (item(),), **changes})
