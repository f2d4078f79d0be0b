"""`./run demo [--out DIR] [--serve]`: play the sample year and leave what came of it in a folder."""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from demo import folder
from models.refusals import Refusal

LISTENING = frozenset({"XUEPU_HOST", "XUEPU_PORT"})
USAGE = "用法：./run demo [--out 目录] [--serve]，目录默认为 out/demo，--serve 随后打开网页。"


@dataclass(frozen=True)
class Asked:
    out: Path = Path("out/demo")
    serve: bool = False
    help: bool = False


def read(words: Sequence[str]) -> Asked:
    """Read the arguments.

    Raises:
        Refusal: they are not what the usage says.

    """
    asked = Asked()
    left = list(words)
    while left:
        word = left.pop(0)
        name, _, value = word.partition("=")
        if word == "--serve":
            asked = replace(asked, serve=True)
        elif word in ("-h", "--help"):
            asked = replace(asked, help=True)
        elif name == "--out" and (value or left):
            asked = replace(asked, out=Path(value or left.pop(0)))
        else:
            raise Refusal(f"看不懂「{word}」。{USAGE}")
    return asked


def settings_of(out: Path, given: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the demo's office: of the given settings only where its pages listen."""
    kept = {
        name: value for name, value in given.items() if not name.startswith("XUEPU_") or name in LISTENING
    }
    return {**kept, "XUEPU_HOME": str(out / "data")}


def serve(out: Path) -> NoReturn:
    """Become the program's own `serve` on the demo's home, away from any `.env`."""
    environment = settings_of(out, os.environ)
    os.chdir(out)
    os.execve(sys.executable, [sys.executable, "-m", "cli.app", "serve"], environment)  # noqa: S606


def main() -> int:
    """Return 0, 1 if the bundle did not verify, or 2 with one sentence where nothing could be played."""
    try:
        asked = read(sys.argv[1:])
        if asked.help:
            print(USAGE)  # noqa: T201
            return 0
        with folder.prepared(asked.out) as out:
            from demo.run import play  # noqa: PLC0415  (a wrong argument is answered at once)

            verified = play(out)
            if asked.serve:
                serve(out)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)  # noqa: T201
        return 2
    except KeyboardInterrupt:
        print("\n演示停在半路；再次运行会从头来过。", file=sys.stderr)  # noqa: T201
        return 130
    return 0 if verified else 1


if __name__ == "__main__":
    sys.exit(main())
