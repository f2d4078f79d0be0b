"""A part of an Office file while it is unpacked: what the zip says of it is not believed."""

import zipfile
from typing import IO

from models.refusals import BadList

LARGEST_PART = 80 << 20  # bytes of one part, unpacked
SUSPECT_FROM = 16 << 20  # bytes; smaller parts may shrink as well as they can
SUSPECT_RATIO = 250
LONGEST_PIECE = 2 << 20  # bytes without the end of a tag; a cell holds a third of that
MOST_HELD = 2_000_000  # tags and attributes in memory at once, some hundred bytes each
CHUNK = 1 << 20  # bytes; large, because old expat goes over an unfinished piece once a chunk

BOMB = "文件解压后异常巨大，已拒绝读取，请检查文件来源。"
DOCTYPE = "文件中含有不允许的 DTD 声明，已拒绝读取，请用 Word、Excel 或 WPS 重新另存后再试。"
TOO_LONG = "文件中有一处内容异常的长，不像责任清单，请检查后重试。"


class Unpacking:
    """Reads on while the part stays within all bounds; `held` is set back when what was read is let go.

    Raises:
        BadList: from `read`, when a bound is passed or a DTD comes.

    """

    def __init__(self, packed: IO[bytes], info: zipfile.ZipInfo) -> None:
        self.held = 0
        self._packed = packed
        self._most = LARGEST_PART
        if info.compress_size:
            self._most = min(self._most, max(SUSPECT_FROM, info.compress_size * SUSPECT_RATIO))
        self._read = 0
        self._unended = 0
        self._tail = b""

    def read(self, size: int = CHUNK) -> bytes:
        chunk = self._packed.read(min(size, CHUNK) if size > 0 else CHUNK)
        self._read += len(chunk)
        self.held += chunk.count(b"<") + chunk.count(b"=")
        if self._read > self._most or self.held > MOST_HELD:
            raise BadList(BOMB)
        self._measure(chunk)
        # With NULs taken out, UTF-16 and UTF-32 spell it alike.
        seen = (self._tail + chunk).replace(b"\0", b"")
        if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
            raise BadList(DOCTYPE)
        self._tail = chunk[-64:]
        return chunk

    def _measure(self, chunk: bytes) -> None:
        """Refuse a text, comment or tag without end."""
        first = chunk.find(b">")
        if self._unended + (len(chunk) if first < 0 else first) > LONGEST_PIECE:
            raise BadList(TOO_LONG)
        last = chunk.rfind(b">")
        self._unended = self._unended + len(chunk) if last < 0 else len(chunk) - last - 1
