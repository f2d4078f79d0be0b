"""Cells of owners as published lists write them."""

import pytest

from rules.owners import Owners, read


def names(owners):
    return {
        part: "、".join(found)
        for part in ("lead", "support", "persons", "leader")
        if (found := getattr(owners, part))
    }


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("办公室", {"lead": "办公室"}),
        ("办公室、人事科", {"lead": "办公室", "support": "人事科"}),  # the first named leads
        (
            "局办公室、法规科、人事科,局属各单位",
            {"lead": "局办公室", "support": "法规科、人事科、局属各单位"},
        ),
        ("办公室牵头，各科室配合", {"lead": "办公室", "support": "各科室"}),
        ("由办公室牵头，人事科、财务科配合", {"lead": "办公室", "support": "人事科、财务科"}),
        ("办公室、人事科牵头，各科室配合", {"lead": "办公室、人事科", "support": "各科室"}),
        ("秘书处牵头 各处室配合", {"lead": "秘书处", "support": "各处室"}),
        ("办公室（牵头）、各科室（配合）", {"lead": "办公室", "support": "各科室"}),
        ("办公室(牵头)、人事科、法规科", {"lead": "办公室", "support": "人事科、法规科"}),
        ("牵头单位：办公室\n配合单位：人事科、法规科", {"lead": "办公室", "support": "人事科、法规科"}),
        ("牵头：办公室；协办：人事科", {"lead": "办公室", "support": "人事科"}),
        ("（责任单位：宣传部、办公室、各二级党组织）", {"lead": "宣传部", "support": "办公室、各二级党组织"}),
        ("局人事科、局办公室、局科技科分工负责", {"lead": "局人事科、局办公室、局科技科"}),
        ("综合科 领事科", {"lead": "综合科", "support": "领事科"}),
        ("综合科\n领事科", {"lead": "综合科", "support": "领事科"}),
        ("出国处;护照处", {"lead": "出国处", "support": "护照处"}),
        ("办公室和人事科", {"lead": "办公室", "support": "人事科"}),
        ("政策法规处、综合处及各处室", {"lead": "政策法规处", "support": "综合处、各处室"}),
        ("组织和人事科", {"lead": "组织和人事科"}),
        ("办 公 室", {"lead": "办公室"}),
        ("机关党委", {"lead": "机关党委"}),
        ("有关镇、街道", {"lead": "有关镇", "support": "街道"}),
        ("办公室等相关单位", {"lead": "办公室", "support": "相关单位"}),
        ("张三 李四", {"persons": "张三、李四"}),
        ("张 三、李四", {"persons": "张三、李四"}),
        ("甲某、乙某", {"persons": "甲某、乙某"}),
        ("甲 乙/丙", {"persons": "甲、乙、丙"}),
        ("欧阳明月、阿迪力·买买提", {"persons": "欧阳明月、阿迪力·买买提"}),
        ("甲(分管)", {"leader": "甲"}),
        ("张三（分管领导）、李四（经办）", {"leader": "张三", "persons": "李四"}),
        ("分管领导：张三；责任人：李四", {"leader": "张三", "persons": "李四"}),
        ("办公室 张三", {"lead": "办公室", "persons": "张三"}),
        ("办公室（张三、李四）", {"lead": "办公室", "persons": "张三、李四"}),
        ("张三（办公室）", {"lead": "办公室", "persons": "张三"}),
        ("政策法规科（复议科）、办公室", {"lead": "政策法规科(复议科)", "support": "办公室"}),
        ("办公\n室、综合\n科", {"lead": "办公室", "support": "综合科"}),
        ("张\n三\n李四", {"persons": "张三、李四"}),
        ("办公室\n张三", {"lead": "办公室", "persons": "张三"}),
        ("纪检、金融", {"lead": "纪检", "support": "金融"}),
        ("办公室主任", {"persons": "办公室主任"}),  # a post, not a person
        ("各科室负责人", {"persons": "各科室负责人"}),
        ("法规科：张三\n执法科：李四", {"lead": "法规科", "support": "执法科", "persons": "张三、李四"}),
        ("牵头单位：法规科，配合单位：人事科、执法科", {"lead": "法规科", "support": "人事科、执法科"}),
        (
            "牵头：办公室；配合：各科室；责任人：张三",
            {"lead": "办公室", "support": "各科室", "persons": "张三"},
        ),
        ("各县（市、区）局、高新区分局", {"lead": "各县(市、区)局", "support": "高新区分局"}),
        ("出国（境）管理科", {"lead": "出国(境)管理科"}),
        ("研究室（宣传科）、办公室", {"lead": "研究室(宣传科)", "support": "办公室"}),
        ("李某（党委副书记）", {"persons": "李某"}),  # one person and his post
        ("王某（办公室主任）、法规科", {"lead": "法规科", "persons": "王某"}),
        ("各科室轮流", {"lead": "各科室"}),
        ("法制科负责，各科室配合", {"lead": "法制科", "support": "各科室"}),
        ("法制科、人事科负责，各科室配合", {"lead": "法制科、人事科", "support": "各科室"}),
        ("1.法制科；2.人事科", {"lead": "法制科", "support": "人事科"}),
        ("①法制科②人事科、办公室", {"lead": "法制科", "support": "人事科、办公室"}),
        ("（1）法制科（2）人事科", {"lead": "法制科", "support": "人事科"}),
        ("法制科+各科室", {"lead": "法制科", "support": "各科室"}),
        ("法制科王某、人事科李某", {"lead": "法制科", "support": "人事科", "persons": "王某、李某"}),
        ("第一责任人：局长；直接责任人：法制科科长", {"persons": "法制科科长", "leader": "局长"}),
        ("12345热线办", {"lead": "12345热线办"}),
        ("互联网+政务服务科", {"lead": "互联网+政务服务科"}),
        ("法制科（第一党支部）", {"lead": "法制科(第一党支部)"}),
        ("法制科、人事科（第一责任单位为牵头单位）", {"lead": "法制科", "support": "人事科"}),
        ("法制科（配合单位：人事科、财务科）", {"lead": "法制科", "support": "人事科、财务科"}),
        ("各科室（牵头单位：法制科）", {"lead": "法制科", "support": "各科室"}),
        ("法制科（责任人：张三）", {"lead": "法制科", "persons": "张三"}),
        ("法制科负责组织实施，人事科参与", {"lead": "法制科", "support": "人事科"}),
        ("各村党组织负责", {"lead": "各村党组织"}),
        ("△法制科、人事科", {"lead": "法制科", "support": "人事科"}),
        ("办公室文秘", {"lead": "办公室文秘"}),
        ("法制科李律师", {"lead": "法制科", "persons": "李律师"}),
        ("人大机关和有关部门", {"lead": "人大机关", "support": "有关部门"}),
        ("法制科，各科室配合", {"lead": "法制科", "support": "各科室"}),
        ("法制科\n（机关党委配合）", {"lead": "法制科", "support": "机关党委"}),
        ("法制科，人事科、财务科配合", {"lead": "法制科", "support": "人事科、财务科"}),
        ("法制科（各科室配合）", {"lead": "法制科", "support": "各科室"}),
        ("各科室（法制科牵头）", {"lead": "法制科", "support": "各科室"}),
        ("法制科牵头，各县（市、区）配合", {"lead": "法制科", "support": "各县(市、区)"}),
        ("各科室具体落实，法制科督促指导", {"lead": "各科室", "support": "法制科"}),
        ("区民政局、区教育局（列第一位的为牵头单位）", {"lead": "区民政局", "support": "区教育局"}),
        ("各镇（街）、区直各单位", {"lead": "各镇(街)", "support": "区直各单位"}),
        ("各乡镇（场、区）", {"lead": "各乡镇(场、区)"}),
        ("司法所、各村（居）委会", {"lead": "司法所", "support": "各村(居)委会"}),
        ("各村（社区）党组织", {"lead": "各村(社区)党组织"}),
        ("局属学校、幼儿园", {"lead": "局属学校", "support": "幼儿园"}),
        ("市级有关部门及各县市区政府", {"lead": "市级有关部门", "support": "各县市区政府"}),
        ("张三 0531-1234567", {"persons": "张三"}),  # a phone is no owner
        ("张三（13800000000）", {"persons": "张三"}),
        ("办主要领导", {"leader": "办主要领导"}),
        ("—", {}),
        ("/", {}),
        ("无", {}),
        ("", {}),
    ],
)
def test_who_is_named(cell, found):
    assert names(read(cell)) == found


@pytest.mark.parametrize(
    "cell",
    [
        "各科室",
        "全系统各单位、各部门",
        "办公室等相关单位",
        "各有关部门按职责分工分别负责",
        "办公室等",
        "普法协调小组各成员单位",
        "全区普法各专班",
        "机关全体干部",
    ],
)
def test_open_sets(cell):
    assert read(cell).open_owner


def test_a_marked_name_leads_and_is_asked_about():
    found = read("人事科、*法制科")

    assert (found.lead, found.support) == (("法制科",), ("人事科",))
    assert found.flags == ("「*法制科」的记号是表示牵头吗？现按牵头读取，请核对。",)


def test_a_named_department_is_no_open_set():
    assert not read("办公室、机关党委").open_owner
    assert not read("各科室联络办", departments=["各科室联络办"]).open_owner


@pytest.mark.parametrize(
    ("cell", "doubt"),
    [
        ("有关镇、街道", "「有关镇」没有写明是哪些单位，请明确。"),
        ("办公室等相关单位", "「相关单位」没有写明是哪些单位，请明确。"),
        ("办公室、综合科按职责分工负责", "「按职责分工」没有写明各单位做什么，请明确责任部门。"),
        ("宣传部等", "「宣传部等」没有写全，请明确还有哪些。"),
        ("区司法局牵头清理工作", "「区司法局牵头清理工作」是一句话，只读出牵头单位「区司法局」，请核对。"),
        ("卫生局农绿局、民防办", "「卫生局农绿局」像是几个部门连在一起，请核对。"),
        ("各科室（不含人事科）", "「各科室」后面括号里的「不含人事科」没有读取，请核对。"),
        ("莘庄工业区闵开发", "看不出「莘庄工业区闵开发」是部门还是人员，已按部门读取，请核对。"),
    ],
)
def test_doubts(cell, doubt):
    assert doubt in read(cell).flags


@pytest.mark.parametrize(
    "cell",
    [
        "办公室",
        "各科室",
        "办公室牵头，各科室配合",
        "张三",
        "综合科 领事科",
        "局人事科、局科技科分工负责",
        "甲(分管)",
        "研究室（宣传科）",
    ],
)
def test_no_doubt_where_all_is_clear(cell):
    assert read(cell).flags == ()


def test_a_lost_sign_is_put_back_only_between_known_names():
    departments = ["卫生局", "农绿局", "民防办"]
    assert read("卫生局农绿局、 民防办", departments=departments).lead == ("卫生局",)
    assert read("卫生局农绿局、 民防办", departments=departments).support == ("农绿局", "民防办")
    assert read("卫生局农绿局", departments=["卫生局"]).lead == ("卫生局农绿局",)
    assert read("张三李四", persons=["张三", "李四"]).persons == ("张三", "李四")
    assert read("办公室牵头人事科配合", departments=["办公室", "人事科"]).lead == ("办公室",)


def test_unknown_names_are_kept_and_doubted():
    found = read("局办公室、后勤科、王五", departments=["办公室", "人事科"], persons=["张三"])
    assert (found.lead, found.support, found.persons) == (("局办公室",), ("后勤科",), ("王五",))
    assert found.flags == ("「后勤科」不在部门表中，请核对。", "「王五」不在人员表中，请核对。")


def test_known_names_go_before_their_looks():
    assert read("综合", departments=["综合"]).lead == ("综合",)
    assert read("温室", persons=["温室"]).persons == ("温室",)
    assert read("金融和经贸处", departments=["金融和经贸处"]).lead == ("金融和经贸处",)


@pytest.mark.parametrize(
    ("column", "found"),
    [
        ("lead", Owners(lead=("办公室", "人事科"))),
        ("support", Owners(support=("办公室", "人事科"))),
        ("owners", Owners(lead=("办公室",), support=("人事科",))),
    ],
)
def test_the_heading_says_what_the_departments_are(column, found):
    assert read("办公室、人事科", column=column) == found


def test_in_a_column_of_persons_any_short_word_is_one():
    assert read("亓官 第五", column="persons").persons == ("亓官", "第五")
    assert read("亓官、张三", column="leader").leader == ("亓官", "张三")
