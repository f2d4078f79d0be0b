"""The signatures: the vendors' published examples, their SDKs as judges of our judge, and our own signers."""

import contextlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from notifications import sms_aliyun, sms_tencent
from notifications.sms_templates import Filing, Template
from rules.days import BEIJING
from tests.notifications import gateway
from tests.notifications import sms_vendors as vendors
from tests.notifications.sample import AT
from tests.notifications.sms import Clock, both_vendors, channel, each_vendor, failure, fate, sent

ALIYUN_EXAMPLE = {
    "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
    "RegionId": "cn-shanghai",
}
TENCENT_EXAMPLE = rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}'


def test_the_published_example_of_aliyun():
    headers = sms_aliyun.signed(
        "YourAccessKeyId",
        "YourAccessKeySecret",
        host="ecs.cn-shanghai.aliyuncs.com",
        action="RunInstances",
        query=sms_aliyun.query_of(ALIYUN_EXAMPLE),
        now=datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC),
        nonce="3156853299f313e23d1673dc12e1703d",
        version="2014-05-26",
    )
    assert headers["Authorization"] == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,"
        "SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,"
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_the_published_example_of_tencent():
    key_id = "AKID" + "*" * 32  # as printed: the published signature was made with the stars
    headers = sms_tencent.signed(
        key_id,
        "*" * 32,
        host="cvm.tencentcloudapi.com",
        service="cvm",
        action="DescribeInstances",
        body=TENCENT_EXAMPLE,
        now=datetime.fromtimestamp(1551113065, UTC),
    )
    assert headers["Authorization"] == (
        f"TC3-HMAC-SHA256 Credential={key_id}/2019-02-25/cvm/tc3_request, "
        "SignedHeaders=content-type;host;x-tc-action, "
        "Signature=10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f"
    )


def real_now():
    return datetime.now(UTC)


def aliyun_sdk(opened, secret):
    pytest.importorskip("alibabacloud_dysmsapi20170525", reason="阿里云短信 SDK 未安装，签名对照未运行")
    from alibabacloud_dysmsapi20170525.client import Client
    from alibabacloud_dysmsapi20170525.models import SendSmsRequest
    from alibabacloud_tea_openapi.models import Config

    client = Client(
        Config(
            access_key_id=vendors.KEY_ID,
            access_key_secret=secret,
            endpoint=f"127.0.0.1:{opened.port}",
            protocol="HTTP",
        )
    )
    asked = SendSmsRequest(
        phone_numbers="13800130417",
        sign_name=vendors.SIGNATURE,
        template_code=vendors.TEMPLATE,
        template_param='{"count": "3", "day": "6月20日 ~*"}',
        out_id="6f2a",
    )
    return client.send_sms(asked).body.code


def tencent_sdk(opened, secret):
    pytest.importorskip("tencentcloud.sms", reason="腾讯云短信 SDK 未安装，签名对照未运行")
    from tencentcloud.common.credential import Credential
    from tencentcloud.common.profile.client_profile import ClientProfile
    from tencentcloud.common.profile.http_profile import HttpProfile
    from tencentcloud.sms.v20210111.models import SendSmsRequest
    from tencentcloud.sms.v20210111.sms_client import SmsClient

    profile = ClientProfile(httpProfile=HttpProfile(protocol="http", endpoint=f"127.0.0.1:{opened.port}"))
    asked = SendSmsRequest()
    asked.PhoneNumberSet = ["+8613800130417"]
    asked.SmsSdkAppId, asked.SignName = vendors.APP_ID, vendors.SIGNATURE
    asked.TemplateId, asked.TemplateParamSet = vendors.TEMPLATE, ["3", "6月20日"]
    asked.SessionContext = "6f2a"
    return (
        SmsClient(Credential(vendors.KEY_ID, secret), "ap-guangzhou", profile)
        .SendSms(asked)
        .SendStatusSet[0]
        .Code
    )


@pytest.mark.parametrize("sdk", [aliyun_sdk, tencent_sdk])
def test_the_gateway_takes_what_the_vendors_own_sdk_signs(sdk):
    with gateway.gateway(real_now) as opened:
        assert sdk(opened, vendors.SECRET).upper() == "OK"

    assert [(text.number, text.key) for text in opened.taken] == [("13800130417", "6f2a")]


@pytest.mark.parametrize("sdk", [aliyun_sdk, tencent_sdk])
def test_the_gateway_refuses_what_the_sdk_signs_with_another_key(sdk):
    with gateway.gateway(real_now) as opened, pytest.raises(Exception, match="Signature"):
        sdk(opened, "another")

    assert opened.taken == []


def aliyun_sdk_asks(opened):
    pytest.importorskip("alibabacloud_dysmsapi20170525", reason="阿里云短信 SDK 未安装，查询对照未运行")
    from alibabacloud_dysmsapi20170525.client import Client
    from alibabacloud_dysmsapi20170525.models import QuerySmsTemplateRequest
    from alibabacloud_tea_openapi.models import Config

    config = Config(
        access_key_id=vendors.KEY_ID,
        access_key_secret=vendors.SECRET,
        endpoint=f"127.0.0.1:{opened.port}",
        protocol="HTTP",
    )
    answer = Client(config).query_sms_template(QuerySmsTemplateRequest(template_code=vendors.TEMPLATE)).body
    return {0: Filing.PENDING, 1: Filing.APPROVED}[answer.template_status]


def tencent_sdk_asks(opened):
    pytest.importorskip("tencentcloud.sms", reason="腾讯云短信 SDK 未安装，查询对照未运行")
    from tencentcloud.common.credential import Credential
    from tencentcloud.common.profile.client_profile import ClientProfile
    from tencentcloud.common.profile.http_profile import HttpProfile
    from tencentcloud.sms.v20210111.models import DescribeSmsTemplateListRequest
    from tencentcloud.sms.v20210111.sms_client import SmsClient

    profile = ClientProfile(httpProfile=HttpProfile(protocol="http", endpoint=f"127.0.0.1:{opened.port}"))
    asked = DescribeSmsTemplateListRequest()
    asked.International, asked.TemplateIdSet = 0, [int(vendors.TEMPLATE_NUMBER)]
    client = SmsClient(Credential(vendors.KEY_ID, vendors.SECRET), "ap-guangzhou", profile)
    (answer,) = client.DescribeSmsTemplateList(asked).DescribeTemplateStatusSet
    return {0: Filing.APPROVED, 1: Filing.PENDING}[answer.StatusCode]


@pytest.mark.parametrize("filing", [Filing.PENDING, Filing.APPROVED])
@pytest.mark.parametrize(
    ("vendor", "sdk", "code"),
    [
        ("aliyun", aliyun_sdk_asks, vendors.TEMPLATE),
        ("tencent", tencent_sdk_asks, vendors.TEMPLATE_NUMBER),
    ],
)
def test_the_sdk_and_we_hear_the_same_of_a_filing(vendor, sdk, code, filing):
    with gateway.gateway(real_now) as opened:
        opened.filing = filing
        of = channel(vendor, opened, template=Template(code, vendors.SIGNATURE))
        with of.session() as outlet:
            assert (outlet.filed(), sdk(opened)) == (filing, filing)


@each_vendor
def test_the_gateway_takes_what_we_sign(vendor):
    with gateway.gateway(Clock()) as opened:
        assert sent(channel(vendor, opened)) == opened.taken[0].server_id


def accepted_request(vendor):
    with gateway.gateway(Clock()) as opened:
        sent(channel(vendor, opened))
    return opened.seen[0]


def altered(request, signed):
    """Every request that differs in one byte of what is signed."""
    for place in range(len(request.target)):
        yield replace(request, target=flipped(request.target, place))
    for place in range(len(request.body)):
        text = request.body.decode("latin-1")
        yield replace(request, body=flipped(text, place).encode("latin-1"))
    for name in signed:
        for place in range(len(request.headers[name])):
            value = flipped(request.headers[name], place)
            if value.lower() != request.headers[name].lower():
                yield replace(request, headers={**request.headers, name: value})


def flipped(text, place):
    return text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]


@pytest.mark.parametrize(
    ("vendor", "signed"),
    [
        (
            "aliyun",
            [
                "authorization",
                "host",
                "x-acs-action",
                "x-acs-content-sha256",
                "x-acs-date",
                "x-acs-signature-nonce",
                "x-acs-version",
            ],
        ),
        ("tencent", ["authorization", "content-type", "host", "x-tc-action", "x-tc-timestamp"]),
    ],
)
def test_one_changed_byte_and_nothing_is_taken(vendor, signed):
    request = accepted_request(vendor)
    tried = 0
    for other in altered(request, signed):
        tried += 1
        judge = gateway.Gateway(Clock())
        with contextlib.suppress(ValueError, LookupError):  # no longer a request at all
            judge.answer(other)
        assert judge.taken == [], other
    assert tried > 300


@pytest.mark.parametrize(("vendor", "minutes"), [("aliyun", 16), ("tencent", 6)])
@pytest.mark.parametrize("direction", [-1, 1])
def test_a_wrong_clock_is_said_and_the_message_waits(vendor, minutes, direction):
    wrong = Clock(AT + direction * timedelta(minutes=minutes))
    with gateway.gateway(Clock()) as opened:
        error = failure(channel(vendor, opened, clock=wrong))

    assert (fate(error), "时间不准" in error.reason, opened.taken) == ("deferred", True, [])


@both_vendors
def test_the_clock_may_speak_of_any_zone(vendor):
    early = datetime(2026, 6, 12, 7, 30, tzinfo=BEIJING)  # still the 11th in UTC
    with gateway.gateway(lambda: early.astimezone(UTC)) as opened:
        sent(channel(vendor, opened, clock=lambda: early))

    assert len(opened.taken) == 1


@pytest.mark.parametrize(("vendor", "minutes"), [("aliyun", 0), ("tencent", 6)])
def test_a_request_that_was_overheard_is_worth_nothing(vendor, minutes):
    clock = Clock()
    with gateway.gateway(clock) as opened:
        sent(channel(vendor, opened))
        clock.wait(minutes=minutes)
        opened.answer(opened.seen[0])

    assert len(opened.taken) == 1


def test_no_two_requests_carry_one_nonce():
    with gateway.gateway(Clock()) as opened:
        for n in range(20):
            sent(channel("aliyun", opened), key=f"m{n}")

    assert len(opened.nonces) == len(opened.taken) == 20
