"""Bind due notices to messages: one digest a person and channel, rendered and frozen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from models import MessageState, NoticeEvent, Part, Person, Task, TokenUse
from models.states import WAITING_ON_OWNER
from notifications.channel import Channel, ChannelError
from notifications.words import Digest, Item
from rules import days
from rules.naming import calendar_uid
from rules.workdays import Workdays
from steps.working.desk import Desk, Told
from steps.working.mint import Makers, mint
from steps.working.swept import Swept
from store import notices, tasks
from store.db import Database, begin, reading
from store.notices import Bound, Due

AT_ONCE = 200  # messages in one transaction


@dataclass(frozen=True)
class Carried:
    """A notice in a digest, and who reads it."""

    notice: Due
    task: Task
    told: Told


@dataclass
class Sorted:
    """Due notices, by what becomes of them."""

    stacks: dict[tuple[int, str], dict[tuple[int, Part], Carried]] = field(default_factory=dict)
    closed: dict[tuple[NoticeEvent, str], list[int]] = field(default_factory=dict)

    def carry(self, each: Carried) -> None:
        """Lay a notice on its reader's stack; of one task and part, the latest speaks."""
        stack = self.stacks.setdefault((each.told.person.id or 0, each.notice.channel), {})
        missed = stack.get((each.task.id or 0, each.notice.part))
        if missed is not None:
            self.close(missed.notice, NoticeEvent.SUPERSEDE, "错过了时间，由后一次提醒代替")
        stack[each.task.id or 0, each.notice.part] = each

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
        found = sort(due, tasks.by_id(session, [notice.task_id for notice in due]), desk)
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


def sort(due: Sequence[Due], of: Mapping[int, Task], desk: Desk) -> Sorted:
    """Say of each due notice who reads it, or why nobody will."""
    found = Sorted()
    for notice in due:
        task = of[notice.task_id]
        if task.state not in WAITING_ON_OWNER:
            found.close(notice, NoticeEvent.CALL_OFF, "已交材料，等待审核")
        elif (told := desk.told(notice.part, task)) is None:
            found.close(notice, NoticeEvent.FAIL, "岗位现在没有人，也没有统筹人可以转告")
        else:
            found.carry(Carried(notice, task, told))
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
    speaks = {each.task.id: each for each in carried}  # in order of time: the last stage speaks
    assert person.id is not None
    minted = mint(makers, channel.name, person.id, now=now)
    digest = Digest(
        office=desk.office,
        person=person.name,
        today=today,
        items=tuple(_item(each, workdays, today, desk.log_origin) for each in speaks.values()),
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


def _item(carried: Carried, workdays: Workdays, today: date, log_origin: str) -> Item:
    task = carried.task
    left, over = None, 0
    if task.due_on is not None:
        ahead = (task.due_on - today).days
        over = max(0, -ahead)
        if ahead >= 0:
            left = sum(workdays.is_workday(today + timedelta(days=n)) for n in range(1, ahead + 1))
    return Item(
        task=task.demand,
        stage=carried.notice.stage,
        due_on=task.due_on,
        working_days_left=left,
        days_over=over,
        evidence_asked=tuple(task.evidence_asked),
        department=task.department_name,
        label=task.label,
        reason=task.reason,
        part=carried.told.reads_as,
        stands_in_for=carried.told.away,
        last_workday=workdays.on_or_before(task.due_on)
        if task.due_on is not None and not workdays.is_workday(task.due_on)
        else None,
        uid=calendar_uid(task.id or 0, log_origin),
    )
