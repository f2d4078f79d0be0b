import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.refusals import BadList
from rules.demands import Demand, demands, title
from rules.grid import Grid, Sheets

PROSE = (
    "2024年全市普法依法治理工作要点",
    "2024年全市普法依法治理工作的总体要求是：坚持以习近平法治思想为指导，全面落实“八五”普法规划。",
    "一、深入学习宣传习近平法治思想",
    "（一）把习近平法治思想纳入各级党组（党委）理论学习中心组学习内容。",
    "各单位全年专题学习不少于2次，形成学习台账，年底报市普法办。",
    "（二）落实“谁执法谁普法”普法责任制：",
    "1.3月底前制定并公布普法责任清单。",
    "2. 开展以案释法，",
    "及时更新案例。",
    "二、广泛开展宪法宣传教育。组织好国家宪法日、宪法宣传周活动。",
    "市委依法治市办",
    "2024年3月18日",
)


def table(*rows):
    return Sheets((Grid(1, None, rows),))


def test_numbered_prose_is_read_paragraph_by_paragraph():
    assert demands(Sheets((), PROSE), year=2024) == [
        Demand(
            "一（一）",
            "把习近平法治思想纳入各级党组（党委）理论学习中心组学习内容。\n"
            "各单位全年专题学习不少于2次，形成学习台账，年底报市普法办。",
        ),
        Demand("一（二）1", "3月底前制定并公布普法责任清单。"),
        Demand("一（二）2", "开展以案释法，\n及时更新案例。"),
        Demand("二", "广泛开展宪法宣传教育。组织好国家宪法日、宪法宣传周活动。"),
    ]


def test_a_plain_text_is_read_as_prose():
    assert demands(table(*((line,) for line in PROSE)), year=2024) == demands(Sheets((), PROSE), year=2024)


def test_prose_goes_before_a_table_that_is_no_list():
    contacts = Grid(1, None, (("张三", "12345"), ("李四", "67890")))
    assert len(demands(Sheets((contacts,), PROSE), year=2024)) == 4


@pytest.mark.parametrize(
    "rows",
    [
        (("no", "text"), ("1", "制定清单"), ("2", "以案释法")),
        (("序号", "要点"), ("1", "制定清单"), ("2", "以案释法")),
        (("1", "制定清单"), ("2", "以案释法")),
        (("制定清单",), ("以案释法",)),
        (("序号", "工作任务", "完成时限"), ("1", "制定清单", "3月底前"), ("2", "以案释法", "全年")),
    ],
)
def test_a_table_is_read_row_by_row(rows):
    assert demands(table(*rows), year=2024) == [Demand("1", "制定清单"), Demand("2", "以案释法")]


def test_numbers_that_begin_anew_are_counted_through():
    rows = (("1", "甲"), ("2", "乙"), ("1", "丙"))
    assert [demand.no for demand in demands(table(*rows), year=2024)] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("关于印发《2024年普法工作要点》的通知", "2024年普法工作要点"),
        ("2024年普法责任清单", "2024年普法责任清单"),
    ],
)
def test_of_a_notice_the_title_is_what_it_hands_on(line, expected):
    assert title(Sheets((), ("云洲市司法局文件", line))) == expected


@pytest.mark.parametrize("sheets", [Sheets(()), Sheets((), ("没有编号的文字",)), table(("", ""))])
def test_a_file_without_items_is_refused(sheets):
    with pytest.raises(BadList, match="没有读到要点"):
        demands(sheets, year=2024)


@given(st.lists(st.text(alphabet="一二（）(1)2.、。要点内容\n", max_size=20), max_size=12))
def test_every_item_has_a_number_of_its_own(lines):
    try:
        found = demands(Sheets((), tuple(lines)), year=2024)
    except BadList:
        return
    assert len({demand.no for demand in found}) == len(found)
