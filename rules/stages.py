"""The stages at which something is said of a task: "due-in-5", "overdue-10", "returned-1"."""

FIRST = "first"  # whichever stage speaks first of a task, before it is overdue
DATED = ("opens", "due-in", "due-today", "overdue")  # kinds of stages that a plan dates
ASKED, GRANTED, REFUSED = (f"extension-{what}" for what in ("asked", "granted", "refused"))
AT_ANY_TIME = ("returned", ASKED, GRANTED, REFUSED)

STAGES = {
    FIRST: "首次",
    "opens": "窗口开始",
    "due-in": "提前",
    "due-today": "到期当天",
    "overdue": "逾期",
    "returned": "退回",
    ASKED: "延期申请",
    GRANTED: "同意延期",
    REFUSED: "不同意延期",
}


def kind(stage: str) -> str:
    """Strip the number: "due-in-5" -> "due-in"."""
    head, _, tail = stage.rpartition("-")
    return head if tail.isdigit() else stage


def stage_words(stage: str) -> str:
    """Write a stage: "overdue-5" -> 逾期5."""
    number = stage.removeprefix(kind(stage)).removeprefix("-")
    return STAGES.get(kind(stage), stage) + number
