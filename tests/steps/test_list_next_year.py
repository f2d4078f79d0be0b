"""What was settled comes back as a proposal; last year's list becomes next year's draft."""

import io
import json
from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from models import LogEntry, PostKind
from models.refusals import NotYours, Refusal, WrongState
from office.parts import random_name
from rules import listing
from rules.demands import Demand
from rules.reminding import Policy
from steps.keeping.enrol import Newcomer, enrol
from steps.listing.amend import Amendment, amend
from steps.listing.approve import approve
from steps.listing.confirm import confirm, settle
from steps.listing.draft import draft
from steps.listing.issue import issue as issue_step
from steps.listing.roll_over import roll_over
from steps.listing.set_policy import set_policy
from steps.listing.upstream import Document, take_in
from steps.working.hand_over import hand_over
from store import lists, log, people, policies
from store.db import begin, reading
from tests import make

HEADINGS = ("序号", "工作任务", "依据", "责任部门", "责任人", "完成时限", "佐证材料")
ROWS = (
    ("1", "制定2024年度学法计划", "《2024年普法要点》", "办公室", "Alice", "2024年3月31日前", "计划"),
    ("2", "宪法宣传", "《宪法》", "法规科", "", "12月4日前后", "照片"),
    ("3", "政策解读", "", "办公室", "", "适时", "链接"),
    ("4", "外事礼宾", "", "礼宾处", "", "6月30日前", "照片"),
    ("5", "落实五年规划", "", "办公室", "", "2021—2025年", "总结"),
    ("6", "征求意见反馈", "", "法规科", "", "收到通知后10个工作日内", "反馈函"),
)
ANSWERS = {"适时": "9月30日前", "2021—2025年": "12月31日前", "礼宾处": "外单位"}


def with_session(office, step, *, by="Carol"):
    with begin(office.database) as session:
        return step(session, people.person_named(session, by), office.clock())


@pytest.fixture
def last_year(office, clock):
    """Issue the list of 2024, its doubts answered by `ANSWERS`, else as read."""
    rows = [row for row in ROWS if row[3] != "礼宾处"]
    drafted(office, rows, 2024)
    answer_all(office, 2024)
    issue(office, 2024)
    clock.at(2025, 1, 6)
    return office


def drafted(office, rows, year):
    stored = office.files.put(io.BytesIO(repr(rows).encode()))
    read = listing.read(make.sheets(rows, HEADINGS), year=year)
    read = replace(read, title=f"市外办{year}年度学法普法责任清单")
    return with_session(
        office,
        lambda s, by, now: draft(s, read, source_name="清单.docx", stored=stored, by=by, now=now),
    )


def answer_all(office, year):
    with begin(office.database) as session:
        by = people.person_named(session, "Carol")
        for doubt in lists.doubts(session, lists.of_year(session, year).id, open_only=True):
            if doubt.answer is None:
                said = ANSWERS.get(doubt.cell) or doubt.candidates[0]
                settle(session, doubt.id, said, by=by, now=office.clock())


def issue(office, year):
    with begin(office.database) as session:
        by, now, on = people.person_named(session, "Carol"), office.clock(), office.clock().date()
        duty_list = lists.of_year(session, year)
        confirm(session, duty_list, by=by, now=now)
        approve(session, duty_list, body="办党组会", on=on, meeting="第1次", by=by, now=now)
        issue_step(session, duty_list, doc_number="", on=on, by=by, now=now)


def open_doubts(office, year):
    with reading(office.database) as session:
        return lists.doubts(session, lists.of_year(session, year).id, open_only=True)


def rolled(office, year=2025, by="Carol", last=2024):
    return with_session(
        office,
        lambda s, by, now: roll_over(s, lists.of_year(s, last), year, by=by, now=now),
        by=by,
    )


def duties(office, year):
    with reading(office.database) as session:
        return {duty.no: duty for duty in lists.duties(session, lists.of_year(session, year).id)}


# ---- remembered ----


def test_an_earlier_answer_is_the_first_candidate_and_is_not_applied(last_year):
    drafted(last_year, [ROWS[2]], 2025)
    (doubt,) = open_doubts(last_year, 2025)
    assert doubt.candidates[0] == "9月30日前"
    assert doubt.question.endswith("（2024年答复：9月30日前）")
    assert doubt.answer is None
    assert duties(last_year, 2025)["3"].reading["occurrences"] == []


def test_what_was_confirmed_as_read_is_proposed_as_read_this_year(last_year):
    drafted(last_year, [ROWS[1]], 2025)
    (doubt,) = open_doubts(last_year, 2025)
    assert doubt.candidates[0] == duties(last_year, 2025)["2"].reading["meaning"]
    assert "2025年12月1日" in doubt.candidates[0]
    assert doubt.question.endswith("（2024年答复：确认）")


def test_a_department_of_others_is_remembered_as_such(office, clock):
    drafted(office, [ROWS[3], ROWS[1]], 2024)
    answer_all(office, 2024)
    clock.at(2025, 1, 6)
    drafted(office, [ROWS[3]], 2025)
    (doubt,) = open_doubts(office, 2025)
    assert (doubt.field, doubt.candidates[0]) == ("department", "外单位")


def test_the_answer_about_the_same_task_goes_before_another(office, clock):
    rows = [("1", "甲事", "", "办公室", "", "适时", ""), ("2", "乙事", "", "办公室", "", "适时", "")]
    drafted(office, rows, 2024)
    with begin(office.database) as session:
        by = people.person_named(session, "Carol")
        for doubt, said in zip(
            lists.doubts(session, lists.of_year(session, 2024).id), ("6月30日前", "待定"), strict=True
        ):
            settle(session, doubt.id, said, by=by, now=office.clock())
    drafted(office, [rows[1], rows[0], ("3", "丙事", "", "办公室", "", "适时", "")], 2025)
    assert [doubt.candidates[0] for doubt in open_doubts(office, 2025)] == ["待定", "6月30日前", "6月30日前"]


def test_a_rewritten_year_moves_and_what_cannot_be_read_any_more_is_not_proposed(office):
    drafted(office, [ROWS[2]], 2024)
    (doubt,) = open_doubts(office, 2024)
    with_session(office, lambda s, by, now: settle(s, doubt.id, "2024年9月30日前", by=by, now=now))
    drafted(office, [ROWS[2]], 2025)
    (again,) = open_doubts(office, 2025)
    assert again.candidates[0] == "2025年9月30日前"


def test_what_answered_the_superior_last_year_is_found_under_its_new_number(last_year):
    for year, numbers in ((2024, "一二"), (2025, "三四")):
        demands = [Demand(numbers[0], f"{year}年及时解读政策"), Demand(numbers[1], "培养法律明白人")]
        stored = last_year.files.put(io.BytesIO(b"x"))
        document = Document(year, f"{year}年普法要点", "市司法局")
        with_session(
            last_year,
            lambda s, by, now, d=document, f=stored, items=demands: take_in(
                s, d, items, source_name="要点", stored=f, by=by, now=now
            ),
        )
        if year == 2024:
            for doubt, said in zip(open_doubts(last_year, 2024), ("第3项", "不涉及：无乡村"), strict=True):
                with_session(
                    last_year, lambda s, by, now, i=doubt.id, w=said: settle(s, i, w, by=by, now=now)
                )
    drafted(last_year, [("7", *ROWS[2][1:])], 2025)
    asked = [doubt for doubt in open_doubts(last_year, 2025) if doubt.field == "upstream"]
    assert [doubt.candidates[0] for doubt in asked] == ["第7项", "不涉及：无乡村"]


# ---- rolled over ----


def test_last_year_s_list_is_next_year_s_draft_with_years_moved_and_asked(last_year):
    draft = rolled(last_year)
    assert (draft.plan_year, draft.title, draft.source_name) == (
        2025,
        "市外办2025年度学法普法责任清单",
        "2024年度清单（结转）",
    )
    new = duties(last_year, 2025)
    assert list(new) == ["1", "2", "3", "5", "6"]
    assert (new["1"].task, new["1"].deadline_text) == ("制定2025年度学法计划", "2025年3月31日前")
    assert new["1"].reading["occurrences"][0]["due"] == "2025-03-31"
    asked = {(doubt.field, doubt.cell) for doubt in open_doubts(last_year, 2025)}
    assert asked == {
        ("deadline", "2025年3月31日前"),  # the year was moved
        ("deadline", "12月4日前后"),
        ("deadline", "适时"),
        ("deadline", "2021—2025年"),
        ("task", "制定2024年度学法计划"),
        ("basis", "《2024年普法要点》"),
    }


def test_its_doubts_come_with_last_year_s_answers(last_year):
    rolled(last_year)
    first = {doubt.cell: doubt.candidates[0] for doubt in open_doubts(last_year, 2025)}
    assert first["适时"] == "9月30日前"
    assert first["2021—2025年"] == "12月31日前"
    answer_all(last_year, 2025)
    issue(last_year, 2025)
    new = duties(last_year, 2025)
    assert new["3"].reading["occurrences"][0]["due"] == "2025-09-30"


def test_a_wording_that_was_moved_wrongly_is_put_right(last_year):
    rolled(last_year)
    by_field = {doubt.field: doubt for doubt in open_doubts(last_year, 2025)}

    def say(field, words):
        with_session(last_year, lambda s, by, now: settle(s, by_field[field].id, words, by=by, now=now))

    say("task", "制定学法计划")
    say("basis", "《2025年普法要点》")
    new = duties(last_year, 2025)["1"]
    assert (new.task, new.basis) == ("制定学法计划", ["《2025年普法要点》"])
    with reading(last_year.database) as session:
        bases = lists.bases(session, lists.of_year(session, 2025).id)
    assert {basis.title for basis in bases} == {"《2025年普法要点》", "《宪法》"}


def test_who_left_is_asked_about_and_the_successor_proposed(last_year):
    def leave(session, by, now):
        newcomer = Newcomer("Frank", PostKind.HANDLER, "办公室", title="新来的", email="frank@example.org")
        frank = enrol(session, newcomer, pseudonym=random_name(), by=by, now=now)
        alice = people.person_named(session, "Alice")
        hand_over(session, alice, frank, last_day=date(2024, 12, 31), by=by, now=now)

    with_session(last_year, leave)
    rolled(last_year)
    (doubt,) = [doubt for doubt in open_doubts(last_year, 2025) if doubt.field == "person"]
    assert "「Alice」2024-12-31 离岗" in doubt.question
    assert doubt.candidates == ["Frank", "不再列名"]
    with pytest.raises(Refusal, match="没有叫「没有的人」"):
        with_session(last_year, lambda s, by, now: settle(s, doubt.id, "没有的人", by=by, now=now))
    with_session(last_year, lambda s, by, now: settle(s, doubt.id, "Frank", by=by, now=now))
    assert duties(last_year, 2025)["1"].persons == ["Frank"]


def test_what_was_struck_stays_away_and_what_was_added_comes_along(last_year):
    with_session(
        last_year,
        lambda s, by, now: amend(
            s,
            lists.of_year(s, 2024),
            [
                Amendment(number="2", strike=True),
                Amendment(task="新增的事", lead="人事科", deadline="11月底前"),
            ],
            reason="通知",
            by=by,
            now=now,
        ),
    )
    rolled(last_year)
    assert [duty.task for duty in duties(last_year, 2025).values()][-1] == "新增的事"
    assert "2" not in duties(last_year, 2025)


def test_a_title_that_would_name_another_year_is_made_anew(last_year):
    with begin(last_year.database) as session:
        lists.of_year(session, 2024).title = "2022年度清单（2024执行）"
    assert rolled(last_year).title == "市外办2025年度学法普法责任清单"


def test_the_source_is_on_record(last_year):
    rolled(last_year)
    with reading(last_year.database) as session:
        (leaf,) = session.exec(select(LogEntry.leaf).where(LogEntry.action == "list.roll_over")).all()
        before, after = lists.of_year(session, 2024), lists.of_year(session, 2025)
    assert after.source_sha256 == before.source_sha256
    assert json.loads(leaf)["detail"]["from"] == f"list:{before.id}"


@pytest.mark.parametrize(
    ("year", "by", "refusal", "sentence"),
    [
        (2025, "Alice", NotYours, "只有统筹人"),
        (2024, "Carol", Refusal, "以后的年度"),
    ],
)
def test_a_roll_over_that_cannot_be_is_refused(last_year, year, by, refusal, sentence):
    with reading(last_year.database) as session:
        before = log.size(session)
    with pytest.raises(refusal, match=sentence):
        rolled(last_year, year, by)
    with reading(last_year.database) as session:
        assert log.size(session) == before


def test_a_year_that_has_its_list_is_left_alone(last_year):
    rolled(last_year)
    with pytest.raises(WrongState, match="已经有责任清单"):
        rolled(last_year)


def test_the_new_list_reminds_as_the_last_one_did(last_year):
    quiet = (date(2024, 9, 20), date(2024, 9, 20)), (date(2025, 1, 2), date(2025, 1, 3))
    policy = Policy(lead_workdays=(7, 2), quiet_days=quiet, cap_per_day=2)

    def settle_both(session, carol, now):
        last = lists.of_year(session, 2024)
        set_policy(session, last, policy, by=carol, now=now)
        duty = lists.duties(session, last.id)[1]
        set_policy(session, last, replace(policy, lead_workdays=(10,)), duty=duty, by=carol, now=now)

    with_session(last_year, settle_both)
    draft = rolled(last_year)
    with reading(last_year.database) as session:
        assert policies.of_list(session, draft.id) == replace(policy, quiet_days=quiet[1:])
        second = lists.duties(session, draft.id)[1]
        assert policies.of_duty(session, second.id).lead_workdays == (10,)
        (leaf,) = session.exec(select(LogEntry.leaf).where(LogEntry.action == "list.roll_over")).all()
    assert json.loads(leaf)["detail"]["policy"]["lead_workdays"] == [7, 2]


def test_a_list_that_reminds_as_any_office_keeps_no_policy_of_its_own(last_year):
    draft = rolled(last_year)
    with reading(last_year.database) as session:
        assert policies.kept(session, draft.id) is None


def test_a_list_that_was_never_issued_is_not_rolled_over(office):
    drafted(office, [ROWS[0]], 2024)
    with pytest.raises(WrongState, match="还没有印发"):
        rolled(office)
