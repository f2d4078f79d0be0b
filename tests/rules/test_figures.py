from datetime import UTC, date, datetime

import pytest

from models import Activity, ActivityKind, ActivityNumber, Statistic, Task, TaskState
from rules.appendix import Part
from rules.figures import Told, by_name, figures, hedged, percent


def told(number, kind, *numbers, laws=()):
    activity = Activity(
        id=number,
        submission_id=1,
        kind=kind,
        title="活动",
        happened_on=date(2024, 5, 1),
        laws=list(laws),
    )
    return Told(
        activity,
        tuple(ActivityNumber(activity_id=number, subject=s, value=v, unit=u) for s, v, u in numbers),
    )


def task(number, state, *, due=date(2024, 5, 31), handed_in=date(2024, 5, 30)):
    return Task(
        id=number,
        duty_id=1,
        occurrence=number,
        department_id=1,
        post_id=1,
        demand="学法",
        department_name="办公室",
        owner_name="Alice",
        opens_on=date(2024, 1, 1),
        due_on=due,
        state=state,
        handed_in_on=handed_in,
        moved_at=datetime(2024, 1, 8, tzinfo=UTC),
    )


def counted(activities=(), tasks=(), statistics=()):
    recorded = {f"activity:{n}": 100 + n for n in range(200)} | {f"task:{n}": n for n in range(200)}
    return by_name(figures(activities, tasks, statistics, recorded, today=date(2024, 12, 25)))


def test_no_record_no_figure():
    assert counted() == {}


def test_both_kinds_of_study_are_one_total():
    found = counted(
        [
            told(1, ActivityKind.PARTY_GROUP_STUDY, laws=["《宪法》"]),
            told(2, ActivityKind.STUDY_GROUP, laws=["《中华人民共和国宪法》", "《民法典》"]),
            told(3, ActivityKind.STAFF_STUDY),
        ]
    )
    assert found["study_sessions"].text == "专题学法2次"
    assert [(r.id, r.log) for r in found["study_sessions"].records] == [
        ("activity:1", 101),
        ("activity:2", 102),
    ]
    assert found["laws_studied"].value == 2


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "0"), (7, "7"), (19, "19"), (20, "20"), (21, "20余"), (50, "50"), (53, "50余"), (109, "100余")],
)
def test_a_hedged_count_never_exceeds_its_records(value, words):
    assert hedged(value) == words
    assert int(words.rstrip("余")) <= value


def test_publicity_is_hedged_in_words_and_exact_in_value():
    found = counted([told(n, ActivityKind.PUBLICITY) for n in range(53)])["publicity_events"]
    assert (found.value, found.text, len(found.records)) == (53, "50余次", 53)


@pytest.mark.parametrize(
    ("numerator", "denominator", "words"),
    [
        (46, 46, "100%"),
        (11, 12, "91.7%"),
        (1, 3, "33.3%"),
        (2, 3, "66.7%"),
        (1, 2, "50%"),
        (0, 5, "0%"),
        (99999, 100000, "99.9%"),
    ],
)
def test_a_rate_is_rounded_once_and_100_only_where_it_is(numerator, denominator, words):
    assert percent(numerator, denominator) == words


def test_the_pass_rate_is_passed_of_sat():
    found = counted(
        [
            told(1, ActivityKind.EXAM, ("should_sit", 48, "人"), ("sat", 40, "人"), ("passed", 40, "人")),
            told(2, ActivityKind.EXAM, ("sat", 6, "人"), ("passed", 6, "人")),
            told(3, ActivityKind.EXAM),
        ]
    )["pass_rate"]
    assert (found.numerator, found.denominator, found.text) == (46, 46, "合格率100%")
    assert [r.id for r in found.records] == ["activity:1", "activity:2"]


def test_a_compound_number_is_added_unit_by_unit():
    statistic = Statistic(name="consular_cases", label="领保案件", units=["批", "人"])
    found = counted(
        [
            told(1, ActivityKind.BUSINESS, ("consular_cases", 4, "批"), ("consular_cases", 7, "人")),
            told(2, ActivityKind.BUSINESS, ("consular_cases", 6, "批"), ("consular_cases", 10, "人")),
            told(3, ActivityKind.BUSINESS, ("foreign_cases", 1, "批")),
        ],
        statistics=[statistic],
    )
    assert found["consular_cases"].text == "10批17人"
    assert found["consular_cases"].parts == (Part(10, "批"), Part(17, "人"))
    assert "foreign_cases" not in found


def test_the_tasks_are_counted_by_what_became_of_them():
    found = counted(
        tasks=[
            task(1, TaskState.ACCEPTED),
            task(2, TaskState.ACCEPTED, handed_in=date(2024, 6, 3)),
            task(3, TaskState.OPEN),
            task(4, TaskState.WAIVED),
        ]
    )
    assert {name: figure.text for name, figure in found.items()} == {
        "tasks_total": "任务4项",
        "tasks_done": "已办结2项",
        "tasks_done_late": "其中逾期办结1项",
        "tasks_waived": "免除1项",
        "tasks_open": "到期未办结1项",
        "completion_rate": "完成率66.7%",
    }
