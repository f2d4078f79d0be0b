from datetime import date

import pytest

from models import Duty, Post, PostKind
from models.refusals import BadList
from rules.deadlines.reading import Kind, Occurrence, Reading
from rules.layout import gaps, owner_post, slots

POSTS = [
    Post(id=1, title="办公室经办人", kind=PostKind.HANDLER, department_id=1),
    Post(id=2, title="办公室联络员", kind=PostKind.HANDLER, department_id=1),
    Post(id=3, title="办公室主任", kind=PostKind.DEPARTMENT_HEAD, department_id=1),
    Post(id=4, title="分管领导", kind=PostKind.LEADER),
]


def duty(*persons):
    return Duty(
        id=1, list_id=1, place=1, no="1", task="学法", persons=list(persons), source_table=1, source_row=2
    )


@pytest.mark.parametrize(
    ("persons", "names", "post"),
    [
        ([], {1: "甲", 2: "乙", 3: "丙"}, 1),
        (["乙"], {1: "甲", 2: "乙", 3: "丙"}, 2),
        (["丙"], {1: "甲", 2: "乙", 3: "丙"}, 3),
        (["不在册"], {1: "甲", 3: "丙"}, 1),
        ([], {3: "丙"}, 3),
    ],
)
def test_the_named_person_s_post_owns_then_the_handler_s_then_the_head_s(persons, names, post):
    assert owner_post(duty(*persons), 1, POSTS, names).id == post


def test_a_department_without_anybody_is_refused():
    with pytest.raises(BadList, match="还没有经办人"):
        owner_post(duty(), 2, POSTS, {1: "甲"})


def test_each_occurrence_is_a_slot_with_its_own_count():
    reading = Reading(
        "x",
        2024,
        Kind.RECURRING,
        (
            Occurrence(date(2024, 1, 1), date(2024, 3, 31), min_count=2),
            Occurrence(date(2024, 4, 1), date(2024, 6, 30), "小结"),
        ),
        min_count=1,
        unit="次",
    )
    assert [(s.occurrence, s.due_on, s.label, s.min_count) for s in slots(reading)] == [
        (1, date(2024, 3, 31), "", 2),
        (2, date(2024, 6, 30), "小结", 1),
    ]


def test_an_undated_duty_keeps_one_slot_and_one_that_waits_for_an_event_none():
    assert [s.due_on for s in slots(Reading("适时", 2024, Kind.UNSCHEDULED))] == [None]
    assert [s.due_on for s in slots(Reading("政务公开日", 2024, Kind.CAMPAIGN))] == [None]
    assert list(slots(Reading("收到通知后10日内", 2024, Kind.RELATIVE))) == []


def test_a_day_that_is_only_expected_is_one_slot():
    expected = Occurrence(date(2024, 9, 1), date(2024, 9, 30))
    reading = Reading("暂定9月", 2024, Kind.UNSCHEDULED, (expected,))
    assert [(s.occurrence, s.due_on) for s in slots(reading)] == [(1, date(2024, 9, 30))]


def test_a_gap_is_named():
    assert gaps({(1, 1, 1), (1, 2, 1)}, {(1, 1, 1)}) == ["事项1第2次（部门1）没有任务"]
