"""Numbered clauses in a cell, and the deadlines that are numbered with them."""

import pytest

from rules.clauses import clauses
from tests.rules.lists import read

HEADING = ["序号", "工作任务", "工作措施", "责任部门", "完成时限"]


@pytest.mark.parametrize(
    ("text", "before", "found"),
    [
        ("1.制定方案；2.组织实施；3.总结", "", ("制定方案", "组织实施", "总结")),
        ("1、制定方案\n2、组织实施", "", ("制定方案", "组织实施")),
        ("①3月底前;②6月底前", "", ("3月底前", "6月底前")),
        ("（1）制定方案。（2）组织实施。", "", ("制定方案。", "组织实施。")),
        ("（一）制定方案\n（二）组织实施", "", ("制定方案", "组织实施")),
        ("一、制定方案\n二、组织实施", "", ("制定方案", "组织实施")),
        ("开展宣传：1.进社区；2.进企业", "开展宣传", ("进社区", "进企业")),
        ("1.2月底前 2.全年", "", ("2月底前", "全年")),
        ("１．方案 ２．实施", "", ("方案", "实施")),
        ("\n".join(f"{n}.甲{n}" for n in range(1, 13)), "", tuple(f"甲{n}" for n in range(1, 13))),
    ],
)
def test_clauses(text, before, found):
    split = clauses(text)
    assert split is not None
    assert (split.before, split.texts) == (before, found)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5月底前",
        "1.只有一条",
        "2.从二开始；3.接着三",
        "12.4宪法日",
        "3.15、4.15、12.4",
        "1.5倍和2.5倍",
        "1.甲；3.丙",
        "1.；2.乙",
    ],
)
def test_no_clauses(text):
    assert clauses(text) is None


def test_clauses_with_deadlines_of_their_own_become_duties():
    listing = read(
        HEADING,
        ["3", "民法典宣传", "1.制定方案；2.开展活动；3.报送总结", "办公室", "①3月底前；②5月；③11月底前"],
        ["4", "学法", "集中学习", "办公室", "全年"],
    )
    assert [(row.no, row.task, row.measures, row.deadline_text) for row in listing.rows] == [
        ("3(1)", "民法典宣传", "制定方案", "3月底前"),
        ("3(2)", "民法典宣传", "开展活动", "5月"),
        ("3(3)", "民法典宣传", "报送总结", "11月底前"),
        ("4", "学法", "集中学习", "全年"),
    ]
    assert [row.row for row in listing.rows] == [2, 2, 2, 3]
    assert listing.rows[0].cells["工作措施"] == "1.制定方案；2.开展活动；3.报送总结"
    assert str(listing.rows[2].deadline.occurrences[0].due) == "2024-11-30"


def test_owners_may_be_numbered_too():
    listing = read(HEADING, ["1", "宣传", "1.方案；2.活动", "1.办公室；2.综合科", "1.3月；2.5月"])
    assert [row.lead for row in listing.rows] == [("办公室",), ("综合科",)]


def test_clauses_of_the_task_itself_keep_what_stands_before_them():
    listing = read(
        ["序号", "工作任务", "责任部门", "完成时限"],
        ["1", "开展宣传：（1）进社区（2）进企业", "办公室", "（1）4月（2）9月"],
    )
    assert [row.task for row in listing.rows] == ["开展宣传：进社区", "开展宣传：进企业"]


def test_what_stands_before_the_deadlines_is_doubted():
    listing = read(HEADING, ["1", "宣传", "分两步：1.方案；2.活动", "办公室", "分期完成：①3月；②5月"])
    assert [row.measures for row in listing.rows] == ["分两步：方案", "分两步：活动"]
    assert {row.flags for row in listing.rows} == {("时限开头的「分期完成」没有读取，请核对。",)}


def test_clauses_that_do_not_match_stay_one_duty_with_a_doubt():
    listing = read(HEADING, ["1", "宣传", "1.方案；2.活动；3.总结", "办公室", "①3月；②5月"])
    (row,) = listing.rows
    assert row.flags == ("「1.方案；2.活动；3.总结」分3条，时限分2条，对不上，请逐条写明时限。",)


def test_clauses_under_one_deadline_are_one_duty():
    listing = read(HEADING, ["1", "宣传", "1.方案；2.活动", "办公室", "11月底前"])
    assert [(row.measures, row.flags) for row in listing.rows] == [("1.方案；2.活动", ())]
