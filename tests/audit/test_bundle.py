import pytest

from audit import bundle
from audit.verifier import verify
from models.refusals import BadLog
from tests.audit import make

LINES = make.leaves()


def test_its_layout(tmp_path):
    path = make.written(
        tmp_path,
        vkeys=[make.signer().vkey, make.auditor().cosigner_vkey],
        cosignatures={"00000007.dave": make.cosignature(LINES, 7)},
    )
    members = make.unpacked(path)
    assert list(members) == [
        "entries.ndjson",
        "checkpoints/00000003",
        "checkpoints/00000007",
        "checkpoints/00000010",
        "cosignatures/00000007.dave",
        "vkeys",
        *sorted(f"evidence/{make.digest(data)}" for data in (make.PHOTO, b"minutes")),
        "manifest.sha256",
        "VERIFY.txt",
    ]
    assert members["entries.ndjson"] == make.lined(LINES)
    assert members["VERIFY.txt"] == bundle.GUIDE.read_bytes()
    assert verify(path).verdict == "ok"


def test_the_same_log_gives_the_same_bytes(tmp_path):
    first = make.written(tmp_path, name="first.zip")
    second = make.written(
        tmp_path, name="second.zip", files=(b"minutes", make.PHOTO, make.PHOTO), sizes=(10, 7, 3)
    )
    assert first.read_bytes() == second.read_bytes()


def test_entries_are_read_once_and_none_is_held(tmp_path):
    path = make.written(tmp_path, LINES, entries=iter(LINES))
    assert verify(path).size == len(LINES)


@pytest.mark.parametrize(
    "wrong",
    [
        {"checkpoints": []},
        {"checkpoints": make.checkpoints(LINES, [9])},
        {"checkpoints": make.checkpoints(LINES, [10, 10])},
        {"entries": LINES[:9]},
        {"entries": [*LINES[:9], b"two\nlines"]},
        {"vkeys": []},
        {"vkeys": [make.auditor().cosigner_vkey]},
        {"cosignatures": {"../escape": b""}},
        {"cosignatures": {"": b""}},
        {"origins": [bundle.Log("no epoch", [], [], [])]},
        {"origins": [bundle.Log("log/e1", [], [], [])]},
    ],
)
def test_what_cannot_verify_is_not_written(tmp_path, wrong):
    (tmp_path / "bundle.zip").write_bytes(b"an older bundle")
    with pytest.raises(BadLog):
        make.written(tmp_path, **wrong)
    assert (tmp_path / "bundle.zip").read_bytes() == b"an older bundle"
    assert not list(tmp_path.glob(".*"))


def test_evidence_that_changed_on_the_disk_is_refused(tmp_path):
    photo = tmp_path / "photo"
    photo.write_bytes(b"another photo")
    with pytest.raises(BadLog, match="摘要不符"):
        make.written(tmp_path, evidence=[(make.digest(make.PHOTO), photo)])
    with pytest.raises(BadLog):
        make.written(tmp_path, evidence=[("../../photo", photo)])
    with pytest.raises(BadLog):
        make.written(tmp_path, evidence=[(make.digest(make.PHOTO), tmp_path / "gone")])


def test_a_folder_that_is_not_there_is_a_refusal(tmp_path):
    with pytest.raises(BadLog, match="写不到"):
        make.written(tmp_path, name="no/such/bundle.zip")
