"""`xuepu read` as a person and a script call it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cli.app import main
from cli.read import MOST_SHOWN
from tests.intake.files import p, tbl, tc, tr, word_file

BODY = p("市外办2024年度学法普法责任清单") + tbl(
    tr("序号", "工作任务", "责任部门", "完成时限", "佐证材料"),
    tr(tc("一、学法", gridSpan=5)),
    tr("1", "学法[/x]", "办公室牵头，各科室配合", "5月底前", "签到表"),
    tr("2", "学法考法", "", "适时", "成绩单"),
)


@pytest.fixture
def xuepu(capsys, monkeypatch):
    """Call the command line in this process; return code, output, and what went to standard error."""

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["xuepu", "read", *map(str, arguments)])
        code = 0
        try:
            main()
        except SystemExit as left:
            code = left.code or 0
        told = capsys.readouterr()
        return code, told.out, told.err

    return call


@pytest.fixture
def file(tmp_path):
    return word_file(tmp_path / "list.docx", BODY)


def test_json(xuepu, file):
    code, out, err = xuepu(file, "--year", 2024, "--json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert (told["year"], told["title"]) == (2024, "市外办2024年度学法普法责任清单")
    assert [(row["row"], row["category"], row["lead"]) for row in told["rows"]] == [
        (3, "一、学法", ["办公室"]),
        (4, "一、学法", []),
    ]
    assert told["rows"][0]["deadline"]["occurrences"][0]["due"] == "2024-05-31"


def test_for_a_person(xuepu, file):
    code, out, err = xuepu(file, "--year", 2024)
    assert (code, err) == (0, "")
    for words in (
        "市外办2024年度学法普法责任清单",
        "读出 2 项任务",
        "第4行：没有写明责任部门，请补充。",
        "学法[/x]",
        "工作任务 → 工作任务",
    ):
        assert words in out


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.docx", b"PK\3\4", "文件已损坏或不完整"),
        ("b.csv", "甲,乙\n丙,丁\n".encode(), "没有认出责任清单的表头"),
        ("c.csv", b"", "文件是空的"),
    ],
)
def test_refused_in_one_sentence(xuepu, tmp_path, name, content, sentence):
    (tmp_path / name).write_bytes(content)
    code, out, err = xuepu(tmp_path / name, "--year", 2024, "--json")
    assert (code, out) == (2, "")
    assert sentence in err
    assert err.count("\n") == 1


def test_a_long_list_is_shown_to_a_person_in_part(xuepu, tmp_path):
    rows = "".join(f"{n},任务{n},办公室,5月底前\n" for n in range(1, MOST_SHOWN + 2))
    (tmp_path / "a.csv").write_text(f"序号,工作任务,责任部门,完成时限\n{rows}", encoding="utf-8")
    code, out, _ = xuepu(tmp_path / "a.csv", "--year", 2024)
    assert code == 0
    assert f"任务{MOST_SHOWN}" in out
    assert f"任务{MOST_SHOWN + 1}" not in out
    assert f"上面是前 {MOST_SHOWN} 项，全部见 --json。" in out
    assert f"读出 {MOST_SHOWN + 1} 项任务" in out


def test_a_year_that_is_none(xuepu, file):
    code, out, _ = xuepu(file, "--year", 24)
    assert (code, out) == (2, "")


def test_as_a_program(file):
    """The same in a process of its own, as scripts call it."""
    done = subprocess.run(
        [sys.executable, "-m", "cli.app", "read", str(file), "--year", "2024", "--json"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(json.loads(done.stdout)["rows"]) == 2
