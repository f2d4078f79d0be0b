"""What waits for an event is dated when somebody tells that it happened."""

import json
from datetime import date

import pytest
from sqlmodel import select

from models import LogEntry, Notice, NoticeState, TaskState
from models.refusals import NotYours, Refusal, WrongState
from steps.closing.check import check_layout
from steps.listing.amend import Amendment, amend
from steps.listing.happened import happened
from steps.working.submit import submit
from store import lists, log, people, tasks
from store.db import begin, reading
from tests import make

ROWS = (
    ("1", "报送征求意见反馈", "办公室、人事科共同负责", "收到通知后10个工作日内", "反馈函"),
    ("2", "会前学法", "办公室", "每次会前一周", "学习材料"),
    ("3", "学法考法", "人事科", "10月31日前", "成绩单"),
    ("4", "新法宣传", "法规科", "法律施行之日起3个月内", "报道"),
    ("5", "业务培训", "人事科", "收到市局通知后10日内报送名单，培训结束后5日内报送总结", "名单、总结"),
)


@pytest.fixture
def waiting(office, clock):
    make.issued_list(office, ROWS)
    clock.at(2024, 9, 11)
    return office


def tell(office, number, on, *, by="Carol", event="", instead_of=None):
    with begin(office.database) as session:
        duty = lists.duty_numbered(session, lists.of_year(session, 2024).id, number)
        return happened(
            session,
            duty,
            on,
            event=event,
            instead_of=instead_of,
            by=people.person_named(session, by),
            now=office.clock(),
        )


def of_duty(office, number):
    with reading(office.database) as session:
        duty = lists.duty_numbered(session, lists.of_year(session, 2024).id, number)
        return tasks.of_duty(session, duty.id)


def notices(office, task):
    with reading(office.database) as session:
        return session.exec(select(Notice).where(Notice.task_id == task.id)).all()


def logged(office, action):
    with reading(office.database) as session:
        leaves = session.exec(select(LogEntry.leaf).where(LogEntry.action == action)).all()
    return [json.loads(leaf) for leaf in leaves]


def size_of_log(office):
    with reading(office.database) as session:
        return log.size(session)


def test_before_the_event_there_is_no_task_and_no_gap(waiting):
    assert of_duty(waiting, "1") == []
    with reading(waiting.database) as session:
        assert check_layout(session, 2024, now=waiting.clock()).gaps == ()


def test_the_event_lays_out_a_task_for_each_department_with_its_notices(waiting):
    told = tell(waiting, "1", date(2024, 9, 10))
    assert (told.event, told.due_on, told.cautions) == ("收到通知", date(2024, 9, 25), ())
    mine, other = of_duty(waiting, "1")
    assert [(t.department_name, t.opens_on, t.due_on, t.label) for t in (mine, other)] == [
        (name, date(2024, 9, 10), date(2024, 9, 25), "收到通知（9月10日）") for name in ("办公室", "人事科")
    ]
    assert all(
        n.state is NoticeState.PLANNED and n.planned_at > waiting.clock() for n in notices(waiting, mine)
    )
    assert {n.stage for n in notices(waiting, mine)} >= {"due-in-5", "due-today"}
    with reading(waiting.database) as session:
        assert check_layout(session, 2024, now=waiting.clock()).gaps == ()
    (entry,) = logged(waiting, "duty.happened")
    assert entry["detail"] == {
        "due_on": "2024-09-25",
        "instead_of": None,
        "occurrence": 1,
        "on": "2024-09-10",
    }
    assert len(logged(waiting, "task.open")) == 3


def test_a_wrong_day_is_corrected_before_anybody_began(waiting):
    tell(waiting, "1", date(2024, 9, 3))
    told = tell(waiting, "1", date(2024, 9, 10))
    assert told.due_on == date(2024, 9, 25)
    assert [change.words for change in told.changes] == [
        "「报送征求意见反馈」第1次：2024-09-03至2024-09-18 → 2024-09-10至2024-09-25"
    ] * 2
    mine, _ = of_duty(waiting, "1")
    assert (mine.due_on, mine.label) == (date(2024, 9, 25), "收到通知（9月10日）")
    assert {(n.plan, n.state) for n in notices(waiting, mine)} == {
        (1, NoticeState.CANCELLED),
        (2, NoticeState.PLANNED),
    }
    assert logged(waiting, "duty.happened")[-1]["detail"]["instead_of"] == "2024-09-03"


def test_once_somebody_began_a_second_day_is_refused_and_writes_nothing(waiting):
    tell(waiting, "1", date(2024, 9, 3))
    mine, other = of_duty(waiting, "1")
    with begin(waiting.database) as session:
        submit(session, mine.id, make.handed_in(), people.person_named(session, "Alice"), now=waiting.clock())
    before = size_of_log(waiting)
    with pytest.raises(WrongState, match="已经开始办理"):
        tell(waiting, "1", date(2024, 9, 10))
    assert size_of_log(waiting) == before
    assert [t.due_on for t in of_duty(waiting, "1")] == [mine.due_on, other.due_on]


def test_an_event_that_comes_again_gets_a_task_each_time(waiting):
    tell(waiting, "2", date(2024, 9, 30))
    tell(waiting, "2", date(2024, 12, 20))
    tell(waiting, "2", date(2024, 12, 25), instead_of=date(2024, 12, 20))
    assert [(t.occurrence, t.due_on) for t in of_duty(waiting, "2")] == [
        (1, date(2024, 9, 23)),
        (2, date(2024, 12, 18)),
    ]


def test_what_is_told_too_late_waits_to_be_dated(waiting):
    told = tell(waiting, "1", date(2024, 8, 1))
    assert "待补录" in told.changes[0].words
    assert all(task.backfill and not notices(waiting, task) for task in of_duty(waiting, "1"))


def test_the_day_on_which_a_law_enters_into_force_is_known_ahead(waiting):
    assert tell(waiting, "4", date(2024, 11, 1)).due_on == date(2025, 2, 1)


def test_working_days_of_an_unpublished_year_are_said_to_be_unsure(office, clock):
    clock.at(2026, 12, 28)
    make.issued_list(office, ROWS, on=date(2026, 12, 28), year=2026)
    with begin(office.database) as session:
        duty = lists.duty_numbered(session, lists.of_year(session, 2026).id, "1")
        told = happened(
            session,
            duty,
            date(2026, 12, 28),
            by=people.person_named(session, "Carol"),
            now=office.clock(),
        )
    assert "2027年放假安排尚未公布" in told.cautions[0]


@pytest.mark.parametrize(
    ("number", "on", "by", "refusal", "words"),
    [
        ("1", date(2024, 9, 10), "Alice", NotYours, "只有统筹人"),
        ("3", date(2024, 9, 10), "Carol", Refusal, "不等事件"),
        ("1", date(2024, 9, 12), "Carol", Refusal, "还没有到"),
        ("1", date(2014, 9, 10), "Carol", Refusal, "太远"),
    ],
)
def test_a_day_that_cannot_be_is_refused_and_writes_nothing(waiting, number, on, by, refusal, words):
    before = size_of_log(waiting)
    with pytest.raises(refusal, match=words):
        tell(waiting, number, on, by=by)
    assert size_of_log(waiting) == before


def test_a_day_is_told_once(waiting):
    tell(waiting, "2", date(2024, 9, 30))
    with pytest.raises(Refusal, match="已经登记过"):
        tell(waiting, "2", date(2024, 9, 30))
    with pytest.raises(Refusal, match="没有登记过"):
        tell(waiting, "2", date(2024, 10, 30), instead_of=date(2024, 10, 1))


def test_before_the_issue_no_event_is_told(office):
    make.drafted_list(office, ROWS)
    with pytest.raises(WrongState, match="印发以后"):
        tell(office, "1", date(2024, 1, 5))


def test_an_amended_distance_counts_from_the_event_that_was_told(waiting):
    tell(waiting, "1", date(2024, 9, 10))
    with begin(waiting.database) as session:
        amend(
            session,
            lists.of_year(session, 2024),
            [Amendment(number="1", deadline="收到通知后5个工作日内")],
            reason="市司法局通知",
            by=people.person_named(session, "Carol"),
            now=waiting.clock(),
        )
    assert [(t.occurrence, t.due_on, t.state) for t in of_duty(waiting, "1")] == [
        (1, date(2024, 9, 18), TaskState.OPEN)
    ] * 2
    assert tell(waiting, "1", date(2024, 9, 11)).due_on == date(2024, 9, 19)


def test_a_cell_that_waits_for_two_events_is_dated_one_by_one(waiting):
    with pytest.raises(Refusal, match="不止一件事：「收到市局通知」、「培训结束」"):
        tell(waiting, "5", date(2024, 9, 10))
    with pytest.raises(Refusal, match="等的不是「会议结束」"):
        tell(waiting, "5", date(2024, 9, 10), event="会议结束")
    second = tell(waiting, "5", date(2024, 9, 10), event="培训结束")
    first = tell(waiting, "5", date(2024, 9, 2), event="收到市局通知")
    assert (second.event, second.due_on, first.event, first.due_on) == (
        "培训结束",
        date(2024, 9, 15),
        "收到市局通知",
        date(2024, 9, 12),
    )
    assert [(t.occurrence, t.label, t.due_on) for t in of_duty(waiting, "5")] == [
        (1, "报送总结：培训结束（9月10日）", date(2024, 9, 15)),
        (2, "报送名单：收到市局通知（9月2日）", date(2024, 9, 12)),
    ]


def test_the_day_of_one_of_two_events_is_corrected_alone(waiting):
    tell(waiting, "5", date(2024, 9, 2), event="收到市局通知")
    tell(waiting, "5", date(2024, 9, 10), event="培训结束")
    tell(waiting, "5", date(2024, 9, 3), event="收到市局通知")
    assert [(t.label, t.due_on) for t in of_duty(waiting, "5")] == [
        ("报送名单：收到市局通知（9月3日）", date(2024, 9, 13)),
        ("报送总结：培训结束（9月10日）", date(2024, 9, 15)),
    ]
