"""One run of the demo: the office is made, the year is played, and what came of it is told."""

import io
import sys
from contextlib import closing
from pathlib import Path

from rich.console import Console, Group
from rich.progress import BarColumn, Progress, TextColumn

from demo import mailroom, readme, story
from demo.acts import Acts, Clock
from demo.cast import SENDER
from demo.closing import Closed, close
from demo.play import ENTERED_AT, played
from demo.tables import tables
from office import Office, Settings
from office.settings import MailWay, Security, SmsWay, given
from rules import days
from store.db import reading

FONTS = Path(__file__).parents[1] / "fonts"
WIDTH = 110  # columns, where no terminal says how wide it is


def play(out: Path) -> bool:
    """Play the year into `out`, print the closing tables, and say whether its bundle verified."""
    with mailroom.opened(out / "mail") as port:
        clock = Clock(days.at(story.FOUNDED_ON, ENTERED_AT))
        office = Office.make(_settings(out, port), clock=clock)
        with closing(office.database):
            acts = Acts(office, clock, out)
            closed = _with_progress(acts)
            with reading(office.database) as session:
                _tell(out, closed, Group(*tables(session, closed)))
    return closed.report.verdict == "ok"


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


def _tell(out: Path, closed: Closed, told: Group) -> None:
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    readme.write(out, closed)
    kept = io.StringIO()
    Console(file=kept, width=WIDTH).print(told)
    (out / "tables.txt").write_text(kept.getvalue(), encoding="utf-8")
    console.print(told)
    fonts = "；".join(said.rstrip("。") for said in closed.compiled.missing_fonts)
    printed_with = f"打印字体：{fonts or '仿宋、黑体、楷体、小标宋齐全'}。"
    console.print(f"\n{printed_with}\n文件在 {out}，先看 README.txt。", highlight=False, soft_wrap=True)
