"""`xuepu read` as a person and a script call it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.intake.files import p, tbl, tc, tr, word_file

ROOT = Path(__file__).parents[2]
BODY = p("市外办2024年度学法普法责任清单") + tbl(
    tr("序号", "工作任务", "责任部门", "完成时限", "佐证材料"),
    tr(tc("一、学法", gridSpan=5)),
    tr("1", "全体干部集体学法[党课]", "办公室牵头，各科室配合", "5月底前", "签到表"),
    tr("2", "学法考法", "", "适时", "成绩单"),
)


def xuepu(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "cli.app", "read", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def file(tmp_path):
    return word_file(tmp_path / "list.docx", BODY)


def test_json(file):
    done = xuepu(file, "--year", 2024, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert (told["year"], told["title"]) == (2024, "市外办2024年度学法普法责任清单")
    assert [(row["row"], row["category"], row["lead"]) for row in told["rows"]] == [
        (3, "一、学法", ["办公室"]),
        (4, "一、学法", []),
    ]
    assert told["rows"][0]["deadline"]["occurrences"][0]["due"] == "2024-05-31"


def test_for_a_person(file):
    done = xuepu(file, "--year", 2024)
    assert (done.returncode, done.stderr) == (0, "")
    for words in (
        "市外办2024年度学法普法责任清单",
        "读出 2 项任务",
        "第4行：没有写明责任部门，请补充。",
        "[党课]",
    ):
        assert words in "".join(done.stdout.split()) or words in done.stdout


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.docx", b"PK\3\4", "文件已损坏或不完整"),
        ("b.csv", "甲,乙\n丙,丁\n".encode(), "没有认出责任清单的表头"),
        ("c.csv", b"", "文件是空的"),
    ],
)
def test_refused_in_one_sentence(tmp_path, name, content, sentence):
    (tmp_path / name).write_bytes(content)
    done = xuepu(tmp_path / name, "--year", 2024, "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_year_that_is_none(file):
    done = xuepu(file, "--year", 24)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
