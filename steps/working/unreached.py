"""Who was not told of what: a mail came back or was refused, or there is no address to write to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models import ExtensionState, Person, SlipState, Task
from models.states import WAITING_ON_OWNER
from rules.days import beijing_day
from rules.extending import extension_of
from rules.slip_stages import is_draft, slip_of
from rules.stages import ASKED, kind
from steps.working.desk import Desk
from store import extensions, slips
from store import unreached as store
from store.unreached import Failed


@dataclass(frozen=True)
class Unreached:
    """One person who cannot be reached by one channel. Mask the address before it is shown."""

    person: Person
    channel: str
    failed: Sequence[Failed]  # in order of time

    @property
    def address(self) -> str:
        """Return where it was last sent; empty where there is no address."""
        message = self.failed[-1].message
        return message.address if message else ""

    @property
    def reason(self) -> str:
        return self.failed[-1].notice.reason

    @property
    def tasks(self) -> list[Task]:
        return list({each.task.id: each.task for each in self.failed}.values())


def unreached(session: Session, *, now: datetime) -> list[Unreached]:
    """Return who was not told of what is still to be done, in order of their names."""
    failed = _still_to_be_said(session)
    if not failed:
        return []
    desk = Desk.of(session, beijing_day(now))
    found: dict[tuple[int, str], tuple[Person, list[Failed]]] = {}
    for each in failed:
        told = each.person or _would_be_told(desk, each)
        if told is not None:
            found.setdefault((told.id or 0, each.notice.channel), (told, []))[1].append(each)
    persons = [Unreached(person, channel, rows) for (_, channel), (person, rows) in found.items()]
    return sorted(persons, key=lambda each: (each.person.name, each.person.id or 0, each.channel))


def _would_be_told(desk: Desk, failed: Failed) -> Person | None:
    told = desk.told(failed.notice.part, failed.task, failed.notice.told_department_id)
    return told.person if told else None


def _still_to_be_said(session: Session) -> list[Failed]:
    failed = store.failed(session)
    drafts = slips.by_id(session, {slip_of(each.notice.stage) or 0 for each in failed})
    requests = extensions.by_id(session, {extension_of(each.notice.stage) or 0 for each in failed})

    def stands(each: Failed) -> bool:
        stage = each.notice.stage
        if is_draft(stage):
            slip = drafts.get(slip_of(stage) or 0)
            return slip is not None and slip.state is SlipState.DRAFT
        if kind(stage) == ASKED:
            request = requests.get(extension_of(stage) or 0)
            if request is None or request.state is not ExtensionState.ASKED:
                return False
        return each.task.state in WAITING_ON_OWNER

    return [each for each in failed if stands(each)]
