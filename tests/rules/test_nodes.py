"""Campaign dates, each against the law or the year's notice."""

from datetime import date

import pytest

from models import CalendarNode
from rules.campaigns import CAMPAIGNS
from rules.nodes import Nodes

NODES = Nodes()


@pytest.mark.parametrize(
    ("name", "year", "start", "end"),
    [
        ("全民国家安全教育日", 2025, "2025-04-15", "2025-04-15"),  # 国家安全法 art. 14
        ("全民国防教育日", 2024, "2024-09-21", "2024-09-21"),  # third Saturday of September
        ("国防教育日", 2025, "2025-09-20", "2025-09-20"),
        ("全民国防教育日", 2027, "2027-09-18", "2027-09-18"),
        ("家庭教育宣传周", 2024, "2024-05-13", "2024-05-19"),  # the week that holds 15 May
        ("全国体育宣传周", 2026, "2026-08-03", "2026-08-09"),
        ("民法典宣传月", 2026, "2026-05-01", "2026-05-31"),
        ("科普月", 2025, "2025-09-01", "2025-09-30"),
        ("中国水周", 2022, "2022-03-22", "2022-03-28"),
        ("职业病防治法宣传周", 2024, "2024-04-25", "2024-05-01"),
        ("宪法宣传周", 2020, "2020-11-30", "2020-12-06"),
        ("国家宪法宣传周", 2022, "2022-12-04", "2022-12-10"),
        ("网络安全宣传周", 2021, "2021-10-11", "2021-10-17"),
        ("春节", 2024, "2024-02-10", "2024-02-10"),
        ("中秋", 2025, "2025-10-06", "2025-10-06"),
        ("清明节", 2026, "2026-04-05", "2026-04-05"),
        ("全国助残日", 2024, "2024-05-19", "2024-05-19"),
        ("全国中小学生安全教育日", 2025, "2025-03-31", "2025-03-31"),  # the last Monday of March
        ("中小学生安全教育日", 2026, "2026-03-30", "2026-03-30"),
        ("中国农民丰收节", 2025, "2025-09-23", "2025-09-23"),  # the autumn equinox
        ("文化和自然遗产日", 2025, "2025-06-14", "2025-06-14"),
    ],
)
def test_a_campaign_is_dated(name, year, start, end):
    node = NODES.dated(name, year)
    assert node is not None
    assert (node.start.isoformat(), node.end.isoformat()) == (start, end)
    assert not node.provisional
    assert node.source


def test_a_year_without_its_plan_is_provisional_and_says_so():
    node = NODES.dated("宪法宣传周", 2026)
    assert node is not None
    assert node.provisional
    assert "2026" in node.caution
    assert (node.start, node.end) == (date(2026, 12, 1), date(2026, 12, 7))


def test_the_office_dates_its_own_year():
    row = CalendarNode(
        plan_year=2026,
        name="宪法宣传周",
        start_on=date(2026, 11, 30),
        end_on=date(2026, 12, 6),
        source="方案",
    )
    node = Nodes([row]).dated("全国宪法宣传周", 2026)
    assert node is not None
    assert (node.start, node.end, node.provisional, node.source) == (
        date(2026, 11, 30), date(2026, 12, 6), False, "方案",
    )  # fmt: skip
    assert Nodes([row]).of_span(date(2026, 11, 30), date(2026, 12, 6)) == node
    assert Nodes([row]).dated("宪法宣传周", 2027).provisional, "the next year is not known by it"


def test_the_office_may_keep_campaigns_of_its_own():
    row = CalendarNode(
        plan_year=2024, name="领事保护宣传周", start_on=date(2024, 9, 2), end_on=date(2024, 9, 8)
    )
    nodes = Nodes([row])
    assert nodes.dated("领事保护宣传周", 2024).end == date(2024, 9, 8)
    assert nodes.dated("领事保护宣传周", 2025) is None
    assert nodes.pattern.search("在领事保护宣传周期间").group() == "领事保护宣传周"


def test_a_day_without_a_national_date_has_none():
    assert NODES.campaign("政务公开日") is not None
    assert NODES.dated("政务公开日", 2024) is None
    assert NODES.dated("没有这个节", 2024) is None
    assert NODES.dated("春节", 1900) is None


@pytest.mark.parametrize("loose", ["国家安全周", "网络安全周", "宪法宣传月", "保密宣传月", "消防宣传周"])
def test_a_loose_name_asks_to_be_confirmed(loose):
    assert NODES.dated(loose, 2024).caution


def test_an_unofficial_week_reaches_three_days_either_side():
    node = NODES.dated("国家安全周", 2024)
    assert (node.start, node.end) == (date(2024, 4, 12), date(2024, 4, 18))


def test_a_calendar_day_names_its_campaign():
    assert NODES.of_day(12, 4, 2024).name == "国家宪法日"
    assert NODES.of_day(10, 21, 2024) is None
    assert NODES.of_span(date(2023, 12, 1), date(2023, 12, 7)).name == "宪法宣传周"
    assert NODES.of_span(date(2024, 5, 1), date(2024, 5, 31)) is None, "a month is a month"


def test_a_day_of_one_trade_is_not_seen_in_a_bare_date():
    assert NODES.dated("世界计量日", 2024).start == date(2024, 5, 20)
    assert NODES.of_day(5, 20, 2024) is None


def test_a_name_is_not_cut_out_of_a_longer_word():
    assert NODES.pattern.search("开展消防日常检查") is None
    assert NODES.pattern.search("质量月度分析") is None
    assert NODES.pattern.search("消防日期间").group() == "消防日"


def test_short_names_are_not_cut_out_of_numbers():
    assert NODES.pattern.search("十一前").group() == "十一"
    assert NODES.pattern.search("二十一号") is None
    assert NODES.pattern.search("七一五") is None


def test_no_name_means_two_campaigns():
    names = [name for campaign in CAMPAIGNS for name in campaign.names()]
    assert len(names) == len(set(names))


def test_every_rule_dates_every_year_in_order():
    for campaign in CAMPAIGNS:
        for year in range(2000, 2050):
            span = campaign.rule.span(year)
            assert span is None or span[0] <= span[1]
            assert span is None or span[0].year == year
