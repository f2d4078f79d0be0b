"""What became of a message: call-backs, records, and when nothing may be concluded."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from models.refusals import Refusal
from notifications.channel import ChannelError
from notifications.receipts import (
    Fate,
    Inquiry,
    Receipt,
    Sent,
    aliyun_callback,
    is_about,
    matching,
    tencent_callback,
)
from tests.notifications import gateway as there
from tests.notifications.gateway import HANG_UP, Instead
from tests.notifications.sample import AT
from tests.notifications.sms import NUMBER, Clock, both_vendors, channel, each_vendor, sent

ENDED = datetime(2026, 6, 12, 1, 0, 3, tzinfo=UTC)
ALIYUN = {
    "phone_number": "13800130417",
    "send_time": "2026-06-12 09:00:00",
    "report_time": "2026-06-12 09:00:03",
    "success": True,
    "err_code": "DELIVERED",
    "err_msg": "用户接收成功",
    "sms_size": "1",
    "biz_id": "12345",
    "out_id": "6f2a",
}
TENCENT = {
    "user_receive_time": "2026-06-12 09:00:03",
    "nationcode": "86",
    "mobile": "13800130417",
    "report_status": "SUCCESS",
    "errmsg": "DELIVRD",
    "description": "用户短信送达成功",
    "sid": "12345",
}
SENT = Sent("6f2a", NUMBER, AT, "12345")


def told(*values) -> bytes:
    return json.dumps(values, ensure_ascii=False).encode()


def test_aliyun_pushes_delivered_and_bounced():
    bounced = {**ALIYUN, "success": False, "err_code": "MK:0001", "err_msg": "13800130417 空号"}

    assert aliyun_callback(told(ALIYUN, bounced)) == [
        Receipt("6f2a", "12345", "138****0417", Fate.DELIVERED, ENDED, "已送达"),
        Receipt("6f2a", "12345", "138****0417", Fate.BOUNCED, ENDED, "138****0417 空号"),
    ]


def test_tencent_pushes_delivered_and_bounced():
    bounced = {**TENCENT, "report_status": "FAIL", "errmsg": "EXPIRED"}

    assert tencent_callback(told(TENCENT, bounced)) == [
        Receipt("", "12345", "138****0417", Fate.DELIVERED, ENDED, "已送达"),
        Receipt("", "12345", "138****0417", Fate.BOUNCED, ENDED, "关机或不在服务区，过期未送达"),
    ]


NONSENSE = [
    b"",
    b"{",
    b"{}",
    b"null",
    b"[1]",
    b"[[]]",
    b"[null]",
    b"\xff",
    b"[" * 100_000,
    told({}),
    told({**ALIYUN, **TENCENT, "report_time": "yesterday", "user_receive_time": 1}),
    told({**ALIYUN, **TENCENT, "report_time": None, "user_receive_time": "2026-02-30 00:00:00"}),
]


@pytest.mark.parametrize("body", NONSENSE, ids=range(len(NONSENSE)))
@pytest.mark.parametrize("reading", [aliyun_callback, tencent_callback])
def test_what_no_vendor_sent_is_refused_whole(reading, body):
    with pytest.raises(Refusal, match="回执"):
        reading(body)


def test_a_success_is_a_yes_and_nothing_that_looks_like_one():
    for value in ("true", 1, "false", None, [True]):
        assert aliyun_callback(told({**ALIYUN, "success": value}))[0].fate is Fate.BOUNCED
    with pytest.raises(Refusal):
        tencent_callback(told({**TENCENT, "report_status": "success"}))


@pytest.mark.parametrize(
    ("receipt", "about"),
    [
        (aliyun_callback(told(ALIYUN))[0], True),
        (aliyun_callback(told({**ALIYUN, "biz_id": ""}))[0], True),
        (aliyun_callback(told({**ALIYUN, "out_id": "other"}))[0], False),
        (aliyun_callback(told({**ALIYUN, "out_id": ""}))[0], True),
        (aliyun_callback(told({**ALIYUN, "out_id": "", "biz_id": ""}))[0], False),
        (aliyun_callback(told({**ALIYUN, "phone_number": "13900130417"}))[0], False),
        (tencent_callback(told(TENCENT))[0], True),
        (tencent_callback(told({**TENCENT, "sid": "1"}))[0], False),
        (tencent_callback(told({**TENCENT, "sid": ""}))[0], False),
    ],
)
def test_a_receipt_counts_only_where_it_names_our_message(receipt, about):
    assert is_about(receipt, SENT) is about


def test_without_an_id_of_ours_a_receipt_that_names_none_is_nobodys():
    assert not is_about(tencent_callback(told({**TENCENT, "sid": ""}))[0], replace(SENT, server_id=""))


@pytest.mark.parametrize("last", [Fate.DELIVERED, Fate.BOUNCED])
def test_the_last_word_counts(last):
    receipts = [
        Receipt("6f2a", "", "138****0417", fate, None, "") for fate in (Fate.UNDERWAY, last, Fate.UNDERWAY)
    ]

    assert matching(receipts, SENT) == receipts[1]
    assert matching([], SENT) is None


def ask(of, known: Sent) -> Receipt | None:
    with of.session() as outlet:
        assert isinstance(outlet, Inquiry)
        return outlet.ask(known)


@both_vendors
@pytest.mark.parametrize("ended", ["delivered", "bounced"])
def test_the_vendor_is_asked_what_became_of_a_message(vendor, ended):
    clock = Clock()
    with there.gateway(clock) as opened:
        of = channel(vendor, opened)
        server_id = sent(of)
        sent(of, "another")
        opened.taken[0] = replace(opened.taken[0], fate=ended)
        clock.wait(minutes=5)
        found = ask(of, Sent("6f2a", NUMBER, AT, server_id))

    assert found is not None
    assert (found.key, found.fate, found.at, found.number) == ("6f2a", Fate(ended), ENDED, "138****0417")
    assert found.reason


def test_underway_is_known_to_aliyun_at_once_and_to_tencent_not_at_all():
    with there.gateway(Clock()) as opened:
        sent(channel("aliyun", opened))
        underway = ask(channel("aliyun", opened), replace(SENT, server_id=""))
        assert underway is not None
        assert (underway.fate, underway.at, underway.reason) == (Fate.UNDERWAY, None, "等待运营商回执")
        assert ask(channel("tencent", opened), replace(SENT, server_id="")) is None


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        (timedelta(minutes=5), None),  # it may not be in the records yet
        (timedelta(hours=2), Fate.NEVER_TAKEN),
        (timedelta(days=31), None),  # it may be in them no more
    ],
)
def test_aliyun_says_that_it_never_took_a_message_only_when_it_can_know(later, expected):
    clock = Clock(AT + later)
    with there.gateway(clock) as opened:
        found = ask(channel("aliyun", opened), replace(SENT, server_id=""))

    assert (found.fate if found else None) == expected


def test_a_record_without_key_may_be_any_message():
    clock = Clock()
    with there.gateway(clock) as opened:
        opened.take("13800130417", "", {})
        clock.wait(hours=2)

        assert ask(channel("aliyun", opened), replace(SENT, server_id="")) is None


@both_vendors
def test_a_vendor_that_masks_the_number_it_was_asked_about_is_understood(vendor):
    told = {
        "aliyun": {
            "Code": "OK",
            "SmsSendDetailDTOs": {
                "SmsSendDetailDTO": [{"PhoneNum": "138****0417", "OutId": "6f2a", "SendStatus": 3}]
            },
        },
        "tencent": {
            "Response": {
                "PullSmsSendStatusSet": [
                    {"PhoneNumber": "+86138****0417", "SessionContext": "6f2a", "ReportStatus": "SUCCESS"}
                ]
            }
        },
    }[vendor]
    action = {"aliyun": "QuerySendDetails", "tencent": "PullSmsSendStatusByPhoneNumber"}[vendor]
    with there.gateway(Clock(AT + timedelta(hours=2)), **{action: [there.said(told)]}) as opened:
        found = ask(channel(vendor, opened), SENT)

    assert found is not None
    assert (found.fate, found.at, found.number) == (Fate.DELIVERED, None, "138****0417")


def test_tencent_never_says_that_it_did_not_take_a_message():
    for hours in (1, 24, 96):
        with there.gateway(Clock(AT + timedelta(hours=hours))) as opened:
            assert ask(channel("tencent", opened), replace(SENT, server_id="")) is None


def test_where_tencent_gives_no_keys_back_its_own_id_is_what_counts():
    clock = Clock()
    with there.gateway(clock) as opened:
        opened.gives_keys_back = False
        of = channel("tencent", opened)
        server_id = sent(of)
        opened.taken[0] = replace(opened.taken[0], fate="delivered")
        clock.wait(minutes=5)
        known = ask(of, Sent("6f2a", NUMBER, AT, server_id))
        uncertain = ask(of, Sent("6f2a", NUMBER, AT))

    assert known is not None
    assert (known.fate, uncertain) == (Fate.DELIVERED, None)


@both_vendors
def test_a_message_that_was_cut_off_is_found_and_not_sent_again(vendor):
    clock = Clock()
    with there.gateway(clock, SendSms=[Instead(HANG_UP, takes=True)]) as opened:
        of = channel(vendor, opened)
        with pytest.raises(ChannelError) as caught:
            sent(of)
        assert caught.value.uncertain
        opened.taken[0] = replace(opened.taken[0], fate="delivered")
        clock.wait(minutes=5)
        found = ask(of, Sent("6f2a", NUMBER, AT))

    assert found is not None
    assert (found.fate, len(opened.taken)) == (Fate.DELIVERED, 1)


def test_all_pages_are_read_and_no_more():
    clock = Clock()
    with there.gateway(clock) as opened:
        of = channel("aliyun", opened)
        for n in range(120):
            opened.take("13800130417", f"m{n}", {})
        clock.wait(minutes=5)
        found = ask(of, Sent("m119", NUMBER, AT))

        assert found is not None
        assert len(opened.seen) == 3
        for n in range(1000):
            opened.take("13800130417", f"n{n}", {})
        with pytest.raises(ChannelError, match="没有查完"):
            ask(of, SENT)


def test_around_midnight_both_days_are_asked():
    clock = Clock(datetime(2026, 6, 12, 15, 59, 59, tzinfo=UTC))  # a second to midnight in Beijing
    known = Sent("6f2a", NUMBER, clock.now)
    with there.gateway(clock) as opened:
        clock.wait(seconds=5)
        opened.take("13800130417", "6f2a", {})
        found = ask(channel("aliyun", opened), known)

    assert found is not None
    assert {request.query["SendDate"] for request in opened.seen} == {"20260612", "20260613"}


def test_tencents_queue_gives_each_receipt_once():
    with there.gateway(Clock()) as opened:
        of = channel("tencent", opened)
        for n in range(3):
            sent(of, f"m{n}")
        opened.taken = [replace(text, fate="delivered") for text in opened.taken]
        with of.session() as outlet:
            pulled = outlet.pull()
            assert [receipt.key for receipt in pulled] == ["m0", "m1", "m2"]
            assert outlet.pull() == []


@both_vendors
@pytest.mark.parametrize(
    "body", [b"", b"{", b"{}", b'{"Code": "OK"}', b'{"Response": {}}', b'{"Response": []}']
)
def test_records_nobody_can_read_conclude_nothing(vendor, body):
    action = {"aliyun": "QuerySendDetails", "tencent": "PullSmsSendStatusByPhoneNumber"}[vendor]
    late = Clock(AT + timedelta(hours=2))
    with there.gateway(late, **{action: [Instead(body)]}) as opened, pytest.raises(ChannelError):
        ask(channel(vendor, opened), SENT)


@each_vendor
def test_only_a_vendor_that_keeps_records_can_be_asked(vendor):
    with there.gateway(Clock()) as opened, channel(vendor, opened).session() as outlet:
        assert isinstance(outlet, Inquiry) is (vendor != "cloud-mas")
