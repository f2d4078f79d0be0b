"""Compile the appendix of the year-end report from accepted records."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlmodel import Session

from audit.note import Signer
from models import CheckpointKind, Compilation, Person, Task, TaskState
from models.refusals import Refusal
from reports import appendix_docx, appendix_pdf, figures_json, ledger_xlsx
from reports.fonts import Fonts
from rules.annual import appendix
from rules.appendix import Appendix
from rules.days import beijing_day
from rules.figures import Told
from rules.year_ledger import ledger
from rules.year_records import Proof, Year, proof_number
from steps.keeping.checkpoint import checkpoint
from store import extensions, lists, log, people, tasks
from store.db import Database, begin, reading

FORMATS = ("docx", "pdf", "xlsx")
NAMES = {"docx": "appendix.docx", "pdf": "appendix.pdf", "xlsx": "ledger.xlsx"}


@dataclass(frozen=True)
class Compiled:
    appendix: Appendix
    files: tuple[Path, ...]
    missing_fonts: tuple[str, ...]  # Chinese sentences: which font stood in, which sign has none


def compile_year(
    database: Database,
    signer: Signer,
    fonts: Fonts,
    plan_year: int,
    folder: Path,
    *,
    formats: Collection[str] = FORMATS,
    by: Person,
    now: datetime,
) -> Compiled:
    """Write the appendix into `folder` and record what was written; equal records give equal bytes.

    The head of the log that is printed is signed first, so that paper can be held against it.

    Raises:
        NotFound, WrongState: the year has no issued list.
        Refusal: an unknown format.

    """
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise Refusal(f"没有「{unknown[0]}」这种格式，可用的是 {'、'.join(FORMATS)}。")
    with begin(database) as session:
        head = checkpoint(session, signer, CheckpointKind.SENT, now=now)
        head_size, head_root = head.size, head.root.hex()
    with reading(database) as session:
        year = gather(session, plan_year, log_size=head_size, log_root=head_root, now=now)
    made = appendix(year)
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / "figures.json"]
    figures_json.write(made, files[0])
    attached = {"figures.json": files[0]}
    missing = fonts.missing
    if "xlsx" in formats:
        ledger_xlsx.write(ledger(year, made.figures), folder / NAMES["xlsx"])
        files.append(folder / NAMES["xlsx"])
        attached["ledger.xlsx"] = files[-1]
    if "docx" in formats:
        appendix_docx.write(made, folder / NAMES["docx"])
        files.append(folder / NAMES["docx"])
    if "pdf" in formats:
        missing += appendix_pdf.write(made, fonts=fonts, target=folder / NAMES["pdf"], attachments=attached)
        files.append(folder / NAMES["pdf"])
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    with begin(database) as session:
        session.add(
            Compilation(plan_year=plan_year, at=now, log_size=head_size, log_root=head_root, files=digests)
        )
        log.append(
            session,
            at=now,
            actor=by.pseudonym,
            role="office",
            action="appendix.compile",
            about=f"list:{year.duty_list.id}",
            detail={"year": plan_year, "log_size": head_size, "files": digests},
        )
    return Compiled(made, tuple(files), missing)


def gather(session: Session, plan_year: int, *, log_size: int, log_root: str, now: datetime) -> Year:
    """Gather what a year's appendix is made from: accepted records only."""
    duty_list = lists.of_year(session, plan_year)
    assert duty_list.id is not None
    all_tasks = tuple(tasks.of_list(session, duty_list.id))
    accepted = {task.id: task for task in all_tasks if task.state is TaskState.ACCEPTED and task.id}
    latest = {s.task_id: s for s in tasks.submissions(session, list(accepted)) if not s.withdrawn}
    task_of = {s.id: accepted[s.task_id] for s in latest.values() if s.id is not None}
    activities = tasks.activities(session, list(task_of))
    numbers = tasks.numbers(session, [a.id for a in activities if a.id is not None])
    told = tuple(
        Told(activity, tuple(n for n in numbers if n.activity_id == activity.id)) for activity in activities
    )
    proofs = tuple(
        Proof(
            proof_number(plan_year, task_of[piece.submission_id], piece.place),
            task_of[piece.submission_id],
            piece,
        )
        for piece in tasks.evidence(session, list(task_of))
    )
    proofs = tuple(sorted(proofs, key=lambda proof: (proof.task.id or 0, proof.evidence.place)))
    abouts = [f"task:{task.id}" for task in all_tasks] + [f"activity:{each.activity.id}" for each in told]
    return Year(
        office=people.organisation(session).name,
        duty_list=duty_list,
        bases=tuple(
            basis.title if "《" in basis.title else f"《{basis.title}》"
            for basis in lists.bases(session, duty_list.id)
        ),
        duties=tuple(lists.duties(session, duty_list.id)),
        tasks=all_tasks,
        told=told,
        proofs=proofs,
        statistics=tuple(tasks.statistics(session)),
        owners=_owners(session, all_tasks, today=beijing_day(now)),
        recorded=log.recorded(session, abouts),
        as_of=now,
        log_size=log_size,
        log_root=log_root,
        extended=extensions.granted(session, duty_list.id),
    )


def _owners(session: Session, all_tasks: Sequence[Task], *, today: date) -> dict[int, str]:
    """Name who answered for each task on the day it was handed in; for one not handed in, today."""
    days: dict[date, dict[int, Person]] = {}
    named: dict[int, str] = {}
    for task in all_tasks:
        day = task.handed_in_on or today
        if day not in days:
            days[day] = people.holders(session, day)
        holder = days[day].get(task.post_id)
        if holder is not None and task.id is not None:
            named[task.id] = holder.name
    return named
