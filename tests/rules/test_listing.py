"""From cells to duties: headings, sections, what is filled from above, what is left out and what is not."""

import time

import pytest

from models.refusals import BadList
from rules.deadlines.reading import Kind
from rules.grid import Grid, Sheets
from rules.listing import Problem
from rules.listing import read as listing_of
from tests.rules.lists import PLAIN, grid, messages, read, read_all


def test_a_plain_list():
    listing = read(
        ["市外办2024年度学法普法责任清单"],
        ["填报单位：市外办", "", "", "填报日期：2024年1月8日"],
        PLAIN,
        ["1", "全体干部集体学法", "办公室牵头，各科室配合", "5月底前", "签到表、课件"],
        ["2", "学法考法", "人事科", "10月", ""],
        merges=[(0, 0, 0, 4)],
    )
    assert listing.title == "市外办2024年度学法普法责任清单"
    assert listing.columns == {
        "序号": "no",
        "工作任务": "task",
        "责任部门": "lead",
        "完成时限": "deadline",
        "佐证材料": "evidence",
    }
    first, second = listing.rows
    assert (first.table, first.row, first.no, first.task) == (1, 4, "1", "全体干部集体学法")
    assert (first.lead, first.support, first.open_owner) == (("办公室",), ("各科室",), True)
    assert (first.deadline_text, first.deadline.kind) == ("5月底前", Kind.FIXED)
    assert str(first.deadline.occurrences[0].due) == "2024-05-31"
    assert first.evidence == ("签到表", "课件")
    assert first.cells["责任部门"] == "办公室牵头，各科室配合"
    assert second.evidence == ("成绩单",)  # proposed
    assert all(row.flags == () for row in listing.rows)
    assert listing.problems == ()


def test_the_json_is_the_contracts():
    told = read(PLAIN, ["1", "学法", "办公室", "5月", "签到表"]).as_json()
    assert list(told) == ["year", "title", "columns", "rows", "problems"]
    assert list(told["rows"][0]) == [
        "table",
        "row",
        "no",
        "category",
        "task",
        "measures",
        "basis",
        "laws",
        "audience",
        "lead",
        "support",
        "persons",
        "leader",
        "open_owner",
        "deadline_text",
        "deadline",
        "evidence",
        "note",
        "cells",
        "flags",
    ]
    assert told["rows"][0]["deadline"]["kind"] == "range"
    told = read(
        PLAIN, ["1", "学法", "办公室", "5月", ""], ["注：每季度报送"], merges=[(2, 0, 2, 4)]
    ).as_json()
    assert told["problems"] == [
        {"row": 3, "column": "", "message": "这一行不像任务，没有读取：注：每季度报送"}
    ]


def test_section_rows_become_the_category():
    listing = read(
        PLAIN,
        ["一、全面推动学法"],
        ["1", "学法", "办公室", "5月"],
        ["（一）党组"],
        ["2", "党组学法", "办公室", "6月"],
        ["（二）全体"],
        ["3", "全体学法", "办公室", "6月"],
        ["重点普法活动"],
        ["4", "普法", "办公室", "7月"],
        merges=[(row, 0, row, 4) for row in (1, 3, 5, 7)],
    )
    assert [(row.no, row.category) for row in listing.rows] == [
        ("1", "一、全面推动学法"),
        ("2", "一、全面推动学法 （一）党组"),
        ("3", "一、全面推动学法 （二）全体"),
        ("4", "重点普法活动"),
    ]
    assert listing.problems == ()


@pytest.mark.parametrize("column", [0, 1])
def test_a_section_that_lost_its_merge(column):
    section = ["", "", "", "", ""]
    section[column] = "二、普法"
    listing = read(PLAIN, section, ["1", "学法", "办公室", "5月"])
    assert [row.category for row in listing.rows] == ["二、普法"]


def test_a_section_without_duties_is_asked_about():
    listing = read(PLAIN, ["一、学法"], ["二、普法"], ["1", "普法", "办公室", "5月"], ["三、制度"])
    assert messages(listing) == [
        "「一、学法」下面没有任务，请确认它是小标题还是任务。",
        "「三、制度」下面没有任务，请确认它是小标题还是任务。",
    ]
    assert [problem.row for problem in listing.problems] == [2, 5]


def test_lines_that_are_no_duties():
    listing = read(
        PLAIN,
        ["1", "学法", "办公室", "5月"],
        [],
        PLAIN,  # on the next page
        ["续表"],
        ["2", "普法", "办公室", "6月"],
        ["3"],
        ["合计", "2项"],
        ["填表人：甲某", "", "审核人：乙某", "", "2024年1月8日"],
        ["单位（盖章）："],
        ["第2页 共2页"],
    )
    assert [row.row for row in listing.rows] == [2, 6]
    assert listing.problems == ()


def test_an_empty_scaffold_is_told():
    listing = read(PLAIN, ["", "", "", "", ""], ["1", "", "", "", ""])
    assert (listing.rows, messages(listing)) == ((), ["表头下面没有任务。"])


def test_a_duty_that_begins_like_a_signature_is_a_duty():
    listing = read(["责任部门", "工作任务", "完成时限"], ["部门：办公室", "学法", "5月"])
    assert [row.task for row in listing.rows] == ["学法"]


def test_what_may_be_a_duty_is_never_left_out():
    listing = read(
        PLAIN,
        ["1", "", "办公室", "5月"],
        ["2", "学法", "办公室", "6月"],
        ["", "", "", "7月"],
        ["", "完善普法阵地"],
    )
    assert [(row.row, row.task) for row in listing.rows] == [
        (2, ""),
        (3, "学法"),
        (4, ""),
        (5, "完善普法阵地"),
    ]
    assert listing.rows[0].flags == ("这一行没有写明任务，请补充或删去。",)
    assert listing.rows[2].deadline_text == "7月"
    assert listing.rows[3].flags == ("没有写明责任部门，请补充。",)
    assert listing.rows[3].deadline.flags == ("完成时限是空的，请给出时限。",)


def test_loose_words_over_the_whole_width_are_told():
    words = "各科室要高度重视，于每季度末前将落实情况报送普法办。"
    listing = read(PLAIN, ["1", "学法", "办公室", "5月"], [words], merges=[(2, 0, 2, 4)])
    assert listing.problems == (Problem(3, "", f"这一行不像任务，没有读取：{words}"),)


def test_headings_in_two_rows():
    listing = read(
        ["序号", "内容清单", "责任清单", "", "", "措施清单", "", "", "标准清单"],
        ["", "", "责任领导", "责任人", "责任处室", "普法对象", "学习宣传载体", "方式措施", ""],
        ["1", "《民法典》宣传", "甲某", "乙某", "法规处", "居民", "广场", "发放资料", "不少于2次"],
        merges=[(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 4), (0, 5, 0, 7), (0, 8, 1, 8)],
    )
    (row,) = listing.rows
    assert (row.no, row.task, row.leader, row.persons, row.lead) == (
        "1",
        "《民法典》宣传",
        ("甲某",),
        ("乙某",),
        ("法规处",),
    )
    assert (row.audience, row.measures, row.laws) == ("居民", "广场\n发放资料", ("《民法典》",))
    assert row.deadline.flags == ("清单没有完成时限一列，请给出时限。",)
    assert listing.columns["标准清单"] == "standard"
    assert row.cells["标准清单"] == "不少于2次"
    assert row.row == 3


def test_headings_in_two_rows_without_merges():
    listing = read(
        ["序号", "工作任务", "责任清单", "", "完成时限"],
        ["", "", "责任领导", "责任科室", ""],
        ["1", "学法", "甲某", "办公室", "5月"],
    )
    assert [(row.leader, row.lead, row.deadline_text) for row in listing.rows] == [
        (("甲某",), ("办公室",), "5月")
    ]


def test_headings_with_blanks_widths_and_brackets():
    listing = read(
        [
            "序 号",
            "工　作　内　容",
            "责任（配合）单位",
            "牵头单位：",
            "完成时限（月底前）",
            "备注（市级安排）",
        ],
        ["1", "学法", "各科室", "办公室", "5月", "市要点第3条"],
    )
    assert list(listing.columns.values()) == ["no", "task", "support", "lead", "deadline", "basis"]
    assert listing.rows[0].basis == ("市要点第3条",)


def test_headings_by_a_word_in_them_and_by_likeness():
    listing = read(
        ["项次", "年度普法工作任务", "责仼部门", "拟完成的时间", "颜色"], ["1", "学法", "办公室", "5月", "红"]
    )
    assert listing.columns == {
        "项次": "no",
        "年度普法工作任务": "task",
        "责仼部门": "lead",
        "拟完成的时间": "deadline",
    }
    assert "「责仼部门」像是「责任部门」，已按责任部门读取，请确认。" in messages(listing)
    assert "不认识「颜色」一列，内容只原样保留，请确认。" in messages(listing)
    assert listing.rows[0].cells["颜色"] == "红"


def test_the_number_may_stand_behind_the_task_and_have_no_heading():
    listing = read(["工作任务", "序号", "责任科室", "时限要求"], ["学法", "1.", "办公室", "5月"])
    assert [(row.no, row.task) for row in listing.rows] == [("1", "学法")]


def test_a_column_of_numbers_needs_no_heading():
    listing = read(["", "工作任务", "责任部门"], ["（一）", "学法", "办公室"], ["(二)", "普法", "办公室"])
    assert [row.no for row in listing.rows] == ["（一）", "(二)"]
    assert listing.columns == {"第1列": "no", "工作任务": "task", "责任部门": "lead"}


def test_what_stands_above_two_rows_of_headings_is_none_of_them():
    listing = read(
        ["填报单位：市外办", "", "", "填报日期：", ""],
        ["序号", "工作任务", "责任清单", "", "完成时限"],
        ["", "", "责任领导", "责任科室", ""],
        ["1", "学法", "甲某", "办公室", "5月"],
        merges=[(0, 0, 0, 2), (0, 3, 0, 4), (1, 2, 1, 3), (1, 0, 2, 0), (1, 1, 2, 1), (1, 4, 2, 4)],
    )
    assert list(listing.columns) == ["序号", "工作任务", "责任领导", "责任科室", "完成时限"]
    assert len(listing.rows) == 1


def test_leading_and_supporting_in_one_column():
    listing = read(["工作任务", "牵头单位及配合单位"], ["学法", "办公室牵头，人事科配合"])
    assert (listing.rows[0].lead, listing.rows[0].support) == (("办公室",), ("人事科",))


def test_two_columns_of_one_name_are_both_read():
    listing = read(
        ["序号", "工作任务", "责任部门", "完成时限", "备注", "备注"],
        ["1", "学法", "办公室", "5月", "甲", "乙"],
    )
    assert listing.rows[0].note == "甲\n乙"
    assert list(listing.columns)[-2:] == ["备注", "备注(2)"]


def test_of_two_columns_of_tasks_the_merged_one_groups():
    listing = read(
        ["工作任务", "具体任务", "责任部门", "时限"],
        ["一、学法", "党组学法", "办公室", "5月"],
        ["", "全体学法", "办公室", "6月"],
        merges=[(1, 0, 2, 0)],
    )
    assert [(row.category, row.task) for row in listing.rows] == [
        ("一、学法", "党组学法"),
        ("一、学法", "全体学法"),
    ]
    assert listing.columns["工作任务"] == "category"


def test_without_a_column_of_tasks_the_project_the_laws_or_the_measures_are():
    by_project = read(
        ["时间", "项目", "主要内容和要求", "责任单位", "协办单位"], ["4月", "宣传日", "摆摊", "办公室", ""]
    )
    assert (by_project.rows[0].task, by_project.rows[0].measures) == ("宣传日", "摆摊")
    by_law = read(["序号", "学法内容", "学习时间"], ["1、", "《行政强制法》", "3-4月"])
    assert (by_law.rows[0].task, by_law.rows[0].laws, by_law.rows[0].no) == (
        "《行政强制法》",
        ("《行政强制法》",),
        "1",
    )
    by_measure = read(["措施", "责任部门"], ["开展宣传", "办公室"])
    assert (by_measure.rows[0].task, by_measure.rows[0].measures) == ("开展宣传", "")


def test_laws_basis_and_evidence():
    listing = read(
        ["工作任务", "普法内容", "依据", "责任部门", "时限", "佐证材料"],
        [
            "宣传《反间谍法》，发放《一封信》",
            "宪法、《对外关系法》(2023年7月1日施行)",
            "《实施方案》、《要点》；国家安全法第十四条",
            "办公室",
            "5月",
            "1.截图(含日期、账号)；2.照片",
        ],
        ["自查", "—", "—", "法规科", "6月", "—"],
    )
    first, second = listing.rows
    assert first.laws == ("《对外关系法》(2023年7月1日施行)", "宪法", "《反间谍法》")
    assert first.basis == ("《实施方案》", "《要点》", "国家安全法第十四条")
    assert first.evidence == ("截图(含日期、账号)", "照片")
    assert (second.laws, second.basis, second.evidence) == ((), (), ())  # 「—」 asks for none


def test_merged_cells_are_filled_by_the_map_and_others_are_not():
    listing = read(
        ["时间", "工作任务", "责任单位", "协办单位"],
        ["5月", "民法典宣传", "办公室", "团委"],
        ["", "宪法宣传", "", ""],
        ["6月", "禁毒宣传", "", ""],
        merges=[(1, 0, 2, 0), (1, 2, 2, 2)],
    )
    assert [(row.deadline_text, row.lead, row.support) for row in listing.rows] == [
        ("5月", ("办公室",), ("团委",)),
        ("5月", ("办公室",), ()),
        ("6月", (), ()),
    ]
    assert [row.flags for row in listing.rows] == [(), (), ("没有写明责任部门，请补充。",)]


def test_without_a_merge_map_owners_and_deadlines_are_filled_with_a_doubt():
    listing = read(
        ["类别", "工作任务", "责任单位", "协办单位", "时限"],
        ["学法", "党组学法", "办公室", "团委", "5月"],
        ["", "全体学法", "", "", ""],
        keeps_merges=False,
    )
    second = listing.rows[1]
    assert (second.category, second.lead, second.support, second.deadline_text) == (
        "学法",
        ("办公室",),
        (),
        "5月",
    )
    assert second.flags == (
        "「责任单位」是空的，已沿用上一行的「办公室」，请核对。",
        "「时限」是空的，已沿用上一行的「5月」，请核对。",
    )


def test_the_task_is_filled_where_the_measures_go_on():
    listing = read(
        ["工作任务", "具体要求", "责任部门", "时限"],
        ["二、网站", "2.更新概况", "办公室", "全年"],
        ["", "3.反馈意见", "各科室", "全年"],
    )
    assert [(row.task, row.measures) for row in listing.rows] == [
        ("二、网站", "2.更新概况"),
        ("二、网站", "3.反馈意见"),
    ]


@pytest.mark.parametrize("ditto", ["同上", "〃", "″", "同 上", "”"])
def test_ditto(ditto):
    listing = read(PLAIN, ["1", "学法", "办公室", "5月", "签到表"], ["2", "普法", ditto, ditto, ditto])
    second = listing.rows[1]
    assert (second.lead, second.deadline_text, second.evidence, second.flags) == (
        ("办公室",),
        "5月",
        ("签到表",),
        (),
    )


def test_ditto_below_nothing_is_doubted():
    listing = read(PLAIN, ["1", "学法", "同上", "5月"])
    assert "「责任部门」写的是同上，但上面没有内容，请补充。" in listing.rows[0].flags


def test_nothing_is_filled_across_a_section():
    listing = read(PLAIN, ["1", "学法", "办公室", "5月"], ["二、普法"], ["2", "普法", "", ""])
    assert (listing.rows[1].lead, listing.rows[1].deadline_text) == ((), "")


def test_a_line_that_only_goes_on_is_put_to_the_row_above():
    listing = read(
        ["工作任务", "责任人", "责任部门", "完成时限", "佐证材料"],
        ["学法", "甲某", "办公室", "5月", "签到表"],
        ["", "乙某", "", "", "课件"],
        ["普法", "丙某", "综合科", "6月", "照片"],
        merges=[(1, 0, 2, 0), (1, 2, 2, 2), (1, 3, 2, 3)],
    )
    first, second = listing.rows
    assert (first.persons, first.evidence, first.row) == (("甲某", "乙某"), ("签到表", "课件"), 2)
    assert first.flags == ("第3行只有补充内容，已并入这一行，请核对。",)
    assert (second.row, second.flags) == (4, ())


def test_a_line_after_a_section_goes_on_with_nothing():
    listing = read(PLAIN, ["1", "学法", "办公室", "5月", "课件"], ["二、普法"], ["", "", "", "", "照片"])
    assert [(row.row, row.evidence) for row in listing.rows] == [(2, ("课件",)), (4, ("照片",))]


def test_a_wide_heading_over_empty_columns_names_one():
    listing = read(
        ["序号", "工作任务", "", "责任部门"], ["1", "学法", "", "办公室"], merges=[(0, 1, 0, 2), (1, 1, 1, 2)]
    )
    assert list(listing.columns) == ["序号", "工作任务", "责任部门"]
    assert list(listing.rows[0].cells) == ["序号", "工作任务", "责任部门"]


def test_a_wide_heading_over_two_columns_groups_and_names():
    listing = read(
        ["序号", "工作任务", "", "责任部门"],
        ["1", "学法", "党组学法", "办公室"],
        ["2", "", "全体学法", "办公室"],
        merges=[(0, 1, 0, 2), (1, 1, 2, 1)],
    )
    assert [(row.category, row.task) for row in listing.rows] == [("学法", "党组学法"), ("学法", "全体学法")]


def test_hidden_rows_are_read_with_a_flag():
    listing = read(
        PLAIN, ["1", "学法", "办公室", "5月"], ["2", "普法", "办公室", "6月"], hidden_rows=frozenset({2})
    )
    assert [row.flags for row in listing.rows] == [
        (),
        ("这一行在原文件中是隐藏的，请确认是否属于本年任务。",),
    ]


def test_what_the_file_tells_stands_among_the_problems():
    listing = read(PLAIN, ["1", "学法", "办公室", "5月"], notes=["有隐藏的列（B列）。"])
    assert listing.problems == (Problem(0, "", "有隐藏的列（B列）。"),)


def test_errors_and_cut_cells_are_doubted():
    listing = read(PLAIN, ["1", "《森林法》…(截断)", "#REF!", "5月"])
    assert listing.rows[0].flags[:2] == (
        "「工作任务」的内容似乎不完整，请核对：《森林法》…(截断)",
        "「责任部门」是公式错误 #REF!，请改正。",
    )


def test_another_year_in_the_title_is_doubted():
    listing = read(["2023年度责任清单"], PLAIN, ["1", "学法", "办公室", "5月"])
    assert messages(listing) == ["标题写的是2023年，读取时按2024年，请核对年度。"]
    assert messages(read(["二〇二四年度责任清单"], PLAIN, ["1", "学法", "办公室", "5月"])) == []
    assert messages(read(["2021—2025年普法规划责任清单"], PLAIN, ["1", "学法", "办公室", "5月"])) == []


def test_a_list_in_several_tables_of_a_document():
    listing = read_all(
        grid(PLAIN, ["1", "学法", "办公室", "5月", ""], above=("附件1", "2024年责任清单")),
        grid(["2", "普法", "综合科", "6月", ""], table=2),
        grid(PLAIN, ["3", "考法", "人事科", "7月", ""], table=3, above=("二、考法",)),
        grid(["抄送：各科室", "2024年1月8日印发"], table=4),
        lines=("附件1", "2024年责任清单", "二、考法"),
    )
    assert listing.title == "2024年责任清单"
    assert [(row.table, row.row, row.no, row.category) for row in listing.rows] == [
        (1, 2, "1", ""),
        (2, 1, "2", ""),
        (3, 2, "3", "二、考法"),
    ]
    assert messages(listing) == [
        "第2个表格：没有表头，已按上一个表格的表头读取，请核对。",
        "第4个表格：没有认出表头，1行都没有读取。",
    ]


def test_sheets_of_different_columns():
    listing = read_all(
        grid(
            ["时间", "节点", "工作任务", "责任单位"],
            ["4月", "4·15", "宣传", "综合科"],
            name="重要时间节点清单",
        ),
        grid(
            ["序号", "法律法规", "学习时间", "责任单位"],
            ["1", "《民法典》", "5月", "办公室"],
            name="新颁法律清单",
            table=2,
        ),
        grid(["办公室"], ["人事科"], name="字典", table=3),
    )
    assert [(row.table, row.category, row.task) for row in listing.rows] == [
        (1, "重要时间节点清单", "宣传"),
        (2, "新颁法律清单", "《民法典》"),
    ]
    assert "工作表「字典」：没有认出表头，2行都没有读取。" in messages(listing)


def test_a_second_list_below_the_first_in_the_same_sheet():
    listing = read(
        ["序号", "工作任务", "责任部门", "完成时限"],
        ["1", "学法", "办公室", "5月"],
        ["二、节点清单"],
        ["时间", "项目", "责任单位", "协办单位"],
        ["4月", "宣传日", "综合科", "办公室"],
    )
    assert [(row.row, row.category, row.task, row.lead, row.deadline_text) for row in listing.rows] == [
        (2, "", "学法", ("办公室",), "5月"),
        (5, "二、节点清单", "宣传日", ("综合科",), "4月"),
    ]
    assert not any("小标题" in message for message in messages(listing))


def test_a_list_inside_the_cell_of_a_layout_table():
    listing = read_all(
        grid(["2024年责任清单\n序号\n工作任务\n责任部门\n1\n学法\n办公室"], above=("2024年责任清单",)),
        grid(["序号", "工作任务", "责任部门"], ["1", "学法", "办公室"], table=2, inside=1),
        lines=("2024年责任清单",),
    )
    assert [(row.table, row.task) for row in listing.rows] == [(2, "学法")]
    assert listing.title == "2024年责任清单"
    assert all("没有认出表头" not in message for message in messages(listing))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([[""]], "没有表格"),
        ([["甲", "乙"], ["丙", "丁"]], "没有认出责任清单的表头"),
        ([["序号", "备注"], ["1", "无"]], "没有认出责任清单的表头"),
        ([["工作任务"], ["学法"]], "没有认出责任清单的表头"),
    ],
)
def test_what_is_no_list_is_refused(rows, said):
    with pytest.raises(BadList, match=said):
        read(*rows)


def test_a_file_without_tables_is_refused():
    with pytest.raises(BadList, match="没有表格"):
        read_all(lines=("一、学法",))


def test_a_dash_is_no_category():
    rows = read(
        ["序号", "类别", "工作任务", "责任部门", "完成时限", "佐证材料"],
        ["1", "一、学法", "学法考法", "人事科", "10月", "成绩单"],
        ["2", "—", "述法", "办公室", "12月", "述职报告"],
    ).rows
    assert [row.category for row in rows] == ["一、学法", ""]


@pytest.mark.parametrize(("name", "told"), [("填写说明", False), ("选项", False), ("学法安排说明", True)])
def test_a_sheet_called_an_explanation_is_no_list(name, told):
    explained = Grid(2, name, (("栏目", "怎么填"), ("【工作任务】", "做什么")))
    plain = Grid(1, "清单", (tuple(PLAIN), ("1", "学法考法", "人事科", "10月", "成绩单")))
    listing = listing_of(Sheets((plain, explained)), year=2024)
    assert len(listing.rows) == 1
    assert bool(listing.problems) == told


def test_more_duties_or_longer_names_than_any_list_has_are_refused():
    with pytest.raises(BadList, match="任务超过2万项"):
        read(PLAIN, *[["1", "学法", "办公室", "5月底前", "签到表"]] * 20_001)
    with pytest.raises(BadList, match="第2行的责任部门或责任人超过2000字"):
        read(PLAIN, ["1", "学法", "办公室、" * 600, "5月底前", "签到表"])


@pytest.mark.parametrize("piece", ["签到表、", "（、", "《、", "《《》", "1、", "牵头", "《法》和"])
def test_a_long_cell_takes_no_time_by_the_square_of_its_length(piece):
    heading = ["序号", "工作任务", "责任部门", "完成时限", "法律法规", "佐证材料"]
    long = (piece * 99_000)[:99_000]
    begun = time.process_time()
    assert read(heading, ["1", long, "办公室", "5月底前", long, long]).rows
    assert time.process_time() - begun < 5  # seconds; the square took ten and more
