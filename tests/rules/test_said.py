"""Owners behind a sentence, and a time in the task or the note."""

import pytest

from rules.said import deadline, owners


@pytest.mark.parametrize(
    ("text", "task", "who"),
    [
        ("组织任前法律考试。（责任单位：干部科、法规科）", "组织任前法律考试。", "责任单位：干部科、法规科"),
        ("开展学法考试（牵头科室:人事科）", "开展学法考试", "牵头科室:人事科"),
        (
            "法律进乡村（责任单位：法规科；配合单位：各县（市、区）局）。",
            "法律进乡村。",
            "责任单位：法规科；配合单位：各县（市、区）局",
        ),
        ("学习（责任人：甲某），测试（责任人：乙某）", "学习，测试", "责任人：甲某\n责任人：乙某"),
        ("推进依法行政（重点领域）", "推进依法行政（重点领域）", ""),
        ("宪法宣传", "宪法宣传", ""),
    ],
)
def test_owners_stand_behind_the_sentence(text, task, who):
    assert owners(text) == (task, who)


def test_a_heading_may_announce_owners_in_brackets():
    assert owners("（一）监狱法（监狱管理局）", announced=True) == ("（一）监狱法", "监狱管理局")
    assert owners("1.定计划（法规科）\n2.办讲座（团委）", announced=True) == (
        "1.定计划\n2.办讲座",
        "法规科\n团委",
    )
    assert owners("学习《监狱法》（2012年修正）", announced=True) == ("学习《监狱法》（2012年修正）", "")
    assert owners("办讲座（不少于2次）", announced=True) == ("办讲座（不少于2次）", "")
    assert owners("（一）监狱法（监狱管理局）") == ("（一）监狱法（监狱管理局）", "")


@pytest.mark.parametrize(
    ("task", "note", "found"),
    [
        ("学法", "6月底前", ("6月底前", "备注")),
        ("学法", "全年不少于4次", ("全年不少于4次", "备注")),
        ("举办讲座，6月底前完成", "", ("6月底前完成", "工作任务")),
        ("建立台账（12月10日前报市普法办）", "", ("12月10日前报市普法办", "工作任务")),
        ("组织学习，每季度1次", "", ("每季度1次", "工作任务")),
        ("学法", "数字可在年中调整", ("", "")),
        ("学法", "以当年通知日期为准", ("", "")),
        ("学习《2024年修订的保密法》", "", ("", "")),
        ("宪法宣传周", "", ("", "")),
        ("落实2025年工作要点", "", ("", "")),
        ("做好任前提醒", "", ("", "")),
    ],
)
def test_a_time_in_the_task_or_the_note_is_offered(task, note, found):
    assert deadline(task, note) == found


def test_a_time_in_the_measures_is_offered_last():
    assert deadline("学法", "", "集体学习，每季度不少于1次") == ("每季度不少于1次", "工作措施")
    assert deadline("6月底前学完", "", "每季度不少于1次") == ("6月底前学完", "工作任务")
    assert deadline("学法", "", "拟定计划，每月更新内容") == ("", "")
