"""The house itself: floors, names, clocks, words that must stay true."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ROOMS: list[str] = PROJECT["tool"]["importlinter"]["root_packages"]
SOURCES = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]


def lint_imports(root):
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def copy_of_the_house(tmp_path_factory):
    house = tmp_path_factory.mktemp("house")
    for room in ROOMS:
        if not (ROOT / room).exists():  # the demo may be taken away; the floors must still stand
            (house / room).mkdir()
            (house / room / "__init__.py").touch()
            continue
        shutil.copytree(ROOT / room, house / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", house)
    return house


@pytest.mark.parametrize(
    ("file", "planted"),
    [
        ("rules/days.py", "import store.db"),
        ("models/task.py", "import rules.moves"),
        ("store/people.py", "import audit.tree"),
        ("steps/working/move.py", "import office"),
        ("web/app.py", "import flows"),
        ("steps/working/move.py", "import prefect"),
        ("audit/verifier.py", "import cryptography"),
    ],
)
def test_an_upward_import_is_refused(copy_of_the_house, file, planted):
    path = copy_of_the_house / file
    before = path.read_text(encoding="utf-8")
    path.write_text(f"{before}\n{planted}\n", encoding="utf-8")
    try:
        checked = lint_imports(copy_of_the_house)
    finally:
        path.write_text(before, encoding="utf-8")
    assert checked.returncode == 1, checked.stdout
    assert "BROKEN" in checked.stdout


def test_no_installed_distribution_owns_one_of_our_names():
    ours = {*ROOMS, "bench", "tests"}
    taken = {
        (found.metadata["Name"], file.parts[0])
        for found in distributions()
        if found.metadata["Name"] != "xuepu"
        for file in found.files or ()
        if file.parts[0] in ours
    }
    assert taken == set()


CLOCK = re.compile(r"\b(datetime\.(now|utcnow|today)|date\.today|time\.time)\(")


def test_only_the_office_reads_the_clock():
    readers = {
        path.relative_to(ROOT).parts[0] for path in SOURCES if CLOCK.search(path.read_text(encoding="utf-8"))
    }
    assert readers == {"office"}


def test_no_flow_or_task_below_the_flows():
    for path in SOURCES:
        if path.relative_to(ROOT).parts[0] in ("flows", "demo", "cli"):
            continue
        imported = {
            name
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in (
                [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
            )
        }
        assert not any(name.split(".")[0] == "prefect" for name in imported), path


def test_a_flow_file_cannot_hide_a_module_of_the_standard_library():
    names = {path.stem for path in (ROOT / "flows").glob("*.py")} - {"__init__"}
    assert not names & set(sys.stdlib_module_names)
    assert all("_" in name for name in names)


SEVENTH = {"utils", "common", "helpers", "services", "core", "managers"}


def test_there_is_no_seventh_room():
    names = {part.removesuffix(".py") for path in SOURCES for part in path.relative_to(ROOT).parts}
    assert not names & SEVENTH


def test_the_generated_pages_are_fresh():
    checked = subprocess.run(
        [sys.executable, ROOT / "docs" / "make.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert checked.returncode == 0, checked.stderr


def test_the_lock_names_no_registry():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    assert lock.count("--hash=sha256:") > 100
