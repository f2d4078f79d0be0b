"""What came back, told from what only looks like it."""

from email import message_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.bounces import bounce_of
from tests.intake import bounced
from tests.intake.bounced import KEY, TO


def read(raw):
    return bounce_of(message_from_bytes(raw))


@pytest.mark.parametrize("original", ["text/rfc822-headers", "message/rfc822"])
def test_a_standard_bounce_names_the_mail_the_reader_and_the_reason(original):
    found = read(bounced.standard(original=original))

    assert found.keys == (KEY,)
    assert found.recipient == TO
    assert found.reason.startswith("退信：没有这个邮箱（5.1.1 550 5.1.1 <zhao@example.org>: Recipient")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("5.2.2", "邮箱已满"),
        ("5.1.2", "收件域名不存在"),
        ("5.7.1", "对方服务器按规则拒收"),
        ("4.4.7", "多次投递没有成功，已放弃"),
        ("4.9.9", "多次投递没有成功，已放弃"),
        ("5.9.9", "对方服务器退回"),
    ],
)
def test_the_status_is_told_in_chinese(status, words):
    assert read(bounced.standard(status=status)).reason.startswith(f"退信：{words}（{status}")


def test_the_reader_is_whom_we_wrote_to_not_where_it_was_forwarded():
    assert read(bounced.standard(original_recipient="li@example.org")).recipient == "li@example.org"


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (bounced.netease, "550 User not found"),
        (bounced.tencent, "邮箱已满"),
        (bounced.coremail, "对方服务器按规则拒收"),
        (bounced.exchange, "没有这个邮箱"),
        (bounced.qmail, "没有这个邮箱"),
        (bounced.exim, "Mail delivery failed"),
    ],
)
def test_notices_in_a_mail_systems_own_words_are_read(shape, words):
    found = read(shape())

    assert KEY in found.keys
    assert words in found.reason
    assert found.reason.isprintable()


@pytest.mark.parametrize(
    "raw",
    [bounced.LATE, bounced.DELIVERED, bounced.ABSENT, bounced.ANSWER, bounced.SPAM, b"", b"\xff\x00:\r\n"],
)
def test_what_is_no_bounce_is_none(raw):
    assert read(raw) is None


def test_a_huge_quotation_is_not_searched_without_end():
    padded = bounced.qmail().replace(b"Hi. This", b"x" * 900_000 + b"\n\nHi. This")
    assert read(padded) is None


@given(st.binary(max_size=400), st.integers(0, len(bounced.qmail())))
def test_nothing_that_arrives_is_an_error(junk, at):
    for raw in (bounced.standard(), bounced.qmail(), bounced.netease()):
        read(raw[:at] + junk + raw[at:])
        read(raw[:at] + junk)
