"""Two transactions at once, on PostgreSQL: what one takes back the other does not tell anew."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from models import Message, MessageState, Notice, NoticeState
from notifications.channel import ChannelError
from store import outbox
from store.calling_off import call_off
from store.db import begin, reading
from tests.make import sweep
from tests.steps.test_remind import Flaky

SOMEBODY_WAITS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


def a_transaction_waits(database):
    with reading(database) as session:
        return session.execute(SOMEBODY_WAITS).scalar()


@pytest.mark.parametrize("base", ["postgres"], indirect=True, scope="session")
@pytest.mark.postgres
def test_what_is_done_while_its_uncertain_mail_expires_is_not_told_anew(issued, clock):
    clock.at(2024, 3, 18)
    sweep(issued, {"mail": Flaky(issued.channels["mail"], ChannelError("等不到答复", uncertain=True))})
    database = issued.database
    with reading(database) as session:
        mail = session.exec(select(Message).where(Message.state == MessageState.UNCERTAIN)).one()
        (notice,) = session.exec(select(Notice).where(Notice.message_id == mail.id)).all()

    def done():
        with begin(database) as session:
            call_off(session, [notice.task_id], "任务已办结")

    with ThreadPoolExecutor(1) as other:
        with begin(database) as session:
            outbox.expire(session, now=clock() + timedelta(days=1))
            ended = other.submit(done)
            until = time.monotonic() + 20
            while not a_transaction_waits(database):
                assert time.monotonic() < until, "nobody waits for the mail"
        ended.result(timeout=20)
    with reading(database) as session:
        assert session.get(Message, mail.id).state is MessageState.EXPIRED
        assert session.get(Notice, notice.id).state is NoticeState.CANCELLED
