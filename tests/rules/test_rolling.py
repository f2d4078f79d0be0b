import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.rolling import moved, names_year, retitled, reworded


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("2024年6月30日前", "2025年6月30日前"),
        ("2025年1月15日前", "2026年1月15日前"),  # the list of 2024 asks in January
        ("2023年12月至2024年3月", "2024年12月至2025年3月"),
        ("2024—2025年", "2025—2026年"),
        ("24年6月底前", "25年6月底前"),
        ("二〇二四年十月底前", "二〇二五年十月底前"),
        ("二○二四年底", "二〇二五年底"),
        ("2024-06-30", "2025-06-30"),
        ("2024.6.30", "2025.6.30"),
        ("2024/6/30", "2025/6/30"),
        ("6月30日前", "6月30日前"),
        ("2021—2025年", "2021—2025年"),  # a plan of five years is no year of the list
        ("2024年6月，2020年起每年", "2024年6月，2020年起每年"),
        ("按云外发〔2024〕3号执行", "按云外发〔2024〕3号执行"),
        ("45473", "45473"),
        ("12月4日", "12月4日"),
        ("", ""),
    ],
)
def test_the_years_of_a_phrase_move_together_or_not_at_all(phrase, expected):
    assert moved(phrase, 2024, 2025) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("制定2024年度学法普法计划", "制定2025年度学法普法计划"),
        ("报送2023年工作总结", "报送2024年工作总结"),
        ("学习《2024年全市普法依法治理工作要点》", "学习《2024年全市普法依法治理工作要点》"),
        ("宣传国防教育法（2024年修订）", "宣传国防教育法（2024年修订）"),
        ("宣传2024年5月1日起施行的保密法", "宣传2024年5月1日起施行的保密法"),
        ("落实“八五”普法规划（2021—2025年）", "落实“八五”普法规划（2021—2025年）"),
        ("2024年度清单，其中2020年起的任务", "2025年度清单，其中2020年起的任务"),
        ("二〇二四年度责任清单", "二〇二五年度责任清单"),
    ],
)
def test_titles_and_days_of_laws_stay_as_they_are(text, expected):
    assert reworded(text, 2024, 2025) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("市外办2024年度学法普法责任清单", "市外办2025年度学法普法责任清单"),
        ("《二〇二四年普法责任清单》", "《二〇二五年普法责任清单》"),
        ("落实2021—2025年规划2024年度清单", "落实2021—2025年规划2025年度清单"),
        ("普法责任清单", "普法责任清单"),
    ],
)
def test_of_a_title_its_own_year_moves(title, expected):
    assert retitled(title, 2024, 2025) == expected


@given(st.text(alphabet="2024年月日前0-—.〔〕二〇四《》（）修订施行", max_size=30))
def test_moving_never_fails_and_standing_still_changes_nothing(text):
    moved(text, 2024, 2030)
    assert reworded(text, 2024, 2024).translate(str.maketrans("○", "〇")) == text.translate(
        str.maketrans("○", "〇")
    )


@pytest.mark.parametrize(
    ("text", "named"), [("《2024年工作要点》", True), ("二〇二四年要点", True), ("2023年", False)]
)
def test_a_year_is_found_in_digits_and_in_numerals(text, named):
    assert names_year(text, 2024) is named
