"""The finished bytes: readable, repeatable, and no header but ours."""

from email import message_from_bytes, policy

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.refusals import BadSetting
from notifications.letter import address, compose, sender_of
from tests.notifications.sample import AT, digest, item, late

HEADERS = [
    "From", "To", "Reply-To", "Subject", "Date", "Message-ID",
    "Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version", "Content-Type",
]  # fmt: skip


def made(said=None, **changes):
    values = {
        "sender": "市外办普法办 <pufa@example.gov.cn>",
        "to": "zhao@example.gov.cn",
        "message_id": "6f2a",
        "at": AT,
        "reply_to": "hf+6f2a@example.gov.cn",
    }
    return compose(said or digest(), **{**values, **changes})


def read(body):
    return message_from_bytes(body, policy=policy.default)


def test_the_headers_say_what_they_must():
    mail = read(made().body)

    assert mail.keys() == HEADERS
    assert str(mail["From"]) == "市外办普法办 <pufa@example.gov.cn>"
    assert mail["Subject"] == "【学普】1项任务待办：6月20日到期"
    assert mail["Date"] == "Fri, 12 Jun 2026 09:00:00 +0800"
    assert mail["Message-ID"] == "<6f2a@example.gov.cn>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert all("安全生产法专题宣讲" in part.get_content() for part in mail.iter_parts())


def test_the_office_signs_where_the_sender_has_no_name():
    assert (
        str(read(made(sender="pufa@example.gov.cn").body)["From"])
        == "某市人民政府外事办公室 <pufa@example.gov.cn>"
    )


def test_a_whole_message_id_is_kept():
    assert read(made(message_id="<6f2a@mx.example.gov.cn>").body)["Message-ID"] == "<6f2a@mx.example.gov.cn>"


@pytest.mark.parametrize("message_id", ["", "a b", "a\r\nBcc: x@y", "../a", "<a@b", "a@b", "<a>"])
def test_a_message_id_that_could_forge_is_a_bug(message_id):
    with pytest.raises(ValueError, match="message id"):
        made(message_id=message_id)


def test_the_same_values_give_the_same_bytes():
    assert made().body == made().body
    assert made().body != made(message_id="6f2b").body


def test_every_line_is_plain_and_short_enough_for_any_relay():
    body = made(
        digest(*[late(task="学" * 200, reason="补" * 500)] * 40, office="办" * 60, signed="普" * 60)
    ).body

    assert body.isascii()
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert b"\r" not in body.replace(b"\r\n", b"")
    assert max(len(line) for line in body.split(b"\r\n")) <= 78


ATTACKS = [
    "任务\r\nBcc: injected@example.com",
    "任务 =?UTF-8?Q?=0A?=Bcc: injected@example.com",  # Python 3.11.7 makes a header of this
    "=?utf-8?B?DQpCY2M6IHhAeS5jbg==?=",
    "任务\x00\x0b\x0c\x1c\x85\u2028Bcc: x@y.cn",
    "<eve@example.com>, 市外办",
    '"市外办" (x',
    "报告\u202efdp.exe",
    "\ud800",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_user_text_never_becomes_a_header(attack):
    said = digest(item(task=attack, department=attack, label=attack, reason=attack, evidence_asked=(attack,)),
                  office=attack, person=attack, signed=attack)  # fmt: skip
    mail = read(made(said, sender="pufa@example.gov.cn").body)

    assert mail.keys() == HEADERS
    assert not mail.defects
    assert [a.addr_spec for a in mail["From"].addresses] == ["pufa@example.gov.cn"]


@settings(deadline=None)
@given(st.text(min_size=1, max_size=120), st.text(max_size=60))
@example('学普 A  B 通知, (x) "y" é 𠮷', "@")
def test_any_name_and_signature_read_back(signed, office):
    mail = read(made(digest(signed=signed, office=office), sender="pufa@example.gov.cn").body)

    assert mail.keys() == HEADERS
    assert mail["Subject"] == made(digest(signed=signed, office=office), sender="pufa@example.gov.cn").subject


@pytest.mark.parametrize("to", ["a@b.cn\r\nBcc: x@y.cn", "a@b.cn, c@d.cn", ""])
def test_what_is_no_address_gets_no_line(to):
    assert "To" not in read(made(to=to).body)


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("zhao.lei+a@mail.example.gov.cn", True),
        ("x@localhost", True),
        ("a@b.cn,c@d.cn", False),
        ("a b@c.cn", False),
        ('"a"@c.cn', False),
        ("а@b.cn", False),  # a Cyrillic letter
        ("a@例子.中国", False),
        ("a@b..cn", False),
        ("a" * 65 + "@b.cn", False),
        ("a@" + "b." * 130 + "cn", False),
        ("=?utf-8?Q?a?=@b.cn", False),
        ("a@b.cn\n", False),
    ],
)
def test_an_address_is_one_plain_address(text, good):
    assert (address(text) == text) is good


@pytest.mark.parametrize("setting", ["", "市外办", "a@b.cn\r\nBcc: x@y.cn", "市外办 <a@b.cn>, x@y.cn"])
def test_a_sender_that_cannot_be_is_refused(setting):
    with pytest.raises(BadSetting, match="发件人"):
        sender_of(setting)
