"""PostgreSQL is killed while mails leave: what it acknowledged holds, and the rest is sent."""

import os
import shutil
import signal
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlmodel import select

from cluster.postgres import Postgres, binaries, running
from models import LogEntry, Message, MessageState
from models.refusals import Refusal
from office import Office
from store.db import open_database, reading
from tests import make
from tests.conftest import settings_for
from tests.steps.sink import sink
from tests.steps.test_kills import later
from tests.steps.test_workers import plan
from tests.steps.workers import foreman

KILLS = 4
MAILS = 60


@pytest.fixture
def folder():
    """Give a folder that another user may enter."""
    made = Path(tempfile.mkdtemp(prefix="xuepu-pg-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


def started(stack: ExitStack, folder: Path) -> Postgres:
    """Start it, again if need be: what is left of one that was killed needs a moment to go."""
    until = time.monotonic() + 60
    while True:
        try:
            return stack.enter_context(running(folder))
        except Refusal:
            assert time.monotonic() < until


@pytest.mark.postgres
@pytest.mark.skipif(binaries() is None, reason="no PostgreSQL server binaries on this machine")
def test_postgresql_killed_mid_transaction_loses_nothing_it_acknowledged(tmp_path, folder, clock):
    errors = tmp_path / "errors"
    ended = []
    with sink(tmp_path / "ledger") as far, errors.open("w") as told, foreman(told) as workers:
        with running(folder) as server:
            home = settings_for(tmp_path / "home", database_url=server.url())
            office = Office.make(home, clock=clock)
            make.cast(office)
            plan(office, MAILS)
            office.database.close()
        for n in range(KILLS):
            with ExitStack() as stack:
                server = started(stack, folder)
                postmaster = int((folder / "data" / "postmaster.pid").read_text().split()[0])
                moment = "after-250" if n % 2 else "before-250"
                far.aim(n * 2, moment, lambda pid=postmaster: os.kill(pid, signal.SIGKILL))
                workers.order("sweep", server.url(), port=far.port, now=clock())
                ended += workers.ended()
                far.spare()
                clock.now = later(clock())
        with ExitStack() as stack:
            server = started(stack, folder)
            for _ in range(2):
                workers.order("sweep", server.url(), port=far.port, now=clock())
                assert workers.ended() == [0]
                clock.now = later(clock())
            database = open_database(server.url())
            with reading(database) as session:
                states = Counter(session.exec(select(Message.state)))
                log = session.exec(select(LogEntry.idx).order_by(LogEntry.idx)).all()
            database.close()

    assert any(ended), "the sender saw the database go"
    assert "OperationalError" in errors.read_text()
    assert states == {MessageState.ACCEPTED: MAILS}
    assert log == list(range(len(log)))
    copies = Counter(far.taken)
    assert len(copies) == len({to for to, _, _ in copies}) == MAILS
    assert copies.total() - MAILS <= KILLS
