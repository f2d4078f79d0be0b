"""Extend a task (延期): asked for before its due day, consented to by the leader; the first day is kept."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlmodel import Session

from models import Duty, Extension, ExtensionAction, ExtensionState, Person, PostKind, Task
from models.refusals import NotYours, WrongState
from rules import extending
from rules.days import beijing_day
from rules.layout import Slot
from rules.roles import owns
from rules.stages import ASKED, GRANTED, REFUSED
from steps.listing.lay_out import Desk, plan_notices, redate
from steps.working.say_at_once import say_at_once
from store import extensions, log, people, tasks
from store.calling_off import call_off

DECIDES = frozenset({PostKind.LEADER, PostKind.HEAD})


def ask(
    session: Session, task_id: int, wanted_on: date, *, reason: str, by: Person, now: datetime
) -> Extension:
    """Ask the leader for a later day; he hears of it at the next office hour.

    Raises:
        NotFound: there is no such task.
        NotYours: only its owner may, or who stands in.
        WrongState: its day has come, it waits for nobody, or a request about it is open.
        Refusal: no later day, or no reason.

    """
    task = tasks.get(session, task_id)
    assert by.id is not None
    today = beijing_day(now)
    if not any(owns(task, post) for post in people.posts_answered_by(session, by.id, today)):
        raise NotYours("只有任务的责任人才能申请延期。")
    due_on = extending.judge(task, wanted_on, reason, today=today)
    if any(each.state is ExtensionState.ASKED for each in extensions.of_tasks(session, [task_id])):
        raise WrongState("这项任务已有一份延期申请待审批，要改请先撤回。")
    extension = Extension(
        task_id=task_id,
        due_on=due_on,
        wanted_on=wanted_on,
        reason=reason.strip(),
        asked_by=by.id,
        asked_at=now,
    )
    session.add(extension)
    session.flush()
    say_at_once(session, task, f"{ASKED}-{extension.id}", now=now)
    detail = {"from": due_on.isoformat(), "to": wanted_on.isoformat()}
    _record(session, extension, "ask", "owner", by, detail, now=now, words={"reason": extension.reason})
    return extension


def grant(session: Session, extension_id: int, *, by: Person, now: datetime) -> Task:
    """Consent: the due day moves, and what was not yet said is laid out anew.

    Raises:
        NotFound: there is no such request.
        NotYours: only the leader may, or the coordinator on his behalf; nobody decides on their own request.
        WrongState: it was decided before, the task waits for nobody, its day moved, or the new one is past.

    """
    extension, task, on_behalf = _decided(session, extension_id, ExtensionAction.GRANT, by, now=now)
    today = beijing_day(now)
    extending.grantable(task, extension, today=today)
    _settle(session, extension, ExtensionAction.GRANT, by, on_behalf=on_behalf, now=now)
    new = Slot(task.occurrence, task.opens_on, extension.wanted_on, task.label, task.min_count, task.unit)
    redate(session, task, new, because=f"extension:{extension.id}", by=by, now=now)
    task.version += 1
    session.flush()
    list_id = session.get_one(Duty, task.duty_id).list_id
    plan_notices(session, list_id, [task], Desk.of(session, today), issued_on=today)
    say_at_once(session, task, f"{GRANTED}-{extension.id}", now=now)
    return task


def refuse(session: Session, extension_id: int, *, answer: str, by: Person, now: datetime) -> Task:
    """Refuse with a reason: the day stays.

    Raises: as `grant`; WrongState also without a reason.
    """
    extension, task, on_behalf = _decided(session, extension_id, ExtensionAction.REFUSE, by, answer, now=now)
    extension.answer = answer.strip()
    _settle(session, extension, ExtensionAction.REFUSE, by, on_behalf=on_behalf, now=now)
    say_at_once(session, task, f"{REFUSED}-{extension.id}", now=now)
    return task


def withdraw(session: Session, extension_id: int, *, by: Person, now: datetime) -> Task:
    """Take a request back: the day stays.

    Raises:
        NotFound: there is no such request.
        NotYours: only who asked may, or who answers for the task now.
        WrongState: it was decided or withdrawn before.

    """
    extension = extensions.get(session, extension_id)
    task = tasks.get(session, extension.task_id)
    assert by.id is not None
    posts = people.posts_answered_by(session, by.id, beijing_day(now))
    if by.id != extension.asked_by and not any(owns(task, post) for post in posts):
        raise NotYours("只有申请人或任务的责任人才能撤回延期申请。")
    extension.state = extending.next_state(extension, ExtensionAction.WITHDRAW)
    session.add(extension)
    _stop_asking(session, extension, "申请已撤回")
    _record(session, extension, "withdraw", "owner", by, {}, now=now)
    return task


def _decided(
    session: Session,
    extension_id: int,
    action: ExtensionAction,
    by: Person,
    answer: str = "",
    *,
    now: datetime,
) -> tuple[Extension, Task, bool]:
    """Judge a decision and move the request; return it, its task, and whether it is entered on behalf."""
    extension = extensions.get(session, extension_id)
    task = tasks.get(session, extension.task_id)
    assert by.id is not None
    kinds = {post.kind for post in people.posts_answered_by(session, by.id, beijing_day(now))}
    if not kinds & {*DECIDES, PostKind.COORDINATOR}:
        raise NotYours("延期由分管领导批准，或由统筹人代录。")
    if by.id == extension.asked_by:
        raise NotYours("不能批准自己提出的延期申请。")
    extension.state = extending.next_state(extension, action, answer)
    return extension, task, not kinds & DECIDES


def _settle(
    session: Session,
    extension: Extension,
    action: ExtensionAction,
    by: Person,
    *,
    on_behalf: bool,
    now: datetime,
) -> None:
    extension.decided_by, extension.decided_at, extension.entered_on_behalf = by.id, now, on_behalf
    session.add(extension)
    _stop_asking(session, extension, "申请已有结果")
    _record(
        session,
        extension,
        str(action),
        "office" if on_behalf else "leader",
        by,
        {
            "from": extension.due_on.isoformat(),
            "to": extension.wanted_on.isoformat(),
            "entered_on_behalf": on_behalf,
        },
        now=now,
        words={"answer": extension.answer} if extension.answer else None,
    )


def _stop_asking(session: Session, extension: Extension, why: str) -> None:
    call_off(session, [extension.task_id], why, stages=[f"{ASKED}-"])


def _record(
    session: Session,
    extension: Extension,
    verb: str,
    role: str,
    by: Person,
    detail: Mapping[str, object],
    *,
    now: datetime,
    words: Mapping[str, str] | None = None,
) -> None:
    log.append(
        session,
        at=now,
        actor=by.pseudonym,
        role=role,
        action=f"extension.{verb}",
        about=f"extension:{extension.id}",
        detail={"task": f"task:{extension.task_id}", **detail},
        withheld=words,
    )
