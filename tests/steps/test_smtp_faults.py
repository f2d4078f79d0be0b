"""What a mail server may do, seen from the outbox: the mail arrives once it works again, or it is shown."""

import pytest
from sqlmodel import select

from models import Message, MessageState, Notice, NoticeState
from notifications.mail import Mail
from store.db import reading
from tests.notifications.server import HANG_UP, NEVER, post_office
from tests.notifications.test_mail_encryption import DAY, NOW, certificate
from tests.steps.test_remind import sweep

SENDER = "市外办 <pufa@example.gov.cn>"
MAY_HAVE_GONE = [("END", HANG_UP), ("END", NEVER), ("END", "999 what")]
NOT_NOW = [
    ("MAIL", "451 greylisted"),
    ("MAIL", "421 busy"),
    ("MAIL", HANG_UP),
    ("RCPT", "450 greylisted"),
    ("DATA", "452 disk full"),
    ("DATA", HANG_UP),
    ("END", "451 try later"),
    ("END", "421 shutting down"),
]
NEVER_EVER = [("RCPT", "550 no such user"), ("DATA", "554 no"), ("END", "554 looks like spam")]


@pytest.fixture
def due(issued, clock):
    clock.at(2024, 3, 18)
    return issued


def mail(far, security="none", **given):
    return {"mail": Mail("127.0.0.1", far.port, SENDER, security, **given)}


def now_in(office):
    with reading(office.database) as session:
        (message,) = session.exec(select(Message)).all()
        (notice,) = session.exec(select(Notice).where(Notice.message_id == message.id)).all()
    return message.state, notice


@pytest.mark.parametrize(("verb", "answer"), NOT_NOW)
def test_what_is_put_off_arrives_once(due, clock, verb, answer):
    with post_office(**{verb: [answer]}) as far:
        assert sweep(due, mail(far)).deferred == 1
        state, notice = now_in(due)
        assert (state, notice.state) == (MessageState.PLANNED, NoticeState.CARRIED)
        assert notice.reason
        clock.wait(minutes=2)
        assert sweep(due, mail(far)).accepted == 1
    assert len(far.taken) == 1


@pytest.mark.parametrize(("verb", "answer"), NEVER_EVER)
def test_what_is_refused_is_shown_at_once_and_not_tried_again(due, clock, verb, answer):
    with post_office(**{verb: [answer]}) as far:
        assert sweep(due, mail(far)).refused == 1
        state, notice = now_in(due)
        assert (state, notice.state) == (MessageState.FAILED, NoticeState.FAILED)
        assert answer[:3] in notice.reason
        clock.wait(hours=5)
        sweep(due, mail(far))
    assert far.taken == []


@pytest.mark.parametrize(("verb", "answer"), MAY_HAVE_GONE)
def test_what_may_have_gone_goes_once_more_with_the_same_bytes(due, clock, verb, answer):
    with post_office(**{verb: [answer]}) as far:
        assert sweep(due, mail(far, patience=0.3)).uncertain == 1
        clock.wait(minutes=2)
        assert sweep(due, mail(far, patience=0.3)).accepted == 1
        sweep(due, mail(far))
    assert len(far.seen) == 2
    assert len(set(far.seen)) == 1


def test_a_server_that_answers_late_is_waited_for(due):
    """Patience and delay are a hundredth of the ten minutes that a server may take."""
    with post_office() as far:
        far.delay = 1.5
        assert sweep(due, mail(far, timeout=0.5, patience=6.0)).accepted == 1
    assert len(far.seen) == 1


def test_a_stripped_starttls_leaves_the_mail_waiting(due, clock):
    with post_office() as far:
        assert sweep(due, mail(far, "starttls")).deferred == 1
    state, notice = now_in(due)
    assert state is MessageState.PLANNED
    assert "STARTTLS" in notice.reason
    assert far.seen == []


@pytest.mark.parametrize(("security", "implicit"), [("starttls", False), ("tls", True)])
def test_an_expired_certificate_leaves_the_mail_waiting(due, clock, tmp_path, security, implicit):
    expired, _ = certificate(tmp_path, until=NOW - DAY)
    good = tmp_path / "good"
    good.mkdir()
    context, authorities = certificate(good)
    with post_office(tls=expired, implicit=implicit) as far:
        assert sweep(due, mail(far, security, authorities=tmp_path / "public.pem")).deferred == 1
    assert now_in(due)[0] is MessageState.PLANNED
    clock.wait(minutes=2)
    with post_office(tls=context, implicit=implicit) as far:
        assert sweep(due, mail(far, security, authorities=authorities)).accepted == 1
    assert far.encrypted == [True]
