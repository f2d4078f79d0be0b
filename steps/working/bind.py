"""Bind due notices to messages: one digest a person and channel, rendered and frozen."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import NamedTuple

from models import Extension, MessageState, NoticeEvent, Part, Person, Slip, SlipState, TokenUse
from models.states import WAITING_ON_OWNER
from notifications.channel import ChannelError
from notifications.words import Digest
from rules import days
from rules.extending import extension_of
from rules.reminding import Policy
from rules.slip_stages import is_draft, slip_of
from rules.workdays import Workdays
from steps.working.desk import Desk
from steps.working.digest_items import Carried, items_of
from steps.working.digest_unreached import told_below
from steps.working.mint import mint
from steps.working.outgoing import Outgoing
from steps.working.swept import Swept
from store import extensions, notices, policies, slips, tasks
from store.db import Database, begin, reading
from store.notices import Bound, Due
from store.tasks import Reminded

ENOUGH = "今天已发过提醒，并入下一个工作日的提醒"
AT_ONCE = 200  # messages in one transaction


class Said(NamedTuple):
    """What one notice says to its reader: of two that say the same, the later one speaks."""

    task: int
    part: Part
    helping: int  # department
    slip: int
    extension: int


@dataclass
class Sorted:
    """Due notices, by what becomes of them."""

    stacks: dict[tuple[int, str], dict[Said, Carried]] = field(default_factory=dict)
    held: list[int] = field(default_factory=list)  # of who was written to enough today
    closed: dict[tuple[NoticeEvent, str], list[int]] = field(default_factory=dict)

    def carry(self, each: Carried) -> None:
        """Lay a notice on its reader's stack; of one task and part, the latest speaks, and each slip."""
        stack = self.stacks.setdefault((each.told.person.id or 0, each.notice.channel), {})
        slip, extension = each.slip, each.extension
        same = Said(
            each.task.id,
            each.notice.part,
            each.notice.told_department_id,
            (slip.id or 0) if slip else 0,
            (extension.id or 0) if extension else 0,
        )
        missed = stack.get(same)
        if missed is not None:
            self.close(missed.notice, NoticeEvent.SUPERSEDE, "错过了时间，由后一次提醒代替")
        stack[same] = each

    def hold(self, written: Mapping[tuple[int, str], int], settled: Mapping[int, Policy]) -> None:
        """Hold back what exceeds the cap of its list; it joins the digest of the next office day."""
        for (person, channel), stack in list(self.stacks.items()):
            sent = written.get((person, channel), 0)
            goes = {key: each for key, each in stack.items() if sent < settled[each.task.duty_id].cap_per_day}
            self.held += [each.notice.id for key, each in stack.items() if key not in goes]
            if goes:
                self.stacks[person, channel] = goes
            else:
                del self.stacks[person, channel]

    def close(self, notice: Due, event: NoticeEvent, reason: str) -> None:
        self.closed.setdefault((event, reason), []).append(notice.id)


def bind(database: Database, outgoing: Outgoing, workdays: Workdays, *, now: datetime) -> Swept:
    """Put what is due into the outbox. Mails are rendered while nobody waits for the database."""
    with reading(database) as session:
        desk = Desk.of(session, days.beijing_day(now))
        due = notices.due(session, outgoing.channels, now=now)
        of = tasks.reminded(session, [notice.task_id for notice in due])
        duties = {task.duty_id for task in of.values()}
        settled, repeated = policies.of_duties(session, duties), tasks.repeated(session, duties)
        awake = [n for n in due if not settled[of[n.task_id].duty_id].quiet(now, workdays)]
        of_slips = slips.by_id(session, {slip_of(notice.stage) or 0 for notice in awake})
        asked = extensions.by_id(session, {extension_of(notice.stage) or 0 for notice in awake})
        found = sort(awake, of, of_slips, asked, desk, repeated)
        people_told = {person for person, _ in found.stacks}
        found.hold(notices.written_on(session, people_told, days.beijing_day(now)), settled)
        below = told_below(session, found.stacks, desk, now=now)
    swept = _close(database, found)  # first: what a later notice replaces never speaks after it
    unsayable = Sorted()
    bound = 0
    stacks = list(found.stacks.items())
    for start in range(0, len(stacks), AT_ONCE):
        wanted = []
        for (person, channel), stack in stacks[start : start + AT_ONCE]:
            carried = list(stack.values())
            try:
                wanted.append(
                    _bound(
                        outgoing,
                        channel,
                        desk,
                        carried,
                        workdays,
                        now=now,
                        until=min(settled[each.task.duty_id].ends_at for each in carried),
                        unreached=below.get((person, channel), ()),
                    )
                )
            except ChannelError as error:
                for each in carried:
                    unsayable.close(each.notice, NoticeEvent.FAIL, error.reason)
        with begin(database) as session:
            bound += notices.bind(session, wanted)
    return swept + Swept(bound=bound) + _close(database, unsayable)


def sort(
    due: Sequence[Due],
    of: Mapping[int, Reminded],
    of_slips: Mapping[int, Slip],
    asked: Mapping[int, Extension],
    desk: Desk,
    repeated: Collection[int],
) -> Sorted:
    """Say of each due notice who reads it, or why nobody will."""
    found = Sorted()
    for notice in due:
        task, slip = of[notice.task_id], of_slips.get(slip_of(notice.stage) or 0)
        extension = asked.get(extension_of(notice.stage) or 0)
        if is_draft(notice.stage):
            if slip is None or slip.state is not SlipState.DRAFT:
                found.close(notice, NoticeEvent.CALL_OFF, "代拟稿已处理")
                continue
        elif task.state not in WAITING_ON_OWNER:
            found.close(notice, NoticeEvent.CALL_OFF, "已交材料，等待审核")
            continue
        if (told := desk.told(notice.part, task, notice.told_department_id)) is None:
            found.close(notice, NoticeEvent.FAIL, "岗位现在没有人，也没有统筹人可以转告")
        else:
            alone = task.duty_id not in repeated
            found.carry(Carried(notice, task, told, slip, extension, alone=alone))
    return found


def _close(database: Database, found: Sorted) -> Swept:
    swept = Swept()
    if found.closed or found.held:
        with begin(database) as session:
            notices.say_why(session, found.held, ENOUGH)
            for (event, reason), ids in found.closed.items():
                ended = notices.close(session, ids, event, reason)
                failed = event is NoticeEvent.FAIL
                swept += Swept(refused=ended) if failed else Swept(passed_over=ended)
    return swept


def _bound(
    outgoing: Outgoing,
    channel: str,
    desk: Desk,
    carried: Sequence[Carried],
    workdays: Workdays,
    *,
    now: datetime,
    until: time,
    unreached: tuple[str, ...],
) -> Bound:
    """Render the digest of one person, with the tokens that it carries.

    Raises:
        ChannelError: the person has no address there, or the words cannot be sent.

    """
    person, today = carried[0].told.person, days.beijing_day(now)
    assert person.id is not None
    minted = mint(outgoing.tokens.get(channel, {}), channel, person.id, now=now)
    digest = Digest(
        office=desk.office,
        person=person.name,
        today=today,
        items=items_of(carried, workdays, today, desk.log_origin),
        signed=outgoing.signed,
        unreached=unreached,
        token=minted.texts.get(TokenUse.TASKS, ""),
        reply_token=minted.texts.get(TokenUse.REPLY, ""),
    )
    key, address = outgoing.name(), _address(channel, person)
    composed = outgoing.channels[channel].compose(digest, to=address, message_id=key, at=now)
    message = {
        "key": key,
        "channel": channel,
        "person_id": person.id,
        "address": address,
        "subject": composed.subject,
        "state": MessageState.PLANNED,
        "not_before": now,
        "made_at": now,
        "attempts": 0,
        "lease_epoch": 0,
        "useful_until": days.at(today, until),  # it says "today", and nobody is written to after hours
        "server_id": "",
        "reason": "",
    }
    return Bound(message, composed.body, [each.notice.id for each in carried], minted.rows)


def _address(channel: str, person: Person) -> str:
    address = (person.email if channel == "mail" else person.phone) or ""
    if not address:
        missing = "邮箱" if channel == "mail" else "手机号"
        raise ChannelError(f"{person.name}没有登记{missing}", permanent=True)
    return address
