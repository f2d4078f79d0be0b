"""A policy as a person reads it out and writes it down."""

from datetime import date, time

import pytest

from models import Part
from models.refusals import Refusal
from rules.policy_words import changed, counts, hours, quiet_days, read_out
from rules.reminding import Policy, Route
from rules.stages import ASKED, FIRST


def told(policy: Policy, stage: str) -> dict[str, tuple[str, ...]]:
    return {str(route.part): route.channels for route in policy.routes if route.stage == stage}


@pytest.mark.parametrize(
    ("steps", "head", "coordinator"),
    [
        ((1, 3, 7), "overdue-3", "overdue-7"),
        ((2, 6), "overdue-6", "overdue-6"),
        ((4,), "overdue-4", "overdue-4"),
    ],
)
def test_who_is_climbed_to_follows_the_steps(steps, head, coordinator):
    policy = changed(Policy(), {"overdue_workdays": steps})

    assert "department_head" in told(policy, head)
    assert "coordinator" in told(policy, coordinator)
    assert policy.overdue_workdays == steps


def test_without_a_step_nobody_is_climbed_to():
    policy = changed(Policy(), {"overdue_workdays": ()})

    assert not [stage for stage in policy.stages() if stage.startswith("overdue")]
    assert not [route for route in policy.routes if route.stage.startswith("overdue")]


def test_what_is_switched_off_and_on_again_tells_as_before():
    off = changed(Policy(), {"opening": False, "on_due_day": False})
    on = changed(off, {"opening": True, "on_due_day": True})

    assert {"opens", "due-today"}.isdisjoint(off.stages())
    assert set(on.routes) == set(Policy().routes)


@pytest.mark.parametrize(
    ("line", "stage", "part", "channels"),
    [
        ("逾期5=部门负责人:邮件,短信", "overdue-5", Part.DEPARTMENT_HEAD, ("mail", "sms")),
        (" 逾期 ＝ 科室负责人：短信 ", "overdue", Part.DEPARTMENT_HEAD, ("sms",)),
        ("延期申请=统筹人:邮件", ASKED, Part.COORDINATOR, ("mail",)),
        ("提前5=配合部门:短信", "due-in-5", Part.SUPPORT, ("sms",)),
        ("提前5=配合科室:短信", "due-in-5", Part.SUPPORT, ("sms",)),
    ],
)
def test_a_line_says_who_is_told_by_what(line, stage, part, channels):
    policy = changed(Policy(), {}, [line])

    assert Route(stage, part, channels) in policy.routes


def test_a_line_takes_a_part_off_a_stage():
    policy = changed(Policy(), {}, ["首次=配合部门:不告知"])

    assert told(policy, FIRST) == {}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("逾期5", "看不懂"),
        ("逾期5=院长:邮件", "看不懂"),
        ("明天=责任人:邮件", "看不懂"),
        ("逾期5=部门负责人:传真", "传真"),
        ("逾期6=部门负责人:邮件", "没有“逾期6”"),
        ("逾期5=分管领导:邮件", "分管领导"),
        ("退回=责任人:不告知", "没有告知责任人"),
    ],
)
def test_a_line_that_cannot_be_is_refused(line, says):
    with pytest.raises(Refusal, match=says):
        changed(Policy(), {}, [line])


def test_what_a_person_writes_is_read():
    assert counts("5, 1") == (5, 1)
    assert counts("10、3") == (10, 3)
    assert counts("5,1,5") == (5, 1)
    assert counts("无") == ()
    assert hours("8:30-17:30") == (time(8, 30), time(17, 30))
    assert hours("08：30 至 17：30") == (time(8, 30), time(17, 30))
    assert quiet_days(["2024-10-08至2024-10-10", "2024-09-20"]) == (
        (date(2024, 9, 20), date(2024, 9, 20)),
        (date(2024, 10, 8), date(2024, 10, 10)),
    )
    assert quiet_days(["无"]) == ()


@pytest.mark.parametrize(
    ("read", "written"),
    [(counts, "五天"), (counts, ""), (hours, "早九晚五"), (hours, "8:30"), (hours, "25:00-26:00")],
)
def test_what_is_no_value_is_refused(read, written):
    with pytest.raises(Refusal, match="请写成"):
        read(written)


def test_a_policy_is_read_out_whole():
    words = "\n".join(read_out(Policy(quiet_days=((date(2024, 9, 20), date(2024, 9, 21)),))))

    for said in (
        "5、1个工作日",
        "第1、5、10个工作日",
        "09:00至18:00",
        "2024-09-20至2024-09-21",
        "各1条",
        "配合部门（邮件）",
    ):
        assert said in words
