"""An Office file is a zip of XML parts: opened with suspicion, read with its bytes counted."""

import posixpath
import pyexpat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from lxml import etree

from intake.unpacking import BOMB, CHUNK, DOCTYPE, Unpacking
from models.refusals import BadList

LARGEST_WHOLE = 1 << 30  # bytes of all parts as declared; pictures are never unpacked
MOST_PARTS = 5_000
LARGEST_DIRECTORY = 2 << 20  # bytes of the zip's table of contents

BROKEN = "文件已损坏或不完整，无法读取，请用 Word、Excel 或 WPS 重新打开并另存后再试。"
DEEP = "文件里的表格或控件套了太多层，无法读取，请把清单的表格单独复制到一个新文档里再试。"
MACROS = "文件含有宏，已拒绝读取，请另存为不含宏的 .docx 或 .xlsx 后再试。"
ENCRYPTED = "文件设有打开密码，无法读取，请取消密码后再试。"

Element = etree._Element  # noqa: SLF001  (lxml gives its element no public name)


@contextmanager
def refusing_damage() -> Iterator[None]:
    """Turn whatever a damaged or hostile zip or XML raises into a refusal."""
    try:
        yield
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        etree.LxmlError,
        pyexpat.ExpatError,
        EOFError,
        KeyError,
        IndexError,
        ValueError,
        OverflowError,
        NotImplementedError,
        RuntimeError,
        MemoryError,
        OSError,
    ) as error:
        too_deep = isinstance(error, etree.XMLSyntaxError) and "depth" in str(error)  # 256 elements
        raise BadList(DEEP if too_deep else BROKEN) from error


class Package:
    """The parts of one .docx or .xlsx."""

    def __init__(self, path: Path) -> None:
        """Open the zip.

        Raises:
            BadList: damaged, encrypted, with macros, or a bomb.

        """
        with refusing_damage():
            _refuse_large_directory(path)
            self._zip = zipfile.ZipFile(path)
        self._stream: Unpacking | None = None
        parts = self._zip.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_WHOLE:
            raise BadList(BOMB)
        if any(part.flag_bits & 0x1 for part in parts):
            raise BadList(ENCRYPTED)
        self.names = frozenset(part.filename for part in parts)
        if any(posixpath.basename(name).lower() == "vbaproject.bin" for name in self.names):
            raise BadList(MACROS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def elements(
        self, part: str, tags: Sequence[str] = (), events: Sequence[str] = ("end",)
    ) -> Iterator[tuple[str, Element]]:
        """Yield (event, element) while the part is unpacked; the caller clears what it has read."""
        with self._unpacking(part) as stream:
            parsed = etree.iterparse(
                stream,
                events=events,
                tag=tags or None,
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                huge_tree=False,
            )
            yield from parsed
            if parsed.root is not None and parsed.root.getroottree().docinfo.internalDTD is not None:
                raise BadList(DOCTYPE)  # in an encoding in which it could not be seen coming

    def let_go(self, element: Element, *, inside: bool = False) -> None:
        """Clear an element that was read; unless it lies `inside` another, memory is counted anew."""
        element.clear()
        if self._stream is not None and not inside:
            self._stream.held = 0

    @contextmanager
    def _unpacking(self, part: str) -> Iterator[Unpacking]:
        info = self._zip.getinfo(part)
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise BadList(BROKEN)  # no Office writes others, and some take memory as they like
        with self._zip.open(info) as packed:
            self._stream = Unpacking(packed, info)
            yield self._stream

    def scan(
        self,
        part: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None],
        words: Callable[[str], None],
    ) -> None:
        """Tell of the elements of a large part as they pass by, named "namespace name"."""
        parser = pyexpat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.buffer_size = 1 << 16
        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = words
        with self._unpacking(part) as stream:
            while chunk := stream.read(CHUNK):
                parser.Parse(chunk, False)
                stream.held = 0
            parser.Parse(b"", True)

    def root(self, part: str) -> Element:
        """Return a small part as a whole."""
        last = None
        for _, last in self.elements(part):  # noqa: B007
            pass
        if last is None:
            raise BadList(BROKEN)
        return last

    def first(self, part: str) -> Element:
        """Return the opening element of a part without reading on."""
        return next(element for _, element in self.elements(part, events=("start",)))

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Return id -> (last word of the type, part) of the inner relations of `part` ("" is the file)."""
        folder, name = posixpath.split(part)
        source = posixpath.join(folder, "_rels", f"{name}.rels")
        if source not in self.names:
            return {}
        found = {}
        for relation in self.root(source):
            get = relation.attrib.get
            if get("TargetMode") == "External":
                continue
            target = posixpath.normpath(posixpath.join("/", folder, str(get("Target", ""))))
            found[str(get("Id"))] = (str(get("Type", "")).rpartition("/")[2], target.lstrip("/"))
        return found


def _refuse_large_directory(path: Path) -> None:
    """Look at the end record by hand: `zipfile` would first build an object for each of a million parts."""
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - (1 << 16) - 22))
        tail = file.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0:
        raise BadList(BROKEN)
    (size,) = struct.unpack_from("<L", tail, at + 12)
    if size > LARGEST_DIRECTORY or tail[max(0, at - 20) : at].startswith(b"PK\6\7"):
        raise BadList(BOMB)
