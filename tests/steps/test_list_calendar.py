"""When a campaign or the holidays are dated, what hangs on them moves: shown first, once confirmed."""

import json
from datetime import date

import pytest
from sqlmodel import select

from models import CalendarNode, HolidayDay, LogEntry, Notice, NoticeState, TaskState
from models.refusals import NotYours, Refusal
from rules.holidays import told
from steps.closing.check import check_layout
from steps.listing.enter_holidays import enter_holidays
from steps.listing.happened import happened
from steps.listing.redate_node import Announced, redate_node
from steps.working.date_task import date_task
from steps.working.submit import submit
from store import lists, log, people, tasks
from store.db import begin, reading, rolled_back
from tests import make

ROWS = (
    ("1", "宪法宣传进机关", "办公室", "宪法宣传周", "照片"),
    ("2", "宪法宣传总结", "法规科", "宪法宣传周后5个工作日内", "总结"),
    ("3", "学法考法", "人事科", "10月31日前", "成绩单"),
    ("4", "政务公开日活动", "办公室", "政务公开日", "照片"),
    ("5", "报送反馈", "法规科", "收到通知后10个工作日内", "反馈函"),
)
WEEK = Announced(
    2026, "宪法宣传周", date(2026, 11, 30), date(2026, 12, 6), source="全国普法办2026年宪法宣传周方案"
)


@pytest.fixture
def provisional(office, clock):
    """Issue the list of 2026, whose 宪法宣传周 is not announced yet, and go to the day it is."""
    clock.at(2026, 3, 2)
    make.issued_list(office, ROWS, on=date(2026, 3, 2), year=2026)
    clock.at(2026, 11, 18)
    return office


def enter(office, announced=WEEK, *, by="Carol", preview=False):
    with (rolled_back if preview else begin)(office.database) as session:
        return redate_node(
            session,
            announced,
            by=people.person_named(session, by),
            now=office.clock(),
        )


def free(office, rows, *, notice="国办发明电〔2025〕7号", by="Carol"):
    with begin(office.database) as session:
        return enter_holidays(
            session,
            told(rows),
            notice=notice,
            by=people.person_named(session, by),
            now=office.clock(),
        )


def of_duty(office, number, year=2026):
    with reading(office.database) as session:
        duty = lists.duty_numbered(session, lists.of_year(session, year).id, number)
        return tasks.of_duty(session, duty.id)


def all_of(office, model):
    with reading(office.database) as session:
        return session.exec(select(model)).all()


def notices(office, task):
    with reading(office.database) as session:
        query = select(Notice).where(Notice.task_id == task.id).order_by(Notice.planned_at)
        return session.exec(query).all()


def words(followed):
    return [change.words for change in followed.changes]


def test_what_would_move_is_shown_before_and_nothing_is_written(provisional):
    before = [of_duty(provisional, number) for number in "12345"]
    shown = enter(provisional, preview=True)
    assert words(shown)[:2] == [
        "「宪法宣传进机关」第1次：2026-12-01至2026-12-07 → 2026-11-30至2026-12-06",
        "「宪法宣传总结」第1次：2026-12-07至2026-12-14 → 2026-12-06至2026-12-11",
    ]
    assert [of_duty(provisional, number) for number in "12345"] == before
    assert all_of(provisional, CalendarNode) == []
    assert words(enter(provisional)) == words(shown)


def test_confirmed_the_tasks_move_and_the_log_says_so(provisional):
    enter(provisional)
    (week,), (summary,) = of_duty(provisional, "1"), of_duty(provisional, "2")
    assert (week.opens_on, week.due_on, week.first_due_on) == (
        date(2026, 11, 30),
        date(2026, 12, 6),
        date(2026, 12, 7),
    )
    assert summary.due_on == date(2026, 12, 11)
    with reading(provisional.database) as session:
        leaves = session.exec(select(LogEntry.leaf).where(LogEntry.action == "task.redate")).all()
        (entry,) = session.exec(select(LogEntry.leaf).where(LogEntry.action == "node.date")).all()
        assert check_layout(session, 2026, now=provisional.clock()).gaps == ()
    assert [json.loads(leaf)["detail"] for leaf in leaves] == [
        {"because": "node:2026:宪法宣传周", "from": "2026-12-07", "to": "2026-12-06"},
        {"because": "node:2026:宪法宣传周", "from": "2026-12-14", "to": "2026-12-11"},
    ]
    assert json.loads(entry)["detail"]["announced_end"] == "2026-12-06"
    assert "全国普法办" not in entry.decode()


def test_only_unsent_notices_move(provisional, clock):
    clock.at(2026, 11, 25)
    make.sweep(provisional)
    (week,) = of_duty(provisional, "1")
    clock.at(2026, 11, 26)
    sent = [n for n in notices(provisional, week) if n.state is NoticeState.SENT]
    later = Announced(2026, "宪法宣传周", date(2026, 12, 1), date(2026, 12, 10), source="省普法办通知")
    enter(provisional, later)
    after = notices(provisional, week)
    assert [n for n in after if n.state is NoticeState.SENT] == sent
    assert {n.plan for n in after if n.state is NoticeState.PLANNED} == {2}
    assert {n.plan for n in after if n.state is NoticeState.CANCELLED} == {1}


def test_what_is_handed_in_or_was_given_its_own_day_stays(provisional):
    (week,), (open_day,) = of_duty(provisional, "1"), of_duty(provisional, "3")
    with begin(provisional.database) as session:
        submit(
            session, week.id, make.handed_in(), people.person_named(session, "Alice"), now=provisional.clock()
        )
    followed = enter(provisional)
    assert "「宪法宣传进机关」第1次已交材料或已办结，仍为 2026-12-01至2026-12-07" in words(followed)
    assert of_duty(provisional, "1")[0].due_on == date(2026, 12, 7)
    assert of_duty(provisional, "3") == [open_day]


def test_a_campaign_without_date_is_dated_and_its_task_laid_out(provisional):
    (undated,) = of_duty(provisional, "4")
    assert (undated.due_on, notices(provisional, undated)) == (None, [])
    followed = enter(
        provisional,
        Announced(2026, "政务公开日", date(2026, 12, 15), date(2026, 12, 15), source="市政务公开办通知"),
    )
    (task,) = of_duty(provisional, "4")
    assert (task.id, task.due_on, task.state) == (undated.id, date(2026, 12, 15), TaskState.OPEN)
    assert words(followed) == ["「政务公开日活动」第1次：待定 → 2026-12-15至2026-12-15"]
    assert {n.state for n in notices(provisional, task)} == {NoticeState.PLANNED}


def test_a_local_extension_is_its_own_end(provisional):
    extended = Announced(
        2026,
        "宪法宣传周",
        date(2026, 12, 1),
        date(2026, 12, 7),
        source="市委依法治市办通知",
        extended_to=date(2026, 12, 10),
    )
    enter(provisional, extended)
    (node,) = all_of(provisional, CalendarNode)
    assert (node.end_on, node.announced_end_on) == (date(2026, 12, 10), date(2026, 12, 7))
    assert of_duty(provisional, "1")[0].due_on == date(2026, 12, 10)


def test_entered_again_the_later_dates_stand(provisional):
    enter(provisional)
    enter(provisional, Announced(2026, "宪法周", date(2026, 12, 2), date(2026, 12, 8), source="更正通知"))
    (node,) = all_of(provisional, CalendarNode)
    assert (node.name, node.start_on) == ("宪法宣传周", date(2026, 12, 2))
    assert of_duty(provisional, "1")[0].due_on == date(2026, 12, 8)


def test_what_is_past_when_it_is_dated_waits_to_be_made_up(provisional):
    enter(provisional, Announced(2026, "宪法宣传周", date(2026, 11, 2), date(2026, 11, 8), source="通知"))
    (week,) = of_duty(provisional, "1")
    assert week.backfill
    assert not week.is_overdue(date(2026, 12, 31))
    assert {n.state for n in notices(provisional, week)} == {NoticeState.CANCELLED}


def test_a_task_with_a_day_of_its_own_is_told_and_not_moved(office, clock):
    clock.at(2026, 12, 9)
    make.issued_list(office, ROWS, on=date(2026, 12, 9), year=2026)
    (week,) = of_duty(office, "1")
    assert week.backfill
    with begin(office.database) as session:
        date_task(
            session,
            week.id,
            date(2026, 12, 20),
            by=people.person_named(session, "Carol"),
            now=office.clock(),
        )
    assert "「宪法宣传进机关」第1次已单独定过时限，仍为 2026-12-01至2026-12-20" in words(enter(office))
    assert of_duty(office, "1")[0].due_on == date(2026, 12, 20)


def test_of_a_draft_the_questions_are_asked_anew(office, clock):
    clock.at(2026, 3, 2)
    make.drafted_list(office, ROWS[:1], year=2026)

    def questions():
        with reading(office.database) as session:
            duty_list = lists.of_year(session, 2026)
            return [doubt.question for doubt in lists.doubts(session, duty_list.id, open_only=True)]

    assert any("尚未公布" in question for question in questions())
    followed = enter(
        office, Announced(2026, "宪法宣传周", date(2026, 12, 1), date(2026, 12, 7), source="通知")
    )
    assert questions() == []
    assert followed.changes == ()
    (shown,) = words(enter(office))
    assert shown.startswith("第1项「宪法宣传进机关」")
    assert questions() == []


@pytest.mark.parametrize(
    ("announced", "by", "refusal", "sentence"),
    [
        (WEEK, "Alice", NotYours, "只有统筹人"),
        (
            Announced(2026, "宪法宣传周", date(2026, 12, 7), date(2026, 12, 1), "通知"),
            "Carol",
            Refusal,
            "不对",
        ),
        (
            Announced(2026, "宪法宣传周", date(2025, 12, 1), date(2025, 12, 7), "通知"),
            "Carol",
            Refusal,
            "不对",
        ),
        (Announced(2026, "宪法宣传周", date(2026, 12, 1), date(2026, 12, 7)), "Carol", Refusal, "出处"),
        (
            Announced(2026, "宪法宣传周", date(2026, 12, 1), date(2026, 12, 7), "通知", date(2026, 12, 5)),
            "Carol",
            Refusal,
            "不对",
        ),
        (
            Announced(2026, "没有的节", date(2026, 12, 1), date(2026, 12, 7), "通知"),
            "Carol",
            Refusal,
            "--own",
        ),
    ],
)
def test_dates_that_cannot_be_are_refused_and_write_nothing(office, announced, by, refusal, sentence):
    with reading(office.database) as session:
        before = log.size(session)
    with pytest.raises(refusal, match=sentence):
        enter(office, announced, by=by)
    with reading(office.database) as session:
        assert log.size(session) == before
    assert all_of(office, CalendarNode) == []


def test_a_guess_is_kept_as_one(office):
    enter(office, Announced(2026, "宪法宣传周", date(2026, 12, 1), date(2026, 12, 7), provisional=True))
    (node,) = all_of(office, CalendarNode)
    assert node.provisional


# ---- holidays ----


def test_a_holiday_notice_is_kept_day_by_day(office):
    free(
        office,
        [("2027-01-01至2027-01-03", "休", "元旦"), ("2027-01-09", "班")],
        notice="国办发明电[2026]第05号",
    )
    days = all_of(office, HolidayDay)
    assert [(d.day.day, str(d.kind), d.name) for d in sorted(days, key=lambda d: d.day)] == [
        (1, "rest", "元旦"),
        (2, "rest", "元旦"),
        (3, "rest", "元旦"),
        (9, "work", ""),
    ]
    assert {d.notice_number for d in days} == {"国办发明电〔2026〕5号"}


def test_deadlines_that_count_working_days_follow_the_notice(provisional):
    with begin(provisional.database) as session:
        duty = lists.duty_numbered(session, lists.of_year(session, 2026).id, "5")
        happened(
            session,
            duty,
            date(2026, 11, 17),
            by=people.person_named(session, "Carol"),
            now=provisional.clock(),
        )
    assert of_duty(provisional, "5")[0].due_on == date(2026, 12, 1)
    followed = free(provisional, [("2026-11-20", "休", "地方假日")])
    assert of_duty(provisional, "5")[0].due_on == date(2026, 12, 2)
    assert words(followed) == ["「报送反馈」第1次：2026-11-17至2026-12-01 → 2026-11-17至2026-12-02"]


def test_notices_leave_a_day_that_became_free(provisional):
    (week,) = of_duty(provisional, "1")
    last_day = [n.planned_at.date() for n in notices(provisional, week) if n.stage == "due-today"]
    assert set(last_day) == {date(2026, 12, 7)}
    followed = free(provisional, [("2026-12-07", "休")])
    assert followed.replanned > 0
    moved = [
        n for n in notices(provisional, week) if n.state is NoticeState.PLANNED and n.stage == "due-today"
    ]
    assert {n.planned_at.date() for n in moved} == {date(2026, 12, 4)}
    assert of_duty(provisional, "1")[0].due_on == date(2026, 12, 7)


def test_a_notice_that_changes_nothing_lays_out_nothing_anew(provisional):
    assert free(provisional, [("2028-01-01", "休", "元旦")]) == free(
        provisional, [("2028-01-01", "休", "元旦")]
    )
    assert all(n.plan == 1 for n in all_of(provisional, Notice))


def test_a_notice_without_number_is_refused(office):
    with pytest.raises(Refusal, match="国办发明电"):
        free(office, [("2027-01-01", "休")], notice="国务院办公厅通知")
    with pytest.raises(NotYours):
        free(office, [("2027-01-01", "休")], by="Alice")
    assert all_of(office, HolidayDay) == []
