"""A zip whose every byte follows from its members' names and bytes: stored, undated, in the order given."""

import hashlib
import struct
import zlib
from collections.abc import Iterable
from typing import BinaryIO, NamedTuple

from models.refusals import BadLog

DATED = 0x0021  # 1980-01-01, the zero of zip
PLAIN_FILE = 0o100644 << 16
UNIX, VERSION, VERSION_64 = 3 << 8, 20, 45
FULL_16, FULL_32 = 0xFFFF, 0xFFFFFFFF


class Member(NamedTuple):
    name: bytes
    crc: int
    size: int
    start: int  # of its header


class Archive:
    """Writes to a seekable file, holding no member in memory. `close` writes the directory, not the file."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._members: list[Member] = []

    def add(self, name: str, chunks: Iterable[bytes]) -> str:
        """Write one member and return its SHA-256 in hex.

        Raises:
            BadLog: it has 4 GiB or more.

        """
        member = Member(name.encode("ascii"), 0, 0, self._file.tell())
        self._file.write(_header(member))
        crc, size, digest = 0, 0, hashlib.sha256()
        for chunk in chunks:
            crc, size = zlib.crc32(chunk, crc), size + len(chunk)
            if size >= FULL_32:
                raise BadLog(f"{name} 超过 4 GiB，放不进审计包。")
            digest.update(chunk)
            self._file.write(chunk)
        end = self._file.tell()
        member = member._replace(crc=crc, size=size)
        self._file.seek(member.start)
        self._file.write(_header(member))
        self._file.seek(end)
        self._members.append(member)
        return digest.hexdigest()

    def close(self) -> None:
        start = self._file.tell()
        for member in self._members:
            self._file.write(_directory_line(member))
        self._file.write(_end(len(self._members), start, self._file.tell()))


def _header(member: Member) -> bytes:
    return (
        struct.pack("<4s5H3I2H", b"PK\3\4", VERSION, 0, 0, 0, DATED, *_measures(member), len(member.name), 0)
        + member.name
    )


def _directory_line(member: Member) -> bytes:
    far = member.start >= FULL_32
    extra = struct.pack("<2HQ", 1, 8, member.start) if far else b""
    version = VERSION_64 if far else VERSION
    start = FULL_32 if far else member.start
    return (
        struct.pack(
            "<4s6H3I5H2I",
            b"PK\1\2", UNIX | version, version, 0, 0, 0, DATED, *_measures(member),
            len(member.name), len(extra), 0, 0, 0, PLAIN_FILE, start,
        )
        + member.name
        + extra
    )  # fmt: skip


def _measures(member: Member) -> tuple[int, int, int]:
    return member.crc, member.size, member.size


def _end(count: int, start: int, stop: int) -> bytes:
    """Return the end record, with its 64-bit form before it only where a number does not fit."""
    length = stop - start
    large = b""
    if count >= FULL_16 or start >= FULL_32 or length >= FULL_32:
        large = struct.pack(
            "<4sQ2H2I4Q", b"PK\6\6", 44, UNIX | VERSION_64, VERSION_64, 0, 0, count, count, length, start
        ) + struct.pack("<4sIQI", b"PK\6\7", 0, stop, 1)
    few, short, near = min(count, FULL_16), min(length, FULL_32), min(start, FULL_32)
    return large + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, few, few, short, near, 0)
