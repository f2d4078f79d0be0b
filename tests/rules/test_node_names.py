from datetime import date

import pytest

from models import CalendarNode
from models.refusals import Refusal
from rules.node_names import official
from rules.nodes import Nodes

OWN = Nodes(
    [CalendarNode(plan_year=2024, name="领保宣传周", start_on=date(2024, 9, 1), end_on=date(2024, 9, 7))]
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("宪法宣传周", "宪法宣传周"),
        ("全国宪法宣传周", "宪法宣传周"),
        ("网安周", "国家网络安全宣传周"),
        ("领保宣传周", "领保宣传周"),
    ],
)
def test_a_campaign_is_kept_under_one_name(name, expected):
    assert official(name, OWN, own=False) == expected


def test_a_misspelt_name_is_shown_the_nearest():
    with pytest.raises(Refusal, match=r"是不是「.*宪法宣传周」"):
        official("宪法宣传洲", Nodes(), own=False)


def test_only_what_is_said_to_be_the_office_s_own_is_new():
    with pytest.raises(Refusal, match="--own"):
        official("领保宣传周", Nodes(), own=False)
    assert official("领保宣传周", Nodes(), own=True) == "领保宣传周"
    with pytest.raises(Refusal):
        official("  ", Nodes(), own=True)


def test_an_unofficial_week_has_no_dates_of_its_own():
    with pytest.raises(Refusal, match="随「全民国家安全教育日」"):
        official("国家安全周", Nodes(), own=False)
