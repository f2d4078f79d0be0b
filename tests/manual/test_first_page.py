"""The manual's first page is typed as it stands, in an empty folder."""

import os
import re
import shlex
from pathlib import Path

import pytest
from docx import Document
from typer.testing import CliRunner

from cli.app import app

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "manual" / "开始使用.md"
ROWS = (
    ("序号", "工作任务", "责任部门", "完成时限", "佐证材料"),
    ("1", "党组理论学习中心组专题学法", "综合办", "每季度末月25日前", "学习材料"),
    ("2", "学法考法", "法规科", "10月31日前", "成绩单"),
)
WELL_OR_NOT = (0, 1)  # of `doctor`: without a mail server the office is not well, and it says so


def commands() -> list[list[str]]:
    blocks = re.findall(r"```\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    return [
        shlex.split(line.removeprefix("./run xuepu ")) for line in lines if line.startswith("./run xuepu ")
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    document = Document()
    table = document.add_table(rows=len(ROWS), cols=len(ROWS[0]))
    for row, texts in zip(table.rows, ROWS, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.save(str(tmp_path / "清单.docx"))
    return tmp_path


def test_every_command_does_what_the_page_says(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    for name in [name for name in os.environ if name.startswith("XUEPU_")]:
        monkeypatch.delenv(name)
    settings = {"XUEPU_MAIL": "files", "XUEPU_MAIL_FROM": "pufa@example.org", "CALLED_AS": "./run xuepu"}
    typed = commands()
    assert len(typed) > 20
    recommended = []
    for words in typed:
        done = CliRunner().invoke(app, words, env=settings)
        allowed = WELL_OR_NOT if words[0] == "doctor" else (0,)
        assert done.exit_code in allowed, f"{words}: {done.output} {done.exception}"
        recommended += re.findall(r"\S*\s?xuepu(?= [a-z])", done.output)
    assert len(recommended) > 3
    assert all(words.endswith("./run xuepu") for words in recommended), recommended
    assert (folder / "附件" / "appendix.docx").exists()
    assert list((folder / "文稿").glob("*.docx"))
