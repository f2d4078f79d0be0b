"""The SMS channels at their gateways: taken, refused, put off, or nobody can tell; and never sent twice."""

import json
import logging
import random
import socket
from dataclasses import replace

import pytest

from models.refusals import BadSetting
from notifications.channel import ChannelError, Envelope
from notifications.https import Site
from notifications.sandbox import SmsFiles
from notifications.sms_aliyun import CODES as ALIYUN_CODES
from notifications.sms_answers import Verdict, refusal
from notifications.sms_templates import Filing, Template
from notifications.sms_tencent import CODES as TENCENT_CODES
from tests.notifications import gateway as there
from tests.notifications import sms_vendors as vendors
from tests.notifications.gateway import HANG_UP, NEVER, Instead
from tests.notifications.sample import AT, digest
from tests.notifications.sms import (
    NUMBER,
    TEMPLATES,
    Clock,
    action,
    channel,
    each_vendor,
    envelope,
    failure,
    fate,
    refusal_of,
    sent,
)

TEXT = "有1项学法普法任务需您办理或关注，最近时限6月20日，请登录系统查看。"


@each_vendor
def test_what_is_shown_in_the_ledger_is_what_the_phone_gets(vendor):
    with there.gateway(Clock()) as opened:
        composed = channel(vendor, opened).compose(digest(), to=NUMBER, message_id="6f2a", at=AT)
        sent(channel(vendor, opened))

    assert composed.subject == f"【学普】{TEXT}"
    assert (
        opened.taken[0].content
        == {
            "aliyun": {"count": "1", "day": "6月20日"},
            "tencent": ["1", "6月20日"],
            "cloud-mas": TEXT,
        }[vendor]
    )


@each_vendor
def test_the_bytes_are_frozen_and_hold_no_number_and_no_secret(vendor):
    with there.gateway(Clock()) as opened:
        of = channel(vendor, opened)
        first, second = (of.compose(digest(), to=NUMBER, message_id="<6f2a@x>", at=AT) for _ in range(2))

    assert first == second
    assert "6f2a" in first.body.decode()
    for hidden in ("13800130417", vendors.SECRET, vendors.MAS["password"]):
        assert hidden not in first.body.decode()


@each_vendor
@pytest.mark.parametrize("number", ["", "0530-5310000", "12345678901", "1380013041", "zhao@example.gov.cn"])
def test_what_is_no_mobile_number_never_reaches_the_gateway(vendor, number):
    with there.gateway(Clock()) as opened:
        of = channel(vendor, opened)
        with of.session() as outlet, pytest.raises(ChannelError, match="手机号码") as caught:
            outlet.send(Envelope(number, "6f2a", envelope(of).body))

    assert (caught.value.permanent, opened.seen) == (True, [])


@pytest.mark.parametrize(
    ("vendor", "code", "expected"),
    [
        ("aliyun", "isv.MOBILE_NUMBER_ILLEGAL", "permanent"),
        ("aliyun", "isv.SMS_TEMPLATE_ILLEGAL", "permanent"),
        ("aliyun", "isv.SMS_SIGNATURE_ILLEGAL", "permanent"),
        ("aliyun", "isv.SOMETHING_NEW", "permanent"),
        ("aliyun", "isv.BUSINESS_LIMIT_CONTROL", "deferred"),
        ("aliyun", "isv.AMOUNT_NOT_ENOUGH", "deferred"),
        ("aliyun", "Throttling.User", "deferred"),
        ("aliyun", "InvalidAccessKeyId.NotFound", "deferred"),
        ("aliyun", "SomethingNew", "deferred"),
        ("aliyun", "isp.SYSTEM_ERROR", "uncertain"),
        ("aliyun", "InternalError", "uncertain"),
        ("tencent", "InvalidParameterValue.IncorrectPhoneNumber", "permanent"),
        ("tencent", "FailedOperation.TemplateUnapprovedOrNotExist", "permanent"),
        ("tencent", "FailedOperation.SignatureIncorrectOrUnapproved", "permanent"),
        ("tencent", "FailedOperation.SomethingNew", "permanent"),
        ("tencent", "LimitExceeded.PhoneNumberDailyLimit", "deferred"),
        ("tencent", "FailedOperation.InsufficientBalanceInSmsPackage", "deferred"),
        ("tencent", "UnauthorizedOperation.ServiceSuspendDueToArrears", "deferred"),
        ("tencent", "SomethingNew", "deferred"),
        ("tencent", "InternalError.Timeout", "uncertain"),
        ("cloud-mas", "IllegalSignId", "permanent"),
        ("cloud-mas", "IllegalMac", "deferred"),
    ],
)
def test_a_refusal_decides_and_the_next_message_still_goes(vendor, code, expected):
    with there.gateway(Clock(), **{action(vendor): [Instead(refusal_of(vendor, code))]}) as opened:
        error = failure(channel(vendor, opened), "first")
        sent(channel(vendor, opened), "second")

    assert (fate(error), code in error.reason, len(opened.seen), len(opened.taken)) == (expected, True, 2, 1)


@pytest.mark.parametrize("codes", [ALIYUN_CODES, TENCENT_CODES])
def test_every_code_leads_to_a_verdict_in_chinese(codes):
    assert {verdict for verdict, _ in codes.values()} == set(Verdict)
    for code in codes:
        assert refusal(code, "", codes).reason[0] > "一"
        assert refusal(f"{code}.More", "", codes).args


def test_the_vendors_own_words_are_told_with_numbers_masked():
    body = refusal_of("aliyun", "isv.SOMETHING_NEW", "8613800130417、13900000001 等号码\n受限")
    with there.gateway(Clock(), SendSms=[Instead(body)]) as opened:
        error = failure(channel("aliyun", opened))

    assert error.reason == "短信网关没有受理：86138****0417、139****0001 等号码 受限（isv.SOMETHING_NEW）"


@pytest.mark.parametrize(
    ("vendor", "wrong", "says"),
    [
        ("aliyun", {"template": replace(TEMPLATES, code="SMS_1")}, "模板没有通过审核"),
        ("aliyun", {"template": replace(TEMPLATES, signature="别家")}, "签名没有通过审核"),
        ("aliyun", {"template": replace(TEMPLATES, text="${count}项。")}, "变量与报备的不一致"),
        ("aliyun", {"secret": "another"}, "访问密钥不对"),
        ("aliyun", {"key_id": "another"}, "访问密钥不存在"),
        ("tencent", {"template": replace(TEMPLATES, code="SMS_1")}, "模板没有通过审核"),
        ("tencent", {"template": replace(TEMPLATES, signature="别家")}, "签名没有通过审核"),
        ("tencent", {"template": replace(TEMPLATES, text="${count}项。")}, "变量与报备的不一致"),
        ("tencent", {"secret": "another"}, "访问密钥不对"),
        ("tencent", {"app_id": "1400000000"}, "没有权限"),
    ],
)
def test_a_wrong_setting_is_named(vendor, wrong, says):
    with there.gateway(Clock()) as opened:
        error = failure(channel(vendor, opened, **wrong))

    assert says in error.reason
    assert fate(error) == ("permanent" if "template" in wrong else "deferred")
    assert opened.taken == []


GARBLED = [b"", b"{", b"[]", b'"OK"', b"null", b"<html>502</html>", b"\xff\xfe", b"[" * 100_000, b'{"a": 1}']


@each_vendor
@pytest.mark.parametrize("body", GARBLED, ids=[str(body[:12]) for body in GARBLED])
@pytest.mark.parametrize(
    ("status", "expected"),
    [(200, "uncertain"), (500, "uncertain"), (502, "uncertain"), (504, "uncertain"), (404, "deferred")]
    + [(status, "deferred") for status in (302, 403, 413, 429, 503)],
)
def test_an_answer_nobody_can_read(vendor, body, status, expected):
    with there.gateway(Clock(), **{action(vendor): [Instead(body, status, takes=True)]}) as opened:
        error = failure(channel(vendor, opened))

    assert (fate(error), len(opened.seen)) == (expected, 1)


@each_vendor
def test_no_answer_after_it_was_taken_is_uncertain_and_asked_once(vendor):
    with there.gateway(Clock(), **{action(vendor): [Instead(NEVER, takes=True)]}) as opened:
        error = failure(channel(vendor, opened, timeout=0.3))

        assert (fate(error), "超时没有回应" in error.reason) == ("uncertain", True)
        assert [len(opened.seen), len(opened.taken)] == [1, 1]


@each_vendor
@pytest.mark.parametrize("takes", [True, False])
def test_a_connection_cut_before_the_answer_is_uncertain(vendor, takes):
    with there.gateway(Clock(), **{action(vendor): [Instead(HANG_UP, takes=takes)]}) as opened:
        error = failure(channel(vendor, opened))

    assert (fate(error), len(opened.seen)) == ("uncertain", 1)


ENDINGS = [*["ok"] * 6, "limit", "bad", "garbled", "cut", "cut-taken", "html"]


@each_vendor
@pytest.mark.parametrize("count", [150, pytest.param(5_000, marks=pytest.mark.soak)])
def test_whatever_the_gateway_does_its_ledger_and_ours_agree(vendor, count):
    chance = random.Random(20260612)
    flow, bad = {
        "aliyun": ("isv.BUSINESS_LIMIT_CONTROL", "isv.MOBILE_NUMBER_ILLEGAL"),
        "tencent": ("LimitExceeded.DailyLimit", "InvalidParameterValue.IncorrectPhoneNumber"),
        "cloud-mas": ("Busy", "InvalidMessage"),
    }[vendor]
    instead = {
        "limit": Instead(refusal_of(vendor, flow)),
        "bad": Instead(refusal_of(vendor, bad)),
        "garbled": Instead(b"{", takes=True),
        "cut": Instead(HANG_UP),
        "cut-taken": Instead(HANG_UP, takes=True),
        "html": Instead(b"<html>", status=403),
    }
    taken, lost, maybe = set(), set(), set()
    with there.gateway(Clock()) as opened:
        of = channel(vendor, opened)
        body = envelope(of).body
        with of.session() as outlet:
            for n in range(count):
                ending = chance.choice(ENDINGS)
                opened.script = {action(vendor): [instead[ending]] if ending in instead else []}
                number = f"138{n:08}"
                try:
                    outlet.send(Envelope(number, "6f2a", body))
                except ChannelError as error:
                    (maybe if error.uncertain else lost).add(number)
                else:
                    taken.add(number)

    arrived = [text.number for text in opened.taken]
    assert len(opened.seen) == count, "nothing is sent again by itself"
    assert len(arrived) == len(set(arrived))
    assert taken <= set(arrived) <= taken | maybe
    assert min(len(taken), len(lost), len(maybe)) > 10


@each_vendor
def test_a_gateway_that_cannot_be_reached_is_asked_once_a_session(vendor):
    with there.gateway(Clock()) as opened:
        of = channel(vendor, opened)
        letter = envelope(of)
    with of.session() as outlet:
        first = error_of(outlet, letter)
        with socket.create_server(("127.0.0.1", opened.port)) as listener:
            listener.setblocking(False)
            second = error_of(outlet, letter)
            with pytest.raises(BlockingIOError):
                listener.accept()

    assert fate(first) == fate(second) == "deferred"
    assert first.reason == second.reason == f"连不上网关 127.0.0.1:{opened.port}，稍后重发：连接被拒绝"


def error_of(outlet, letter) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        outlet.send(letter)
    return caught.value


@each_vendor
@pytest.mark.parametrize(
    ("filing", "expected", "says"),
    [(Filing.PENDING, "deferred", "还在报备"), (Filing.WITHDRAWN, "permanent", "停用")],
)
def test_a_message_frozen_before_its_template_was_judged_waits_or_falls(vendor, filing, expected, says):
    with there.gateway(Clock()) as opened:
        letter = envelope(channel(vendor, opened))
        later = channel(vendor, opened, template=replace(TEMPLATES, filing=filing))
        with later.session() as outlet, pytest.raises(ChannelError, match=says) as caught:
            outlet.send(letter)

    assert (fate(caught.value), opened.seen) == (expected, [])


@each_vendor
def test_a_message_of_another_template_is_the_gateways_to_judge(vendor):
    with there.gateway(Clock()) as opened:
        letter = envelope(channel(vendor, opened))
        newer = Template("SMS_2", "学普", filing=Filing.PENDING)
        with channel(vendor, opened, template=newer).session() as outlet:
            outlet.send(letter)

    assert len(opened.taken) == 1


@each_vendor
def test_a_message_that_another_channel_froze_is_not_guessed_at(vendor, tmp_path):
    body = SmsFiles(tmp_path, "学普").compose(digest(), to=NUMBER, message_id="6f2a", at=AT).body
    with there.gateway(Clock()) as opened, channel(vendor, opened).session() as outlet:
        for frozen in (body, b"", b"[]", b"\xff"):
            with pytest.raises(ChannelError, match="另一种发送方式") as caught:
                outlet.send(Envelope(NUMBER, "6f2a", frozen))
            assert caught.value.permanent

    assert opened.seen == []


@each_vendor
def test_no_number_and_no_secret_is_shown_or_logged(vendor, caplog):
    caplog.set_level(logging.DEBUG)
    with there.gateway(Clock(), **{action(vendor): [Instead(b"{"), Instead(HANG_UP)]}) as opened:
        of = channel(vendor, opened)
        failures = [failure(of), failure(of)]
        sent(of)
        with of.session() as outlet:
            shown = "".join(map(repr, (of, outlet, *failures, *(each.__cause__ for each in failures))))

    for hidden in ("13800130417", vendors.SECRET, vendors.MAS["password"]):
        assert hidden not in shown + caplog.text


@pytest.mark.parametrize(
    ("vendor", "wrong", "says"),
    [
        ("aliyun", {"key_id": ""}, "访问密钥"),
        ("aliyun", {"secret": ""}, "访问密钥"),
        ("aliyun", {"secret": "口令"}, "访问密钥"),
        ("aliyun", {"site": Site("https://relay.example.gov.cn/sms")}, "只写到域名"),
        ("tencent", {"secret": ""}, "访问密钥"),
        ("tencent", {"app_id": "学普"}, "短信应用编号"),
        ("tencent", {"site": Site("https://relay.example.gov.cn/sms")}, "只写到域名"),
    ],
)
def test_settings_that_cannot_work_are_refused_at_once(vendor, wrong, says):
    with there.gateway(Clock()) as opened, pytest.raises(BadSetting, match=says):
        channel(vendor, opened, **wrong)


def test_the_query_is_written_as_it_is_signed():
    said = "【学普】a+b&c=d~*%/?中文 𠮷"
    with there.gateway(Clock()) as opened:
        of = channel("aliyun", opened)
        letter = envelope(of)
        frozen = json.loads(letter.body)
        body = json.dumps({**frozen, "OutId": said}).encode()
        with of.session() as outlet:
            outlet.send(replace(letter, body=body))

    assert opened.taken[0].key == said
