"""Files made to hurt: refused in one sentence or read safely, within little time and memory."""

import random
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from intake.cells import MOST_BLANKS
from intake.lists import open_list
from models.refusals import BadList
from tests.intake.files import (
    S,
    W,
    compound_file,
    excel_file,
    excel_parts,
    number_record,
    old_workbook,
    p,
    packed,
    tbl,
    tr,
    word_file,
    word_parts,
)

MEMORY = 500 << 20  # bytes


def refusal(path):
    with pytest.raises(BadList) as refused:
        open_list(path)
    return str(refused.value)


def apart(*paths):
    """Open files in a process of its own; return what it said of each, and check its memory."""
    script = (
        "import sys, resource\nfrom pathlib import Path\nfrom intake.lists import open_list\n"
        "from models.refusals import BadList\n"
        "for path in sys.argv[1:]:\n"
        "    try:\n        print(len(open_list(Path(path)).grids[0].rows))\n"
        "    except BadList as no:\n        print(no)\n"
        # ru_maxrss of a process counts what its parent held when it was forked; VmHWM does not
        "own = next(l for l in open('/proc/self/status') if l.startswith('VmHWM'))\n"
        "print(max(int(own.split()[1]), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, paths)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stderr == ""
    *said, kibibytes = done.stdout.splitlines()
    assert int(kibibytes) << 10 < MEMORY
    return said


def written(path, parts, part, pieces):
    """Write a package whose `part` is made of pieces, too large to be put together first."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            if name != part:
                file.writestr(name, content)
        with file.open(part, "w", force_zip64=False) as out:
            for piece in pieces:
                out.write(piece)
    return path


SHEET = "xl/worksheets/sheet1.xml"
OPEN, CLOSE = f'<worksheet xmlns="{S}"><sheetData>'.encode(), b"</sheetData></worksheet>"


@pytest.mark.parametrize(
    "part", ["word/document.xml", "word/_rels/document.xml.rels", "_rels/.rels", "[Content_Types].xml"]
)
def test_a_part_that_unpacks_without_end(tmp_path, part):
    parts = word_parts(tbl(tr("序号")))
    start = str(parts[part]).encode()
    path = written(tmp_path / "a.docx", parts, part, [start, *[b"<!--%s-->" % (b" " * (1 << 20))] * 300])
    assert path.stat().st_size < 1 << 20
    assert "异常巨大" in refusal(path)


def test_a_part_that_lies_about_its_size(tmp_path):
    parts = excel_parts("<sheetData/>")
    path = written(tmp_path / "a.xlsx", parts, SHEET, [OPEN, *[b" " * (1 << 20)] * 300, CLOSE])
    content = bytearray(path.read_bytes())
    at = content.rfind(SHEET.encode()) - 46  # the entry in the table of contents
    content[at + 24 : at + 28] = (500).to_bytes(4, "little")
    path.write_bytes(content)
    assert refusal(path)


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        "<!--" + "x" * 70_000 + "--><!DOCTYPE x>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_anywhere(tmp_path, doctype, encoding):
    cell = f"<w:tc><w:p><w:r><w:t>{'&e;' if 'SYSTEM' in doctype else ''}</w:t></w:r></w:p></w:tc>"
    document = f'{doctype}<w:document xmlns:w="{W}"><w:body>{tbl(tr(cell))}</w:body></w:document>'
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    parts = {**word_parts(""), "word/document.xml": (head + document).encode(encoding)}
    assert "DTD" in refusal(packed(tmp_path / "a.docx", parts))
    strings = f'{head}{doctype}<sst xmlns="{S}"><si><t>a</t></si></sst>'.encode(encoding)
    assert "DTD" in refusal(packed(tmp_path / "a.xlsx", {**excel_parts(""), "xl/sharedStrings.xml": strings}))


@pytest.mark.parametrize("count", [100_000, pytest.param(1_000_000, marks=pytest.mark.soak)])
def test_a_million_blank_rows(tmp_path, count):
    rows = (
        b'<row r="%d" ht="15"><c r="A%d" s="1"/><c r="B%d" s="1"/></row>' % (n, n, n) for n in range(2, count)
    )
    first = b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'
    sheet = written(tmp_path / "a.xlsx", excel_parts(""), SHEET, [OPEN, first, *rows, CLOSE])
    rows = (b"<w:tr><w:tc><w:p/></w:tc></w:tr>" for _ in range(count))
    head = f'<w:document xmlns:w="{W}"><w:body><w:tbl>'.encode()
    body = [head, tr("x").encode(), *rows, b"</w:tbl></w:body></w:document>"]
    document = written(tmp_path / "a.docx", word_parts(""), "word/document.xml", body)
    (tmp_path / "a.csv").write_bytes(b"x,\n" + b",\n" * count)
    *read, said = apart(sheet, tmp_path / "a.csv", document)
    assert read == ["1", "1"]
    assert said == "1" or "内容过多" in said


def test_a_value_in_the_last_corner(tmp_path):
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert "表格太大" in refusal(excel_file(tmp_path / "a.xlsx", f"<sheetData>{far}</sheetData>"))
    low = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="K1048576"><v>1</v></c></row>'
    assert apart(excel_file(tmp_path / "b.xlsx", f"<sheetData>{low}</sheetData>")) == ["1048576"]


@pytest.mark.soak
def test_a_full_sheet_of_numbers(tmp_path):
    cells = b"".join(b"<c><v>1</v></c>" for _ in range(20))
    rows = (b"<row>%s</row>" % cells for _ in range(60_000))
    (said,) = apart(written(tmp_path / "a.xlsx", excel_parts(""), SHEET, [OPEN, *rows, CLOSE]))
    assert "表格太大" in said


def test_ten_megabytes_in_a_cell(tmp_path):
    long = "长" * 3_500_000
    inline = f'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{long}</t></is></c></row></sheetData>'
    (tmp_path / "a.csv").write_text(f"序号,{long}\n", encoding="utf-8")
    said = apart(
        word_file(tmp_path / "a.docx", tbl(tr("序号", p(long)))),
        tmp_path / "a.csv",
        word_file(tmp_path / "b.docx", tbl(tr("序号", p(long[:200_000])))),
        excel_file(tmp_path / "a.xlsx", inline),
    )
    assert all(sentence.endswith("。") for sentence in said)
    assert "超过10万字" in said[2]


def test_elements_nested_without_end(tmp_path):
    deep = "<w:sdt><w:sdtContent>" * 50_000

    def tables(levels):
        return "<w:tbl><w:tr><w:tc>" * levels + p("底") + "</w:tc></w:tr></w:tbl>" * levels

    said = apart(
        word_file(tmp_path / "a.docx", deep),
        word_file(tmp_path / "b.docx", tables(100)),
        word_file(tmp_path / "c.docx", tables(80)),
    )
    assert all("套了太多层" in sentence for sentence in said[:2])
    assert said[2] == "1"


def test_one_row_that_fills_the_memory(tmp_path):
    """Many small elements, or one with many attributes, take a hundred times their bytes."""
    runs = [b"<w:r><w:b/>%d</w:r>" % n for n in range(700_000)]
    head = f'<w:document xmlns:w="{W}"><w:body><w:tbl><w:tr><w:tc><w:p>'.encode()
    tail = b"</w:p></w:tc></w:tr></w:tbl></w:body></w:document>"
    many = written(tmp_path / "a.docx", word_parts(""), "word/document.xml", [head, *runs, tail])
    marks = b"<w:p %s/>" % b" ".join(b'a%d=""' % n for n in range(600_000))
    wide = written(tmp_path / "b.docx", word_parts(""), "word/document.xml", [head, marks, tail])
    cell = b"<c %s/>" % b" ".join(b'a%d=""' % n for n in range(600_000))
    sheet = written(tmp_path / "c.xlsx", excel_parts(""), SHEET, [OPEN, b"<row>", cell, b"</row>", CLOSE])
    said = apart(many, wide, sheet)
    assert "异常巨大" in said[0]
    assert all("异常的长" in sentence or "异常巨大" in sentence for sentence in said[1:])


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_ways_of_packing_that_no_office_writes(tmp_path, method):
    with zipfile.ZipFile(tmp_path / "a.docx", "w", method) as file:
        for name, content in word_parts(tbl(tr("序号"))).items():
            file.writestr(name, content)
    assert "损坏" in refusal(tmp_path / "a.docx")


def test_a_doctype_in_an_encoding_that_hides_it(tmp_path):
    document = f'<!DOCTYPE x><w:document xmlns:w="{W}"><w:body>{tbl(tr("序号"))}</w:body></w:document>'
    hidden = "<?xml version='1.0' encoding='IBM037'?>".encode("cp037") + document.replace("序号", "x").encode(
        "cp037"
    )
    parts = {**word_parts(""), "word/document.xml": hidden}
    assert refusal(packed(tmp_path / "a.docx", parts))


def test_merges_over_merges(tmp_path):
    cells = "<row r='1'><c r='ZZ1'><v>1</v></c></row><row r='500'><c r='A500'><v>1</v></c></row>"
    merges = "".join(f'<mergeCell ref="A{n}:ZZ{n + 100}"/>' for n in range(400, 0, -20)) * 20
    path = excel_file(tmp_path / "a.xlsx", f"<sheetData>{cells}</sheetData><mergeCells>{merges}</mergeCells>")
    assert "重叠" in refusal(path)


def test_a_wide_row_of_commas(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"," * (19 << 20) + b"x")
    assert "表格太大" in apart(tmp_path / "a.csv")[0]
    (tmp_path / "b.csv").write_bytes(b"x," * (11 << 20))
    assert "超过20 MB" in refusal(tmp_path / "b.csv")


def test_a_whole_file_too_large(tmp_path):
    with (tmp_path / "a.docx").open("wb") as file:
        file.truncate(51 << 20)
    assert "超过50 MB" in refusal(tmp_path / "a.docx")


def test_a_table_of_contents_that_fills_the_file(tmp_path):
    entry = b"PK\1\2" + b"\0" * 42
    count = 900_000
    content = b"PK\3\4" + entry * count
    end = b"PK\5\6\0\0\0\0\xff\xff\xff\xff" + (46 * count).to_bytes(4, "little") + (4).to_bytes(4, "little")
    (tmp_path / "a.xlsx").write_bytes(content + end + b"\0\0")
    assert "异常巨大" in refusal(tmp_path / "a.xlsx")


def test_an_old_workbook_may_not_take_all_memory(tmp_path):
    """A cell in the last corner of each of many sheets would be a dense block of gigabytes."""
    corners = [number_record(0, 0, 1), number_record(65535, 255, 1)]
    (tmp_path / "a.xls").write_bytes(compound_file(old_workbook(*[corners] * 40)))
    (said,) = apart(tmp_path / "a.xls")
    assert "另存为 .xlsx" in said


@pytest.mark.parametrize("seed", [1])
def test_random_bytes_behind_every_opening(tmp_path, seed):
    chance = random.Random(seed)
    for opening in (
        b"PK\3\4",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"<?xml",
        b"",
    ):
        (tmp_path / "a.xlsx").write_bytes(opening + chance.randbytes(5_000))
        assert refusal(tmp_path / "a.xlsx")


def test_a_long_text_said_again_and_again(tmp_path):
    """A file of some kilobytes: by reference, or by its format, each cell says all of a long text."""
    again = "<row>" + "<c t='s'><v>0</v></c>" * 50 + "</row>"
    strings = excel_file(
        tmp_path / "a.xlsx",
        f"<sheetData>{again * 500}</sheetData>",
        strings=f"<si><t>{'长' * 90_000}</t></si>",
    )
    assert "内容过多" in apart(strings)[0]
    code = f'<numFmts><numFmt numFmtId="164" formatCode="0&quot;{"长" * 90_000}&quot;"/></numFmts>'
    number = "<row>" + "<c s='0'><v>1</v></c>" * 50 + "</row>"
    formats = excel_file(
        tmp_path / "b.xlsx",
        f"<sheetData>{number * 500}</sheetData>",
        styles=f'{code}<cellXfs><xf numFmtId="164"/></cellXfs>',
    )
    assert apart(formats) == ["500"]


def test_many_sheets_that_are_far_too_tall(tmp_path):
    low = '<sheetData><row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'
    assert "内容过多" in apart(excel_file(tmp_path / "a.xlsx", *[low] * 40))[0]


def test_a_row_without_end(tmp_path):
    cells = [b"<c><v>1</v></c>" * 100_000]
    path = written(tmp_path / "a.xlsx", excel_parts(""), SHEET, [OPEN, b"<row>", *cells, b"</row>", CLOSE])
    assert "损坏" in refusal(path)


def test_nothing_but_line_ends(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"\n" * 5_000_000 + b"x")
    assert "表格太大" in refusal(tmp_path / "a.csv")


def test_halves_of_a_character(tmp_path):
    row = "".join(f"<c t='inlineStr'><is><t>{t}</t></is></c>" for t in ("_xD800_序号", "_xD83D__xDE00_", "x"))
    grid = open_list(excel_file(tmp_path / "a.xlsx", f"<sheetData><row>{row}</row></sheetData>")).grids[0]
    assert grid.rows == (("序号", "\N{GRINNING FACE}", "x"),)


def test_blanks_without_end(tmp_path):
    blanks = " " * 50_000
    (tmp_path / "a.csv").write_text(f"甲{blanks}乙,{blanks}丙\n", encoding="utf-8")
    assert open_list(tmp_path / "a.csv").grids[0].rows == (("甲" + " " * MOST_BLANKS + "乙", "丙"),)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_an_old_document_may_not_take_all_memory_or_time(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()
    (tmp_path / "a.doc").write_bytes(rb"{\rtf1\ansi " + b"{" * 2_000_000)
    (tmp_path / "b.doc").write_bytes(rb"{\rtf1\ansi \bin2147483647 x}")
    assert ["LibreOffice 读不了" in said for said in apart(tmp_path / "a.doc", tmp_path / "b.doc")] == [
        True
    ] * 2
    assert not list((tmp_path / "temp").iterdir())


def test_lists_with_levels_that_word_does_not_know(tmp_path):
    asked = "<w:p><w:pPr><w:numPr><w:ilvl w:val='999999999'/><w:numId w:val='1'/></w:numPr></w:pPr></w:p>"
    far = '<w:lvl w:ilvl="999999999"><w:lvlText w:val="%1"/></w:lvl>'
    levels = "".join(f'<w:lvl w:ilvl="{n}"/>' for n in range(20_000))
    lists = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="0"/></w:num>' for n in range(5_000))
    said = apart(
        *(
            word_file(
                tmp_path / f"{name}.docx",
                tbl(tr("序号"), tr(asked)),
                numbering=f'<w:abstractNum w:abstractNumId="0">{inside}</w:abstractNum>{lists}',
            )
            for name, inside in (("far", far), ("many", levels))
        )
    )
    assert len(said) == 2


@pytest.mark.parametrize("inside", ["<w:p>%s</w:p>", "<w:p/>%s", "<w:p/><w:p>%s</w:p>"])
def test_a_cell_of_many_small_elements_takes_no_time_by_the_square_of_their_number(tmp_path, inside):
    path = word_file(
        tmp_path / "a.docx", tbl("<w:tr><w:tc>" + inside % ("<w:x/>" * 200_000) + "</w:tc></w:tr>")
    )
    begun = time.process_time()
    open_list(path)
    assert time.process_time() - begun < 3  # seconds; the square took five and more
