"""Print a slip: in the office's own template where it has one, else in our form as Word and PDF."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from models.refusals import Refusal
from reports import slip_docx, slip_pdf, slip_template
from reports.fonts import Fonts
from rules import slip_template as placeholders
from rules.slip_paper import Facts, paper

FORMATS = ("docx", "pdf")
MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
OWN_FORM = "用的是本单位模板，只生成 Word 文件；需要 PDF 的请用 Word 或 WPS 另存。"


@dataclass(frozen=True)
class Press:
    """What slips are printed with; `templates` is the folder of the office's own, if it has any."""

    fonts: Fonts
    templates: Path | None = None


@dataclass(frozen=True)
class Printed:
    files: dict[str, Path]  # "docx", "pdf"
    said: tuple[str, ...] = ()  # Chinese sentences: what could not be had


def print_slip(
    facts: Facts, press: Press, folder: Path, name: str, *, formats: Collection[str] = FORMATS, at: datetime
) -> Printed:
    """Write `name`.docx and `name`.pdf into `folder`; equal facts at one time give equal bytes.

    Raises:
        Refusal: a format is unknown.
        BadSetting: the office's template cannot be used.

    """
    refuse_unknown(formats)
    folder.mkdir(parents=True, exist_ok=True)
    files = {form: folder / f"{name}.{form}" for form in FORMATS if form in formats}
    template = slip_template.file_of(press.templates, facts.kind)
    if template is not None:
        files.pop("pdf", None)
        for target in files.values():
            target.write_bytes(slip_template.fill_in(template, placeholders.values(facts)))
        return Printed(files, (OWN_FORM,) if "pdf" in formats else ())
    return Printed(files, tuple(_in_our_form(facts, press.fonts, files, at)))


def refuse_unknown(formats: Collection[str]) -> None:
    unknown = [form for form in formats if form not in FORMATS]
    if unknown:
        raise Refusal(f"没有「{unknown[0]}」这种格式，可用的是 {'、'.join(FORMATS)}。")


def _in_our_form(facts: Facts, fonts: Fonts, files: dict[str, Path], at: datetime) -> Iterator[str]:
    sheet = paper(facts)
    if "docx" in files:
        slip_docx.write(sheet, files["docx"], made_at=at)
    if "pdf" in files:
        yield from fonts.missing
        yield from slip_pdf.write(sheet, files["pdf"], fonts=fonts, made_at=at)
