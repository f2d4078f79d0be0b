"""What calamine does not tell of an Excel 97 workbook: hidden rows and columns, and how numbers are shown.

Record numbers and layouts: [MS-XLS] 2.3 and 2.4; the container: [MS-CFB] 2.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from intake.formats import built_in, shown

_END_OF_CHAIN = 0xFFFFFFFA  # this number and those above it are no sectors
_SMALL_STREAM = 4096  # bytes; shorter streams lie in the ministream

BOF, EOF, FORMULA, COLINFO, FORMAT, ROW = 0x809, 0x0A, 0x06, 0x7D, 0x41E, 0x208
BOUNDSHEET, FILEPASS, NUMBER, RK, MULRK, XF, DATE_MODE = 0x85, 0x2F, 0x203, 0x27E, 0xBD, 0xE0, 0x22


class Encrypted(Exception):  # noqa: N818  (a state of the file)
    """The workbook asks for a password."""


@dataclass
class Marks:
    """What is hidden in one worksheet, and the texts of its formatted numbers. All counted from 0."""

    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    shown: dict[tuple[int, int], str] = field(default_factory=dict)


def marks(content: bytes) -> dict[str, Marks]:
    """Return the marks of each worksheet by its name.

    Raises:
        Encrypted: no one can look into it.
        ValueError, IndexError, struct.error: it is damaged, or no such workbook.

    """
    stream = _stream(content, {"Workbook", "Book"})
    return _Book(stream).marks()


@dataclass
class _Book:
    stream: bytes
    formats: dict[int, str] = field(default_factory=dict)
    styles: list[int] = field(default_factory=list)
    sheets: list[tuple[str, int]] = field(default_factory=list)  # name, offset
    from_1904: bool = False
    wide: bool = True  # strings as Excel 97 writes them, not Excel 5

    def marks(self) -> dict[str, Marks]:
        for kind, data in self._records(0):
            self._globals(kind, data)
        return {name: self._sheet(offset) for name, offset in self.sheets}

    def _records(self, at: int) -> Iterator[tuple[int, bytes]]:
        """Yield the records from `at` to the end of that substream; charts inside it are passed over."""
        depth = 0
        while at + 4 <= len(self.stream):
            kind, size = struct.unpack_from("<HH", self.stream, at)
            data = self.stream[at + 4 : at + 4 + size]
            at += 4 + size
            depth += (kind == BOF) - (kind == EOF)
            if depth == 0:
                return
            if depth == 1:
                yield kind, data

    def _globals(self, kind: int, data: bytes) -> None:
        if kind == BOF:
            self.wide = struct.unpack_from("<H", data)[0] >= 0x600
        elif kind == FILEPASS:
            raise Encrypted
        elif kind == DATE_MODE:
            self.from_1904 = data[:2] == b"\1\0"
        elif kind == FORMAT:
            self.formats[struct.unpack_from("<H", data)[0]] = self._text(data[2:], long=True)
        elif kind == XF:
            self.styles.append(struct.unpack_from("<H", data, 2)[0])
        elif kind == BOUNDSHEET:
            self.sheets.append((self._text(data[6:], long=False), struct.unpack_from("<L", data)[0]))

    def _text(self, data: bytes, *, long: bool) -> str:
        """Read a string with its length before it: one byte of length, or two (long, Excel 97)."""
        if not self.wide:
            return data[1 : 1 + data[0]].decode("gb18030", "replace")
        head = 2 if long else 1
        length = int.from_bytes(data[:head], "little")
        if data[head] & 1:
            return data[head + 1 : head + 1 + 2 * length].decode("utf-16-le", "replace")
        return data[head + 1 : head + 1 + length].decode("latin-1")

    def _sheet(self, offset: int) -> Marks:
        found = Marks()
        for kind, data in self._records(offset):
            if kind == ROW and struct.unpack_from("<H", data, 12)[0] & 0x20:
                found.hidden_rows.append(struct.unpack_from("<H", data)[0])
            elif kind == COLINFO:
                first, last, _, _, options = struct.unpack_from("<5H", data)
                if options & 1:
                    found.hidden_columns += range(first, min(last, 255) + 1)
            elif kind in {NUMBER, RK, MULRK, FORMULA}:
                for row, column, style, number in _numbers(kind, data):
                    if code := self._code(style):
                        found.shown[row, column] = shown(number, code, from_1904=self.from_1904)
        return found

    def _code(self, style: int) -> str:
        number = self.styles[style]
        code = self.formats.get(number) or built_in(number)
        return "" if code.lower() == "general" else code


def _numbers(kind: int, data: bytes) -> Iterator[tuple[int, int, int, float]]:
    """Yield row, column, style and number of each number of a record."""
    row, column = struct.unpack_from("<HH", data)
    if kind == MULRK:
        for at in range(4, len(data) - 7, 6):
            style, packed = struct.unpack_from("<HL", data, at)
            yield row, column + (at - 4) // 6, style, _unpacked(packed)
        return
    style = struct.unpack_from("<H", data, 4)[0]
    if kind == RK:
        yield row, column, style, _unpacked(struct.unpack_from("<L", data, 6)[0])
    elif kind == NUMBER or data[12:14] != b"\xff\xff":  # a formula that gave no text, truth or error
        yield row, column, style, struct.unpack_from("<d", data, 6)[0]


def _unpacked(packed: int) -> float:
    """Read an RK number: a double cut short or an integer, either perhaps in hundredths."""
    if packed & 2:
        number = float((packed >> 2) - (1 << 30 if packed & 1 << 31 else 0))
    else:
        number = struct.unpack("<d", struct.pack("<Q", (packed & ~3) << 32))[0]
    return number / 100 if packed & 1 else number


def _stream(content: bytes, names: set[str]) -> bytes:
    """Return the first stream of the container that goes by one of `names`."""
    (shift, small_shift) = struct.unpack_from("<HH", content, 30)
    if shift not in {9, 12} or small_shift != 6:
        raise ValueError("no compound file")
    size = 1 << shift
    first_of_directory, _, small_limit, first_small = struct.unpack_from("<4L", content, 48)
    first_difat, _ = struct.unpack_from("<2L", content, 68)

    def sector(number: int) -> bytes:
        return content[(number + 1) * size : (number + 2) * size]

    listed = list(struct.unpack_from("<109L", content, 76))
    seen: set[int] = set()
    while first_difat < _END_OF_CHAIN and first_difat not in seen:
        seen.add(first_difat)
        *more, first_difat = struct.unpack(f"<{size // 4}L", sector(first_difat))
        listed += more
    table = b"".join(sector(number) for number in listed if number < _END_OF_CHAIN)
    next_of = struct.unpack(f"<{len(table) // 4}L", table[: len(table) // 4 * 4])

    def chain(first: int, following: tuple[int, ...]) -> Iterator[int]:
        passed: set[int] = set()
        while first < _END_OF_CHAIN and first not in passed:
            passed.add(first)
            yield first
            first = following[first]

    def joined(first: int) -> bytes:
        return b"".join(sector(number) for number in chain(first, next_of))

    directory = joined(first_of_directory)
    root: tuple[int, int] | None = None
    for at in range(0, len(directory) - 127, 128):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        name = directory[at : at + max(0, length - 2)].decode("utf-16-le", "replace")
        first, extent = struct.unpack_from("<2L", directory, at + 116)
        root = root or (first, extent)
        if name not in names or directory[at + 66] != 2:
            continue
        if extent >= max(small_limit, _SMALL_STREAM):
            return joined(first)[:extent]
        small = joined(root[0])
        of_small = joined(first_small)
        follows = struct.unpack(f"<{len(of_small) // 4}L", of_small[: len(of_small) // 4 * 4])
        return b"".join(small[n * 64 : n * 64 + 64] for n in chain(first, follows))[:extent]
    raise ValueError("no workbook in it")
