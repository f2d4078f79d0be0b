"""The list's own title among the lines above it."""

import pytest

from rules.titles import title_of


@pytest.mark.parametrize(
    "lines",
    [
        ["市外办2024年度学法普法责任清单"],
        [
            "关于印发《市外办2024年度学法普法责任清单》的通知",
            "各科室：",
            "附件",
            "市外办2024年度学法普法责任清单",
        ],
        [
            "关于征求《市外办2024年度",
            "学法普法责任清单》意见的通知",
            "附件：1．市外办2024年度学法普法责任清单",
            "2．意见反馈表",
            "附件1",
            "市外办2024年度学法普法责任清单",
        ],
    ],
)
def test_a_letter_that_hands_the_list_on_is_not_its_title(lines):
    assert title_of(lines) == "市外办2024年度学法普法责任清单"


def test_a_letter_alone_still_gives_the_title():
    line = "市外办关于印发2024年度普法责任清单的通知"
    assert title_of([line, "各科室："]) == line


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["附件1-1 市外办2024年学法计划"], "市外办2024年学法计划"),
        (["附件：市外办2024年学法计划"], "市外办2024年学法计划"),
        (["附件2024年普法责任清单"], "2024年普法责任清单"),
        (["附件12024年普法责任清单"], "2024年普法责任清单"),
        (["附件材料清单"], "附件材料清单"),
        (["市外办2024年普法责任清单", "（盖章）"], "市外办2024年普法责任清单"),
        (["附件2", "市外办普法责任清单", "（2024年度）"], "市外办普法责任清单（2024年度）"),
        (
            ["市外办2024年普法责任清单", "（征求意见稿）", "填报单位：市外办"],
            "市外办2024年普法责任清单（征求意见稿）",
        ),
    ],
)
def test_the_number_of_the_annex_is_not_in_the_title_and_its_bracket_is(lines, title):
    assert title_of(lines) == title
