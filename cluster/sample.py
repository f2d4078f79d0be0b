"""The sample office on PostgreSQL: its year is played up to a morning on which mail is due."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, time
from pathlib import Path

from cluster.at_work import AtWork
from cluster.postgres import Postgres
from demo import mailroom, story
from demo.acts import Acts, Clock
from demo.cast import SENDER
from demo.play import ENTERED_AT, played
from office import Office
from office.settings import MailWay, Security, SmsWay, given
from rules import days

PLAYED_UP_TO = date(2024, 6, 30)
SWEPT_AT = days.at(date(2024, 7, 1), time(9))


@contextmanager
def sample_office(folder: Path, postgres: Postgres) -> Iterator[AtWork]:
    """Give the sample office, played on first use; its mail server runs as long.

    A play that was interrupted begins again.
    """
    home, mail, whole = folder / "data", folder / "mail", folder / "played"
    if not whole.exists():
        shutil.rmtree(home, ignore_errors=True)
        shutil.rmtree(mail, ignore_errors=True)
    postgres.create("office", anew=not whole.exists())
    url = postgres.url("office")
    with mailroom.opened(mail) as port:
        settings = given(
            home=home,
            database_url=url,
            mail=MailWay.SMTP,
            smtp_host="127.0.0.1",
            smtp_port=port,
            smtp_security=Security.NONE,
            mail_from=SENDER,
            sms=SmsWay.SANDBOX,
        )
        if not whole.exists():
            clock = Clock(days.at(story.FOUNDED_ON, ENTERED_AT))
            office = Office.make(settings, clock=clock)
            with closing(office.database):
                for day, _ in played(Acts(office, clock, folder)):
                    if day == PLAYED_UP_TO:
                        break
            whole.touch()
        yield AtWork(settings.environment(), home, mail, SWEPT_AT)
