"""Bind due notices to messages: one digest a person and channel, rendered and frozen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from models import MessageState, NoticeEvent, Part, Person, Slip, SlipState, Task, TokenUse
from models.states import WAITING_ON_OWNER
from notifications.channel import Channel, ChannelError
from notifications.words import Digest
from rules import days
from rules.slip_stages import is_draft, slip_of
from rules.workdays import Workdays
from steps.working.desk import Desk
from steps.working.digest_items import Carried, items_of
from steps.working.mint import Makers, mint
from steps.working.swept import Swept
from store import notices, slips, tasks
from store.db import Database, begin, reading
from store.notices import Bound, Due

AT_ONCE = 200  # messages in one transaction


@dataclass
class Sorted:
    """Due notices, by what becomes of them."""

    stacks: dict[tuple[int, str], dict[tuple[int, Part, int], Carried]] = field(default_factory=dict)
    closed: dict[tuple[NoticeEvent, str], list[int]] = field(default_factory=dict)

    def carry(self, each: Carried) -> None:
        """Lay a notice on its reader's stack; of one task and part, the latest speaks, and each slip."""
        stack = self.stacks.setdefault((each.told.person.id or 0, each.notice.channel), {})
        said = (each.task.id or 0, each.notice.part, each.slip.id or 0 if each.slip else 0)
        missed = stack.get(said)
        if missed is not None:
            self.close(missed.notice, NoticeEvent.SUPERSEDE, "错过了时间，由后一次提醒代替")
        stack[said] = each

    def close(self, notice: Due, event: NoticeEvent, reason: str) -> None:
        self.closed.setdefault((event, reason), []).append(notice.id)


def bind(
    database: Database,
    channels: Mapping[str, Channel],
    workdays: Workdays,
    *,
    name: Callable[[], str],
    now: datetime,
    signed: str,
    tokens: Mapping[str, Makers] | None = None,
) -> Swept:
    """Put what is due into the outbox. Mails are rendered while nobody waits for the database."""
    with reading(database) as session:
        desk = Desk.of(session, days.beijing_day(now))
        due = notices.due(session, channels, now=now)
        of_slips = slips.by_id(session, {slip_of(notice.stage) or 0 for notice in due})
        found = sort(due, tasks.by_id(session, [notice.task_id for notice in due]), of_slips, desk)
    bound = 0
    stacks = list(found.stacks.items())
    for start in range(0, len(stacks), AT_ONCE):
        wanted = []
        for (_, channel), stack in stacks[start : start + AT_ONCE]:
            carried = list(stack.values())
            try:
                wanted.append(
                    _bound(
                        channels[channel],
                        desk,
                        carried,
                        workdays,
                        key=name(),
                        now=now,
                        signed=signed,
                        makers=(tokens or {}).get(channel, {}),
                    )
                )
            except ChannelError as error:
                for each in carried:
                    found.close(each.notice, NoticeEvent.FAIL, error.reason)
        with begin(database) as session:
            bound += notices.bind(session, wanted)
    return Swept(bound=bound) + _close(database, found)


def sort(due: Sequence[Due], of: Mapping[int, Task], of_slips: Mapping[int, Slip], desk: Desk) -> Sorted:
    """Say of each due notice who reads it, or why nobody will."""
    found = Sorted()
    for notice in due:
        task, slip = of[notice.task_id], of_slips.get(slip_of(notice.stage) or 0)
        if is_draft(notice.stage):
            if slip is None or slip.state is not SlipState.DRAFT:
                found.close(notice, NoticeEvent.CALL_OFF, "代拟稿已处理")
                continue
        elif task.state not in WAITING_ON_OWNER:
            found.close(notice, NoticeEvent.CALL_OFF, "已交材料，等待审核")
            continue
        if (told := desk.told(notice.part, task)) is None:
            found.close(notice, NoticeEvent.FAIL, "岗位现在没有人，也没有统筹人可以转告")
        else:
            found.carry(Carried(notice, task, told, slip))
    return found


def _close(database: Database, found: Sorted) -> Swept:
    swept = Swept()
    if found.closed:
        with begin(database) as session:
            for (event, reason), ids in found.closed.items():
                ended = notices.close(session, ids, event, reason)
                failed = event is NoticeEvent.FAIL
                swept += Swept(refused=ended) if failed else Swept(passed_over=ended)
    return swept


def _bound(
    channel: Channel,
    desk: Desk,
    carried: Sequence[Carried],
    workdays: Workdays,
    *,
    key: str,
    now: datetime,
    signed: str,
    makers: Makers,
) -> Bound:
    """Render the digest of one person, with the tokens that it carries.

    Raises:
        ChannelError: the person has no address there, or the words cannot be sent.

    """
    person, today = carried[0].told.person, days.beijing_day(now)
    assert person.id is not None
    minted = mint(makers, channel.name, person.id, now=now)
    digest = Digest(
        office=desk.office,
        person=person.name,
        today=today,
        items=items_of(carried, workdays, today, desk.log_origin),
        signed=signed,
        token=minted.texts.get(TokenUse.TASKS, ""),
        reply_token=minted.texts.get(TokenUse.REPLY, ""),
    )
    address = _address(channel, person)
    composed = channel.compose(digest, to=address, message_id=key, at=now)
    message = {
        "key": key,
        "channel": channel.name,
        "person_id": person.id,
        "address": address,
        "subject": composed.subject,
        "body": composed.body,
        "state": MessageState.PLANNED,
        "not_before": now,
        "made_at": now,
        "attempts": 0,
        "lease_epoch": 0,
        "useful_until": days.at(today + timedelta(days=1), time()),  # it says "today"
        "server_id": "",
        "reason": "",
    }
    return Bound(message, [each.notice.id for each in carried], minted.rows)


def _address(channel: Channel, person: Person) -> str:
    address = (person.email if channel.name == "mail" else person.phone) or ""
    if not address:
        missing = "邮箱" if channel.name == "mail" else "手机号"
        raise ChannelError(f"{person.name}没有登记{missing}", permanent=True)
    return address
