"""Word and Excel files made by hand, part by part, so that each quirk stands there as it is meant."""

import struct
import zipfile
from pathlib import Path

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_W = "http://purl.oclc.org/ooxml/wordprocessingml/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def p(text: str = "", properties: str = "") -> str:
    return f"<w:p>{properties}<w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"


def tc(content: str = "", **marks: object) -> str:
    """A cell: text or paragraphs; marks are gridSpan=2, vMerge="restart", vMerge=None (goes on)."""
    inner = content if content.startswith("<w:") else p(content)
    marked = "".join(
        f"<w:{name}/>" if value is None else f'<w:{name} w:val="{value}"/>' for name, value in marks.items()
    )
    return f"<w:tc><w:tcPr>{marked}</w:tcPr>{inner}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    inner = "".join(cell if cell.startswith("<w:tc>") else tc(cell) for cell in cells)
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{inner}</w:tr>"


def tbl(*rows: str, grid: tuple[int, ...] = ()) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in grid)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def relations(*targets: tuple[str, str]) -> str:
    inner = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{RELATIONS}">{inner}</Relationships>'


def packed(path: Path, parts: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return path


def content_types(main_part: str, main_type: str) -> str:
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{main_part}" ContentType="{main_type}"/></Types>'
    )


def word_parts(body: str, *, numbering: str = "", styles: str = "", ns: str = W) -> dict[str, str | bytes]:
    inside = [("numbering", "numbering.xml")] * bool(numbering) + [("styles", "styles.xml")] * bool(styles)
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": content_types("word/document.xml", WORD_MAIN),
        "_rels/.rels": relations(("officeDocument", "word/document.xml")),
        "word/document.xml": f'<w:document xmlns:w="{ns}" xmlns:mc="http://schemas.openxmlformats.org/'
        f'markup-compatibility/2006"><w:body>{body}</w:body></w:document>',
        "word/_rels/document.xml.rels": relations(*inside),
    }
    if numbering:
        parts["word/numbering.xml"] = f'<w:numbering xmlns:w="{ns}">{numbering}</w:numbering>'
    if styles:
        parts["word/styles.xml"] = f'<w:styles xmlns:w="{ns}">{styles}</w:styles>'
    return parts


def word_file(path: Path, body: str, **more: str) -> Path:
    return packed(path, word_parts(body, **more))


def excel_parts(
    *sheets: str, strings: str = "", styles: str = "", names: tuple[str, ...] = (), book: str = ""
) -> dict[str, str | bytes]:
    """A workbook of raw worksheets: `sheets` are what stands inside <worksheet>."""
    listed = "".join(
        f'<sheet name="{names[n - 1] if names else f"Sheet{n}"}" sheetId="{n}" r:id="rId{n}"/>'
        for n in range(1, len(sheets) + 1)
    )
    targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": content_types("xl/workbook.xml", EXCEL_MAIN),
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{OFFICE}">{book}'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations(
            *targets, ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")
        ),
        "xl/sharedStrings.xml": f'<sst xmlns="{S}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{S}">{styles}</styleSheet>',
    }
    for n, sheet in enumerate(sheets, start=1):
        parts[f"xl/worksheets/sheet{n}.xml"] = f'<worksheet xmlns="{S}">{sheet}</worksheet>'
    return parts


def excel_file(path: Path, *sheets: str, **more: str) -> Path:
    return packed(path, excel_parts(*sheets, **more))


def record(kind: int, data: bytes) -> bytes:
    """One record of an Excel 97 workbook."""
    return kind.to_bytes(2, "little") + len(data).to_bytes(2, "little") + data


def number_record(row: int, column: int, number: float, style: int = 0) -> bytes:
    return record(0x203, struct.pack("<HHHd", row, column, style, number))


def old_workbook(*sheets: list[bytes], more: bytes = b"") -> bytes:
    """The stream of an Excel 97 workbook: `more` are records of the whole, `sheets` those of each sheet."""
    begin = record(0x809, struct.pack("<4H2L", 0x600, 5, 0, 0, 0, 0)) + more
    inside = [
        record(0x809, struct.pack("<4H2L", 0x600, 0x10, 0, 0, 0, 0)) + b"".join(sheet) + record(0x0A, b"")
        for sheet in sheets
    ]
    names = [b"%03d" % number for number in range(1, len(sheets) + 1)]
    at = len(begin) + len(names) * (4 + 8 + 3) + 4
    listed = b""
    for name, sheet in zip(names, inside, strict=True):
        listed += record(0x85, at.to_bytes(4, "little") + b"\0\0" + b"\3\0" + name)
        at += len(sheet)
    return begin + listed + record(0x0A, b"") + b"".join(inside)


def compound_file(stream: bytes) -> bytes:
    """Put a workbook's stream into the container of Office 97: one sector of table, one of directory."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    table = [0xFFFFFFFD, end, *range(3, len(stream) // 512 + 2), end]
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0"))
    header[24:34] = bytes.fromhex("3e00 0300 feff 0900 0600")
    for at, value in ((44, 1), (48, 1), (56, 4096), (60, end), (68, end)):
        header[at : at + 4] = value.to_bytes(4, "little")
    header[76:512] = b"\0\0\0\0" + b"\xff" * 432

    def entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
        coded = (name + "\0").encode("utf-16-le")
        head = coded.ljust(64, b"\0") + len(coded).to_bytes(2, "little") + bytes([kind, 1])
        links = free.to_bytes(4, "little") * 2 + child.to_bytes(4, "little")
        return head + links + b"\0" * 36 + first.to_bytes(4, "little") + size.to_bytes(8, "little")

    directory = entry("Root Entry", 5, 1, end, 0) + entry("Workbook", 2, free, 2, len(stream))
    sectors = b"".join(number.to_bytes(4, "little") for number in table).ljust(512, b"\xff")
    return bytes(header) + sectors + directory.ljust(512, b"\0") + stream
