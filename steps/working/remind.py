"""Send what is due: bind notices to messages, send them, settle how each ended."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

from models import Message, Notice, NoticeState, Outcome, Part, Person, PostKind, Task
from models.states import WAITING_ON_OWNER
from notifications.channel import Channel, ChannelError, Envelope
from notifications.words import Digest, Item
from rules.days import beijing_day
from rules.reminding import Policy
from rules.workdays import Workdays
from store import calendar, log, outbox, people
from store.db import Database, begin, reading

BATCH = 50
GIVE_UP_AFTER = 3  # deferrals in a row: the server is down, the rest waits without trying


@dataclass(frozen=True)
class Swept:
    """What one sweep did, in messages; `bound` and `passed_over` count notices."""

    bound: int = 0
    passed_over: int = 0  # the task no longer waits on its owner
    accepted: int = 0
    deferred: int = 0
    refused: int = 0
    uncertain: int = 0
    waiting: int = 0  # notices of a channel that is switched off
    quiet: bool = False  # outside office hours nothing goes out

    def __add__(self, other: "Swept") -> "Swept":
        return replace(
            self,
            **{
                name: getattr(self, name) + getattr(other, name)
                for name in (
                    "bound",
                    "passed_over",
                    "accepted",
                    "deferred",
                    "refused",
                    "uncertain",
                    "waiting",
                )
            },
        )


def sweep(
    database: Database,
    channels: Mapping[str, Channel],
    policy: Policy,
    *,
    name: Callable[[], str],
    now: datetime,
    signed: str = "学普",
) -> Swept:
    """Send every notice whose time has come, one digest a person and channel.

    Safe to run again, and twice at once. A message is accepted by its server, or shown as failed,
    or (a crash between the last byte and our record) uncertain: then mail goes once more with the
    same Message-ID and bytes. `name` gives a fresh random name for each message,
    `signed` is what stands in 【】.
    """
    with reading(database) as session:
        workdays = Workdays(calendar.overlay(session))
    if policy.quiet(now, workdays):
        return Swept(quiet=True)
    with begin(database) as session:
        outbox.rescue(session, now=now)
        waiting = outbox.say_why_waiting(session, channels, "没有设置这个发送渠道", now=now)
        swept = _bind(session, channels, workdays, name=name, now=now, signed=signed) + Swept(waiting=waiting)
    for channel in channels.values():
        swept += _send_all(database, channel, now=now)
    return swept


def _bind(
    session: Session,
    channels: Mapping[str, Channel],
    workdays: Workdays,
    *,
    name: Callable[[], str],
    now: datetime,
    signed: str,
) -> Swept:
    today = beijing_day(now)
    desk = _Desk.of(session, today)
    waiting: dict[tuple[int, str], list[_Carried]] = {}
    persons: dict[int, Person] = {}
    passed_over = refused = 0
    for notice, task in outbox.due_notices(session, channels, now=now):
        if task.state not in WAITING_ON_OWNER:
            notice.state, notice.reason = NoticeState.CANCELLED, "已交材料，等待审核"
            passed_over += 1
        elif (told := desk.told(notice.part, task)) is None:
            notice.state, notice.reason = NoticeState.FAILED, "岗位现在没有人，也没有统筹人可以转告"
            refused += 1
        else:
            person, part, away = told
            assert person.id is not None
            persons[person.id] = person
            waiting.setdefault((person.id, notice.channel), []).append(_Carried(notice, task, part, away))
        session.add(notice)
    bound = 0
    for (person_id, channel), carried in waiting.items():
        try:
            message = _message(
                channels[channel],
                persons[person_id],
                desk.office,
                carried,
                workdays,
                key=name(),
                now=now,
                signed=signed,
            )
        except ChannelError as error:
            for each in carried:
                each.notice.state, each.notice.reason = NoticeState.FAILED, error.reason
            refused += 1
            continue
        session.add(message)
        session.flush()
        for each in carried:
            each.notice.message_id, each.notice.reason = message.id, ""
        bound += len(carried)
    return Swept(bound=bound, passed_over=passed_over, refused=refused)


@dataclass(frozen=True)
class _Carried:
    notice: Notice
    task: Task
    part: str  # what the reader is to the task: a part, or "deputy"
    away: str  # whose task it is, where the reader stands in


@dataclass(frozen=True)
class _Desk:
    """Who answers for what today."""

    office: str
    posts: Mapping[int, tuple[PostKind, int | None]]  # post -> kind, department
    holders: Mapping[int, Person]  # post -> who holds it
    away: Mapping[int, Person]  # absent person -> who stands in

    @classmethod
    def of(cls, session: Session, today: date) -> "_Desk":
        return cls(
            people.organisation(session).name,
            {post.id: (post.kind, post.department_id) for post in people.posts(session) if post.id},
            people.holders(session, today),
            people.deputies(session, today),
        )

    def told(self, part: Part, task: Task) -> tuple[Person, str, str] | None:
        """Say who is told, as what, and for whom; where a post is vacant, the next one up."""
        wanted: list[tuple[Part, int | None]] = []
        if part is Part.OWNER:
            wanted.append((Part.OWNER, task.post_id))
        if part in (Part.OWNER, Part.DEPARTMENT_HEAD):
            wanted.append((Part.DEPARTMENT_HEAD, self._post(PostKind.DEPARTMENT_HEAD, task.department_id)))
        if part is Part.LEADER:
            wanted.append((Part.LEADER, self._post(PostKind.LEADER)))
        wanted.append((Part.COORDINATOR, self._post(PostKind.COORDINATOR)))
        for reads_as, post in wanted:
            holder = self.holders.get(post or 0)
            if holder is not None:
                deputy = self.away.get(holder.id or 0)
                if deputy is None:
                    return holder, reads_as, ""
                return deputy, "deputy" if reads_as is Part.OWNER else reads_as, holder.name
        return None

    def _post(self, kind: PostKind, department: int | None = None) -> int | None:
        """Return a held post of a kind; among several, one whose holder can be written to."""
        held = [
            post
            for post, (post_kind, post_department) in self.posts.items()
            if post_kind is kind and post in self.holders and department in (None, post_department)
        ]
        return next((post for post in held if self.holders[post].email), held[0] if held else None)


def _message(
    channel: Channel,
    person: Person,
    office: str,
    carried: Iterable[_Carried],
    workdays: Workdays,
    *,
    key: str,
    now: datetime,
    signed: str,
) -> Message:
    today = beijing_day(now)
    newest = {each.task.id: each for each in carried}  # in order of time: the last stage speaks
    digest = Digest(
        office=office,
        person=person.name,
        today=today,
        items=tuple(_item(each, workdays, today) for each in newest.values()),
        signed=signed,
    )
    address = (person.email if channel.name == "mail" else person.phone) or ""
    if not address:
        raise ChannelError(
            f"{person.name}没有登记{'邮箱' if channel.name == 'mail' else '手机号'}", permanent=True
        )
    composed = channel.compose(digest, to=address, message_id=key, at=now)
    assert person.id is not None
    return Message(
        key=key,
        channel=channel.name,
        person_id=person.id,
        address=address,
        subject=composed.subject,
        body=composed.body,
        not_before=now,
        made_at=now,
    )


def _item(carried: _Carried, workdays: Workdays, today: date) -> Item:
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
        part=carried.part,
        stands_in_for=carried.away,
        last_workday=workdays.on_or_before(task.due_on)
        if task.due_on is not None and not workdays.is_workday(task.due_on)
        else None,
    )


def _send_all(database: Database, channel: Channel, *, now: datetime) -> Swept:
    swept = Swept()
    while True:
        with begin(database) as session:
            claimed = outbox.claim(session, channel.name, limit=BATCH, now=now)
        if not claimed:
            return swept
        with channel.session() as outlet:
            down = ""
            in_a_row = 0
            for message in claimed:
                outcome, detail = (Outcome.DEFERRED, down) if down else _send(outlet.send, message)
                in_a_row = in_a_row + 1 if outcome is Outcome.DEFERRED else 0
                if in_a_row >= GIVE_UP_AFTER:
                    down = detail
                swept += _settled(database, message, outcome, detail, now=now)


def _send(send: Callable[[Envelope], str], message: Message) -> tuple[Outcome, str]:
    try:
        answer = send(Envelope(to=message.address, message_id=message.key, body=message.body))
    except ChannelError as error:
        if error.uncertain:
            return Outcome.UNCERTAIN, error.reason
        return Outcome.REFUSED if error.permanent else Outcome.DEFERRED, error.reason
    return Outcome.ACCEPTED, answer


def _settled(database: Database, claimed: Message, outcome: Outcome, detail: str, *, now: datetime) -> Swept:
    with begin(database) as session:
        message = outbox.settle(session, claimed, outcome, detail, now=now)
        if message is None:
            return Swept()
        assert message.id is not None
        notices = outbox.carried(session, message.id)
        log.append(
            session,
            at=now,
            actor="system",
            role="system",
            action=f"message.{outcome}",
            about=f"message:{message.id}",
            detail={
                "channel": message.channel,
                "to": f"person:{people.person(session, message.person_id).pseudonym}",
                "notices": [f"notice:{notice.id}" for notice in notices],
                "tasks": sorted({f"task:{notice.task_id}" for notice in notices}),
                "attempt": message.attempts,
            },
            withheld={"answer": detail},
        )
    return Swept(
        accepted=int(outcome is Outcome.ACCEPTED),
        deferred=int(outcome is Outcome.DEFERRED),
        refused=int(outcome is Outcome.REFUSED),
        uncertain=int(outcome is Outcome.UNCERTAIN),
    )
