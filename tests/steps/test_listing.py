from datetime import date

import pytest
from sqlmodel import select

from models import Department, DutyList, ListState, Notice, NoticeState, Task, TaskState
from models.refusals import BadList, NotFound, NotYours, Refusal, WrongState
from steps.closing.check import check_layout
from steps.listing.amend import Amendment, amend
from steps.listing.approve import approve
from steps.listing.confirm import confirm, settle
from steps.listing.issue import issue
from steps.working.date_task import date_task
from store import lists, log, people, tasks
from store.db import begin, reading, rolled_back
from tests import make

UNKNOWN = (("1", "宪法宣传", "外事科", "6月30日前", "照片"),)


def act(office, step, *given, by="Carol", **named):
    """Take one step in a transaction of its own."""
    with begin(office.database) as session:
        return step(session, *given, by=people.person_named(session, by), now=office.clock(), **named)


def the_list(office):
    with reading(office.database) as session:
        return lists.of_year(session, 2024)


def all_tasks(office):
    with reading(office.database) as session:
        return tasks.of_list(session, the_list(office).id)


def on_list(office, step, by="Carol", **named):
    with begin(office.database) as session:
        return step(
            session,
            lists.of_year(session, 2024),
            by=people.person_named(session, by),
            now=office.clock(),
            **named,
        )


def doubts(office):
    with reading(office.database) as session:
        return lists.doubts(session, the_list(office).id, open_only=True)


def test_a_list_goes_from_draft_to_issued(office):
    make.drafted_list(office)
    assert the_list(office).state is ListState.DRAFT
    assert doubts(office) == []
    on_list(office, confirm)
    on_list(office, approve, by="Bob", body="办党组会", on=date(2024, 1, 8), meeting="第1次党组会")
    issued = on_list(office, issue, doc_number="云外发〔2024〕3号", on=date(2024, 1, 8))
    assert the_list(office).state is ListState.ISSUED
    assert not the_list(office).entered_on_behalf
    assert (issued.tasks, issued.backfill) == (7, 0)
    assert [(t.department_name, t.owner_name, t.due_on) for t in all_tasks(office)][:2] == [
        ("办公室", "Alice", date(2024, 3, 25)),
        ("办公室", "Alice", date(2024, 6, 25)),
    ]


def test_what_a_coordinator_enters_for_the_leader_is_marked(office):
    make.drafted_list(office)
    on_list(office, confirm)
    on_list(office, approve, body="办党组会", on=date(2024, 1, 8), meeting="")
    assert the_list(office).entered_on_behalf


def test_an_owner_cannot_approve(office):
    make.drafted_list(office)
    on_list(office, confirm)
    with pytest.raises(NotYours):
        on_list(office, approve, by="Alice", body="办党组会", on=date(2024, 1, 8), meeting="")


def test_a_meeting_of_tomorrow_has_not_approved(office):
    make.drafted_list(office)
    on_list(office, confirm)
    with pytest.raises(Refusal, match="还没有到"):
        on_list(office, approve, body="办党组会", on=date(2024, 1, 9), meeting="")


def test_an_open_doubt_keeps_the_list_a_draft(office):
    make.drafted_list(office, UNKNOWN)
    with pytest.raises(WrongState, match="还有 1 个疑问"):
        on_list(office, confirm)


def test_an_unknown_department_is_asked_once_and_remembered(office):
    rows = [(str(n), f"第{n}件事", "办公处", "6月30日前", "照片") for n in (1, 2, 3)]
    make.drafted_list(office, rows)
    (doubt,) = doubts(office)
    assert "办公处" in doubt.question
    act(office, settle, doubt.id, "办公室")
    on_list(office, confirm)
    with reading(office.database) as session:
        office_department = people.department_named(session, "办公处")
        assert office_department.name == "办公室"
        assert {tuple(d.lead_ids) for d in lists.duties(session, the_list(office).id)} == {
            (office_department.id,)
        }


@pytest.mark.parametrize("answer", ["没有这个科", "  "])
def test_an_answer_that_settles_nothing_is_refused_and_writes_nothing(office, answer):
    make.drafted_list(office, UNKNOWN)
    (doubt,) = doubts(office)
    with reading(office.database) as session:
        before = log.size(session)
    with pytest.raises(Refusal):
        act(office, settle, doubt.id, answer)
    assert doubts(office) == [doubt]
    with reading(office.database) as session:
        assert log.size(session) == before


def test_a_duty_of_nobody_in_the_office_is_not_confirmed(office):
    make.drafted_list(office, UNKNOWN)
    act(office, settle, doubts(office)[0].id, "外单位")
    with pytest.raises(WrongState, match="没有本单位的责任部门"):
        on_list(office, confirm)


def test_a_second_list_of_the_year_is_refused(office):
    make.drafted_list(office)
    with pytest.raises(WrongState, match="已经有责任清单"):
        make.drafted_list(office)


def test_an_empty_department_cannot_be_issued_to_and_nothing_is_written(office):
    with begin(office.database) as session:
        session.add(Department(name="外事科", place=9))
    make.drafted_list(office, UNKNOWN)
    on_list(office, confirm)
    on_list(office, approve, body="办党组会", on=date(2024, 1, 8), meeting="")
    with pytest.raises(BadList, match="还没有经办人"):
        on_list(office, issue, doc_number="", on=date(2024, 1, 8))
    assert the_list(office).state is ListState.APPROVED
    with reading(office.database) as session:
        assert session.exec(select(Task)).all() == []


def test_all_notices_of_the_year_are_rows_at_issue(issued):
    with reading(issued.database) as session:
        checked = check_layout(session, 2024, now=issued.clock())
        planned = session.exec(select(Notice)).all()
    assert checked.gaps == ()
    assert {notice.task_id for notice in planned} == {task.id for task in all_tasks(issued)}
    assert all(notice.planned_at >= issued.clock() for notice in planned)


def test_a_gap_in_the_lay_out_is_reported(issued):
    victim = all_tasks(issued)[0].id
    with begin(issued.database) as session:
        for notice in session.exec(select(Notice).where(Notice.task_id == victim)):
            session.delete(notice)
    with reading(issued.database) as session:
        (gap,) = check_layout(session, 2024, now=issued.clock()).gaps
    assert "还没有安排提醒" in gap


def test_what_is_past_at_issue_waits_to_be_dated(office, clock):
    clock.at(2024, 8, 5)
    make.issued_list(office, on=date(2024, 8, 5))
    past = [task for task in all_tasks(office) if task.backfill]
    assert [task.due_on for task in past] == [
        date(2024, 3, 25),
        date(2024, 6, 25),
        date(2024, 5, 31),
        date(2024, 6, 30),
    ]
    with reading(office.database) as session:
        told = {notice.task_id for notice in session.exec(select(Notice))}
    assert not told & {task.id for task in past}
    assert not any(task.is_overdue(date(2024, 12, 31)) for task in past)


def test_dating_a_past_task_brings_it_back_into_the_year(office, clock):
    clock.at(2024, 8, 5)
    make.issued_list(office, on=date(2024, 8, 5))
    task = next(task for task in all_tasks(office) if task.backfill)
    with pytest.raises(NotYours):
        act(office, date_task, task.id, date(2024, 8, 30), by="Alice")
    with pytest.raises(Refusal, match="已经过去"):
        act(office, date_task, task.id, date(2024, 8, 1))
    dated = act(office, date_task, task.id, date(2024, 8, 30))
    assert (dated.due_on, dated.first_due_on, dated.backfill) == (
        date(2024, 8, 30),
        date(2024, 3, 25),
        False,
    )
    with reading(office.database) as session:
        assert session.exec(select(Notice).where(Notice.task_id == task.id)).first() is not None


def amended(office, *amendments, reason="市司法局通知", preview=False):
    with (rolled_back if preview else begin)(office.database) as session:
        return amend(
            session,
            lists.of_year(session, 2024),
            amendments,
            reason=reason,
            by=people.person_named(session, "Carol"),
            now=office.clock(),
        )


def test_a_new_deadline_moves_open_tasks_and_their_unsent_notices(issued):
    (change,) = amended(issued, Amendment(number="2", deadline="9月30日前"))
    assert "2024-05-31" in change.words
    assert "2024-09-30" in change.words
    task = next(t for t in all_tasks(issued) if t.id == change.task_id)
    assert (task.due_on, task.first_due_on) == (date(2024, 9, 30), date(2024, 5, 31))
    with reading(issued.database) as session:
        rows = session.exec(select(Notice).where(Notice.task_id == task.id)).all()
    assert {(n.plan, n.state) for n in rows} == {(1, NoticeState.CANCELLED), (2, NoticeState.PLANNED)}
    assert all(n.planned_at.date() > date(2024, 9, 1) for n in rows if n.plan == 2)
    assert the_list(issued).revision == 2


def test_occurrences_that_the_new_deadline_no_longer_has_are_waived(issued):
    changes = amended(issued, Amendment(number="1", deadline="9月30日前"))
    assert [c.words.startswith("免除") for c in changes] == [False, True, True, True]
    own = [t for t in all_tasks(issued) if t.demand.startswith("党组")]
    assert [(t.due_on, str(t.state)) for t in own] == [
        (date(2024, 9, 30), "open"),
        (date(2024, 6, 25), "waived"),
        (date(2024, 9, 25), "waived"),
        (date(2024, 12, 25), "waived"),
    ]


def test_a_deadline_moved_into_the_past_waits_to_be_dated(issued, clock):
    clock.at(2024, 4, 1)
    amended(issued, Amendment(number="2", deadline="3月20日前"))
    (task,) = [t for t in all_tasks(issued) if t.demand == "民法典宣传月活动"]
    assert task.backfill
    assert not task.is_overdue(date(2024, 4, 2))


def test_a_preview_shows_the_same_and_changes_nothing(issued):
    before = all_tasks(issued)
    shown = amended(issued, Amendment(number="2", deadline="9月30日前"), preview=True)
    assert all_tasks(issued) == before
    assert the_list(issued).revision == 1
    assert amended(issued, Amendment(number="2", deadline="9月30日前")) == shown


def test_a_struck_duty_waives_its_open_tasks(issued):
    amended(issued, Amendment(number="4", strike=True))
    (task,) = [t for t in all_tasks(issued) if t.demand == "学法考法"]
    assert task.state is TaskState.WAIVED
    assert "市司法局通知" in task.reason
    with reading(issued.database) as session:
        assert [d.no for d in lists.duties(session, the_list(issued).id)] == ["1", "2", "3"]


def test_a_new_duty_joins_the_year(issued):
    (change,) = amended(issued, Amendment(task="宪法宣传", lead="人事科", deadline="12月10日前"))
    task = next(t for t in all_tasks(issued) if t.id == change.task_id)
    assert (task.demand, task.owner_name, task.due_on) == ("宪法宣传", "Eve", date(2024, 12, 10))


@pytest.mark.parametrize(
    ("amendment", "reason"),
    [
        (Amendment(number="2", deadline="9月30日前"), " "),
        (Amendment(number="99", strike=True), "通知"),
        (Amendment(task="宪法宣传", lead="没有的科", deadline="12月10日前"), "通知"),
        (Amendment(number="2", deadline="看不懂的时限"), "通知"),
    ],
)
def test_an_amendment_that_cannot_be_is_refused_whole(issued, amendment, reason):
    before = all_tasks(issued)
    with pytest.raises(Refusal):
        amended(issued, Amendment(number="3", strike=True), amendment, reason=reason)
    assert all_tasks(issued) == before


def test_a_year_without_a_list_is_named(office):
    with reading(office.database) as session, pytest.raises(NotFound, match="2024"):
        lists.of_year(session, 2024)
    with reading(office.database) as session:
        assert session.exec(select(DutyList)).all() == []
