"""Programs that we start, each in a process group of its own, and stop in the end; no others are touched."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

LAST_WORDS = 10.0  # seconds to end by itself


@dataclass
class Child:
    """One program; what it prints goes to `<name>.log` in its folder."""

    name: str
    words: Sequence[str]
    folder: Path
    environment: Mapping[str, str]
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> Self:
        with (self.folder / f"{self.name}.log").open("ab") as output:
            self.process = subprocess.Popen(
                self.words,
                cwd=self.folder,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """End the program and all that it started."""
        if self.process is None:
            return
        for last in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, last)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(LAST_WORDS)
        self.process = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
