"""The verifier is one file that an auditor can carry off and run anywhere."""

import ast
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import audit.verifier
from audit.verifier import LIST_MOVES, MOVES, TASK_MOVES
from models import states
from tests.audit import make

SOURCE = Path(audit.verifier.__file__)


@pytest.fixture
def alone(tmp_path):
    """Run a copy of the file, away from this project and from every installed package."""
    shutil.copy(SOURCE, tmp_path / "verifier.py")

    def run(*words):
        command = [sys.executable, "-I", "-S", tmp_path / "verifier.py", *words]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)

    return run


def test_it_imports_the_standard_library_only():
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(SOURCE.read_text()))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= sys.stdlib_module_names


def test_an_older_python_can_read_it():
    ast.parse(SOURCE.read_text(), feature_version=(3, 8))


def test_it_knows_the_same_moves_as_the_program():
    assert {(str(s), str(a)): str(after) for (s, a), (_, after) in states.MOVES.items()} == TASK_MOVES
    assert {(str(s), str(a)): str(after) for (s, a), after in states.LIST_MOVES.items()} == LIST_MOVES
    assert {name: first for name, (first, _) in MOVES.items()} == {"task": "open", "list": "draft"}


def test_a_whole_bundle(alone, tmp_path):
    path = make.written(tmp_path)
    said = alone(path)
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.startswith("完好")
    report = json.loads(alone(path, "--json").stdout)
    assert (report["verdict"], report["size"], report["first_bad"]) == ("ok", 10, None)
    assert re.fullmatch("[0-9a-f]{64}", report["root"])


def test_a_kept_checkpoint(alone, tmp_path):
    lines = make.leaves()
    path = make.written(tmp_path, lines)
    (tmp_path / "kept").write_bytes(make.checkpoints(lines, [7])[0][1])
    (tmp_path / "other").write_bytes(make.checkpoints([b"x"], [1])[0][1])
    assert "一致" in alone(path, "--known", tmp_path / "kept").stdout
    assert alone("--known", tmp_path / "other", path).returncode == 1
    assert alone(path, "--known", tmp_path / "gone").returncode == 2
    (tmp_path / "junk").write_bytes(b"junk")
    assert alone(path, "--known", tmp_path / "junk").returncode == 2


def test_its_exit_codes(alone, tmp_path):
    path = make.written(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"2024-03-25", b"2024-03-26"))
    tampered = alone(path, "--json")
    assert (tampered.returncode, json.loads(tampered.stdout)["verdict"]) == (1, "tampered")
    path.write_bytes(whole[:-1])
    assert alone(path).returncode == 1
    path.write_bytes(b"")
    assert alone(path).returncode == 2
    for words in ((), ("a", "b"), ("--help",), ("--known",), (path, "--known")):
        done = alone(*words)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("用法")
