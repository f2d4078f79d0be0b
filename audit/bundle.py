"""The audit bundle: what an outsider needs to check the log, in one zip. `docs/log-format.md` lays it out."""

import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from audit.archive import Archive
from models.refusals import BadLog

CHUNK = 1 << 20
GUIDE = Path(__file__).with_name("by_hand.sh")
NOTHING: Mapping[str, bytes] = MappingProxyType({})
COSIGNATURE_NAME = re.compile(r"[0-9a-z][0-9a-z._-]{0,63}")
DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Log:
    """One origin of the log; that of an earlier one ends in /e1, /e2 …, which names its folder."""

    origin: str
    entries: Iterable[bytes]
    checkpoints: Iterable[tuple[int, bytes]]
    vkeys: Sequence[str]
    cosignatures: Mapping[str, bytes] = field(default_factory=dict)


def write(
    target: Path,
    *,
    origin: str,
    entries: Iterable[bytes],
    checkpoints: Iterable[tuple[int, bytes]],
    vkeys: Sequence[str],
    cosignatures: Mapping[str, bytes] = NOTHING,
    evidence: Iterable[tuple[str, Path]] = (),
    origins: Iterable[Log] = (),
) -> None:
    """Write a bundle; the same arguments give the same bytes. `target` is whole and durable, or untouched.

    Entries are read once and never held. A checkpoint comes with its size; the largest is the head and
    MUST cover every entry. The first of `vkeys` is the log's own. Evidence comes with its SHA-256.

    Raises:
        BadLog: these do not make a bundle that can verify, or it cannot be written there.

    """
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("xb") as file:
            bundle = _Bundle(Archive(file), [])
            log = Log(origin, entries, checkpoints, vkeys, cosignatures)
            if not bundle.add_log("", log):
                raise BadLog("最后一个检查点没有盖住全部记录：请先签一个新的检查点再导出。")
            for earlier in sorted(origins, key=lambda held: _epoch(held.origin)):
                folder = f"origins/e{_epoch(earlier.origin)}/"
                bundle.add_log(folder, earlier)
                bundle.add_vkeys(folder, earlier)
            bundle.add_vkeys("", log)
            for digest, path in sorted(set(evidence)):
                bundle.add_evidence(digest, path)
            bundle.finish()
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise BadLog(f"审计包写不到 {target}：{error.strerror or error}。") from error
    finally:
        draft.unlink(missing_ok=True)


@dataclass
class _Bundle:
    archive: Archive
    sums: list[str]

    def add(self, name: str, chunks: Iterable[bytes]) -> str:
        digest = self.archive.add(name, chunks)
        self.sums.append(f"{digest}  {name}\n")
        return digest

    def add_log(self, folder: str, log: Log) -> bool:
        """Add all of a log but its keys; say whether its largest checkpoint covers every entry."""
        count = 0

        def lines() -> Iterator[bytes]:
            nonlocal count
            for entry in log.entries:
                if b"\n" in entry:
                    raise BadLog(f"第 {count} 条记录不是一行。")
                count += 1
                yield entry + b"\n"

        self.add(f"{folder}entries.ndjson", lines())
        notes = sorted(log.checkpoints)
        if len({size for size, _ in notes}) != len(notes) or any(not 0 <= size < 10**8 for size, _ in notes):
            raise BadLog("同样条数的检查点只能有一个。")
        for size, note in notes:
            self.add(f"{folder}checkpoints/{size:08d}", [note])
        for name, note in sorted(log.cosignatures.items()):
            if not COSIGNATURE_NAME.fullmatch(name):
                raise BadLog(f"见证签名的名称「{name}」只能用小写字母、数字、点和连字符。")
            self.add(f"{folder}cosignatures/{name}", [note])
        return bool(notes) and notes[-1][0] == count

    def add_vkeys(self, folder: str, log: Log) -> None:
        if not log.vkeys or not log.vkeys[0].startswith(f"{log.origin}+"):
            raise BadLog(f"第一个公钥应当是日志「{log.origin}」自己的。")
        self.add(f"{folder}vkeys", ["".join(f"{vkey}\n" for vkey in log.vkeys).encode()])

    def add_evidence(self, digest: str, path: Path) -> None:
        if not DIGEST.fullmatch(digest) or self.add(f"evidence/{digest}", _chunks(path)) != digest:
            raise BadLog(f"佐证文件 {path.name} 的内容与登记的摘要不符，不能导出：请先查明原因。")

    def finish(self) -> None:
        guide = GUIDE.read_bytes()
        sums = [*self.sums]
        sums.append(f"{hashlib.sha256(guide).hexdigest()}  VERIFY.txt\n")
        self.archive.add("manifest.sha256", (line.encode() for line in sums))
        self.archive.add("VERIFY.txt", [guide])
        self.archive.close()


def _epoch(origin: str) -> int:
    epoch = re.fullmatch(r".*/e([1-9][0-9]{0,3})", origin)
    if epoch is None:
        raise BadLog(f"日志名称「{origin}」应当以 /e1、/e2 …… 结尾。")
    return int(epoch[1])


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
