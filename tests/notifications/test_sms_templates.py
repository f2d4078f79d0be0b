"""Filed templates: what they may say, how long it gets, and what is refused before it is sent."""

from datetime import date

import pytest

from models.refusals import BadSetting
from notifications.channel import ChannelError
from notifications.sms_templates import DEFAULT_TEXT, Filing, Template
from notifications.words import segments
from tests.notifications.sample import digest, item, late

DEFAULT = Template("SMS_1", "学普")
WATCHED = item(part="department_head", task="甲", department="乙", label="丙", reason="丁")


def filled(template: Template = DEFAULT, *items) -> str:
    return template.fill(digest(*items)).text


def due(day: date | None):
    return item(due_on=day)


@pytest.mark.parametrize(
    ("items", "told"),
    [
        ((due(date(2026, 6, 20)),), ("1", "6月20日")),
        ((due(date(2026, 6, 12)), due(date(2026, 6, 20))), ("2", "今天")),
        ((due(date(2026, 6, 13)),), ("1", "明天")),
        ((due(date(2027, 1, 5)),), ("1", "1月5日")),
        ((late(), due(date(2026, 6, 20))), ("2", "已过")),
        ((due(None),), ("1", "未定")),
        ((due(None), due(date(2026, 12, 31))), ("2", "12月31日")),
    ],
)
def test_it_says_how_many_and_the_nearest_day(items, told):
    assert (
        filled(DEFAULT, *items)
        == f"【学普】有{told[0]}项学法普法任务需您办理或关注，最近时限{told[1]}，请登录系统查看。"
    )


def test_it_names_no_task_no_person_and_no_link():
    text = filled(DEFAULT, WATCHED, late())

    for secret in ("甲", "乙", "丙", "丁", digest().person, digest().office, "http"):
        assert secret not in text


def test_the_values_come_in_the_order_of_the_text():
    template = Template("SMS_1", "学普", "最近${day}，共${count}项，逾期${late}项，即${count}项")

    assert dict(template.fill(digest(late())).values) == {"day": "已过", "count": "1", "late": "1"}
    assert template.variables == ("day", "count", "late")


def test_the_default_fits_the_tightest_vendor_and_one_segment():
    busy = digest(*[due(date(2026, 12, 31))] * 100_000)
    filled = DEFAULT.fill(busy)

    assert max(len(value) for value in filled.values.values()) == 6
    assert segments(filled.text) == DEFAULT.most_segments == 1
    assert len(filled.text) <= DEFAULT.longest <= 70


def test_a_long_template_says_how_many_segments_it_may_cost():
    assert Template("SMS_1", "学普", "字" * 60 + "${count}").most_segments == 1
    assert Template("SMS_1", "学普", "字" * 61 + "${count}").most_segments == 2


@pytest.mark.parametrize(
    ("template", "why"),
    [
        (Template("SMS_1", "学普", limits={"count": 1}), "count 最多1个字"),
        (Template("SMS_1", "学普", limits={"day": 4}), "day 最多4个字"),
        (Template("SMS_1", "学普", filing=Filing.WITHDRAWN), "已停用"),
    ],
)
def test_what_does_not_fit_is_refused_before_sending(template, why):
    with pytest.raises(ChannelError, match=why) as caught:
        filled(template, *[due(date(2026, 6, 20))] * 10)

    assert caught.value.permanent


def test_a_template_still_being_filed_is_filled_and_waits():
    template = Template("SMS_1", "学普", filing=Filing.PENDING)

    assert filled(template)
    with pytest.raises(ChannelError, match="还在报备") as caught:
        template.ready()
    assert (caught.value.permanent, caught.value.uncertain) == (False, False)


LINK = "https://pf.example.gov.cn/s/"
FIXED = f"{DEFAULT_TEXT}{LINK}${{link}}"


def test_a_short_link_under_a_fixed_domain_can_be_switched_on():
    filled = Template("SMS_1", "学普", FIXED, link=LINK).fill(digest(token="Ab6f2a"))

    assert filled.text.endswith("https://pf.example.gov.cn/s/Ab6f2a")
    assert filled.values["link"] == "Ab6f2a"


@pytest.mark.parametrize("code", ["", "a/b", "evil.example", "a" * 9, "中文"])
def test_a_code_that_is_none_is_refused(code):
    with pytest.raises(ChannelError, match="未发送"):
        Template("SMS_1", "学普", FIXED, link=LINK).fill(digest(token=code))


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"signature": ""}, "签名"),
        ({"signature": "【学普】"}, "签名"),
        ({"signature": "学\n普"}, "签名"),
        ({"code": ""}, "模板编号"),
        ({"text": ""}, "模板"),
        ({"text": "【别家】您有${count}项"}, "模板"),
        ({"text": "您有${count}项\r\n"}, "模板"),
        ({"text": "您有${name}项"}, "变量"),
        ({"text": "您有${}项"}, "变量"),
        ({"text": "您有${count项"}, "变量"),
        ({"text": "字" * 491 + "${count}"}, "太长"),
        ({"text": "请登录 http://pf.example.gov.cn/"}, "链接"),
        ({"text": "请登录 https://pf.example.gov.cn/"}, "链接"),
        ({"text": "请登录 www.example.gov.cn"}, "链接"),
        ({"text": "请登录 ${link}", "link": "https://"}, "链接"),
        ({"text": "请登录 https://${link}", "link": "https://"}, "链接"),
        ({"text": FIXED}, "XUEPU_SMS_LINK"),
        ({"text": DEFAULT_TEXT, "link": LINK}, "XUEPU_SMS_LINK"),
        ({"text": FIXED, "link": "https://evil.example/s/"}, "XUEPU_SMS_LINK"),
    ],
)
def test_a_template_no_vendor_would_take_is_refused_at_once(values, says):
    with pytest.raises(BadSetting, match=says):
        Template(**{"code": "SMS_1", "signature": "学普", **values})
