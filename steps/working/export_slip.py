"""Write a slip's files into a folder: what was sent as it was frozen, a draft as it stands now."""

import shutil
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from models import Department, Slip, SlipState
from models.refusals import WrongState
from rules.slip_words import DRAFT_MARK, NAMES
from steps.working import slip_facts
from steps.working.print_slip import FORMATS, Press, Printed, print_slip, refuse_unknown
from store.files import FileStore


def export_slip(
    session: Session,
    files: FileStore,
    press: Press,
    slip: Slip,
    folder: Path,
    *,
    formats: Collection[str] = FORMATS,
    now: datetime,
) -> Printed:
    """Write the files; a draft says 代拟稿 on each page and leaves blanks for what the office has to give.

    Raises:
        WrongState: it was decided not to send it, or nothing is left in it.
        Refusal: a format is unknown.
        BadSetting: the office's template cannot be used.

    """
    refuse_unknown(formats)
    name = name_of(slip, session.get_one(Department, slip.department_id).name)
    if slip.state is SlipState.SENT:
        folder.mkdir(parents=True, exist_ok=True)
        written = {form: folder / f"{name}.{form}" for form in slip.files if form in formats}
        for form, target in written.items():
            shutil.copyfile(files.path(slip.files[form]), target)
        return Printed(written)
    if slip.state is SlipState.DROPPED:
        raise WrongState(f"这份{NAMES[slip.kind]}已决定不发，没有文件可以导出。")
    facts = slip_facts.facts(session, slip, now=now)
    if not facts.lines:
        raise WrongState(f"这份{NAMES[slip.kind]}里已没有要催的任务，没有文件可以导出。")
    return print_slip(facts, press, folder, name, formats=formats, at=slip.drawn_up_at)


def name_of(slip: Slip, department: str) -> str:
    """Name the file of a slip by what a person would look for."""
    known = slip.number or f"{DRAFT_MARK}{slip.occasion}"
    return f"{NAMES[slip.kind]} {known} {department}".replace("/", "_").replace("\\", "_")
