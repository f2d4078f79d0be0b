"""Whatever is changed in the file of a bundle, it no longer verifies; and nothing makes the verifier fall."""

import random
import zipfile

import pytest

from audit.archive import Archive
from audit.verifier import verify
from tests.audit import make

PARTS = 4


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A bundle of three entries, one checkpoint and one photo."""
    lines = make.leaves([*make.year()[:2], make.entry(2, "note", "task:1", evidence=[make.photo()])])
    return make.written(tmp_path_factory.mktemp("small"), lines, sizes=(3,), files=(make.PHOTO,))


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    lines = make.leaves(make.long_year(300))
    given = {"vkeys": [make.signer().vkey, make.auditor().cosigner_vkey]}
    given["cosignatures"] = {"00000100.dave": make.cosignature(lines, 100)}
    return make.written(tmp_path_factory.mktemp("large"), lines, sizes=(100, 300), files=(), **given)


@pytest.fixture
def patched(tmp_path):
    """Write a bundle's bytes, changed, and say how they verify."""
    path = tmp_path / "changed.zip"

    def judge(data):
        path.write_bytes(data)
        return verify(path).verdict

    return judge


def survivors(path, whole, positions, chance):
    """Change one byte after the other, each alone; return where the bundle still verified."""
    survived = []
    with path.open("r+b") as file:
        for at in positions:
            file.seek(at)
            file.write(bytes([whole[at] ^ chance.randrange(1, 256)]))
            file.flush()
            if verify(path).verdict == "ok":
                survived.append(at)
            file.seek(at)
            file.write(whole[at : at + 1])
    assert path.read_bytes() == whole
    assert verify(path).verdict == "ok"
    return survived


@pytest.mark.parametrize("part", range(PARTS))
def test_every_byte_of_a_small_bundle(small, tmp_path, part):
    whole = small.read_bytes()
    path = tmp_path / "small.zip"
    path.write_bytes(whole)
    assert survivors(path, whole, range(part, len(whole), PARTS), random.Random(part)) == []


def test_a_sample_of_the_bytes_of_a_larger_bundle(large, tmp_path):
    whole = large.read_bytes()
    path = tmp_path / "large.zip"
    path.write_bytes(whole)
    chance = random.Random(0)
    assert survivors(path, whole, chance.sample(range(len(whole)), 100), chance) == []


@pytest.mark.soak
def test_ten_thousand_bytes_of_a_larger_bundle(large, tmp_path):
    whole = large.read_bytes()
    path = tmp_path / "large.zip"
    path.write_bytes(whole)
    chance = random.Random(1)
    assert survivors(path, whole, chance.choices(range(len(whole)), k=10_000), chance) == []


def test_every_bit_of_the_frame(small, patched):
    """The headers and the directory, which no digest covers."""
    whole = small.read_bytes()
    with zipfile.ZipFile(small) as archive:
        start = archive.start_dir
    for at in [*range(60), *range(start, len(whole))]:
        bit = 1 << at % 8
        assert patched(whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :]) != "ok"


def test_every_truncation(small, patched):
    whole = small.read_bytes()
    for length in [*range(0, len(whole), 23), *range(len(whole) - 100, len(whole))]:
        assert patched(whole[:length]) in {"incomplete", "unreadable"}, length


def test_more_bytes(small, patched):
    whole = small.read_bytes()
    for extra in (b"\0", b"PK", b"more", whole):
        assert patched(whole + extra) == "tampered"
        assert patched(extra + whole) in {"tampered", "unreadable", "incomplete"}
    assert patched(whole[:-2] + b"\x04\x00note") == "tampered"  # an archive comment


def test_splices(small, patched):
    whole = small.read_bytes()
    chance = random.Random(3)
    for _ in range(300):
        start, stop = sorted(chance.sample(range(len(whole)), 2))
        match chance.randrange(3):
            case 0:
                changed = whole[:start] + whole[stop:]
            case 1:
                changed = whole[:stop] + whole[start:]
            case _:
                changed = whole[:start] + chance.randbytes(stop - start) + whole[stop:]
        assert patched(changed) != "ok"


@pytest.mark.parametrize(
    "data", [b"", b"P", b"PK\3\4", b"PK\5\6" + bytes(18), b"GIF89a", bytes(1000), b"\xff" * 999]
)
def test_what_is_no_bundle(patched, data):
    assert patched(data) in {"unreadable", "incomplete"}


def test_what_cannot_be_opened(tmp_path):
    assert verify(tmp_path).verdict == "unreadable"
    assert verify(tmp_path / "gone.zip").verdict == "unreadable"


@pytest.mark.parametrize(
    "name",
    [
        "extra.txt",
        "../evil",
        "/etc/passwd",
        "evidence/../../evil",
        "evidence/x",
        "evidence/",
        "checkpoints/1",
        "checkpoints/00000003/x",
        "cosignatures/../x",
        "cosignatures/A",
        "origins/e0/vkeys",
        "origins/e1/evidence/" + 64 * "a",
        "origins/e1/origins/e1/vkeys",
        "origins/e1/manifest.sha256",
        "origins/e1/\nvkeys",
        "entries.ndjson\n",
        "C:\\x",
        "x" * 300,
        "",
    ],
)
def test_no_other_name_is_let_in(small, tmp_path, name):
    members = make.unpacked(small)
    for place in ("entries.ndjson", "vkeys", "VERIFY.txt"):
        changed = {}
        for old, data in members.items():
            changed[old] = data
            if old == place:
                changed[name] = b"planted"
        assert verify(make.packed(tmp_path / "changed.zip", changed)).verdict == "tampered"


def test_members_in_another_order(small, tmp_path):
    members = list(make.unpacked(small).items())
    for at in range(len(members) - 1):
        swapped = [*members[:at], members[at + 1], members[at], *members[at + 2 :]]
        report = verify(make.packed(tmp_path / "changed.zip", dict(swapped)))
        assert report.verdict == "tampered"


def test_a_member_twice(small, tmp_path):
    path = tmp_path / "twice.zip"
    with path.open("wb") as file:
        archive = Archive(file)
        for name, data in make.unpacked(small).items():
            archive.add(name, [data])
            archive.add(name, [data])
        archive.close()
    assert verify(path).verdict == "tampered"


def test_an_unlisted_member(small, tmp_path):
    members = make.unpacked(small)
    changed = members | {f"evidence/{make.digest(b'x')}": b"x"}
    ordered = {
        name: changed[name] for name in sorted(changed, key=lambda name: name.startswith(("mani", "VERIFY")))
    }
    assert verify(make.packed(tmp_path / "x.zip", ordered, manifest=False)).verdict == "tampered"


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[:-1],
        lambda text: text + b"\n",
        lambda text: text.replace(b"\n", b"\r\n"),
        lambda text: text.replace(b"  ", b" *"),
        lambda text: text.upper(),
        lambda text: b"".join(reversed(text.splitlines(keepends=True))),
        lambda text: text + text.splitlines(keepends=True)[0],
        lambda text: b"".join(text.splitlines(keepends=True)[1:]),
        lambda text: text + 64 * b"0" + b"  gone\n",
        lambda _: b"",
        lambda _: b"\xff\n",
        lambda _: b"x" * (2 << 20),
    ],
)
def test_another_manifest(small, tmp_path, change):
    members = make.unpacked(small)
    members["manifest.sha256"] = change(members["manifest.sha256"])
    assert verify(make.packed(tmp_path / "x.zip", members, manifest=False)).verdict in {
        "tampered",
        "incomplete",
    }


@pytest.mark.parametrize("how", ["deflated", "dated", "linked", "commented", "by another system"])
def test_the_same_files_zipped_again_in_another_way(small, tmp_path, how):
    path = tmp_path / "again.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in make.unpacked(small).items():
            info = zipfile.ZipInfo(name)
            info.create_system, info.external_attr = 3, 0o100644 << 16
            if how == "deflated":
                info.compress_type = zipfile.ZIP_DEFLATED
            elif how == "dated":
                info.date_time = (2024, 12, 25, 0, 0, 0)
            elif how == "linked":
                info.external_attr = 0o120777 << 16
            elif how == "commented":
                info.comment = b"x"
            else:
                info.create_system = 0
            archive.writestr(info, data)
    assert verify(path).verdict == "tampered"


def test_another_guide_is_warned_of(small, tmp_path):
    members = make.unpacked(small) | {"VERIFY.txt": b"echo ok\n"}
    report = verify(make.packed(tmp_path / "x.zip", members))
    assert any("请不要运行" in finding for finding in report.findings)
