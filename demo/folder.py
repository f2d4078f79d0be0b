"""The folder that the demo leaves behind: made new each time, and never one that is not ours."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from models.refusals import Busy, Refusal

MARK = ".xuepu-demo"  # says that the folder is ours, and is locked while a demo works in it
SERVED = Path("data", "serve.lock")


@contextmanager
def prepared(out: Path) -> Iterator[Path]:
    """Hold an empty folder of the demo at `out`, in place of what an earlier demo left there.

    The mark comes first, so that what an interrupted demo leaves can be replaced as well; its lock
    lasts through `exec`.

    Raises:
        Refusal: there is something else there, it is in use, or it cannot be written.

    """
    folder = out.resolve()
    with ExitStack() as held:
        try:
            _refuse_others(folder)
            folder.mkdir(parents=True, exist_ok=True)
            held.enter_context(_locked(folder / MARK))
            _clear(folder)
        except OSError as error:
            raise Refusal(f"演示写不到「{out}」（{error.strerror}），请用 --out 换一个目录。") from error
        yield folder


def _refuse_others(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise Refusal(f"「{folder}」是文件，不是目录，请用 --out 换一个目录。")
    if folder.exists() and not (folder / MARK).is_file() and any(folder.iterdir()):
        raise Refusal(f"目录「{folder}」里有别的东西，演示不会动它，请用 --out 换一个空目录。")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(
                f"另一个学普程序正在使用「{path.parent}」，请先停掉它，或用 --out 换一个目录。"
            ) from None
        os.set_inheritable(handle, True)
        yield
    finally:
        os.close(handle)


def _clear(folder: Path) -> None:
    if (folder / SERVED).is_file():
        with _locked(folder / SERVED):
            pass
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != MARK:
            path.unlink()
