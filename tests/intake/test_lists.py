"""A file is known by its content; what is no list file is refused in one sentence."""

import shutil
import subprocess
import tempfile
import time
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest

from intake import conversion
from intake.lists import open_list
from models.refusals import BadList
from rules.grid import Merge
from tests.intake.files import (
    EXCEL_MAIN,
    content_types,
    excel_file,
    packed,
    tbl,
    tr,
    word_file,
    word_parts,
)

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def compound(*streams):
    """What stands in every Office 97 container: a header, and a directory that names the streams."""
    entries = b""
    for name in ("Root Entry", *streams):
        coded = (name + "\0").encode("utf-16-le")
        entries += coded.ljust(64, b"\0") + len(coded).to_bytes(2, "little") + b"\2" + b"\0" * 61
    return COMPOUND + b"\0" * 504 + entries + b"\0" * 512


def refusal(path):
    with pytest.raises(BadList) as refused:
        open_list(path)
    sentence = str(refused.value)
    assert "\n" not in sentence
    assert sentence.endswith("。")
    assert sentence.count("。") == 1
    return sentence


@pytest.mark.parametrize("name", ["list.xlsx", "清单", "list.csv", "list.docx.txt"])
def test_a_wrong_extension_is_read_by_content_and_told(tmp_path, name):
    path = word_file(tmp_path / "list.docx", tbl(tr("序号"))).rename(tmp_path / name)
    sheets = open_list(path)
    assert sheets.grids[0].rows == (("序号",),)
    assert "内容是 Word 文档，已按内容读取" in sheets.notes[-1]


def test_rows_of_text_under_the_name_of_a_workbook(tmp_path):
    (tmp_path / "list.xls").write_text("序号\t任务\n1\t学法\n", encoding="gb18030")
    assert open_list(tmp_path / "list.xls").grids[0].rows == (("序号", "任务"), ("1", "学法"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"\xff\xd8\xff\xe0", "图片"),
        (b"Rar!\x1a\x07", "压缩包"),
        (b"<html><table></table></html>", "网页"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "网页或 XML"),
        (b"PK\3\4 and then nothing", "损坏"),
        (b"PK\5\6" + b"\0" * 18, "压缩包"),
        (COMPOUND + b"\0" * 2000, "损坏"),
        (compound("EncryptedPackage", "EncryptionInfo"), "密码"),
        (compound("Workbook", "_VBA_PROJECT_CUR"), "宏"),
        (compound("WordDocument", "Macros"), "宏"),
        (compound("Workbook"), "损坏"),
        (b"no list at all", "内容却不是"),
        (b"", "空的"),
    ],
)
def test_what_is_no_list(tmp_path, content, said):
    (tmp_path / "list.doc").write_bytes(content)
    assert said in refusal(tmp_path / "list.doc")


def test_only_workbooks_have_sheets(tmp_path):
    path = word_file(tmp_path / "list.docx", tbl(tr("序号")))
    with pytest.raises(BadList, match="只有 Excel 工作簿才有工作表，这个文件中没有「清单」"):
        open_list(path, sheet="清单")


@pytest.mark.parametrize("path", ["nowhere.docx", ".", "a\0b.docx", "../" * 40 + "etc/nowhere", "长" * 300])
def test_paths_that_cannot_be_opened(tmp_path, path):
    assert "打不开" in refusal(tmp_path / path)


def test_macros(tmp_path):
    body = tbl(tr("序号"))
    with_code = {**word_parts(body), "word/vbaProject.bin": b"x"}
    assert "宏" in refusal(packed(tmp_path / "a.docx", with_code))
    macro_type = "application/vnd.ms-word.document.macroEnabled.main+xml"
    by_type = {**word_parts(body), "[Content_Types].xml": content_types("word/document.xml", macro_type)}
    assert "宏" in refusal(packed(tmp_path / "b.docx", by_type))


def test_other_packages(tmp_path):
    assert "OFD" in refusal(packed(tmp_path / "a.docx", {"OFD.xml": "<OFD/>"}))
    assert "压缩包" in refusal(packed(tmp_path / "b.docx", {"清单.xlsx": b"x"}))
    slides = {
        "[Content_Types].xml": content_types("ppt/p.xml", EXCEL_MAIN.replace("spreadsheetml.sheet", "x"))
    }
    assert "不是 Word 文档" in refusal(packed(tmp_path / "c.docx", slides))


def test_a_zip_that_asks_for_a_password(tmp_path):
    path = word_file(tmp_path / "a.docx", tbl(tr("序号")))
    content = bytearray(path.read_bytes())
    at = 0
    while (at := content.find(b"PK\1\2", at)) >= 0:
        content[at + 8] |= 1
        at += 4
    path.write_bytes(content)
    assert "密码" in refusal(path)


def test_parts_that_lead_elsewhere_are_never_followed(tmp_path):
    parts = word_parts(tbl(tr("序号")))
    parts["../../outside.txt"] = "x"
    parts["/etc/passwd"] = "x"
    assert open_list(packed(tmp_path / "a.docx", parts)).grids
    parts["_rels/.rels"] = str(parts["_rels/.rels"]).replace("word/document.xml", "../../../../etc/passwd")
    assert "损坏" in refusal(packed(tmp_path / "b.docx", parts))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.docx", "b.docx"]


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    """Old files, written by LibreOffice: list.xls and list.doc."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed: no old files can be made")
    folder = tmp_path_factory.mktemp("old")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "清单"
    sheet.append(["2024年度责任清单"])
    sheet.merge_cells("A1:C1")
    sheet.append(["序号", "任务", "时限"])
    for number, (shape, value) in enumerate(
        [('yyyy"年"m"月"', 45413), ('m"月"d"日"', 45413), ("yyyy-mm-dd", 45413), ('0"月底前"', 6), ("0%", 1)],
        start=1,
    ):
        sheet.append([number, f"任务{number}", value])
        sheet.cell(number + 2, 3).number_format = shape
    sheet.append([6.5, True, "=1+1"])
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["B"].hidden = True
    hidden = book.create_sheet("字典")
    hidden.sheet_state = "hidden"
    hidden.append(["序号"])
    book.save(folder / "list.xlsx")
    document = docx.Document()
    table = document.add_table(2, 2)
    for at, text in enumerate(["序号", "任务", "1", "学法"]):
        table.cell(at // 2, at % 2).text = text
    document.add_paragraph()  # as in every real file: LibreOffice loses a table at the very end of a .doc
    document.save(folder / "list.docx")
    for source, made in (("list.xlsx", "xls"), ("list.docx", "doc")):
        subprocess.run(
            [
                office,
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                *("--headless", "--convert-to", made, "--outdir", str(folder), str(folder / source)),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
    return folder


def test_an_old_workbook(old):
    sheets = open_list(old / "list.xls")
    first, second = sheets.grids
    assert first.rows == (
        ("2024年度责任清单", "", ""),
        ("序号", "任务", "时限"),
        ("1", "任务1", "2024年5月"),
        ("2", "任务2", "5月1日"),
        ("3", "任务3", "2024-05-01"),
        ("4", "任务4", "6月底前"),
        ("5", "任务5", "100%"),
        ("6.5", "是", "2"),
    )
    assert first.merges == (Merge(0, 0, 0, 2),)
    assert (first.hidden_rows, first.hidden_columns, second.hidden_rows) == ({3}, {1}, {0})
    assert [grid.name for grid in open_list(old / "list.xls", "字典").grids] == ["字典"]
    with pytest.raises(BadList, match="没有名为「无」的工作表"):
        open_list(old / "list.xls", "无")


@pytest.mark.parametrize("keep", [100, 600, 2000, 4000, 5000])
def test_a_truncated_old_workbook_is_refused_or_read(old, tmp_path, keep):
    cut = tmp_path / "cut.xls"
    cut.write_bytes((old / "list.xls").read_bytes()[:keep])
    assert refusal(cut)


def test_an_old_document(old):
    left_before = set(Path(tempfile.gettempdir()).glob("xuepu-convert-*"))
    sheets = open_list(old / "list.doc")
    assert sheets.grids[0].rows[0] == ("序号", "任务")
    assert "LibreOffice" in sheets.notes[-1]
    assert set(Path(tempfile.gettempdir()).glob("xuepu-convert-*")) <= left_before


def test_without_libreoffice_an_old_document_is_asked_for_anew(old, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert "请用 Word 或 WPS 另存为 .docx" in refusal(old / "list.doc")


def ended(process):
    """Wait a little for a process that was killed."""
    for _ in range(100):
        try:
            status = Path(f"/proc/{process}/stat").read_text().split()[2]
        except OSError:
            return True
        if status == "Z":
            return True
        time.sleep(0.05)
    return False


def test_a_conversion_that_never_ends_is_ended_with_all_it_started(old, monkeypatch, tmp_path):
    started = tmp_path / "started"
    stuck = tmp_path / "soffice"
    stuck.write_text(f"#!/bin/sh\nsleep 600 &\necho $! > {started}\nwait\n")
    stuck.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(conversion, "SECONDS", 1)
    assert "超时" in refusal(old / "list.doc")
    assert ended(int(started.read_text()))


def test_an_empty_zip_directory_and_zip64_are_refused(tmp_path):
    path = excel_file(tmp_path / "a.xlsx", "<sheetData/>")
    content = path.read_bytes()
    end = content.rfind(b"PK\5\6")
    (tmp_path / "b.xlsx").write_bytes(content[:end] + b"PK\6\7" + b"\0" * 16 + content[end:])
    assert "异常巨大" in refusal(tmp_path / "b.xlsx")
    with zipfile.ZipFile(tmp_path / "c.xlsx", "w") as many:
        for number in range(6_000):
            many.writestr(f"{number}", b"")
    assert "异常巨大" in refusal(tmp_path / "c.xlsx")
