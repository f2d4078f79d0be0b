import hashlib
import io
import os
import threading
from datetime import UTC, datetime, timedelta

import pytest

from models.refusals import BadEvidence
from store.files import FileStore

BYTES = "签到表".encode()
DIGEST = hashlib.sha256(BYTES).hexdigest()


@pytest.fixture
def files(tmp_path):
    return FileStore(tmp_path / "evidence")


def left_over(files):
    return [path.name for path in files.folder.rglob("put-*")]


def test_bytes_are_found_under_their_digest(files):
    stored = files.put(io.BytesIO(BYTES))
    assert (stored.sha256, stored.size) == (DIGEST, len(BYTES))
    assert files.path(DIGEST).read_bytes() == BYTES
    assert files.whole(DIGEST)


def test_the_same_bytes_are_stored_once(files):
    files.put(io.BytesIO(BYTES))
    files.put(io.BytesIO(BYTES))
    assert [path.name for path in files.folder.rglob("*") if path.is_file()] == ["lock", DIGEST]


@pytest.mark.parametrize(("data", "limit"), [(b"", 10), (b"x" * 11, 10)])
def test_what_cannot_be_taken_leaves_nothing(files, data, limit):
    with pytest.raises(BadEvidence):
        files.put(io.BytesIO(data), limit=limit)
    assert left_over(files) == []


def test_a_file_of_exactly_the_limit_is_taken(files):
    assert files.put(io.BytesIO(b"x" * 10), limit=10).size == 10


def test_an_upload_that_breaks_off_leaves_nothing(files):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            raise OSError("cut off")

    with pytest.raises(OSError, match="cut off"):
        files.put(Broken())
    assert left_over(files) == []


def test_a_changed_byte_is_seen(files):
    files.put(io.BytesIO(BYTES))
    files.path(DIGEST).write_bytes(BYTES[:-1] + b"x")
    assert not files.whole(DIGEST)
    assert not files.whole("0" * 64)


def age(files, sha, hours):
    then = (datetime.now(UTC) - timedelta(hours=hours)).timestamp()
    os.utime(files.path(sha), (then, then))


@pytest.mark.parametrize(
    ("referenced", "hours", "gone"),
    [(set(), 25, [DIGEST]), (set(), 23, []), ({DIGEST}, 25, [])],
)
def test_only_old_orphans_are_swept(files, referenced, hours, gone):
    files.put(io.BytesIO(BYTES))
    age(files, DIGEST, hours)
    assert files.sweep(referenced, now=datetime.now(UTC)) == gone


def test_putting_an_orphan_again_makes_it_young(files):
    files.put(io.BytesIO(BYTES))
    age(files, DIGEST, 25)
    files.put(io.BytesIO(BYTES))
    assert files.sweep(set(), now=datetime.now(UTC)) == []


def test_a_sweep_waits_for_a_put_that_runs(files):
    started, finish = threading.Event(), threading.Event()

    class Slow(io.BytesIO):
        def read(self, size=-1):
            started.set()
            finish.wait(30)
            return super().read(size)

    putting = threading.Thread(target=files.put, args=(Slow(BYTES),))
    putting.start()
    assert started.wait(30)
    sweeping = threading.Thread(target=files.sweep, args=(set(),), kwargs={"now": datetime.now(UTC)})
    sweeping.start()
    sweeping.join(0.3)
    assert sweeping.is_alive()
    finish.set()
    putting.join(30)
    sweeping.join(30)
    assert not sweeping.is_alive()
    assert files.whole(DIGEST)
