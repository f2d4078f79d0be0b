"""How a duty is named in a sentence to a person."""

from models import Duty

_SHOWN = 20  # characters


def named(duty: Duty) -> str:
    """Return its number and the beginning of its task: 第3项「学法考法」."""
    return f"第{duty.no or duty.place}项「{duty.task[:_SHOWN]}」"
