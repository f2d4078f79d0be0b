"""From settings to channels: each way to send, and one sentence for each setting that cannot be."""

import json
from contextlib import closing

import pytest

from models import TokenUse
from models.refusals import BadSetting
from notifications.channel import Envelope
from notifications.chat import GroupChat, Tally
from notifications.sms_templates import DEFAULT_TEXT
from office import Office, channels_checked
from office.level import Level
from tests.conftest import settings_for
from tests.notifications import gateway as there
from tests.notifications import sms_vendors as vendors
from tests.notifications.chat_robots import ROBOT_KEY
from tests.notifications.sample import AT, TODAY, digest
from tests.notifications.sms import NUMBER, Clock

KEYS = {"sms_key_id": vendors.KEY_ID, "sms_secret": vendors.SECRET, "sms_filing": "通过"}
SAID = {
    "aliyun": {**KEYS, "sms": "aliyun", "sms_template": vendors.TEMPLATE},
    "tencent": {
        **KEYS, "sms": "tencent", "sms_template": vendors.TEMPLATE_NUMBER, "sms_app_id": vendors.APP_ID
    },
    "http": {"sms": "http", "sms_template": "T1", "sms_filing": "通过"},
}  # fmt: skip
ways = pytest.mark.parametrize("way", SAID)
vendors_only = pytest.mark.parametrize("way", ["aliyun", "tencent"])


@pytest.fixture
def opened():
    with there.gateway(Clock()) as gateway:
        yield gateway


@pytest.fixture
def office_with(tmp_path, opened):
    made = []

    def make(way="none", **changes):
        said = {"sms": "none", **SAID.get(way, {}), "sms_address": opened.address if way in SAID else ""}
        if way == "http":
            described = tmp_path / "mas.json"
            described.write_text(json.dumps({"cloud_mas": vendors.MAS}), encoding="utf-8")
            said |= {"sms_gateway": str(described), "sms_address": f"{opened.address}/sms/submit"}
        office = Office.make(settings_for(tmp_path / "home", **{**said, **changes}), clock=opened.clock)
        made.append(office)
        return office

    yield make
    for office in made:
        office.database.close()


def sent(office):
    channel = office.channels["sms"]
    body = channel.compose(digest(token="Ab3dEf7h"), to=NUMBER, message_id="6f2a", at=AT).body
    with channel.session() as outlet:
        return outlet.send(Envelope(NUMBER, "6f2a", body))


@ways
def test_each_gateway_sends_as_the_settings_say(office_with, opened, way):
    assert sent(office_with(way))
    assert [text.number for text in opened.taken] == [NUMBER.removeprefix("+86")]


@vendors_only
@pytest.mark.parametrize(
    ("changes", "filing", "level", "says"),
    [
        ({}, "通过", Level.GOOD, "模板已通过"),
        ({}, "报备中", Level.BROKEN, "网关说模板是“报备中”"),
        ({}, "停用", Level.BROKEN, "网关说模板是“停用”"),
        ({"sms_filing": "报备中"}, "通过", Level.BROKEN, "XUEPU_SMS_FILING=通过"),
        ({"sms_secret": "another"}, "通过", Level.BROKEN, "访问密钥不对"),
        ({"sms_template": "777"}, "通过", Level.BROKEN, "短信模板"),
    ],
)
def test_the_doctor_asks_the_vendor_and_sends_nothing(office_with, opened, way, changes, filing, level, says):
    opened.filing = filing
    found, words = channels_checked.sms(office_with(way, **changes))

    assert (found, says in words) == (level, True), words
    assert "按 1 条计费" in words
    assert opened.taken == []


def test_the_doctor_says_where_a_gateway_cannot_be_asked(office_with):
    found, words = channels_checked.sms(office_with("http"))

    assert (found, "不能核对模板" in words) == (Level.ATTENTION, True)


LINK = {
    "sms_link": "https://pf.example.gov.cn/s/",
    "sms_text": DEFAULT_TEXT + "https://pf.example.gov.cn/s/${link}",
    "network": "internet",
    "base_url": "https://pf.example.gov.cn",
}


@pytest.mark.parametrize(
    ("way", "changes", "named"),
    [
        ("aliyun", {"sms_key_id": ""}, "访问密钥"),
        ("aliyun", {"sms_secret": ""}, "访问密钥"),
        ("aliyun", {"sms_template": ""}, "XUEPU_SMS_TEMPLATE"),
        ("aliyun", {"sms_text": "您有${name}项"}, "变量"),
        ("aliyun", {"sms_address": "http://sms.example.gov.cn"}, "明文"),
        ("aliyun", {"signature": "【学普】"}, "签名"),
        ("tencent", {"sms_app_id": ""}, "SdkAppId"),
        ("http", {"sms_address": ""}, "XUEPU_SMS_ADDRESS"),
        ("http", {"sms_gateway": ""}, "XUEPU_SMS_GATEWAY"),
        ("http", {"sms_gateway": "/nowhere.json"}, "XUEPU_SMS_GATEWAY"),
        ("http", {"sms_gateway": __file__}, "规则读不懂"),
        ("aliyun", {"authorities": "/nowhere.pem", "sms_address": "https://x"}, "证书文件"),
        ("aliyun", {**LINK, "network": "intranet"}, "XUEPU_SMS_LINK 与 XUEPU_NETWORK 矛盾"),
        ("none", {**LINK, "network": "intranet", "sms": "sandbox"}, "XUEPU_SMS_LINK 与 XUEPU_NETWORK 矛盾"),
        (
            "aliyun",
            {**LINK, "network": "gov-chat", "app_link": "dingtalk://x?{url}"},
            "XUEPU_SMS_LINK 与 XUEPU_NETWORK 矛盾",
        ),
        ("aliyun", {**LINK, "sms_text": DEFAULT_TEXT}, "XUEPU_SMS_LINK"),
        ("none", {"network": "internet"}, "XUEPU_BASE_URL"),
        ("none", {"reply_address": "普法办"}, "回复地址"),
        ("none", {"sms_receipts": "short"}, "XUEPU_SMS_RECEIPTS"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_one_chinese_sentence(office_with, way, changes, named):
    with pytest.raises(BadSetting, match=named) as caught:
        assert office_with(way, **changes).channels

    assert str(caught.value).count("。") == 1
    assert vendors.SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"chat": "wecom"}, "XUEPU_CHAT_ADDRESS"),
        ({"chat": "wecom", "chat_address": "http://10.0.0.1/x?key=1", "network": "internet"}, "明文"),
        ({"chat": "wecom", "chat_address": "https://x/y?key=1", "chat_secret": "SEC"}, "企业微信"),
    ],
)
def test_a_wrong_group_is_refused(office_with, changes, named):
    with pytest.raises(BadSetting, match=named):
        assert office_with(**changes).posting


def test_a_group_of_a_private_deployment_is_posted_to(office_with, opened):
    office = office_with(chat="wecom", chat_address=f"{opened.address}/cgi-bin/webhook/send?key={ROBOT_KEY}")
    group = office.posting.group
    assert isinstance(group, GroupChat)
    body = group.compose(Tally("学普", TODAY, 2, 1, 1, None), message_id="chat-1", at=AT).body
    with group.session() as outlet:
        outlet.send(Envelope("工作群", "chat-1", body))

    assert ["待办2项" in text.content for text in opened.taken] == [True]
    assert ROBOT_KEY not in repr(office.settings)


def test_tokens_are_made_only_for_what_goes_out(office_with):
    assert office_with().outgoing.tokens == {"mail": {}, "sms": {}}


def test_tokens_are_as_long_as_their_message_bears(office_with):
    made = office_with("aliyun", **LINK, reply_address="pufa@example.gov.cn").outgoing.tokens

    lengths = {(channel, use): len(make()) for channel, uses in made.items() for use, make in uses.items()}
    assert lengths == {("mail", TokenUse.TASKS): 43, ("mail", TokenUse.REPLY): 32, ("sms", TokenUse.TASKS): 8}
    assert made["mail"][TokenUse.REPLY]().islower()


def test_a_short_link_goes_out_where_it_was_filed(office_with, opened, tmp_path):
    office = office_with("http", **LINK)
    sent(office)

    assert opened.taken[0].content.endswith("https://pf.example.gov.cn/s/Ab3dEf7h")


def test_an_office_of_every_way_says_how_it_is(office_with):
    office = office_with()
    with closing(office.database):
        for look in (channels_checked.chat, channels_checked.links):
            assert look(office)[0] is Level.GOOD
