"""An official document in Word's form: page, styles, page numbers, and bytes that are equal for equal words.

GB/T 9704-2012 党政机关公文格式.
"""

import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.section import Section, _Footer
from docx.shared import Mm

from reports import page
from reports.official_styles import font_table, set_settings, set_styles
from reports.word_xml import made, text, twips

KEPT_RELATIONS = {
    RELATIONSHIP_TYPE.STYLES,
    RELATIONSHIP_TYPE.SETTINGS,
    RELATIONSHIP_TYPE.FONT_TABLE,
    RELATIONSHIP_TYPE.FOOTER,
}
LONGEST_PROPERTY = 255  # characters, as python-docx allows
FRAME = 12.0  # millimetres, width of the turned page number's frame
# A frame without border whose text is turned to the right. VML, as Word's own watermarks are: LibreOffice 7.4
# loses the place of a DrawingML box in a footer. (Seen in LibreOffice only, not yet in Word or WPS.)
LYING_FRAME = """
<w:pict xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xmlns:v="urn:schemas-microsoft-com:vml">
  <v:rect stroked="f" filled="f" style="position:absolute; margin-left:{x}mm; margin-top:{y}mm;
      width:{wide}mm; height:{high}mm;
      mso-position-horizontal-relative:page; mso-position-vertical-relative:page">
    <v:textbox style="layout-flow:vertical" inset="0,0,0,0"><w:txbxContent/></v:textbox>
  </v:rect>
</w:pict>
"""
ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def new(*, title: str, author: str, made: datetime) -> Document:
    """Return an empty A4 document with the styles of an official document; `made` is aware."""
    document = docx.Document()
    for rid, relation in list(document.part.rels.items()):
        if relation.reltype not in KEPT_RELATIONS:
            del document.part.rels[rid]
    core = document.core_properties
    core.title, core.author = title[:LONGEST_PROPERTY], author[:LONGEST_PROPERTY]
    core.last_modified_by, core.comments = core.author, ""
    core.created = core.modified = made.astimezone(UTC).replace(tzinfo=None)
    core.language, core.revision = "zh-CN", 1
    package = document.part.package
    for rid, relation in list(package.rels.items()):
        if relation.reltype not in {RELATIONSHIP_TYPE.OFFICE_DOCUMENT, RELATIONSHIP_TYPE.CORE_PROPERTIES}:
            del package.rels[rid]
    set_styles(document)
    set_settings(document)
    _set_page(document.sections[0], landscape=False)
    return document


def add_section(document: Document, *, landscape: bool) -> Section:
    """Begin a new page of the given orientation."""
    section: Section = document.add_section(WD_SECTION.NEW_PAGE)
    _set_page(section, landscape=landscape)
    _without_empty_line(document)
    return section


def _without_empty_line(document: Document) -> None:
    """Let the last paragraph end its section; after a table, where none is, a line of no height does.

    python-docx ends a section with an empty line, which makes an empty page where the page is full.
    """
    end = document.element.body[-2]
    before = end.getprevious()
    if before is not None and before.tag == qn("w:p"):
        before.find(qn("w:pPr")).append(end.find(f"{qn('w:pPr')}/{qn('w:sectPr')}"))
        end.getparent().remove(end)
    else:
        end.find(qn("w:pPr")).insert(0, made("spacing", before=0, after=0, line=20, lineRule="exact"))
        end.find(qn("w:pPr")).insert(0, made("snapToGrid", val=0))


def _set_page(section: Section, *, landscape: bool) -> None:
    """Give the section the margins of the standard; a landscape page is the upright one turned left."""
    top, right, bottom, left = page.TOP, page.RIGHT, page.BOTTOM, page.LEFT
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(page.WIDTH), Mm(page.HEIGHT)
    if landscape:
        section.page_width, section.page_height = section.page_height, section.page_width
        top, right, bottom, left = left, top, right, bottom
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    section.header_distance = Mm(15)
    _set_number(section.footer, "PageNumberOdd", landscape=landscape)
    _set_number(section.even_page_footer, "PageNumberEven", landscape=landscape)
    section.footer_distance = Mm(bottom - page.NUMBER_BELOW - page.NUMBER * page.POINT)
    properties = section._sectPr  # noqa: SLF001  (python-docx has no word for the grid of lines)
    for grid in properties.findall(qn("w:docGrid")):
        properties.remove(grid)
    properties.append(made("docGrid", type="lines", linePitch=twips(page.PITCH)))


def save(document: Document, target: Path) -> None:
    """Write the document; equal documents give equal bytes."""
    rough = BytesIO()
    document.save(rough)
    target.write_bytes(packed(rough.getvalue(), {"word/fontTable.xml": font_table()}))


def packed(rough: bytes, replaced: Mapping[str, bytes] = {}) -> bytes:
    """Return the package with its parts in order of name, under one fixed day."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(rough)) as source, zipfile.ZipFile(made, "w") as result:
        # Office readers look for the content types first.
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, ZIP_DAY)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            result.writestr(entry, replaced.get(name) or source.read(name))
    return made.getvalue()


def _set_number(footer: _Footer, style: str, *, landscape: bool) -> None:
    footer.is_linked_to_previous = False
    number = made(
        "p", made("pPr", made("pStyle", val=style)), _text_run("— "), _page_field(), _text_run(" —")
    )
    if landscape:
        # The bottom of the upright sheet is left on the lying one.
        left = page.BOTTOM - page.NUMBER_BELOW - FRAME
        frame = parse_xml(LYING_FRAME.format(x=left, y=page.LEFT, wide=FRAME, high=page.TYPE_WIDTH))
        next(frame.iter(qn("w:txbxContent"))).append(number)
        number = made("p", made("pPr", made("pStyle", val=style)), made("r", frame))
    footer._element[:] = [number]  # noqa: SLF001  (fields and frames are raw XML only)


def _text_run(words: str) -> Any:
    return made("r", text(words))


def _page_field() -> Any:
    return made("fldSimple", _text_run("1"), instr=" PAGE ")
