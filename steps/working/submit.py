"""Hand in for a task: what was done, and what proves it."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session

from models import (
    Action,
    Activity,
    ActivityKind,
    ActivityNumber,
    Evidence,
    EvidenceForm,
    Person,
    Submission,
    Task,
)
from models.refusals import BadEvidence
from rules.days import beijing_day
from steps.working.move import move
from store import log, tasks
from store.files import Stored


@dataclass(frozen=True)
class Piece:
    """One piece of evidence. A file gives `stored`, a link `url`, 线下备查 `custodian` and `kept_at`."""

    form: EvidenceForm
    kind: str
    title: str
    dated_on: date | None = None
    pages: int | None = None
    stored: Stored | None = None
    media_type: str | None = None
    url: str | None = None
    custodian: str = ""
    kept_at: str = ""


@dataclass(frozen=True)
class Count:
    subject: str
    value: int
    unit: str


@dataclass(frozen=True)
class Happening:
    """One thing that happened, with its numbers."""

    kind: ActivityKind
    title: str
    on: date
    place: str = ""
    node: str = ""
    audience: str = ""
    participants: int | None = None
    laws: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    numbers: tuple[Count, ...] = ()


@dataclass(frozen=True)
class HandedIn:
    note: str = ""
    pieces: tuple[Piece, ...] = ()
    happenings: tuple[Happening, ...] = field(default=())


def submit(session: Session, task_id: int, handed_in: HandedIn, by: Person, *, now: datetime) -> Submission:
    """Record a round and move the task to its reviewer.

    Raises:
        BadEvidence: evidence was asked for and none came, a piece is incomplete, or something is
            said to have happened in the future.
        NotYours, WrongState: as `move`.

    """
    task = move(session, task_id, Action.SUBMIT, by, now=now)
    _judge(task, handed_in, today=beijing_day(now))
    assert by.id is not None
    submission = Submission(
        task_id=task_id,
        round=tasks.rounds(session, task_id) + 1,
        by_id=by.id,
        at=now,
        note=handed_in.note,
    )
    session.add(submission)
    session.flush()
    assert submission.id is not None
    for place, piece in enumerate(handed_in.pieces, 1):
        session.add(_evidence(submission.id, place, piece))
    session.flush()
    log.append(
        session,
        at=now,
        actor=by.pseudonym,
        role="owner",
        action="submission.add",
        about=f"submission:{submission.id}",
        detail={
            "task": f"task:{task_id}",
            "round": submission.round,
            "links": [piece.url for piece in handed_in.pieces if piece.url],
            "offline": sum(piece.form is EvidenceForm.OFFLINE for piece in handed_in.pieces),
        },
        evidence=[
            {"sha256": e.sha256, "size": e.size, "media_type": e.media_type or "application/octet-stream"}
            for e in tasks.evidence(session, [submission.id])
            if e.sha256
        ],
        withheld={"note": handed_in.note},
    )
    for happening in handed_in.happenings:
        _record(session, submission.id, happening, by=by, now=now)
    return submission


def _judge(task: Task, handed_in: HandedIn, *, today: date) -> None:
    if task.evidence_asked and not handed_in.pieces:
        raise BadEvidence(f"这项任务要求佐证材料（{'、'.join(task.evidence_asked)}），请至少交一份。")
    if not (handed_in.pieces or handed_in.note.strip() or handed_in.happenings):
        raise BadEvidence("请写明工作开展情况，或交佐证材料。")
    for piece in handed_in.pieces:
        complete = {
            EvidenceForm.FILE: piece.stored is not None,
            EvidenceForm.LINK: bool(piece.url) and str(piece.url).startswith(("http://", "https://")),
            EvidenceForm.OFFLINE: bool(piece.custodian and piece.kept_at and piece.dated_on),
        }[piece.form]
        if not complete:
            wanted = {
                EvidenceForm.FILE: "文件",
                EvidenceForm.LINK: "以 http:// 或 https:// 开头的网址",
                EvidenceForm.OFFLINE: "日期、保管人和存放地点",
            }[piece.form]
            raise BadEvidence(f"材料「{piece.title}」缺{wanted}，请补全。")
    for happening in handed_in.happenings:
        if happening.on > today:
            raise BadEvidence(f"活动「{happening.title}」的日期 {happening.on} 还没有到，请核对。")
        if any(count.value < 0 for count in happening.numbers):
            raise BadEvidence(f"活动「{happening.title}」的数字不能是负数。")


def _evidence(submission_id: int, place: int, piece: Piece) -> Evidence:
    return Evidence(
        submission_id=submission_id,
        place=place,
        form=piece.form,
        kind=piece.kind,
        title=piece.title,
        dated_on=piece.dated_on,
        pages=piece.pages,
        sha256=piece.stored.sha256 if piece.stored else None,
        size=piece.stored.size if piece.stored else None,
        media_type=piece.media_type,
        url=piece.url,
        custodian=piece.custodian,
        kept_at=piece.kept_at,
    )


def _record(session: Session, submission_id: int, happening: Happening, *, by: Person, now: datetime) -> None:
    activity = Activity(
        submission_id=submission_id,
        kind=happening.kind,
        title=happening.title,
        happened_on=happening.on,
        place=happening.place,
        node=happening.node,
        audience=happening.audience,
        participants=happening.participants,
        laws=list(happening.laws),
        partners=list(happening.partners),
    )
    session.add(activity)
    session.flush()
    assert activity.id is not None
    session.add_all(
        ActivityNumber(activity_id=activity.id, subject=c.subject, value=c.value, unit=c.unit)
        for c in happening.numbers
    )
    log.append(
        session,
        at=now,
        actor=by.pseudonym,
        role="owner",
        action="activity.record",
        about=f"activity:{activity.id}",
        detail={
            "submission": f"submission:{submission_id}",
            "kind": str(happening.kind),
            "on": happening.on.isoformat(),
            "laws": list(happening.laws),
            "participants": happening.participants,
            "numbers": [{"subject": c.subject, "value": c.value, "unit": c.unit} for c in happening.numbers],
        },
        withheld={"title": happening.title, "place": happening.place},
    )
