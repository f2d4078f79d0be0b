"""Evidence bytes by their digest: what was acknowledged is on the disk, and stored once."""

import fcntl
import hashlib
import os
import secrets
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from models.refusals import BadEvidence

CHUNK = 1 << 20
ORPHAN_AGE = timedelta(hours=24)


@dataclass(frozen=True)
class Stored:
    sha256: str  # lower-case hex
    size: int  # bytes


@dataclass(frozen=True)
class FileStore:
    """Files under `folder`/ab/abcd…; a file's name is the SHA-256 of its bytes."""

    folder: Path

    def put(self, source: BinaryIO, *, limit: int = 200 << 20) -> Stored:
        """Store the bytes of `source`, durable before this returns. Putting them again changes nothing.

        Raises:
            BadEvidence: the file is empty, or larger than `limit` bytes.

        """
        with self._lock(fcntl.LOCK_SH):
            self.folder.mkdir(parents=True, exist_ok=True)
            draft = self.folder / f"put-{secrets.token_hex(8)}"
            try:
                stored = _copy(source, draft, limit)
                target = self.path(stored.sha256)
                if not target.exists():
                    target.parent.mkdir(exist_ok=True)
                    draft.rename(target)
                    _sync_folder(target.parent)
                    _sync_folder(self.folder)
                else:
                    os.utime(target)  # young again: no sweep takes it before its row is committed
            finally:
                draft.unlink(missing_ok=True)
        return stored

    def path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def whole(self, sha256: str) -> bool:
        """Say whether the bytes are there and still have their digest."""
        path = self.path(sha256)
        if not path.is_file():
            return False
        with path.open("rb") as source:
            return hashlib.file_digest(source, "sha256").hexdigest() == sha256

    def sweep(self, referenced: Container[str], *, now: datetime) -> list[str]:
        """Remove files that no row names and that nobody touched for 24 hours; return their digests.

        Never while a put runs: a put holds the lock that this waits for.
        """
        gone: list[str] = []
        oldest = (now - ORPHAN_AGE).timestamp()
        with self._lock(fcntl.LOCK_EX):
            for path in self._files():
                if path.name not in referenced and path.stat().st_mtime < oldest:
                    path.unlink()
                    gone.append(path.name)
        return gone

    def _files(self) -> Iterator[Path]:
        for path in sorted(self.folder.rglob("*")):
            if path.is_file() and path.name != "lock":
                yield path

    @contextmanager
    def _lock(self, kind: int) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, kind)
            yield
        finally:
            os.close(handle)


def _copy(source: BinaryIO, draft: Path, limit: int) -> Stored:
    digest, size = hashlib.sha256(), 0
    with draft.open("xb") as target:
        while chunk := source.read(CHUNK):
            size += len(chunk)
            if size > limit:
                raise BadEvidence(f"文件超过 {limit >> 20} MB，请压缩或拆分后再交。")
            digest.update(chunk)
            target.write(chunk)
        if size == 0:
            raise BadEvidence("文件是空的（0 字节），请重新选择。")
        target.flush()
        os.fsync(target.fileno())
    return Stored(digest.hexdigest(), size)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
