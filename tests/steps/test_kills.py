"""A sending process is killed, again and again, at every moment of a send: nothing is lost."""

import os
import random
import signal
import sqlite3
import sys
import threading
import time
from collections import Counter, deque
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

import pytest

from rules.days import BEIJING
from rules.reminding import Policy
from rules.workdays import Workdays
from store.leases import LEASE
from tests.steps.sink import MOMENTS, sink
from tests.steps.workers import foreman, office_with

ANY = "at any moment"


def later(now: datetime) -> datetime:
    """Return the next moment at which a dead worker's lease is over and people may be written to."""
    now += LEASE + timedelta(minutes=1)
    while Policy().quiet(now, Workdays({})):
        now = (now + timedelta(days=now.hour >= 9)).replace(hour=9, minute=0)
    return now


def counted(path, column: str, table: str) -> Counter:
    with sqlite3.connect(path) as raw:
        found = Counter(dict(raw.execute(f"SELECT {column}, count(*) FROM {table} GROUP BY 1")))
    raw.close()
    return found


def kill(victim: list[int], known: threading.Event, delay: float) -> None:
    """Kill the sender; `delay` seconds on, it is in the commit that follows the answer, or at its end.

    `victim` is held by its descriptor: its number may be another's by then.
    """
    known.wait()
    time.sleep(delay)
    with suppress(ProcessLookupError):  # it had nothing left to do
        signal.pidfd_send_signal(victim[0], signal.SIGKILL)


@pytest.mark.parametrize("kills", [25, pytest.param(1_000, marks=pytest.mark.soak)])
def test_whenever_the_sender_is_killed_nothing_is_lost_and_a_kill_repeats_one_mail(tmp_path, kills):
    chance = random.Random(20260612)
    path = tmp_path / "xuepu.db"
    due = kills * 5 // 2
    url = office_with(path, due)
    now = datetime(2024, 3, 18, 9, 0, tzinfo=BEIJING)
    struck = Counter()
    held: deque[int] = deque()
    with sink(tmp_path / "ledger") as far, foreman() as workers:
        while sum(struck.values()) < kills:
            moment = chance.choice((*MOMENTS, *MOMENTS, ANY))
            victim: list[int] = []
            known = threading.Event()

            strike = partial(kill, victim, known, chance.choice((0, 0, 0.001, 0.003)))
            far.spare()
            if moment is not ANY:
                far.aim(chance.randrange(4), moment, strike)
            (pid,) = workers.order("sweep", url, port=far.port, now=now)
            victim.append(os.pidfd_open(pid))
            held.append(victim[0])
            if len(held) > 50:  # nobody strikes at one as old as that
                os.close(held.popleft())
            known.set()
            timer = threading.Timer(chance.random() * 0.15, strike) if moment is ANY else None
            if timer is not None:
                timer.start()
            (status,) = workers.ended()
            if timer is not None:
                timer.cancel()
                timer.join()
            assert status in (0, signal.SIGKILL)
            struck[moment] += status == signal.SIGKILL
            now = later(now)
        far.spare()
        for _ in range(3):
            workers.order("sweep", url, port=far.port, now=now)
            assert workers.ended() == [0]
            now = later(now)

    for descriptor in held:
        os.close(descriptor)
    copies = Counter(to for to, _, _ in far.taken)
    repeats = sum(copies.values()) - len(copies)
    sys.stdout.write(f"{dict(struck)}: {due} due, {len(far.taken)} arrived, {repeats} repeated\n")
    assert len(copies) == due, "lost"
    assert counted(path, "state", "notice") == {"sent": due}
    assert counted(path, "outcome", "attempt")["abandoned"] <= kills
    assert repeats <= kills
    ended = counted(path, "state", "message")
    assert (ended.pop("accepted"), ended.keys() - {"expired"}) == (due, set()), (
        "those of a day gone by told anew"
    )
    messages = {(to, key) for to, key, _ in far.taken}
    assert len(messages) <= due + ended["expired"], "one Message-ID a message"
    assert len(set(far.taken)) == len(messages), "a repeat has the same bytes"
    assert set(struck) >= set(MOMENTS)


def test_a_worker_that_slept_past_its_lease_settles_nothing(tmp_path):
    path = tmp_path / "xuepu.db"
    url = office_with(path, 1)
    now = datetime(2024, 3, 18, 9, 0, tzinfo=BEIJING)
    with sink(tmp_path / "ledger") as far, foreman() as first, foreman() as second:
        asleep = threading.Event()
        known = threading.Event()
        victim: list[int] = []

        def pause() -> None:
            known.wait()
            os.kill(victim[0], signal.SIGSTOP)
            asleep.set()

        far.aim(0, "before-250", pause)
        victim += first.order("sweep", url, port=far.port, now=now)
        known.set()
        asleep.wait()
        far.spare()
        second.order("sweep", url, port=far.port, now=later(now))
        assert second.ended() == [0]
        os.kill(victim[0], signal.SIGCONT)
        assert first.ended() == [0]

    with sqlite3.connect(path) as raw:
        attempts = raw.execute(
            "SELECT lease_epoch, outcome, detail FROM attempt ORDER BY lease_epoch"
        ).fetchall()
        logged = raw.execute("SELECT action FROM log_entry ORDER BY idx").fetchall()
    raw.close()
    assert [outcome for _, outcome, _ in attempts] == ["abandoned", "accepted"]
    assert attempts[0][0] < attempts[1][0]
    assert "租约过期后" in attempts[0][2]
    assert [action for (action,) in logged] == ["message.abandoned", "message.accepted"]
    assert len(far.taken) == 2
    assert len(set(far.taken)) == 1
