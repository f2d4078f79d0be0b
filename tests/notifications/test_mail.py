"""Mail against a real SMTP server: taken, refused, put off, or nobody can tell."""

import random
import re
import socket
import threading
from dataclasses import replace
from itertools import pairwise

import pytest

from models.refusals import BadSetting
from notifications.channel import ChannelError, Envelope
from notifications.mail import Mail
from tests.notifications.sample import AT, digest
from tests.notifications.server import HANG_UP, NEVER, post_office

SENDER = "市外办 <pufa@example.gov.cn>"


both = pytest.mark.parametrize("pipelining", [False, True])


def clear(office, **changes) -> Mail:
    return Mail("127.0.0.1", office.port, SENDER, "none", **changes)


def envelope(mail: Mail, key: str = "m1", to: str = "zhao@example.gov.cn") -> Envelope:
    return Envelope(to, key, mail.compose(digest(), to=to, message_id=key, at=AT).body)


def failure(outlet, letter) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        outlet.send(letter)
    assert re.search("[一-鿿]", caught.value.reason), "the ledger is read by people"
    return caught.value


def fate(error: ChannelError) -> str:
    return "permanent" if error.permanent else "uncertain" if error.uncertain else "deferred"


@both
def test_one_connection_carries_all_and_the_bytes_arrive_as_composed(pipelining):
    with post_office(pipelining=pipelining) as office:
        mail = clear(office)
        letters = [envelope(mail, f"m{n}", f"staff{n}@example.gov.cn") for n in range(20)]
        with mail.session() as outlet:
            answers = [outlet.send(letter) for letter in letters]

    assert office.connections == 1
    assert answers == ["250 queued as 4711"] * 20
    assert office.taken == [(letter.to, letter.body) for letter in letters]


@both
@pytest.mark.parametrize(
    ("verb", "answer", "expected"),
    [
        ("MAIL", "451 greylisted", "deferred"),
        ("MAIL", "553 sender not allowed", "deferred"),  # our setting: the message may wait
        ("MAIL", "552 message too large", "permanent"),
        ("RCPT", "450 mailbox busy", "deferred"),
        ("RCPT", "550 no such user", "permanent"),
        ("RCPT", "530 authentication required", "deferred"),
        ("DATA", "452 disk full", "deferred"),
        ("DATA", "554 no valid recipients", "permanent"),
        ("END", "451 try later", "deferred"),
        ("END", "421 shutting down", "deferred"),
        ("END", "554 looks like spam", "permanent"),
        ("END", "999 what", "uncertain"),
        ("END", HANG_UP, "uncertain"),
    ],
)
def test_an_answer_decides_and_the_next_message_still_goes(verb, answer, expected, pipelining):
    with post_office(pipelining=pipelining, **{verb: [answer]}) as office:
        mail = clear(office)
        with mail.session() as outlet:
            error = failure(outlet, envelope(mail, "first"))
            outlet.send(envelope(mail, "second"))

    assert fate(error) == expected
    assert [b"<second@" in body for _, body in office.taken] == [True]


def test_the_next_mail_is_announced_behind_the_bytes_of_this_one():
    with post_office(pipelining=True, END=["451 try later"]) as office:
        mail = clear(office)
        letters = [envelope(mail, f"m{n}", f"staff{n}@example.gov.cn") for n in range(5)]
        with mail.session() as outlet:
            failure(outlet, replace(letters[0], next_to=letters[1].to))
            assert [office.announced.get(timeout=9) for _ in "ab"] == [letters[0].to, letters[1].to]
            for letter, after in pairwise(letters[1:]):
                outlet.send(replace(letter, next_to=after.to))
                assert office.announced.get(timeout=9) == after.to
            outlet.send(letters[-1])

    assert office.connections == 1
    assert office.taken == [(letter.to, letter.body) for letter in letters[1:]]


def test_a_mail_that_was_announced_and_called_off_leaves_nothing():
    with post_office(pipelining=True) as office:
        mail = clear(office)
        with mail.session() as outlet:
            outlet.send(replace(envelope(mail, "first"), next_to="second@example.gov.cn"))
            outlet.send(replace(envelope(mail, "third"), next_to="fourth@example.gov.cn"))

    assert [body.count(b"Message-ID: <") for _, body in office.seen] == [1, 1]
    assert len(office.taken) == office.connections == 2


@both
@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("ending", [HANG_UP, "421 idle too long"])
def test_a_kept_connection_gone_stale_is_made_anew_unseen(verb, ending, pipelining):
    with post_office(pipelining=pipelining) as office:
        mail = clear(office)
        with mail.session() as outlet:
            outlet.send(envelope(mail, "first"))
            office.script[verb] = [ending]
            outlet.send(envelope(mail, "second"))

    assert [office.connections, len(office.taken), len(office.seen)] == [2, 2, 2]


def test_a_server_that_wants_the_bytes_for_nobody_does_not_get_them():
    with post_office(pipelining=True, RCPT=["550 no such user"], DATA=["354 go on"]) as office:
        mail = clear(office)
        with mail.session() as outlet:
            assert fate(failure(outlet, envelope(mail, "first"))) == "permanent"
            outlet.send(envelope(mail, "second"))

    assert (office.connections, len(office.seen)) == (2, 1)


@pytest.mark.parametrize("ending", [HANG_UP, "421 too many connections"])
def test_a_fresh_connection_that_hangs_up_puts_the_message_off(ending):
    with post_office(MAIL=[ending]) as office:
        mail = clear(office)
        with mail.session() as outlet:
            assert fate(failure(outlet, envelope(mail, "first"))) == "deferred"
            outlet.send(envelope(mail, "second"))

    assert len(office.taken) == 1


def test_no_answer_to_the_last_byte_is_uncertain_and_the_next_message_goes():
    with post_office(END=[NEVER]) as office:
        mail = clear(office, patience=0.2)
        with mail.session() as outlet:
            error = failure(outlet, envelope(mail, "first"))
            outlet.send(envelope(mail, "second"))

        assert fate(error) == "uncertain"
        assert [len(office.seen), len(office.taken)] == [2, 1]


ENDINGS = [*[None] * 12, HANG_UP, "421 closing", "451 later", "554 no", "999 what"]


@both
@pytest.mark.parametrize("count", [500, pytest.param(20_000, marks=pytest.mark.soak)])
def test_whatever_the_server_does_its_ledger_and_ours_agree(count, pipelining):
    chance = random.Random(20260612)
    taken, lost, maybe = set(), set(), set()
    with post_office(pipelining=pipelining) as office:
        mail = clear(office)
        body = envelope(mail).body
        with mail.session() as outlet:
            for n in range(count):
                office.script = {
                    verb: [a] for verb in ("MAIL", "RCPT", "DATA", "END") if (a := chance.choice(ENDINGS))
                }
                to = f"staff{n}@example.gov.cn"
                hint = chance.choice(["", *[f"staff{n + 1}@example.gov.cn"] * 3, "called.off@example.gov.cn"])
                try:
                    outlet.send(Envelope(to, f"m{n}", body, hint))
                except ChannelError as error:
                    (maybe if error.uncertain else lost).add(to)
                else:
                    taken.add(to)

    arrived = [to for to, _ in office.seen]
    assert {to for to, _ in office.taken} == taken
    assert len(arrived) == len(set(arrived)), "a session sends nothing twice"
    assert maybe <= set(arrived)
    assert min(len(taken), len(lost), len(maybe)) > 10


def test_a_server_that_cannot_be_reached_is_asked_once_a_session():
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as slammer:

        def slam() -> None:
            for _ in range(2):
                connection, caller = slammer.accept()
                connection.close()
                asked.append(caller)

        thread = threading.Thread(target=slam)
        thread.start()
        mail = Mail("127.0.0.1", slammer.getsockname()[1], SENDER, "none", timeout=2)
        for _ in range(2):
            with mail.session() as outlet:
                first, second = (failure(outlet, envelope(mail, f"m{n}")) for n in range(2))
        thread.join()

    assert len(asked) == 2
    assert (fate(first), first.reason) == ("deferred", second.reason)


def test_a_closed_port_is_named():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    mail = Mail("127.0.0.1", port, SENDER, "none")
    with mail.session() as outlet:
        error = failure(outlet, envelope(mail))

    assert error.reason == f"连不上邮件服务器 127.0.0.1:{port}，稍后重发：连接被拒绝"


@pytest.mark.parametrize(
    "to", ["a@b.cn, c@d.cn", "赵磊@例子.中国", '"a b"@c.cn', "a@b.cn\r\nBcc: x@y.cn", "", f"{'a' * 320}@b.cn"]
)
def test_what_is_no_address_never_reaches_the_server(to):
    with post_office() as office:
        mail = clear(office)
        with mail.session() as outlet:
            assert fate(failure(outlet, envelope(mail, to=to))) == "permanent"

    assert office.connections == 0


def test_no_line_of_a_body_can_end_it_early():
    smuggled = b"Subject: x\r\n\r\none\n.\nMAIL FROM:<eve@x>\r.\rtwo\r\n.\r\n..three"
    with post_office() as office:
        mail = clear(office)
        with mail.session() as outlet:
            outlet.send(Envelope("zhao@example.gov.cn", "m1", smuggled))

    assert [body for _, body in office.taken] == [
        b"Subject: x\r\n\r\none\r\n.\r\nMAIL FROM:<eve@x>\r\n.\r\ntwo\r\n.\r\n..three\r\n"
    ]


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ({"sender": "市外办"}, "发件人"),
        ({"sender": "a@b.cn\r\nBcc: x@y.cn"}, "发件人"),
        ({"security": "ssl"}, "加密方式"),
        ({"password": "口令"}, "口"),
    ],
)
def test_settings_that_cannot_work_are_refused_at_once(setting, says):
    with pytest.raises(BadSetting, match=says if says != "口" else "账号和密码"):
        Mail(**{"host": "mx", "port": 25, "sender": SENDER, **setting})


def test_the_password_is_not_shown():
    assert "geheim" not in repr(Mail("mx", 25, SENDER, user="u", password="geheim"))
