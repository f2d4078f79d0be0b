"""A whole year by the command line alone, with a list that is not the demo's."""

import io
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing, redirect_stderr, redirect_stdout
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from docx import Document

from cli.app import main

YEAR = date.today().year  # noqa: DTZ011  (the command line lives in the real year)
PROGRAM = Path(sys.executable).with_name("xuepu")


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


def commands(tmp_path):
    """Run commands in a home below `tmp_path`, in this process: starting one a command costs a second."""
    environment = {
        "XUEPU_HOME": str(tmp_path / "home"),
        "XUEPU_MAIL": "files",
        "XUEPU_MAIL_FROM": "pufa@example.org",
    }

    def run(*words, code=0):
        out, err, left = io.StringIO(), io.StringIO(), 0
        with pytest.MonkeyPatch.context() as patch:
            for name in [name for name in os.environ if name.startswith("XUEPU_")]:
                patch.delenv(name)
            for name, value in environment.items():
                patch.setenv(name, value)
            patch.chdir(tmp_path)
            patch.setattr(sys, "argv", ["xuepu", *map(str, words)])
            with redirect_stdout(out), redirect_stderr(err):
                try:
                    main()
                except SystemExit as end:
                    left = int(end.code or 0)
        done = Done(left, out.getvalue(), err.getvalue())
        assert done.returncode == code, done.stdout + done.stderr
        return done

    return run


@pytest.fixture
def xuepu(tmp_path):
    return commands(tmp_path)


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    run = commands(tmp_path_factory.mktemp("founded"))
    run("init", "--office", "市外办")
    return run


def answer(done):
    return json.loads(done.stdout)


@pytest.fixture
def list_file(tmp_path):
    """Write a list as a county bureau might: a title, a table with merged sections, a signature line."""
    document = Document()
    document.add_heading(f"云岭县交通运输局{YEAR}年学法普法责任清单", 0)
    rows = [
        ("序号", "工作内容", "责任科室", "完成时限", "佐证材料"),
        ("一、学法", "", "", "", ""),
        ("1", "领导班子集中学习《中华人民共和国公路法》", "局办公室", "12月31日前", "签到表"),
        ("2", "执法人员法律知识培训", "法规股", "12月20日前", "签到表、课件"),
        ("二、普法", "", "", "", ""),
        ("3", "路政宣传进乡镇", "法规股牵头，办公室配合", "12月15日前", "照片"),
    ]
    table = document.add_table(rows=len(rows), cols=5)
    for cells, row in zip(rows, table.rows, strict=True):
        for text, cell in zip(cells, row.cells, strict=True):
            cell.text = text
        if not cells[1]:
            row.cells[0].merge(row.cells[4])
    document.add_paragraph("填表人：陈静")
    path = tmp_path / "清单.docx"
    document.save(path)
    return path


def test_a_list_goes_from_file_to_appendix(xuepu, list_file, tmp_path):
    xuepu("init", "--office", "云岭县交通运输局")
    xuepu("user", "add", "李慧敏", "--department", "办公室", "--email", "li@example.org")
    xuepu("user", "add", "欧阳文博", "--department", "法规股", "--email", "ouyang@example.org")
    xuepu("user", "add", "马志强", "--kind", "leader", "--title", "分管副局长")
    doubts = answer(xuepu("list", "import", list_file, "--year", YEAR, "--json"))["items"]
    (unknown,) = [doubt for doubt in doubts if doubt["field"] == "department"]
    assert unknown["cell"] == "局办公室"
    others = [d for d in doubts if d["id"] != unknown["id"]]
    answers = [f"{unknown['id']}=办公室", *(f"{d['id']}={d['candidates'][0]}" for d in others)]
    xuepu("list", "confirm", "--year", YEAR, *(word for a in answers for word in ("--answer", a)))
    today = date.today().isoformat()  # noqa: DTZ011
    xuepu("list", "approve", "--year", YEAR, "--body", "局党组会", "--on", today, "--as", "马志强")
    (issued,) = answer(xuepu("list", "issue", "--year", YEAR, "--on", today, "--json"))["items"]
    assert issued["tasks"] == 3
    shown = answer(xuepu("list", "show", "--year", YEAR, "--json"))
    assert shown["state"] == "issued"
    assert [duty["lead"] for duty in shown["duties"]] == [["局办公室"], ["法规股"], ["法规股"]]
    assert answer(xuepu("check", "--year", YEAR, "--json"))["gaps"] == []
    xuepu("remind", "--json")

    tasks = answer(xuepu("task", "list", "--year", YEAR, "--json"))["items"]
    photo = tmp_path / "照片.jpg"
    photo.write_bytes(b"\xff\xd8\xff not a real photo")
    study = json.dumps(
        {"kind": "study_group", "title": "集中学习", "on": today, "laws": ["《公路法》"]}, ensure_ascii=False
    )
    xuepu("task", "submit", tasks[0]["id"], "--file", photo, "--activity", study, "--as", "李慧敏")
    xuepu("task", "accept", tasks[0]["id"], "--as", "李慧敏", code=2)
    xuepu("task", "accept", tasks[0]["id"], "--as", "马志强")
    xuepu("task", "submit", tasks[1]["id"], "--link", "https://example.org/x", "--as", "欧阳文博")
    xuepu("task", "return", tasks[1]["id"], "--reason", "缺签到表", "--as", "马志强")
    xuepu("task", "waive", tasks[2]["id"], "--reason", "与县里活动合并")

    out = tmp_path / "附件"
    xuepu("appendix", "--year", YEAR, "--out", out)
    assert sorted(p.name for p in out.iterdir()) == [
        "appendix.docx",
        "appendix.pdf",
        "figures.json",
        "ledger.xlsx",
    ]
    figures = {f["name"]: f["text"] for f in json.loads((out / "figures.json").read_text())["figures"]}
    assert figures["study_sessions"] == "专题学法1次"
    assert figures["tasks_done"] == "已办结1项"

    bundle = tmp_path / "bundle.zip"
    xuepu("audit", "export", "--out", bundle)
    assert answer(xuepu("audit", "verify", bundle, "--json"))["verdict"] == "ok"
    assert answer(xuepu("audit", "verify", "--json"))["verdict"] == "ok"
    spoiled = bytearray(bundle.read_bytes())
    spoiled[len(spoiled) // 2] ^= 1
    bundle.write_bytes(spoiled)
    assert answer(xuepu("audit", "verify", bundle, "--json", code=1))["verdict"] == "tampered"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["list", "import", "没有.docx", "--year", "2024"], "打不开「没有.docx」"),
        (["list", "show", "--year", "2031"], "2031 年的责任清单"),
        (["task", "submit", "1", "--activity", "{"], "活动写得不对"),
        (["task", "accept", "77"], "没有编号为 77 的任务"),
        (["task", "accept", "1", "--as", "没有的人"], "没有叫「没有的人」的人员"),
        (["user", "add", "甲", "--department", "办公室", "--phone", "12"], "不像手机号码"),
        (["init", "--office", "另一个"], "已经有单位"),
        (["appendix", "--year", "2031", "--out", "x"], "2031 年的责任清单"),
        (["audit", "verify", "没有.zip"], "没有文件"),
        (["remind", "--now", "昨天"], "不是时刻"),
        (["list", "show"], "缺少 --year"),
        (["list", "show", "--year", "十"], "--year 的值不对（「十」不是整数）；"),
        (["list", "show", "--year", "26"], "--year 的值不对（「26」太小，最小是 2000）；"),
        (["list", "show", "--year", "20260"], "--year 的值不对（「20260」太大，最大是 2100）；"),
        (["task", "accept", "一"], "任务编号的值不对（「一」不是整数）；"),
        (
            ["slip", "list", "--year", "2024", "--state", "草稿"],
            "没有「草稿」这种状态，可以写代拟稿、已发出、不发",
        ),
        (["list", "show", "--jear", "2024"], "没有 --jear 这个选项"),
        (["lists"], "没有这个命令"),
        (["remind", "--now", "2024-03-20T09:00:00"], "没有时区"),
        (["remind", "--now", "0001-01-01T00:00:00+08:00"], "年份不对，请写 2000 至 2100 年的"),
        (["remind", "--now", "9999-12-31T23:59:59-08:00"], "年份不对"),
        (["ledger", "--year", "2024", "--day", "9999-12-31"], "年份不对"),
        (["ledger", "--year", "2024", "--day", "20240531"], "「20240531」不是日期"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_2(founded, words, sentence):
    done = founded(*words, code=2)
    assert done.stdout == ""
    (line,) = done.stderr.strip().splitlines()
    assert sentence in line


def test_a_database_that_cannot_be_used_is_one_sentence_and_exit_2(xuepu, tmp_path):
    xuepu("init", "--office", "市外办")
    for file in (tmp_path / "home").glob("xuepu.db*"):
        file.unlink()
    (tmp_path / "home" / "xuepu.db").write_bytes(b"no database" * 999)
    assert xuepu("remind", code=2).stderr == "数据库已损坏，请停用，从备份恢复。\n"


def test_what_is_no_bundle_is_told_without_a_size_or_a_root(founded, tmp_path):
    file = tmp_path / "清单.csv"
    file.write_text("序号,任务\n", encoding="utf-8")
    assert founded("audit", "verify", file, code=2).stdout.splitlines()[0] == "读不了。"


def test_a_list_of_another_year_is_refused_and_nothing_is_written(founded, tmp_path):
    file = tmp_path / "去年.csv"
    file.write_text(
        "市外办2023年度学法普法责任清单\n序号,工作任务,责任部门,完成时限\n1,学习宪法,办公室,12月底前\n"
    )
    (line,) = founded("list", "import", file, "--year", 2024, code=2).stderr.splitlines()
    assert "2023" in line
    founded("list", "show", "--year", 2024, code=2)


def test_without_an_office_every_command_says_how_to_begin(xuepu):
    done = xuepu("check", "--year", "2024", code=2)
    assert "xuepu init" in done.stderr


def test_the_installed_program_refuses_in_one_sentence_without_a_traceback(tmp_path):
    done = subprocess.run(
        [PROGRAM, "check", "--year", "2024"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=tmp_path,
        env={**os.environ, "XUEPU_HOMES": "x", "PYTHONUTF8": "1"},
    )
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert "XUEPU_HOME" in line


def test_help_is_chinese(xuepu):
    shown = xuepu("--help").stdout
    assert "命令" in shown
    assert "责任清单" in shown
    assert "Commands" not in shown
    for words in ([], ["list"], ["list", "import"], ["task", "submit"]):
        assert "Show this message" not in xuepu(*words, "--help").stdout


def test_a_file_whose_name_is_in_an_older_encoding(xuepu, tmp_path):
    xuepu("init", "--office", "市外办")
    file = tmp_path / os.fsdecode("清单.csv".encode("gb18030"))
    file.write_text("序号,工作任务,责任部门,完成时限\n1,学法,办公室,5月底前\n", encoding="utf-8")
    xuepu("list", "import", file, "--year", 2026)
    with closing(sqlite3.connect(tmp_path / "home" / "xuepu.db")) as database:
        assert database.execute("select source_name from dutylist").fetchall() == [("清单.csv",)]
