"""How a duty is named in a sentence to a person."""

from models import Duty

_SHOWN = 20  # characters


def named(duty: Duty) -> str:
    """Return its number and the beginning of its task: 第3项「学法考法」."""
    return f"第{duty.no or duty.place}项「{duty.task[:_SHOWN]}」"


def which(label: str, occurrence: int, *, alone: bool) -> str:
    """Say which task of its duty one is: as its clause calls it, else 第2次; nothing where it is alone."""
    return label or ("" if alone else f"第{occurrence}次")


def calendar_uid(task_id: int, log_origin: str) -> str:
    """Name a task's deadline for calendar programs, which replace by it: the same before and after a restore.

    `log_origin` is log.xuepu.local/0f3a2b1c/e1, of which the last part changes.
    """
    host, _, rest = log_origin.partition("/")
    return f"task-{task_id}@{rest.partition('/')[0] or 'office'}.{host}"
