"""What several columns say together, and what stands in none of its own."""

import pytest

from rules.columns import Field, Sure, meaning
from tests.rules.lists import messages, read


def test_a_beginning_and_an_end_in_columns_of_their_own_are_one_time():
    found = read(
        ["序号", "工作任务", "责任科室", "启动时间", "完成时间"],
        ["1", "制定清单", "法规科", "2月", "3月底前"],
        ["2", "组织考试", "人事科", "2024-09-01", "2024-10-31"],
        ["3", "执法监督", "法规科", "5月", ""],
    )

    assert [row.deadline_text for row in found.rows] == ["2月至3月底前", "2024-09-01至2024-10-31", "5月起"]
    assert [len(row.deadline.occurrences) for row in found.rows] == [1, 1, 1]


@pytest.mark.parametrize("heading", ["施行时间", "颁布日期", "实际完成时间"])
def test_other_times_are_no_deadline(heading):
    found = read(
        ["序号", "法律名称", heading, "学习时间", "责任部门"],
        ["1", "《能源法》", "2024年1月1日", "一季度", "能源科"],
    )

    assert found.rows[0].deadline_text == "一季度"


def test_beside_a_column_that_leads_the_responsible_support():
    found = read(
        ["序号", "工作任务", "责任单位", "牵头单位", "完成时限"],
        ["1", "开展执法监督", "各处室", "法规处", "10月底前"],
    )

    assert (found.rows[0].lead, found.rows[0].support) == (("法规处",), ("各处室",))


@pytest.mark.parametrize(
    ("heading", "cell", "lead", "persons"),
    [
        ("责任部门及责任人", "法规科：张三", ("法规科",), ("张三",)),
        ("责任分工", "牵头：办公室；责任人：张三", ("办公室",), ("张三",)),
        ("普法责任主体", "执法大队", ("执法大队",), ()),
    ],
)
def test_headings_of_owners(heading, cell, lead, persons):
    found = read(["序号", "工作任务", heading, "完成时限"], ["1", "学法", cell, "5月"])

    assert (found.rows[0].lead, found.rows[0].persons) == (lead, persons)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("普法目录", Field.LAWS),
        ("应知应会清单", Field.LAWS),
        ("普法项目", Field.TASK),
        ("工作要点", Field.TASK),
        ("具体内容", Field.MEASURES),
        ("宣传渠道", Field.MEASURES),
        ("受众群体", Field.AUDIENCE),
        ("领学人", Field.PERSONS),
        ("实施主体", Field.LEAD),
        ("联动部门", Field.SUPPORT),
        ("执法领域", Field.CATEGORY),
        ("宣传节点", Field.DEADLINE),
        ("重点宣传日/宣传周（月）", Field.DEADLINE),
        ("开展频次", Field.DEADLINE),
        ("考核分值", Field.STANDARD),
        ("归档材料", Field.EVIDENCE),
        ("归档时间", Field.DEADLINE),
        ("关键节点工作内容", Field.TASK),
    ],
)
def test_headings_of_published_lists(heading, field):
    found = meaning(heading)

    assert found is not None
    assert (found.field, found.sure is Sure.LIKE) == (field, False)


@pytest.mark.parametrize("heading", ["宣传日活动", "宣传周报", "视频次数", "归档人"])
def test_a_heading_that_only_holds_the_word_is_no_time_or_evidence(heading):
    found = meaning(heading)

    assert found is None or (found.field, found.sure) == (Field.TASK, Sure.LIKE)


@pytest.mark.parametrize("heading", ["月份", "授课时间", "办结时限"])
def test_headings_of_deadlines(heading):
    found = read([heading, "学习内容", "主讲单位"], ["3月", "《宪法》", "法规科"])

    assert found.rows[0].deadline_text == "3月"


def test_a_column_that_is_written_again_and_again_groups():
    found = read(
        ["序号", "工作任务", "具体任务", "责任部门"],
        ["1", "学法", "集中学法", "办公室"],
        ["2", "学法", "旁听庭审", "法规科"],
    )

    assert [(row.category, row.task) for row in found.rows] == [("学法", "集中学法"), ("学法", "旁听庭审")]


def test_owners_behind_the_sentence_are_taken_where_no_column_names_any():
    found = read(
        ["序号", "工作内容", "完成时限"],
        ["1", "组织考试。（责任单位：干部科、法规科）", "11月底前"],
        ["2", "法律进校园（责任单位：教育科；配合单位：团委）", "9月"],
    )

    assert [row.task for row in found.rows] == ["组织考试。", "法律进校园"]
    assert [(row.lead, row.support) for row in found.rows] == [
        (("干部科",), ("法规科",)),
        (("教育科",), ("团委",)),
    ]
    assert found.rows[0].cells["工作内容"] == "组织考试。（责任单位：干部科、法规科）"


def test_the_heading_of_laws_may_announce_their_owners():
    found = read(
        ["重点普法内容及责任部门", "普法对象"],
        ["（一）监狱法（监狱管理局）", "干警"],
        ["（二）《禁毒法》（禁毒支队牵头，各分局配合）", "青少年"],
    )

    assert [(row.lead, row.support) for row in found.rows] == [
        (("监狱管理局",), ()),
        (("禁毒支队",), ("各分局",)),
    ]


def test_a_deadline_in_the_note_or_the_task_is_offered_with_a_doubt():
    found = read(
        ["序号", "工作任务", "责任单位", "备注"],
        ["1", "举办宪法讲座", "办公室", "6月底前"],
        ["2", "建立台账（12月10日前报市普法办）", "办公室", ""],
        ["3", "其他工作", "办公室", "以通知为准"],
    )

    assert [str(row.deadline.kind) for row in found.rows] == ["fixed", "fixed", "unscheduled"]
    assert "时限取自备注中的「6月底前」，请确认。" in found.rows[0].flags
    assert "时限取自工作任务中的「12月10日前报市普法办」，请确认。" in found.rows[1].flags


def test_tasks_and_their_demands_in_one_column_are_tasks():
    found = read(["序号", "工作任务及要求", "主办科室"], ["1", "送法进军营", "政治处"])

    assert found.columns["工作任务及要求"] == "task"
    assert not any("像是" in message for message in messages(found))


def test_a_month_without_a_tick_takes_none_from_above():
    found = read(
        ["学习内容", "责任科室", "1月", "2月", "3月"],
        ["宪法", "法规科", "上旬", "", "√"],
        ["民法典", "办公室", "", "2次", "月底前"],
        ["刑法", "", "1", "×", ""],
        keeps_merges=False,
    )

    assert [row.deadline_text for row in found.rows] == ["1月上旬\n3月", "2月2次\n3月底前", "1月"]
    assert found.rows[2].lead == ("办公室",)


def test_what_stands_under_a_quarter_is_said_of_it():
    found = read(
        ["学习内容", "责任科室", "一季度", "二季度"],
        ["宪法", "法规科", "集中学习", "5月"],
        ["民法典", "法规科", "1次", ""],
    )

    assert [row.deadline_text for row in found.rows] == ["一季度集中学习\n5月", "一季度"]


def test_how_often_and_until_when_are_one_time():
    found = read(["工作任务", "责任单位", "频次", "完成时限"], ["以案释法", "法规科", "每季度1次", "年底前"])

    deadline = found.rows[0].deadline
    assert (len(deadline.occurrences), deadline.flags) == (4, ())
