"""A list file, whatever its form, as grids of cells: known by its content, not by its name."""

from dataclasses import replace
from pathlib import Path

from intake import delimited, old_sheet, word
from intake import sheet as workbook
from intake.conversion import as_docx
from intake.package import BROKEN, ENCRYPTED, MACROS, Package, refusing_damage
from models.refusals import BadList
from rules.grid import Sheets

SHOWN = 60  # letters of a name in a sentence
LARGEST_FILE = 50 << 20  # bytes
_ZIP = (b"PK\3\4", b"PK\5\6")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of Office 97, and of encrypted files
_WORD, _EXCEL = frozenset({".docx", ".doc", ".wps"}), frozenset({".xlsx", ".xls", ".et"})
_MAIN_TYPES = {"wordprocessingml.document.main+xml": word.read, "spreadsheetml.sheet.main+xml": workbook.read}
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table")
_OTHERS = {
    b"%PDF": "这是 PDF 文件，请提供 .docx、.xlsx 或 .csv 格式的清单。",
    b"\xff\xd8\xff": "这是图片，请提供 .docx、.xlsx 或 .csv 格式的清单。",
    b"\x89PNG": "这是图片，请提供 .docx、.xlsx 或 .csv 格式的清单。",
    b"Rar!": "这是压缩包，请解压后提供其中的清单文件。",
    b"7z\xbc\xaf": "这是压缩包，请解压后提供其中的清单文件。",
}


def open_list(path: Path, sheet: str | None = None) -> Sheets:
    """Read a .docx, .xlsx, .xls or .csv file; .doc and .wps where LibreOffice is installed.

    Raises:
        BadList: no such file, no list in it, or not safe to read. One Chinese sentence.

    """
    sheets = _read(path, _content(path), sheet)
    if sheet is not None and all(grid.name is None for grid in sheets.grids):
        raise BadList(f"只有 Excel 工作簿才有工作表，这个文件中没有「{sheet}」。")
    return sheets


def _read(path: Path, content: bytes, sheet: str | None) -> Sheets:
    if content.startswith(_ZIP):
        return _office(path, sheet)
    if content.startswith(_COMPOUND):
        return _compound(path, content, sheet)
    if content.startswith(rb"{\rtf"):
        return _converted(path)
    for opening, sentence in _OTHERS.items():
        if content.startswith(opening):
            raise BadList(sentence)
    if content[:200].removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP):
        raise BadList("文件内容是网页或 XML，请用 Word、Excel 或 WPS 打开后另存为 .docx 或 .xlsx。")
    if path.suffix.lower() in _WORD | _EXCEL and not _looks_like_rows(content):
        raise BadList(f"文件扩展名是 {path.suffix}，内容却不是，请用 Word、Excel 或 WPS 另存后再试。")
    return delimited.read(content)


def _content(path: Path) -> bytes:
    try:
        if not path.is_file():  # a pipe could be waited for without end
            raise FileNotFoundError(path)
        if path.stat().st_size > LARGEST_FILE:
            raise BadList(f"文件超过{LARGEST_FILE >> 20} MB，不像责任清单，请删去图片等内容后重试。")
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        raise BadList(f"打不开「{(path.name or str(path))[:SHOWN]}」，请检查文件名、路径和权限。") from error
    if not content.strip(b"\0 \r\n\t"):
        raise BadList("文件是空的。")
    return content


def _office(path: Path, sheet: str | None) -> Sheets:
    with Package(path) as package:
        if "OFD.xml" in package.names:
            raise BadList("这是 OFD 版式文件，请提供 .docx、.xlsx 或 .csv 格式的清单。")
        if "[Content_Types].xml" not in package.names:
            raise BadList("这是压缩包，请解压后提供其中的 .docx、.xlsx 或 .csv 清单文件。")
        with refusing_damage():
            kinds = [str(e.get("ContentType", "")) for e in package.root("[Content_Types].xml")]
        if any("macroEnabled" in kind or "vbaProject" in kind for kind in kinds):
            raise BadList(MACROS)
        kind = next((main for main in _MAIN_TYPES if any(k.endswith(main) for k in kinds)), None)
        if kind is None:
            raise BadList("不是 Word 文档，也不是 Excel 工作簿，请提供 .docx、.xlsx 或 .csv 格式的清单。")
        is_word = _MAIN_TYPES[kind] is word.read
        sheets = word.read(package) if is_word else workbook.read(package, sheet)
    return _noting_name(
        sheets, path, _WORD if is_word else _EXCEL, "Word 文档" if is_word else "Excel 工作簿"
    )


def _compound(path: Path, content: bytes, sheet: str | None) -> Sheets:
    streams = _stream_names(content)
    if "EncryptedPackage" in streams:
        raise BadList(ENCRYPTED)
    if streams & {"_VBA_PROJECT_CUR", "_VBA_PROJECT", "Macros"}:
        raise BadList(MACROS)
    if streams & {"Workbook", "Book"}:
        return _noting_name(old_sheet.read(path, sheet), path, _EXCEL, "Excel 工作簿")
    if "WordDocument" in streams:
        return _converted(path)
    raise BadList(BROKEN)


def _converted(path: Path) -> Sheets:
    with as_docx(path) as converted, Package(converted) as package:
        sheets = word.read(package)
    note = "旧格式文件经 LibreOffice 转换后读取，表格可能走样，请对照原件核对。"
    return replace(sheets, notes=(*sheets.notes, note))


def _stream_names(content: bytes) -> set[str]:
    """Return what the entries of an Office 97 container are called, wherever its directory lies.

    A directory entry is 128 bytes long, begins with its name in UTF-16 and tells the name's length at 64.
    """
    names = set()
    for at in range(512, len(content) - 127, 128):
        length = int.from_bytes(content[at + 64 : at + 66], "little")
        if 2 < length <= 64 and content[at + 66] in {1, 2, 5}:
            names.add(content[at : at + length - 2].decode("utf-16-le", "replace"))
    return names


def _noting_name(sheets: Sheets, path: Path, suffixes: frozenset[str], kind: str) -> Sheets:
    if path.suffix.lower() in suffixes:
        return sheets
    return replace(
        sheets, notes=(*sheets.notes, f"文件扩展名是「{path.suffix}」，内容是 {kind}，已按内容读取。")
    )


def _looks_like_rows(content: bytes) -> bool:
    text = delimited.decoded(content[:2000]) or delimited.decoded(content[:1999])
    return text is not None and ("," in text or "\t" in text)
