"""The demo, played once for all tests by the command that a stranger types."""

import json
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from office import Office
from office.settings import given
from store.db import reading


@dataclass(frozen=True)
class Played:
    """What the demo left, what it said, and the most memory that it took."""

    folder: Path
    stdout: str
    stderr: str

    def figures(self):
        told = json.loads((self.folder / "appendix" / "figures.json").read_text(encoding="utf-8"))
        return {figure["name"]: figure for figure in told["figures"]}

    def entries(self):
        with zipfile.ZipFile(self.folder / "audit-bundle.zip") as bundle:
            return [json.loads(line) for line in bundle.read("entries.ndjson").splitlines()]


@pytest.fixture(scope="session")
def played(tmp_path_factory):
    """Play with an environment and a `.env` that would break any office that listened to them."""
    place = tmp_path_factory.mktemp("demo")
    (place / ".env").write_text("XUEPU_MAIL=files\nXUEPU_HOME=/dev/null\nXUEPU_PORT=none\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "demo"],
        cwd=place,
        env={**os.environ, "PYTHONUTF8": "1", "XUEPU_SMS": "pigeon", "XUEPU_MAL": "smtp"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return Played(place / "out" / "demo", done.stdout, done.stderr)


@pytest.fixture
def session(played):
    """Read the office that the demo left."""
    office = Office.open(given(home=played.folder / "data"))
    with reading(office.database) as session:
        yield session
    office.database.close()
