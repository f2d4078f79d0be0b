import hashlib
import shutil
import subprocess
import zipfile

import pytest

from audit.archive import Archive
from audit.verifier import _Findings, _members
from models.refusals import BadLog

MEMBERS = {"entries.ndjson": b"{}\n" * 1000, "vkeys": b"", "evidence/" + 64 * "a": bytes(range(256))}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.zip"


def write(path, members):
    with path.open("wb") as file:
        archive = Archive(file)
        sums = [archive.add(name, [data[:7], data[7:]]) for name, data in members.items()]
        archive.close()
    return sums


def test_anybody_can_read_it(path):
    sums = write(path, MEMBERS)
    assert sums == [hashlib.sha256(data).hexdigest() for data in MEMBERS.values()]
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == MEMBERS
        assert {info.external_attr >> 16 for info in archive.infolist()} == {0o100644}
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_unzip_finds_nothing_wrong(path):
    if shutil.which("unzip") is None:
        pytest.skip("没有 unzip")
    write(path, MEMBERS)
    assert "No errors detected" in subprocess.check_output(["unzip", "-t", path], text=True)


def test_it_has_the_bytes_that_the_library_would_write(path, tmp_path):
    write(path, MEMBERS)
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        for name, data in MEMBERS.items():
            info = zipfile.ZipInfo(name)
            info.create_system, info.external_attr = 3, 0o100644 << 16
            archive.writestr(info, data)
    assert path.read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_more_files_than_sixteen_bits_count(path):
    write(path, {f"evidence/{n:064x}": b"" for n in range(66_000)})
    with zipfile.ZipFile(path) as archive:
        assert len(archive.namelist()) == 66_000
    with path.open("rb") as file:
        assert len(_members(file, _Findings())) == 66_000


@pytest.mark.soak
def test_more_bytes_than_thirty_two_bits_count(path):
    block = bytes(1 << 24)
    with path.open("wb") as file:
        archive = Archive(file)
        for n in range(3):
            archive.add(f"evidence/{n:064x}", [block] * 128)
        archive.close()
    with zipfile.ZipFile(path) as archive:
        assert [info.file_size for info in archive.infolist()] == [1 << 31] * 3
    with path.open("rb") as file:
        assert len(_members(file, _Findings())) == 3


@pytest.mark.soak
def test_a_member_of_four_gibibytes_is_refused(path):
    with path.open("wb") as file, pytest.raises(BadLog):
        Archive(file).add("evidence", [bytes(1 << 24)] * 256)
