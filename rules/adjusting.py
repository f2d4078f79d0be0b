"""What changed in a list after its issue, duty by duty."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models import Duty
from rules.list_table import deadline_words


@dataclass(frozen=True)
class Amended:
    """One amendment as it was recorded. `before`: by duty id, the deadline that it replaced."""

    revision: int
    on: date
    reason: str
    before: Mapping[int | None, str]


@dataclass(frozen=True)
class Adjustment:
    """One change of one duty."""

    amended: Amended
    duty: Duty
    kind: str  # 新增, 时限调整, 删去
    words: str

    @property
    def number(self) -> int:
        """Count the amendment, from 1: the list as issued is revision 1."""
        return self.amended.revision - 1


ADDED, REDATED, STRUCK = "新增", "时限调整", "删去"


def adjustments(amended: Sequence[Amended], duties: Sequence[Duty]) -> list[Adjustment]:
    """Return the changes in order of time. `duties` are all that ever stood in the list."""
    found = []
    for at, each in enumerate(amended):
        for duty in duties:
            if duty.until_revision == each.revision:
                found.append(Adjustment(each, duty, STRUCK, STRUCK))
            elif duty.since_revision == each.revision:
                first = _deadline_after(duty, amended[at + 1 :])
                owners = "、".join(duty.lead)
                words = f"{ADDED}，责任部门为{owners}，完成时限为“{first}”"
                found.append(Adjustment(each, duty, ADDED, words))
            elif duty.id in each.before:
                before = each.before[duty.id]
                after = _deadline_after(duty, amended[at + 1 :])
                old = f"由“{before}”" if before else ""
                found.append(Adjustment(each, duty, REDATED, f"完成时限{old}调整为“{after}”"))
    return found


def _deadline_after(duty: Duty, later: Sequence[Amended]) -> str:
    """Return the deadline up to the next change of it."""
    return next((each.before[duty.id] for each in later if duty.id in each.before), deadline_words(duty))
