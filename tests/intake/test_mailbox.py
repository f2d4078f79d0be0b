"""The mailbox at a real dovecot: read to the end, once, and left as it was."""

import shutil
from dataclasses import replace

import pytest

from intake.mailbox import LARGEST, Mailbox, MailboxAway, Mark
from models.refusals import BadSetting
from tests import dovecot
from tests.notifications.test_mail_encryption import certificate

pytestmark = [
    pytest.mark.imap,
    pytest.mark.skipif(
        shutil.which("dovecot", path="/usr/sbin:/usr/bin") is None, reason="没有 dovecot，收信测试没有运行"
    ),
]


@pytest.fixture(scope="module")
def server():
    with dovecot.dovecot() as opened:
        yield opened


@pytest.fixture
def box(server, request):
    folder = f"box{abs(hash(request.node.name))}"
    server.put(folder=folder)
    return Mailbox("127.0.0.1", dovecot.USER, dovecot.PASSWORD, server.port, "none", folder)


def put(server, box, *mails):
    server.put(*mails, folder=box.folder)


BEGINNING = Mark()


def titles(box, mark=BEGINNING):
    with box.opened() as folder:
        return [str(letter.mail["Subject"]) for letter in folder.since(mark)]


def mail(title, body="您好"):
    return f"Subject: {title}\r\n\r\n{body}\r\n".encode()


def test_it_is_read_from_the_mark_on(server, box):
    put(server, box, *(mail(n) for n in range(120)))
    with box.opened() as folder:
        validity = folder.validity
        uids = [letter.uid for letter in folder.since(Mark())]

    assert uids == list(range(1, 121))
    assert titles(box, Mark(validity, 117)) == ["117", "118", "119"]
    assert titles(box, Mark(validity, 120)) == []
    assert len(titles(box, Mark(validity + 1, 120))) == 120  # numbered anew


def test_an_empty_folder_holds_nothing(box):
    assert titles(box) == []


def test_nothing_is_marked_moved_or_deleted(server, box):
    put(server, box, mail("a"), mail("b"))
    titles(box)
    with server.door() as door:
        door.folder.set(box.folder)
        untouched = ("\\Recent",)  # which the first who opens a folder to change it takes away
        assert [found.flags for found in door.fetch(mark_seen=False)] == [untouched, untouched]
        assert len(door.uids()) == 2


def test_a_mail_too_large_to_be_a_bounce_is_not_fetched(server, box):
    put(server, box, mail("large", "x" * LARGEST), mail("small"))
    with box.opened() as folder:
        found = [letter.mail and str(letter.mail["Subject"]) for letter in folder.since(Mark())]

    assert found == [None, "small"]


def test_a_folder_with_a_chinese_name_is_found(server):
    server.put(mail("退"), folder="退信")
    assert len(titles(Mailbox("127.0.0.1", dovecot.USER, dovecot.PASSWORD, server.port, "none", "退信"))) == 1


@pytest.mark.parametrize(
    "wrong", [{"password": "no"}, {"folder": "没有"}, {"port": 1}, {"host": "localhost", "port": 1}]
)
def test_what_cannot_be_read_is_one_sentence(server, box, wrong):
    with pytest.raises(MailboxAway, match="XUEPU_IMAP") as caught, replace(box, **wrong).opened():
        pass
    assert dovecot.PASSWORD not in str(caught.value)


@pytest.mark.parametrize(
    ("setting", "named"),
    [
        ({"user": ""}, "XUEPU_IMAP_USER"),
        ({"password": ""}, "XUEPU_IMAP_PASSWORD"),
        ({"password": "口令"}, "英文字母"),
        ({"host": "imap.example.gov.cn", "security": "none"}, "XUEPU_IMAP_SECURITY"),
        ({"security": "starttls"}, "XUEPU_IMAP_PORT"),
    ],
)
def test_settings_that_cannot_work_are_refused(setting, named):
    with pytest.raises(BadSetting, match=named):
        Mailbox(**{"host": "127.0.0.1", "user": "pufa", "password": "x", **setting})


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_the_connection_is_encrypted_and_its_certificate_verified(tmp_path, security):
    _, authority = certificate(tmp_path)
    with dovecot.dovecot(authority, tmp_path / "private.pem") as server:
        server.put(mail("a"))
        port = server.tls_port if security == "tls" else server.port
        box = Mailbox("127.0.0.1", dovecot.USER, dovecot.PASSWORD, port, security, authorities=authority)
        assert titles(box) == ["a"]
        with pytest.raises(MailboxAway, match="证书"), replace(box, authorities=None).opened():
            pass


def test_a_server_that_strips_the_encryption_gets_no_password(server):
    box = Mailbox("127.0.0.1", dovecot.USER, dovecot.PASSWORD, server.port, "starttls")
    with pytest.raises(MailboxAway, match="STARTTLS"), box.opened():
        pass
