"""Where a document is written to: a file or a folder, whole or not at all, never over another unasked."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.refusals import Refusal

_LONGEST = 80  # characters of a file's name; more than 255 bytes no file system takes
_NOT_IN_NAMES = frozenset('\\/:*?"<>|')


def destination(out: Path, name: str, *, overwrite: bool) -> Path:
    """Return `out` if it names a file of the kind of `name`, else `name` in the folder `out`.

    Raises:
        Refusal: a file of another kind, or one that is there already.

    """
    kind = Path(name).suffix
    if out.is_dir() or not out.suffix:
        out = out / (_named(name.removesuffix(kind)) + kind)
    if out.suffix.lower() != kind:
        raise Refusal(f"写出的是 {kind} 文件，请把「{out.name}」改成以 {kind} 结尾的文件名，或只写目录。")
    if out.exists() and not overwrite:
        raise Refusal(f"「{out}」已经存在，可能有人改过；要覆盖它请加 --overwrite，否则请换个文件名。")
    return out


def _named(title: str) -> str:
    name = "".join("_" if sign in _NOT_IN_NAMES or not sign.isprintable() else sign for sign in title)
    return name[:_LONGEST].strip(" .") or "清单"


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """Yield a file to write to, which takes the name of `target` once it is written.

    Raises:
        Refusal: the folder cannot be written to.

    """
    rough = target.with_name(f".{os.getpid()}{target.suffix}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield rough
        rough.replace(target)
    except OSError as error:
        raise Refusal(f"写不了「{target}」，请检查目录和权限。") from error
    finally:
        rough.unlink(missing_ok=True)
