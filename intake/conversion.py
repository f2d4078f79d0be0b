"""Old Word files through LibreOffice, where it is installed."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from models.refusals import BadList

SECONDS = 30  # by the wall's clock, on however busy a machine
# What a file of a few bytes could take gigabytes of: KiB of memory, seconds of computing, and no core file.
_BOUNDED = ("/bin/sh", "-c", 'ulimit -d 327680; ulimit -t 9; ulimit -c 0; exec "$0" "$@"')
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
</item>
</oor:items>
"""


@contextmanager
def as_docx(path: Path) -> Iterator[Path]:
    """Yield the .docx made of an old file; it is gone afterwards.

    Raises:
        BadList: LibreOffice is not installed, cannot read the file, or takes too long.

    """
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise BadList("这是旧格式的 Word 文件，请用 Word 或 WPS 另存为 .docx 后再试。")
    with tempfile.TemporaryDirectory(prefix="xuepu-convert-") as folder:
        # A profile of its own: LibreOffice hands a second call over to a running one of the same profile.
        profile = Path(folder, "profile")
        Path(profile, "user").mkdir(parents=True)
        Path(profile, "user", "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        source = Path(folder, "list.doc")
        shutil.copyfile(path, source)
        _run(
            [
                *_BOUNDED,
                office,
                f"-env:UserInstallation={profile.as_uri()}",
                *("--headless", "--norestore", "--nolockcheck", "--nodefault"),
                *("--convert-to", "docx:MS Word 2007 XML", "--outdir", folder, str(source)),
            ],
            folder,
        )
        made = Path(folder, "list.docx")
        if not made.exists():
            raise BadList("LibreOffice 读不了这个旧格式的文件，请用 Word 或 WPS 另存为 .docx 后再试。")
        yield made


def _run(command: list[str], folder: str) -> None:
    """Run LibreOffice, and end all that it started if it takes too long: soffice is only a wrapper."""
    process = subprocess.Popen(  # noqa: S603  (no shell; the file's own name is not passed on)
        command,
        cwd=folder,
        env={**os.environ, "TMPDIR": folder},  # what it leaves when it is ended, goes with the folder
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired as error:
        raise BadList("转换旧格式文件超时，请用 Word 或 WPS 另存为 .docx 后再试。") from error
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
