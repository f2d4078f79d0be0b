"""The last day: the appendix and the audit bundle, and the messages laid out to be looked at."""

import json
import shutil
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

from audit import verifier
from demo import story
from demo.acts import Acts
from demo.cast import AUDITOR, COORDINATOR
from rules import days
from steps.closing.compile import Compiled, compile_year
from steps.keeping.export import export
from store import people
from store.db import reading

COMPILED_AT, EXPORTED_AT = time(16), time(16, 30)


@dataclass(frozen=True)
class Closed:
    compiled: Compiled
    bundle: Path
    report: verifier.Report


def close(acts: Acts) -> Closed:
    """Compile the appendix, export the bundle and verify it as an outsider would."""
    office = acts.office
    with reading(office.database) as session:
        coordinator = people.person_named(session, COORDINATOR)
        auditor = people.person_named(session, AUDITOR)
        signer = office.signer(people.organisation(session).log_origin)
    acts.clock.now = days.at(story.CLOSED_ON, COMPILED_AT)
    compiled = compile_year(
        office.database,
        signer,
        office.fonts,
        story.YEAR,
        acts.folder / "appendix",
        by=coordinator,
        now=acts.clock(),
    )
    acts.clock.now = days.at(story.CLOSED_ON, EXPORTED_AT)
    bundle = acts.folder / "audit-bundle.zip"
    export(office.database, office.files, signer, bundle, by=auditor, now=acts.clock())
    _lay_out_sms(office.settings.home / "sms", acts.folder / "sms")
    return Closed(compiled, bundle, verifier.verify(bundle))


def _lay_out_sms(source: Path, target: Path) -> None:
    """Copy the SMS under names that sort by time and are good on every system."""
    target.mkdir()
    for path in source.glob("*.json"):
        at = datetime.fromisoformat(json.loads(path.read_bytes())["at"])
        shutil.copyfile(path, target / f"{at:%Y-%m-%d_%H%M}_{path.name.replace('*', 'x')}")
