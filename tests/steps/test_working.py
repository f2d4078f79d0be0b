import io
import json
from datetime import date

import pytest
from sqlmodel import select

from models import (
    Action,
    Activity,
    ActivityKind,
    Evidence,
    EvidenceForm,
    Holding,
    Notice,
    NoticeState,
    Part,
    Task,
    TaskState,
)
from models.refusals import BadEvidence, NotFound, NotYours, Refusal, WrongState
from steps.closing.check import check_layout
from steps.working import review
from steps.working.be_away import be_away
from steps.working.hand_over import hand_over
from steps.working.move import move
from steps.working.reopen import reopen
from steps.working.submit import Count, HandedIn, Happening, Piece, submit
from store import log, people, tasks
from store.db import begin, reading
from tests import make
from tests.make import sweep

TASK = 1  # Alice's first study session, due 25 March


def do(office, step, *given, by, **named):
    with begin(office.database) as session:
        return step(session, *given, people.person_named(session, by), now=office.clock(), **named)


def hand_in(office, by="Alice", task=TASK, what=None):
    return do(office, submit, task, what or make.handed_in(), by=by)


def state(office, task=TASK):
    with reading(office.database) as session:
        return session.get(Task, task).state


def last_entries(office, count):
    with reading(office.database) as session:
        size = log.size(session)
        return [json.loads(leaf) for leaf in log.leaves(session, size - count)]


def test_a_task_goes_from_open_to_accepted(issued):
    hand_in(issued)
    assert state(issued) is TaskState.SUBMITTED
    do(issued, review.accept, TASK, by="Bob")
    assert state(issued) is TaskState.ACCEPTED
    (entry,) = last_entries(issued, 1)
    assert (entry["action"], entry["object"], entry["role"]) == ("task.accept", "task:1", "reviewer")
    assert entry["detail"] == {"from": "submitted", "to": "accepted", "version": 3}


@pytest.mark.parametrize("by", ["Bob", "Dave", "Eve"])
def test_only_the_owner_hands_in(issued, by):
    with pytest.raises(NotYours):
        hand_in(issued, by)
    assert state(issued) is TaskState.OPEN


@pytest.mark.parametrize("by", ["Alice", "Dave", "Eve"])
def test_only_a_reviewer_accepts(issued, by):
    hand_in(issued)
    with pytest.raises(NotYours):
        do(issued, review.accept, TASK, by=by)


def test_nobody_accepts_their_own(issued, clock):
    with reading(issued.database) as session:
        (own,) = [t for t in session.exec(select(Task)) if t.department_name == "法规科"]
    with begin(issued.database) as session:
        alice = people.person_named(session, "Alice")
        carol = people.person_named(session, "Carol")
        session.add(Holding(post_id=own.post_id, person_id=carol.id, from_on=date(2024, 1, 1)))
        assert alice.id != carol.id
    hand_in(issued, "Carol", own.id)
    with pytest.raises(NotYours, match="不能是提交人自己"):
        do(issued, review.accept, own.id, by="Carol")
    do(issued, review.accept, own.id, by="Bob")


def test_a_returned_task_is_answered_by_a_new_round(issued):
    hand_in(issued)
    do(issued, review.send_back, TASK, by="Bob", reason="缺签到表")
    assert state(issued) is TaskState.RETURNED
    second = hand_in(issued)
    do(issued, review.accept, TASK, by="Bob")
    assert second.round == 2
    with reading(issued.database) as session:
        rounds = tasks.submissions(session, [TASK])
        verdicts = [str(r.verdict) for r in tasks.reviews(session, [s.id for s in rounds])]
    assert ([s.round for s in rounds], verdicts) == ([1, 2], ["returned", "accepted"])


def test_each_return_tells_the_owner_once(issued):
    for reason in ("缺签到表", "照片不清"):
        hand_in(issued)
        do(issued, review.send_back, TASK, by="Bob", reason=reason)
    with reading(issued.database) as session:
        told = [n for n in session.exec(select(Notice)) if n.stage.startswith("returned")]
    assert sorted((n.stage, n.channel) for n in told) == [
        ("returned-1", "mail"),
        ("returned-1", "sms"),
        ("returned-2", "mail"),
        ("returned-2", "sms"),
    ]


@pytest.mark.parametrize(
    ("action", "by", "before"),
    [
        (Action.RETURN, "Bob", [Action.SUBMIT]),
        (Action.WAIVE, "Carol", []),
        (Action.REOPEN, "Carol", [Action.SUBMIT, Action.ACCEPT]),
    ],
)
def test_what_undoes_needs_a_reason(issued, action, by, before):
    if before:
        hand_in(issued)
    if Action.ACCEPT in before:
        do(issued, review.accept, TASK, by="Bob")
    with pytest.raises(WrongState, match="理由"):
        do(issued, move, TASK, action, by=by)


def test_done_cancels_the_notices_and_reopening_keeps_the_history(issued):
    hand_in(issued)
    do(issued, review.accept, TASK, by="Bob")
    with reading(issued.database) as session:
        assert {n.state for n in session.exec(select(Notice).where(Notice.task_id == TASK))} == {
            NoticeState.CANCELLED
        }
    do(issued, reopen, TASK, by="Carol", reason="照片是去年的")
    assert state(issued) is TaskState.RETURNED


def planned(office):
    with reading(office.database) as session:
        query = select(Notice).where(Notice.task_id == TASK, Notice.state == NoticeState.PLANNED)
        return {(n.stage, n.part, n.channel, n.planned_at) for n in session.exec(query)}


def test_a_task_that_is_open_again_is_reminded_of_as_before(issued):
    before = planned(issued)
    do(issued, move, TASK, Action.WAIVE, by="Carol", reason="重复")
    assert planned(issued) == set()
    do(issued, reopen, TASK, by="Carol", reason="并不重复")
    assert planned(issued) == before != set()


def test_a_task_whose_notices_were_all_cancelled_is_a_gap(issued):
    for action in (Action.WAIVE, Action.REOPEN):  # the bare moves: nothing is laid out anew
        do(issued, move, TASK, action, by="Carol", reason="重复")
    with reading(issued.database) as session:
        (gap,) = check_layout(session, 2024, now=issued.clock()).gaps
    assert "还没有安排提醒" in gap


def test_the_owner_hears_that_accepted_work_came_back(issued):
    before = planned(issued)
    for times in (1, 2):
        hand_in(issued)
        do(issued, review.accept, TASK, by="Bob")
        do(issued, reopen, TASK, by="Carol", reason="照片是去年的")
        assert {stage for stage, *_ in planned(issued) - before} == {f"returned-{times}"}
        assert before < planned(issued)


def test_what_was_said_before_is_not_said_again(issued, clock):
    clock.at(2024, 3, 18)
    sweep(issued)
    before = planned(issued)
    do(issued, move, TASK, Action.WAIVE, by="Carol", reason="重复")
    do(issued, reopen, TASK, by="Carol", reason="并不重复")
    assert planned(issued) == before


def test_who_helps_is_told_once_however_often_a_task_is_opened_again(office, clock):
    make.issued_list(office, [("1", "宪法宣传周活动", "办公室牵头，人事科配合", "6月28日前", "照片")])
    clock.at(2024, 6, 21)
    sweep(office)
    for _ in (1, 2, 3):
        do(office, move, TASK, Action.WAIVE, by="Carol", reason="重复")
        do(office, reopen, TASK, by="Carol", reason="并不重复")
        clock.wait(days=1)
    with reading(office.database) as session:
        helping = select(Notice).where(Notice.task_id == TASK, Notice.part == Part.SUPPORT)
        assert {n.state for n in session.exec(helping)} == {NoticeState.SENT}


def test_an_owner_hears_that_a_waived_task_is_open_again_though_all_its_reminders_are_past(issued, clock):
    do(issued, move, TASK, Action.WAIVE, by="Carol", reason="重复")
    clock.at(2024, 6, 3)  # due 25 March: the last step after that is long over
    do(issued, reopen, TASK, by="Carol", reason="并不重复")
    assert {part for _, part, *_ in planned(issued)} == {Part.OWNER}


def test_a_reason_never_enters_the_log_in_clear(issued):
    do(issued, move, TASK, Action.WAIVE, by="Carol", reason="王某生病，电话13800000001")
    with reading(issued.database) as session:
        whole = b"\n".join(log.leaves(session)).decode()
    assert "王某" not in whole
    assert "Alice" not in whole
    assert "13800000001" not in whole


def test_a_refused_move_writes_nothing(issued):
    with reading(issued.database) as session:
        before = log.size(session)
    with pytest.raises(WrongState):
        do(issued, review.accept, TASK, by="Bob")
    with pytest.raises(NotFound):
        do(issued, review.accept, 999, by="Bob")
    with reading(issued.database) as session:
        assert log.size(session) == before


def study(**changed):
    given = {
        "kind": ActivityKind.STUDY_GROUP,
        "title": "中心组学习",
        "on": date(2024, 1, 5),
        "laws": ("《民法典》",),
        "numbers": (Count("sat", 46, "人"),),
    }
    return Happening(**{**given, **changed})


def test_evidence_of_every_form_is_kept_with_its_facts(issued):
    stored = issued.files.put(io.BytesIO(b"sheet"))
    what = HandedIn(
        "已开展",
        (
            Piece(EvidenceForm.FILE, "签到表", "签到表.pdf", stored=stored, media_type="application/pdf"),
            Piece(EvidenceForm.LINK, "截图", "报道", url="https://example.org/1"),
            Piece(
                EvidenceForm.OFFLINE,
                "会议记录",
                "第1次党组会记录",
                dated_on=date(2024, 1, 5),
                pages=12,
                custodian="机要员",
                kept_at="机要室1柜",
            ),
        ),
        (study(),),
    )
    made = hand_in(issued, what=what)
    with reading(issued.database) as session:
        kept = tasks.evidence(session, [made.id])
        assert [(e.place, str(e.form), e.sha256, e.kept_at) for e in kept] == [
            (1, "file", stored.sha256, ""),
            (2, "link", None, ""),
            (3, "offline", None, "机要室1柜"),
        ]
        assert stored.sha256 in tasks.digests(session)
    handed, activity = last_entries(issued, 2)
    assert handed["evidence"] == [{"sha256": stored.sha256, "size": 5, "media_type": "application/pdf"}]
    assert activity["detail"]["numbers"] == [{"subject": "sat", "value": 46, "unit": "人"}]
    assert activity["detail"]["laws"] == ["《民法典》"]


@pytest.mark.parametrize(
    "what",
    [
        HandedIn("只有说明"),
        HandedIn("", (Piece(EvidenceForm.FILE, "照片", "照片"),)),
        HandedIn("", (Piece(EvidenceForm.LINK, "截图", "报道", url="javascript:alert(1)"),)),
        HandedIn("", (Piece(EvidenceForm.OFFLINE, "记录", "记录", custodian="甲"),)),
        HandedIn("", make.handed_in().pieces, (study(on=date(2024, 1, 9)),)),
        HandedIn("", make.handed_in().pieces, (study(numbers=(Count("sat", -1, "人"),)),)),
    ],
)
def test_what_proves_nothing_is_refused_and_leaves_the_task_open(issued, what):
    with pytest.raises(BadEvidence):
        hand_in(issued, what=what)
    assert state(issued) is TaskState.OPEN
    with reading(issued.database) as session:
        assert session.exec(select(Evidence)).all() == []
        assert session.exec(select(Activity)).all() == []


def test_a_deputy_hands_in_while_the_owner_is_away(issued, clock):
    with begin(issued.database) as session:
        carol, alice, eve = (people.person_named(session, n) for n in ("Carol", "Alice", "Eve"))
        be_away(
            session,
            alice,
            eve,
            from_on=date(2024, 3, 18),
            to_on=date(2024, 3, 29),
            by=carol,
            now=clock(),
        )
    clock.at(2024, 3, 15)
    with pytest.raises(NotYours):
        hand_in(issued, "Eve")
    clock.at(2024, 3, 20)
    hand_in(issued, "Eve")
    assert state(issued) is TaskState.SUBMITTED


def test_who_leaves_hands_over_posts_and_open_tasks_and_history_stays(issued, clock):
    clock.at(2024, 6, 27)
    with begin(issued.database) as session:
        carol, alice, eve = (people.person_named(session, n) for n in ("Carol", "Alice", "Eve"))
        moved = hand_over(session, alice, eve, last_day=date(2024, 6, 28), by=carol, now=clock())
    assert {task.owner_name for task in moved} == {"Alice"}
    hand_in(issued, "Alice")
    clock.at(2024, 7, 1)
    with pytest.raises(NotYours):
        hand_in(issued, "Alice", task=2)
    hand_in(issued, "Eve", task=2)
    (entry,) = [e for e in last_entries(issued, 20) if e["action"] == "person.hand_over"]
    assert len(entry["detail"]["tasks"]) == len(moved)


@pytest.mark.parametrize(
    ("leaving", "successor", "by"), [("Alice", "Alice", "Carol"), ("Alice", "Eve", "Eve")]
)
def test_a_hand_over_that_cannot_be_is_refused(issued, clock, leaving, successor, by):
    with pytest.raises(Refusal), begin(issued.database) as session:
        hand_over(
            session,
            people.person_named(session, leaving),
            people.person_named(session, successor),
            last_day=date(2024, 6, 28),
            by=people.person_named(session, by),
            now=clock(),
        )
