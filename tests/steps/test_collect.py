"""Bounces at a real dovecot: the mail bounced, the notice failed, the mailbox is as it was."""

import shutil
from contextlib import contextmanager

import pytest
from sqlmodel import select

from models import Message, MessageState, Notice, NoticeState
from office import Office
from steps.working.collect import collect
from store.db import begin, reading
from tests import dovecot, make
from tests.conftest import settings_for
from tests.intake import bounced

pytestmark = [
    pytest.mark.imap,
    pytest.mark.skipif(
        shutil.which("dovecot", path="/usr/sbin:/usr/bin") is None, reason="没有 dovecot，退信测试没有运行"
    ),
]


@pytest.fixture(scope="module")
def server():
    with dovecot.dovecot() as opened:
        yield opened


@pytest.fixture
def office(issued, server, clock, request):
    """Give an office that reads its mailbox, with one mail to Alice on its way."""
    clock.at(2024, 3, 18)
    folder = f"box{abs(hash(request.node.name))}"
    server.put(folder=folder)
    settings = settings_for(
        issued.settings.home,
        database_url=issued.settings.database_url,
        imap_host="127.0.0.1",
        imap_port=server.port,
        imap_security="none",
        imap_user=dovecot.USER,
        imap_password=dovecot.PASSWORD,
        imap_folder=folder,
    )
    office = Office(settings, issued.database, clock)
    make.sweep(office)
    return office


def read(office):
    return collect(office.database, office.mailbox, now=office.clock())


def the_mail(office) -> Message:
    with reading(office.database) as session:
        return session.exec(select(Message)).one()


def of_ours(office, shape=bounced.standard):
    return shape(the_mail(office).key)


@pytest.mark.parametrize("shape", bounced.ALL)
def test_a_bounce_is_read_back(server, office, shape):
    server.put(bounced.ANSWER, of_ours(office, shape), bounced.ABSENT, folder=office.settings.imap_folder)
    collected = read(office)

    assert collected.read == 3
    (back,) = collected.came_back
    assert (back.person, back.address) == ("Alice", "alice@example.org")
    assert "退信" in back.reason
    message = the_mail(office)
    assert (message.state, message.reason) == (MessageState.BOUNCED, back.reason)
    with reading(office.database) as session:
        (notice,) = session.exec(select(Notice).where(Notice.message_id == message.id)).all()
    assert (notice.state, notice.reason) == (NoticeState.FAILED, back.reason)


def test_a_mailbox_is_read_once_and_left_as_it_was(server, office):
    folder = office.settings.imap_folder
    server.put(of_ours(office), bounced.ANSWER, folder=folder)
    assert read(office).read == 2
    assert read(office).read == 0
    server.put(bounced.ANSWER, folder=folder)
    assert read(office).read == 1
    with server.door() as door:
        door.folder.set(folder)
        assert [mail.flags for mail in door.fetch(mark_seen=False)] == [("\\Recent",)] * 3


def test_a_bounce_of_somebody_elses_mail_is_kept_out(server, office):
    server.put(bounced.standard(), folder=office.settings.imap_folder)
    collected = read(office)
    assert (collected.read, collected.foreign, collected.came_back) == (1, 1, [])
    assert the_mail(office).state is MessageState.ACCEPTED


def test_a_bounce_that_comes_before_its_mail_is_settled_waits(server, office):
    server.put(of_ours(office), folder=office.settings.imap_folder)
    with _sending(office):
        assert (read(office).read, read(office).waiting) == (0, True)
    assert len(read(office).came_back) == 1


@contextmanager
def _sending(office):
    """Let the mail look as it does while its worker waits for the server's answer."""
    for state in (MessageState.SENDING, MessageState.ACCEPTED):
        with begin(office.database) as session:
            message = session.exec(select(Message)).one()
            message.state = state
            session.add(message)
        if state is MessageState.SENDING:
            yield


def test_many_mails_are_read_in_batches(server, office):
    folder = office.settings.imap_folder
    server.put(*[bounced.ANSWER] * 120, of_ours(office), folder=folder)
    assert (read(office).read, the_mail(office).state) == (121, MessageState.BOUNCED)
