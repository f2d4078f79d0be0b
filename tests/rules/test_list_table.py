"""The duties as a table: which columns stand in it, and what they say."""

from models import Duty
from rules.list_table import list_table


def duty(place=1, **values):
    return Duty(**{"id": place, "list_id": 1, "place": place, "task": "学法考法", "lead": ["人事科"], "deadline_text": "10月31日前", "evidence": ["成绩单"], "source_table": 1, "source_row": 1, **values})  # fmt: skip # noqa: E501


def table(*duties, more=None):
    made = list_table(duties, more=more).table
    return [column.heading for column in made.columns], [
        ["".join(run.text for run in cell) for cell in row] for row in made.rows
    ]


def test_columns_that_say_nothing_are_left_out():
    headings, rows = table(duty())
    assert headings == ["序号", "工作任务", "责任部门", "完成时限", "佐证材料"]
    assert rows == [["1", "学法考法", "人事科", "10月31日前", "成绩单"]]


def test_a_settled_deadline_stands_in_the_place_of_the_cell():
    assert table(duty(deadline_text="适时", reading={"text": "11月底前"}))[1][0][3] == "11月底前"


def test_a_duty_without_category_among_others_does_not_take_over_theirs():
    headings, rows = table(duty(category="一、学法"), duty(2))
    assert headings[1] == "类别"
    assert [row[1] for row in rows] == ["一、学法", "—"]


def test_open_owners_stay_open():
    assert table(duty(lead=["各科室"], open_owner=True))[1][0][2] == "各科室"
    headings, rows = table(duty(support=["办公室", "法规科"], open_owner=True))
    assert (headings[3], rows[0][3]) == ("配合部门", "办公室、\n法规科等")


def test_several_that_lead_are_all_said_to_lead():
    assert table(duty(lead=["人事科", "办公室"]))[0][2] == "牵头部门"
    assert table(duty(lead=["人事科", "办公室"]), duty(2, support=["法规科"]))[0][2] == "责任部门"


def test_laws_that_the_task_quotes_need_no_column():
    quoted = duty(task="学习《宪法》", laws=["《宪法》"])
    assert "法律法规" not in table(quoted)[0]
    headings, rows = table(quoted, duty(2, laws=["《民法典》"]))
    assert [row[headings.index("法律法规")] for row in rows] == ["《宪法》", "《民法典》"]


def test_the_offices_own_columns_go_on_word_for_word():
    cells = {
        "工作任务": "学法考法",
        "完成标准": "参考率100%",
        "积分": "5分",
        "完成情况": "已完成",
        "空列": "",
    }
    headings, rows = table(duty(cells=cells, note="合格率100%"))
    assert headings[-3:] == ["完成标准", "积分", "备注"]
    assert rows[0][-3:] == ["参考率100%", "5分", "合格率100%"]


def test_one_more_column_speaks_by_duty():
    headings, rows = table(duty(), duty(2), more=("请核实", {2: "时限是哪天？"}))
    assert (headings[-1], [row[-1] for row in rows]) == ("请核实", ["", "时限是哪天？"])
