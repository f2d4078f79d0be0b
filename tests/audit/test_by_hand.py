"""The guide in the bundle is a script, and an auditor may run it instead of our verifier."""

import hashlib
import shutil
import subprocess

import pytest

from audit import bundle
from audit.tree import root
from audit.verifier import KNOWN_GUIDES
from tests.audit import make

LINES = make.leaves()
TOOLS = ("bash", "openssl", "sha256sum", "od", "unzip")


@pytest.fixture
def unzipped(tmp_path):
    """Return a bundle as an auditor unpacks it."""
    absent = [tool for tool in TOOLS if shutil.which(tool) is None]
    if absent:
        pytest.skip(f"缺少 {'、'.join(absent)}")
    version = subprocess.check_output(["openssl", "version"], text=True).split()[1]
    if int(version.split(".")[0]) < 3:
        pytest.skip(f"openssl {version} 太旧，要 3.0 以上")
    path = make.written(tmp_path, LINES)
    subprocess.run(["unzip", "-q", path, "-d", tmp_path / "out"], check=True)
    return tmp_path / "out"


def by_hand(folder, path="/usr/bin:/bin"):
    command = [shutil.which("bash"), folder / "VERIFY.txt", folder]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={"PATH": str(path)})


def mend(folder):
    """Make the manifest fit what is in the folder: what a forger would do."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.sha256")
    lines = [f"{make.digest(path.read_bytes())}  {path.relative_to(folder)}\n" for path in files]
    (folder / "manifest.sha256").write_text("".join(lines))


def test_it_finds_a_whole_bundle_whole(unzipped):
    done = by_hand(unzipped)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"记录 10 条，根值 {root(LINES).hex()}" in done.stdout


@pytest.mark.parametrize(
    "name",
    [
        "entries.ndjson",
        "checkpoints/00000007",
        "vkeys",
        "manifest.sha256",
        f"evidence/{make.digest(make.PHOTO)}",
    ],
)
def test_it_sees_a_changed_byte(unzipped, name):
    path = unzipped / name
    data = path.read_bytes()
    path.write_bytes(data[:40] + bytes([data[40] ^ 1]) + data[41:] if len(data) > 40 else data[:-1])
    done = by_hand(unzipped)
    assert (done.returncode, done.stdout) == (1, "")
    assert "不符" in done.stderr


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("entries.ndjson", b"2024-03-25", b"2024-03-26", "根值"),
        ("entries.ndjson", b'"idx":4', b'"idx":5', "编号"),
        ("entries.ndjson", b'"log":"log.', b'"log":"lag.', "不属于"),
        ("entries.ndjson", make.digest(b"minutes").encode(), b"0" * 64, "根值"),
        ("checkpoints/00000007", b"\n7\n", b"\n3\n", "不是这个日志的检查点"),
        ("checkpoints/00000007", b"e1\n", b"e2\n", "不是这个日志的检查点"),
        ("checkpoints/00000010", b"\n\n\xe2", b"\nmore\n\n\xe2", "不是这个日志的检查点"),
        ("vkeys", b"+", b"+0", "标识不符"),
    ],
)
def test_a_mended_manifest_does_not_help(unzipped, name, old, new, said):
    path = unzipped / name
    assert old in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(old, new, 1))
    mend(unzipped)
    done = by_hand(unzipped)
    assert done.returncode == 1
    assert said in done.stderr


def test_it_sees_a_wrong_signature(unzipped):
    note = unzipped / "checkpoints/00000010"
    other = unzipped / "checkpoints/00000007"
    line = other.read_text().splitlines()[-1]
    note.write_text("\n".join([*note.read_text().splitlines()[:-1], line, ""]))
    mend(unzipped)
    done = by_hand(unzipped)
    assert done.returncode == 1
    assert "签名不对" in done.stderr


def test_it_sees_added_and_missing_files(unzipped):
    (unzipped / "evidence" / make.digest(b"planted")).write_bytes(b"planted")
    assert "不在清单里" in by_hand(unzipped).stderr
    mend(unzipped)
    assert "没有记录提到它" in by_hand(unzipped).stderr
    (unzipped / "evidence" / make.digest(b"planted")).unlink()
    assert by_hand(unzipped).returncode == 1
    mend(unzipped)
    assert by_hand(unzipped).returncode == 0
    (unzipped / "checkpoints/00000010").unlink()
    mend(unzipped)
    assert "没有检查点盖住" in by_hand(unzipped).stderr


def test_the_verifier_knows_this_guide():
    assert hashlib.sha256(bundle.GUIDE.read_bytes()).hexdigest() in KNOWN_GUIDES


def test_it_needs_no_other_tools(unzipped, tmp_path):
    few = tmp_path / "bin"
    few.mkdir()
    for tool in ("bash", "openssl", "sha256sum", "od", "mktemp", "rm"):
        (few / tool).symlink_to(shutil.which(tool))
    done = by_hand(unzipped, path=few)
    assert (done.returncode, done.stderr) == (0, "")
    (few / "openssl").unlink()
    assert by_hand(unzipped, path=few).returncode == 2
