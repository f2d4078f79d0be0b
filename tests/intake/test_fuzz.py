"""Damaged files of every kind: read or refused, never anything else."""

import random
import time
import zipfile

import pytest

from intake.lists import open_list
from models.refusals import BadList
from rules import listing
from tests.intake.files import (
    compound_file,
    excel_parts,
    number_record,
    old_workbook,
    p,
    packed,
    record,
    tbl,
    tc,
    tr,
    word_parts,
)
from tests.intake.test_word import NUMBERING, counted

HEADING = ("序号", "工作任务", "责任部门", "完成时限")
FEW, LONG = 120, 600.0  # rounds always; seconds of the soak


def words(*texts):
    return "".join(f"<si><t>{text}</t></si>" for text in texts)


def cells(row, texts):
    return "".join(
        f'<c r="{column}{row}" t="s"><v>{n}</v></c>' for n, column in zip(texts, "ABCD", strict=False)
    )


DOCUMENT = word_parts(
    p("2024年度责任清单")
    + tbl(
        tr(*HEADING),
        tr(tc("一、学法", gridSpan=4)),
        tr(counted(), tc("集中学法", vMerge="restart"), "办公室牵头，各科室配合", "5月底前"),
        tr(counted(), tc(vMerge=None), "<w:p><w:ins><w:r><w:t>综合科</w:t></w:r></w:ins></w:p>", "每季度"),
        tr(
            "3", tc(p("普法") + tbl(tr("内", "表")) + p()), "甲(分管)", "①3月；②6月", properties="<w:hidden/>"
        ),
        grid=(700, 3000, 60, 2000),
    )
    + p("填表人：甲"),
    numbering=NUMBERING,
)
WORKBOOK = excel_parts(
    f'<cols><col min="2" max="2" hidden="1"/></cols><sheetData><row r="1">{cells(1, range(4))}</row>'
    f'<row r="2" hidden="1">{cells(2, (4, 5, 6, 7))}</row>'
    '<row r="3"><c r="A3"><v>2</v></c>'
    '<c r="B3" t="inlineStr"><is><t>普法</t></is></c>'
    '<c r="D3" s="1"><f>A1</f><v>45413</v></c></row></sheetData>'
    '<mergeCells><mergeCell ref="C2:C3"/></mergeCells>',
    strings=words(*HEADING, "1", "学法", "办公室", "5月"),
    styles='<numFmts><numFmt numFmtId="164" formatCode="m&quot;月&quot;"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>',
)
OLD = compound_file(
    old_workbook(
        [record(0x7D, b"\1\0\2\0\0\0\0\0\1\0\0\0"), number_record(0, 0, 7), number_record(3, 2, 45413, 1)],
        more=record(0xE0, b"\0\0\0\0" + b"\0" * 16) + record(0xE0, b"\0\0\x39\0" + b"\0" * 16),
    )
)
TEXT = '序号,工作任务,责任部门,完成时限\n1,学法,办公室,5月\n2,"普法\n考法",同上,6月底前\n合计,,,\n'.encode()


def mutated(chance, content):
    """Change, take out, double or shuffle a few pieces."""
    damaged = bytearray(content)
    for _ in range(chance.choice([1, 1, 2, 5, 20])):
        if not damaged:
            break
        at, size = chance.randrange(len(damaged)), chance.choice([1, 2, 8, 64])
        match chance.randrange(5):
            case 0:
                damaged[at] = chance.randrange(256)
            case 1:
                del damaged[at : at + size]
            case 2:
                damaged[at:at] = damaged[at : at + size] * chance.choice([1, 1, 50])
            case 3:
                damaged[at : at + size] = chance.randbytes(size)
            case 4:
                del damaged[at:]
    return bytes(damaged)


def mutated_parts(chance, parts):
    """Damage what stands inside one part, so that the zip round it stays whole."""
    name = chance.choice(sorted(parts))
    content = parts[name]
    return {**parts, name: mutated(chance, content if isinstance(content, bytes) else content.encode())}


def attempt(path, content):
    """Read a file, or be refused in one sentence; return what was said."""
    path.write_bytes(content)
    try:
        listing.read(open_list(path), year=2024).as_json()
    except BadList as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize("seconds", [0.0, pytest.param(LONG, marks=pytest.mark.soak)])
def test_damaged_files_are_read_or_refused(tmp_path, seconds):
    chance = random.Random(20_241_204)
    until = time.monotonic() + seconds
    whole = {
        "a.docx": packed(tmp_path / "a.docx", DOCUMENT).read_bytes(),
        "a.xlsx": packed(tmp_path / "a.xlsx", WORKBOOK).read_bytes(),
        "a.csv": TEXT,
    }
    assert [attempt(tmp_path / name, content) for name, content in whole.items()] == ["", "", ""]
    said = set()
    number = 0
    while number < FEW or time.monotonic() < until:
        number += 1
        for name, content in whole.items():
            said.add(attempt(tmp_path / name, mutated(chance, content)))
        for name, parts in (("b.docx", DOCUMENT), ("b.xlsx", WORKBOOK)):
            damaged = packed(tmp_path / name, mutated_parts(chance, parts))
            said.add(attempt(tmp_path / name, damaged.read_bytes()))
        if number % 60 == 0:  # each is a process
            said.add(attempt(tmp_path / "a.xls", mutated(chance, OLD)))
    assert len(said) > 3  # some are read, others refused for different reasons
    print(f"{number} rounds of five damaged files each, {len(said)} different answers")  # noqa: T201  (what a soak tells)
    assert all(sentence == "" or (sentence.endswith("。") and "\n" not in sentence) for sentence in said)


def test_a_package_that_is_not_packed(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.docx", "w", zipfile.ZIP_STORED) as file:
        for name, content in DOCUMENT.items():
            file.writestr(name, content)
    assert listing.read(open_list(tmp_path / "a.docx"), year=2024).rows
    for seed in range(20):
        said = attempt(tmp_path / "b.docx", mutated(random.Random(seed), (tmp_path / "a.docx").read_bytes()))
        assert said == "" or said.endswith("。")
