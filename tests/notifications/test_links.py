"""Where the network ends: no link, a link, a link for the app alone; and settings that contradict it."""

import pytest

from models.refusals import BadSetting
from notifications.links import Links, Network

BASE = "https://pf.example.gov.cn"
DINGTALK = "dingtalk://dingtalkclient/page/link?url={url}"
WECOM = (
    "https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx1&redirect_uri={url}"
    "&response_type=code&scope=snsapi_base#wechat_redirect"
)


@pytest.mark.parametrize(
    ("links", "opened"),
    [
        (Links(), ""),
        (Links(base_url=BASE), ""),
        (Links(Network.INTERNET, BASE), f"{BASE}/t/abc"),
        (Links(Network.INTERNET, "http://127.0.0.1:8000"), "http://127.0.0.1:8000/t/abc"),
        (
            Links(Network.GOV_CHAT, BASE, DINGTALK),
            "dingtalk://dingtalkclient/page/link?url=https%3A%2F%2Fpf.example.gov.cn%2Ft%2Fabc",
        ),
        (
            Links(Network.GOV_CHAT, BASE, WECOM),
            WECOM.replace("{url}", "https%3A%2F%2Fpf.example.gov.cn%2Ft%2Fabc"),
        ),
    ],
)
def test_a_link_is_as_the_network_allows(links, opened):
    assert links.tasks("abc") == opened
    assert links.tasks("") == ""


def test_a_feed_is_fetched_from_inside():
    assert Links(base_url=BASE).feed("abc") == f"{BASE}/calendar/abc.ics"
    assert Links().feed("abc") == ""


@pytest.mark.parametrize(
    ("network", "base", "app", "named"),
    [
        (Network.INTERNET, "", "", "XUEPU_BASE_URL"),
        (Network.GOV_CHAT, "", DINGTALK, "XUEPU_BASE_URL"),
        (Network.GOV_CHAT, BASE, "", "XUEPU_APP_LINK"),
        (Network.GOV_CHAT, BASE, "dingtalk://x", "XUEPU_APP_LINK"),
        (Network.GOV_CHAT, BASE, "{url}", "XUEPU_APP_LINK"),
        (Network.GOV_CHAT, BASE, 'app://x?"{url}', "XUEPU_APP_LINK"),
        (Network.INTERNET, BASE, DINGTALK, "XUEPU_APP_LINK"),
        (Network.INTRANET, BASE, DINGTALK, "XUEPU_APP_LINK"),
        (Network.INTRANET, "pf.example.gov.cn", "", "XUEPU_BASE_URL"),
        (Network.INTERNET, f"{BASE}/", "", "XUEPU_BASE_URL"),
        (Network.INTERNET, f"{BASE}?a=1", "", "XUEPU_BASE_URL"),
        (Network.INTERNET, "https://a@b.cn", "", "XUEPU_BASE_URL"),
        (Network.INTERNET, 'https://b.cn"onclick', "", "XUEPU_BASE_URL"),
        (Network.INTERNET, "https://普法.cn", "", "XUEPU_BASE_URL"),
        (Network.INTERNET, "javascript:alert(1)", "", "XUEPU_BASE_URL"),
        (Network.INTERNET, "https://b.cn:99999", "", "XUEPU_BASE_URL"),
    ],
)
def test_settings_that_contradict_each_other_are_refused(network, base, app, named):
    with pytest.raises(BadSetting, match=named):
        Links(network, base, app)
