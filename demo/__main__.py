"""`./run demo [--out DIR] [--serve]`: play the sample year and leave what came of it in a folder."""

import io
import os
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from rich.console import Console, Group
from rich.progress import BarColumn, Progress, TextColumn

from demo import folder, mailroom, readme, story
from demo.acts import Acts, Clock
from demo.cast import SENDER
from demo.closing import Closed, close
from demo.play import ENTERED_AT, played
from demo.tables import tables
from models.refusals import Refusal
from office import Office, Settings
from office.settings import MailWay, Security, SmsWay, given
from rules import days
from store.db import reading

USAGE = "用法：./run demo [--out 目录] [--serve]，目录默认为 out/demo，--serve 随后打开网页。"
FONTS = Path(__file__).parents[1] / "fonts"
WIDTH = 110  # columns, where no terminal says how wide it is


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


def play(out: Path, console: Console) -> None:
    """Play the year into `out` and print the closing tables."""
    with mailroom.opened(out / "mail") as port:
        clock = Clock(days.at(story.FOUNDED_ON, ENTERED_AT))
        office = Office.make(_settings(out, port), clock=clock)
        with closing(office.database):
            acts = Acts(office, clock, out)
            closed = _with_progress(acts)
            with reading(office.database) as session:
                _tell(out, closed, Group(*tables(session, closed)), console)


def _settings(out: Path, port: int) -> Settings:
    """Make the demo's own settings; neither the environment nor a `.env` has a say."""
    return given(
        home=out / "data",
        mail=MailWay.SMTP,
        smtp_host="127.0.0.1",
        smtp_port=port,
        smtp_security=Security.NONE,
        mail_from=SENDER,
        sms=SmsWay.SANDBOX,
        fonts=FONTS,
    )


def _with_progress(acts: Acts) -> Closed:
    year = (story.CLOSED_ON - story.FOUNDED_ON).days + 1
    columns = (TextColumn("{task.fields[day]}"), BarColumn(30), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task("", total=year, day="")
        for day, words in played(acts):
            progress.update(bar, advance=1, day=f"{day}", description=words or None)
        progress.update(bar, description="汇编附件、导出审计包")
        closed = close(acts)
        progress.update(bar, description="这一年走完了")
    return closed


def _tell(out: Path, closed: Closed, told: Group, console: Console) -> None:
    readme.write(out, closed)
    kept = io.StringIO()
    Console(file=kept, width=WIDTH).print(told)
    (out / "tables.txt").write_text(kept.getvalue(), encoding="utf-8")
    console.print(told)
    fonts = closed.compiled.missing_fonts
    printed_with = f"打印字体：{'；'.join(fonts) if fonts else '仿宋、黑体、楷体、小标宋齐全'}"
    console.print(f"\n{printed_with}\n文件在 {out}，先看 README.txt。", highlight=False, soft_wrap=True)


def serve(out: Path) -> NoReturn:
    """Become the program's own `serve` on the demo's home, away from any `.env`."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("XUEPU_")}
    environment["XUEPU_HOME"] = str(out / "data")
    os.chdir(out)
    os.execve(sys.executable, [sys.executable, "-m", "cli.app", "serve"], environment)  # noqa: S606


def main() -> int:
    """Return 0, or 2 with one sentence where the demo cannot be played."""
    try:
        asked = read(sys.argv[1:])
        if asked.help:
            print(USAGE)  # noqa: T201
            return 0
        with folder.prepared(asked.out) as out:
            play(out, Console(width=None if sys.stdout.isatty() else WIDTH))
            if asked.serve:
                serve(out)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)  # noqa: T201
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
