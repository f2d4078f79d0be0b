"""Hand out templates of the three slips to edit, and check what an office made of them."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from models import SlipKind
from models.refusals import Refusal
from reports import slip_docx
from reports.slip_template import faults
from rules.slip_template import starter
from rules.slip_words import NAMES


def write_templates(office: str, folder: Path, *, now: datetime) -> Iterator[Path]:
    """Write the three templates into `folder`, over none that is there already.

    Raises:
        Refusal: one is there already; nothing is written then.

    """
    targets = {kind: folder / f"{name}.docx" for kind, name in NAMES.items()}
    for target in targets.values():
        if target.exists():
            raise Refusal(f"「{target}」已经有了，为免覆盖没有写，请换一个目录。")
    folder.mkdir(parents=True, exist_ok=True)
    for kind, target in targets.items():
        slip_docx.write(starter(kind, office), target, made_at=now)
        yield target


def kind_of(file: Path) -> SlipKind:
    """Tell by its name which slip a template is for.

    Raises:
        Refusal: its name is none of the three.

    """
    found = next((kind for kind, name in NAMES.items() if file.name == f"{name}.docx"), None)
    if found is None:
        raise Refusal(
            f"模板「{file.name}」要叫 {'、'.join(f'{name}.docx' for name in NAMES.values())} 之一。"
        )
    return found


def template_faults(file: Path, kind: SlipKind) -> Iterator[str]:
    """Yield what is wrong with a template, a Chinese sentence each."""
    yield from faults(file, kind)
