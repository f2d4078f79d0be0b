"""A command that is recommended can be typed as it stands, however the command line was called."""

import os
import subprocess
from pathlib import Path

import pytest

from cli.called import as_called

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("said", "as_typed"),
    [
        ("请用 xuepu slip list 查看。", "请用 ./run xuepu slip list 查看。"),
        ("要重交请先撤回（xuepu task withdraw）", "要重交请先撤回（./run xuepu task withdraw）"),
        ("用xuepu list show看", "用./run xuepu list show看"),
        ("./run xuepu audit verify 审计包.zip", "./run xuepu audit verify 审计包.zip"),
        ("在 /opt/xuepu data 里，log.xuepu local", "在 /opt/xuepu data 里，log.xuepu local"),
        ("学普 xuepu 0.1", "学普 xuepu 0.1"),
    ],
)
def test_only_commands_are_written_as_they_are_called(said, as_typed, monkeypatch):
    monkeypatch.setenv("CALLED_AS", "./run xuepu")
    assert as_called(said) == as_typed


def test_called_by_itself_it_is_xuepu(monkeypatch):
    monkeypatch.delenv("CALLED_AS", raising=False)
    assert as_called("请用 xuepu slip list 查看。") == "请用 xuepu slip list 查看。"


@pytest.mark.skipif(not (ROOT / ".venv" / "stamp").exists(), reason="needs what ./run setup makes")
@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["list", "show", "--year", "2026"], 2, "请先运行 ./run xuepu init --office"),
        (["slip", "send"], 2, "用法见 ./run xuepu slip send --help。"),
        (["slip", "show", "--help"], 0, "./run xuepu slip list 里方括号内的号"),
        (["doctor"], 1, "请先运行 ./run xuepu init --office"),
        (["doctor", "--json"], 1, "请先运行 xuepu init --office"),  # programs read one wording
    ],
)
def test_run_leaves_its_own_name(words, code, says, tmp_path):
    env = {**os.environ, "XUEPU_HOME": str(tmp_path / "none"), "COLUMNS": "200"}
    for line in (["./run", "xuepu", *words], ["sh", "run", "xuepu", *words]):
        typed = subprocess.run(line, check=False, cwd=ROOT, env=env, capture_output=True, text=True)
        assert typed.returncode == code, typed.stderr
        assert says in typed.stdout + typed.stderr
