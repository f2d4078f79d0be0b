"""Slips from the machine's draft to the paper that a person sends, on both databases."""

import email
import email.policy
import json
from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import col, select

from models import (
    Action,
    LogEntry,
    Notice,
    NoticeState,
    Part,
    PostKind,
    Slip,
    SlipKind,
    SlipState,
    Task,
)
from models.refusals import BadSetting, NotFound, NotYours, Refusal, WrongState
from office.parts import random_name
from rules.reminding import Policy
from steps.closing.check import check_layout
from steps.keeping.enrol import Newcomer, enrol
from steps.keeping.tidy import tidy
from steps.listing.set_policy import set_policy
from steps.working import extend, review
from steps.working.draw_up import LAPSED, draw_up
from steps.working.drop_slip import drop_slip
from steps.working.export_slip import export_slip
from steps.working.move import move
from steps.working.print_slip import OWN_FORM
from steps.working.send_slip import Given, send_slip
from steps.working.slip_templates import write_templates
from steps.working.submit import submit
from store import lists, people, slips
from store.db import begin, reading
from tests import make
from tests.make import sweep
from tests.reports.reading import paragraphs

FIRST_QUARTER = 1  # due on 25 March, 办公室, Alice
GIVEN = Given("普法督〔2024〕3号", date(2024, 4, 1), date(2024, 4, 8), "Bob")


def drawn_up(office):
    with begin(office.database) as session:
        return draw_up(session, now=office.clock())


def send(office, slip, given=GIVEN, by="Carol", press=None):
    return send_slip(
        office.database,
        office.files,
        press or office.press,
        slip.id,
        given,
        by=make.person(office, by),
        now=office.clock(),
    )


def export(office, slip, folder, press=None):
    with reading(office.database) as session:
        found = slips.get(session, slip.id)
        return export_slip(session, office.files, press or office.press, found, folder, now=office.clock())


def act(office, step, *args, by, **more):
    with begin(office.database) as session:
        return step(session, *args, by=people.person_named(session, by), now=office.clock(), **more)


def row(office, table, **where):
    with reading(office.database) as session:
        query = select(table).filter_by(**where).order_by(table.id)
        return session.exec(query).all()


def entries(office, action):
    with reading(office.database) as session:
        return [
            json.loads(leaf)
            for leaf in session.exec(
                select(LogEntry.leaf).where(LogEntry.action == action).order_by(col(LogEntry.idx))
            )
        ]


def mails(office):
    """Return all that each reader was written."""
    found = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted((office.settings.home / "mail").glob("*.eml"))
    ]
    words = {mail["To"]: "" for mail in found}
    for mail in found:
        words[mail["To"]] += mail.get_body(("plain",)).get_content()
    return words


@pytest.fixture
def late(issued, clock):
    """Give an office on 1 April, a Monday: the first quarter's study is five working days overdue."""
    with begin(issued.database) as session:
        newcomer = Newcomer("Frank", PostKind.DEPARTMENT_HEAD, "办公室", email="frank@example.org")
        enrol(session, newcomer, pseudonym=random_name(), by=people.administrator(session), now=clock())
    clock.at(2024, 4, 1, 7, 40)
    return issued


@pytest.fixture
def nudge(late):
    (slip,) = drawn_up(late).drafts
    late.clock.wait(hours=3)
    return slip


# ---- drawing up ----


def test_what_is_late_becomes_a_draft_and_the_log_knows(late):
    (slip,) = drawn_up(late).drafts
    assert (slip.kind, slip.occasion, slip.task_ids) == (SlipKind.NUDGE, "2024-04-01", [FIRST_QUARTER])
    (kept,) = row(late, Slip)
    assert (kept.state, kept.number, kept.files, kept.answer_by) == (SlipState.DRAFT, "", {}, None)
    (entry,) = entries(late, "slip.draw_up")
    assert (entry["actor"], entry["object"]) == ("system", f"slip:{slip.id}")
    assert entry["detail"]["tasks"] == ["task:1"]


def test_drawing_up_twice_draws_up_once(late, clock):
    assert len(drawn_up(late).drafts) == 1
    assert drawn_up(late).drafts == ()
    clock.wait(days=1)
    assert drawn_up(late).drafts == ()
    assert len(entries(late, "slip.draw_up")) == 1


def test_nothing_is_drawn_up_for_a_list_that_is_not_issued(office, clock):
    make.drafted_list(office)
    clock.at(2024, 4, 1)
    assert drawn_up(office).drafts == ()


def test_the_month_begins_with_a_prompt_for_each_department(issued, clock):
    clock.at(2024, 6, 3, 7, 40)
    drafts = drawn_up(issued).drafts
    prompts = {slip.department_id: slip.task_ids for slip in drafts if slip.kind is SlipKind.PROMPT}
    assert len(prompts) == 2  # 办公室 on 25 June, 法规科 on 30 June


def test_a_draft_reaches_only_the_coordinator_and_in_the_one_digest(late, clock):
    drawn_up(late)
    clock.at(2024, 4, 1, 9)
    sweep(late)
    told = mails(late)
    assert "催办单（代拟稿）：办公室，逾期任务1项" in told["carol@example.org"]
    assert "1份代拟稿待审定" in told["carol@example.org"]
    assert "催办单" not in told["alice@example.org"]
    assert "催办单" not in told["frank@example.org"]
    assert "bob@example.org" not in told


def test_a_draft_that_was_decided_on_is_announced_no_more(late, clock):
    (slip,) = drawn_up(late).drafts
    act(late, drop_slip, slip.id, "已口头说明", by="Carol")
    clock.at(2024, 4, 1, 9)
    sweep(late)
    assert "carol@example.org" not in mails(late)
    (notice,) = [each for each in row(late, Notice) if each.stage.startswith("slip-draft")]
    assert (notice.state, notice.reason) == (NoticeState.CANCELLED, "代拟稿已处理")


def test_a_draft_lapses_when_nothing_is_left_in_it(late, clock, nudge):
    with begin(late.database) as session:
        submit(session, FIRST_QUARTER, make.handed_in(), people.person_named(session, "Alice"), now=clock())
    drawn = drawn_up(late)
    assert [slip.id for slip in drawn.lapsed] == [nudge.id]
    (kept,) = row(late, Slip)
    assert (kept.state, kept.reason, kept.decided_by) == (SlipState.DROPPED, LAPSED, None)
    assert [entry["object"] for entry in entries(late, "slip.lapse")] == [f"slip:{nudge.id}"]


def test_withdrawing_does_not_escape_the_slip(late, clock, nudge):
    with begin(late.database) as session:
        submit(session, FIRST_QUARTER, make.handed_in(), people.person_named(session, "Alice"), now=clock())
    assert drawn_up(late).lapsed
    act(late, lambda s, t, a, *, by, now: move(s, t, a, by, now=now), 1, Action.WITHDRAW, by="Alice")
    clock.wait(days=1)
    (again,) = drawn_up(late).drafts
    assert (again.kind, again.task_ids) == (SlipKind.NUDGE, [FIRST_QUARTER])


def test_what_came_back_gets_a_slip_of_its_own_later(late, clock, nudge):
    send(late, nudge)
    with begin(late.database) as session:
        submit(session, FIRST_QUARTER, make.handed_in(), people.person_named(session, "Alice"), now=clock())
    clock.at(2024, 4, 3, 10)
    with begin(late.database) as session:
        carol = people.person_named(session, "Carol")
        review.send_back(session, FIRST_QUARTER, carol, reason="缺签到表", now=clock())
    clock.at(2024, 4, 10, 8)  # the holiday of 清明节 lies between
    assert drawn_up(late).drafts == ()
    clock.at(2024, 4, 11, 8)
    (second,) = drawn_up(late).drafts
    assert (second.kind, second.occasion) == (SlipKind.NUDGE, "2024-04-11")


def test_a_slip_notice_does_not_hide_a_gap_of_the_year(issued, clock):
    with begin(issued.database) as session:
        for notice in session.exec(select(Notice).where(Notice.task_id == 5)).all():
            session.delete(notice)
    clock.at(2024, 5, 6, 8)
    drawn_up(issued)
    with reading(issued.database) as session:
        assert session.get(Task, 5).due_on == date(2024, 5, 31)
        assert any("任务5" in gap for gap in check_layout(session, 2024, now=clock()).gaps)


# ---- sending ----


def test_a_person_sends_it_and_it_is_frozen(late, nudge, tmp_path):
    sent = send(late, nudge).slip
    assert (sent.state, sent.number, sent.signed_by) == (SlipState.SENT, "普法督〔2024〕3号", "Bob")
    assert (sent.dated_on, sent.answer_by) == (date(2024, 4, 1), date(2024, 4, 8))
    assert sent.decided_by == make.person(late, "Carol").id
    assert set(sent.files) == {"docx", "pdf"}
    assert all(late.files.whole(sha) for sha in sent.files.values())
    words = paragraphs(late.files.path(sent.files["docx"]))
    assert "普法督〔2024〕3号" in "".join(words)
    assert "党组理论学习中心组专题学法" in words
    assert "代拟稿" not in "".join(words)


def test_the_log_holds_the_papers_and_no_name(late, nudge):
    sent = send(late, nudge).slip
    (entry,) = entries(late, "slip.send")
    assert {each["sha256"] for each in entry["evidence"]} == set(sent.files.values())
    assert (entry["detail"]["number"], entry["detail"]["answer_by"]) == ("普法督〔2024〕3号", "2024-04-08")
    assert "Bob" not in json.dumps(entry, ensure_ascii=False)
    assert list(entry["pd"]) == ["signed_by"]


def test_the_papers_outlive_the_tidying_of_files(late, nudge, clock):
    sent = send(late, nudge).slip
    clock.at(2030, 1, 1)
    assert not set(tidy(late.database, late.files, now=clock())) & set(sent.files.values())
    assert all(late.files.whole(sha) for sha in sent.files.values())


def test_owner_and_head_are_told_at_the_next_office_hour_and_once(late, nudge, clock):
    clock.at(2024, 4, 1, 20)
    send(late, nudge)
    told = [each for each in row(late, Notice) if each.stage == f"slip-{nudge.id}"]
    assert {each.part for each in told} == {Part.OWNER, Part.DEPARTMENT_HEAD}
    assert {each.planned_at for each in told} == {clock.at(2024, 4, 2, 9)}
    sweep(late)
    sweep(late)
    words = mails(late)
    said = "催办单（普法督〔2024〕3号，Bob签发）：逾期未办结，请于2024年4月8日前办结并提交佐证材料"
    assert said in words["alice@example.org"]
    assert said in words["frank@example.org"]
    states = {each.state for each in row(late, Notice) if each.stage == f"slip-{nudge.id}"}
    assert states == {NoticeState.SENT}


def readers(sent):
    return {each.person.name: (each.at, each.held) for each in sent.readers}


def test_who_was_written_to_today_hears_of_it_tomorrow_and_the_sender_knows(late, clock):
    (nudge,) = drawn_up(late).drafts
    clock.at(2024, 4, 1, 9)
    sweep(late)
    assert {"alice@example.org", "frank@example.org"} <= set(mails(late))
    clock.at(2024, 4, 1, 16)
    said = readers(send(late, nudge))
    sweep(late)
    assert "催办单（普" not in "".join(mails(late).values())
    tomorrow = clock.at(2024, 4, 2, 9)
    assert said == {"Alice": (tomorrow, True), "Frank": (tomorrow, True)}
    sweep(late)
    assert "催办单（普法督〔2024〕3号" in mails(late)["alice@example.org"]


def test_who_was_not_written_to_today_hears_of_it_at_once(late, nudge, clock):
    assert readers(send(late, nudge)) == {"Alice": (clock(), False), "Frank": (clock(), False)}
    sweep(late)
    assert "催办单（普法督〔2024〕3号" in mails(late)["alice@example.org"]


def test_a_slip_sent_at_night_is_told_in_the_morning(late, nudge, clock):
    clock.at(2024, 4, 1, 20)
    said = readers(send(late, nudge))
    assert said["Alice"] == (clock.at(2024, 4, 2, 9), False)


def test_a_list_that_lets_people_hear_twice_a_day_holds_nothing_back(late, clock):
    act(late, settle_cap, by="Carol")
    (nudge,) = drawn_up(late).drafts
    clock.at(2024, 4, 1, 9)
    sweep(late)
    clock.at(2024, 4, 1, 16)
    assert readers(send(late, nudge))["Alice"] == (clock(), False)


def settle_cap(session, *, by, now):
    set_policy(session, lists.of_year(session, 2024), Policy(cap_per_day=2), by=by, now=now)


def test_work_done_before_the_office_hour_is_not_chased(late, nudge, clock):
    clock.at(2024, 4, 1, 20)
    send(late, nudge)
    with begin(late.database) as session:
        submit(session, FIRST_QUARTER, make.handed_in(), people.person_named(session, "Alice"), now=clock())
    clock.at(2024, 4, 2, 9)
    sweep(late)
    assert "催办单" not in "".join(mails(late).values())


def test_what_was_done_since_falls_out(issued, clock):
    clock.at(2024, 6, 3, 7, 40)
    drafts = drawn_up(issued).drafts
    quarter = next(slip for slip in drafts if slip.kind is SlipKind.PROMPT and 2 in slip.task_ids)
    with begin(issued.database) as session:
        submit(session, 2, make.handed_in(), people.person_named(session, "Alice"), now=clock())
    with pytest.raises(WrongState, match="已没有要催的任务"):
        send(issued, quarter, replace(GIVEN, dated_on=date(2024, 6, 3), answer_by=date(2024, 6, 28)))
    assert {slip.state for slip in row(issued, Slip)} == {SlipState.DRAFT}


def test_one_of_two_tasks_done_leaves_the_other_on_the_paper(issued, clock):
    clock.at(2024, 7, 2, 7, 40)  # 25 June and 31 May are both long past
    (both,) = [slip for slip in drawn_up(issued).drafts if 2 in slip.task_ids]
    assert len(both.task_ids) == 3
    with begin(issued.database) as session:
        submit(session, 2, make.handed_in(), people.person_named(session, "Alice"), now=clock())
    given = replace(GIVEN, dated_on=date(2024, 7, 2), answer_by=date(2024, 7, 9))
    sent = send(issued, both, given).slip
    assert sent.task_ids == [number for number in both.task_ids if number != 2]
    assert "你部门负责的下列2项任务" in "".join(paragraphs(issued.files.path(sent.files["docx"])))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (replace(GIVEN, number=""), "不像发文字号"),
        (replace(GIVEN, number="三号"), "请写成 普法督〔2024〕3号 这样"),
        (replace(GIVEN, number="普法督〔2023〕3号"), "年份和成文日期 2024-04-01 不一致"),
        (replace(GIVEN, dated_on=date(2024, 3, 29)), "应在拟稿日期 2024-04-01 和今天之间"),
        (replace(GIVEN, dated_on=date(2024, 4, 2)), "和今天之间"),
        (replace(GIVEN, answer_by=date(2024, 4, 1)), "应在成文日期 2024-04-01 之后"),
    ],
)
def test_what_the_office_gives_must_be_possible(late, nudge, given, says):
    with pytest.raises(Refusal, match=says):
        send(late, nudge, given)
    assert [slip.state for slip in row(late, Slip)] == [SlipState.DRAFT]
    assert entries(late, "slip.send") == []


def test_a_number_is_used_once(issued, clock):
    clock.at(2024, 6, 3, 7, 40)
    first, second = [slip for slip in drawn_up(issued).drafts if slip.kind is SlipKind.PROMPT]
    given = replace(GIVEN, dated_on=date(2024, 6, 3), answer_by=date(2024, 6, 28))
    send(issued, first, given)
    with pytest.raises(Refusal, match="编号 普法督〔2024〕3号 已经用过"):
        send(issued, second, replace(given, number="普法督[2024]第03号"))


def test_only_the_coordinator_sends_and_drops(late, nudge):
    with pytest.raises(NotYours, match="只有统筹人才能发出催办单"):
        send(late, nudge, by="Bob")
    with pytest.raises(NotYours, match="只有统筹人"):
        act(late, drop_slip, nudge.id, "不必", by="Alice")


def test_what_was_sent_cannot_be_sent_or_dropped_again(late, nudge):
    send(late, nudge)
    with pytest.raises(WrongState, match="已经发出"):
        send(late, nudge, replace(GIVEN, number="普法督〔2024〕4号"))
    with pytest.raises(WrongState, match="已经发出"):
        act(late, drop_slip, nudge.id, "不必", by="Carol")


def test_an_unknown_slip_is_told(late):
    with pytest.raises(NotFound, match="xuepu slip list"):
        send(late, Slip(id=99))


# ---- 督办单 ----


@pytest.fixture
def supervision(late, nudge, clock):
    send(late, nudge)
    clock.at(2024, 4, 10, 7, 40)
    (slip,) = drawn_up(late).drafts
    assert slip.kind is SlipKind.SUPERVISE
    return slip


SUPERVISED = Given("普法督〔2024〕4号", date(2024, 4, 10), date(2024, 4, 17), "Bob")


@pytest.mark.parametrize("signer", ["", "Alice", "Carol"])
def test_a_supervision_is_signed_by_a_leader(late, supervision, signer):
    with pytest.raises(Refusal, match="督办单须由主要负责人或分管领导签发，签发人请写Bob；"):
        send(late, supervision, replace(SUPERVISED, signed_by=signer))


def test_a_leader_who_is_not_registered_signs_where_a_person_vouches(late, supervision):
    vouched = replace(SUPERVISED, signed_by=" Grace ", signer_confirmed=True)
    sent = send(late, supervision, vouched).slip
    assert sent.signed_by == "Grace"
    assert [entry["detail"].get("signer") for entry in entries(late, "slip.send")] == [None, "confirmed"]


def test_a_misspelt_signer_is_told_before_anything_is_sent(late, nudge):
    with pytest.raises(Refusal, match=r"「Bbo」没有登记为领导，签发人请写Bob；.*--signer-confirmed"):
        send(late, nudge, replace(GIVEN, signed_by="Bbo"))
    (kept,) = row(late, Slip)
    assert (kept.state, kept.signed_by) == (SlipState.DRAFT, "")


def test_a_supervision_names_the_nudge_that_was_sent(late, supervision):
    sent = send(late, supervision, SUPERVISED).slip
    words = "".join(paragraphs(late.files.path(sent.files["docx"])))
    assert "经催办（普法督〔2024〕3号），至今未办结，现予督办。" in words


def test_no_machine_sends_a_supervision(late, supervision, clock):
    for _ in range(30):
        clock.wait(days=1)
        drawn_up(late)
        sweep(late)
    assert all("督办单（普" not in words for words in mails(late).values())
    assert [slip.state for slip in row(late, Slip, kind=SlipKind.SUPERVISE)] == [SlipState.DRAFT]


# ---- while a later day is asked for ----


@pytest.fixture
def asked(issued, clock):
    """Give an office whose first quarter's study is five working days overdue; a later day was asked for."""
    clock.at(2024, 3, 20, 10)
    act(issued, extend.ask, FIRST_QUARTER, date(2024, 4, 30), reason="领导出差", by="Alice")
    clock.at(2024, 4, 1, 7, 40)
    return issued


def test_nobody_is_nudged_before_the_leader_has_decided(asked, clock):
    assert drawn_up(asked).drafts == ()
    clock.at(2024, 4, 1, 10)
    act(asked, extend.refuse, 1, answer="按期办理", by="Bob")
    (slip,) = drawn_up(asked).drafts
    assert (slip.kind, slip.task_ids) == (SlipKind.NUDGE, [FIRST_QUARTER])


def test_checking_names_what_nobody_has_decided(asked, clock):
    with reading(asked.database) as session:
        (said,) = check_layout(session, 2024, now=clock()).undecided
    assert "任务1「党组理论学习中心组专题学法」已逾期，延期申请还没有答复" in said
    assert "xuepu task extend grant | refuse 1" in said
    act(asked, extend.refuse, 1, answer="按期办理", by="Bob")
    with reading(asked.database) as session:
        assert check_layout(session, 2024, now=clock()).undecided == ()


def test_who_takes_the_request_back_is_nudged(asked):
    act(asked, extend.withdraw, 1, by="Alice")
    assert len(drawn_up(asked).drafts) == 1


def test_a_draft_says_that_a_later_day_is_asked_for(issued, clock, tmp_path):
    clock.at(2024, 3, 1, 7, 40)
    (prompt,) = drawn_up(issued).drafts
    act(issued, extend.ask, FIRST_QUARTER, date(2024, 4, 30), reason="领导出差", by="Alice")
    said = "已申请延期至2024年4月30日，待审批"
    written = export(issued, prompt, tmp_path / "draft").files
    assert said in "".join(paragraphs(written["docx"]))
    act(issued, extend.refuse, 1, answer="按期办理", by="Bob")
    written = export(issued, prompt, tmp_path / "refused").files
    assert said not in "".join(paragraphs(written["docx"]))


# ---- dropping ----


def test_a_drop_needs_its_reason_and_keeps_it_out_of_the_log(late, nudge):
    with pytest.raises(Refusal, match="请写明理由"):
        act(late, drop_slip, nudge.id, "  ", by="Carol")
    act(late, drop_slip, nudge.id, "已口头说明", by="Carol")
    (kept,) = row(late, Slip)
    assert (kept.state, kept.reason) == (SlipState.DROPPED, "已口头说明")
    (entry,) = entries(late, "slip.drop")
    assert "已口头说明" not in json.dumps(entry, ensure_ascii=False)
    late.clock.wait(days=1)
    assert drawn_up(late).drafts == ()


# ---- files ----


def test_a_draft_is_exported_with_its_mark_and_blanks(late, nudge, tmp_path):
    written = export(late, nudge, tmp_path / "out").files
    assert {path.name for path in written.values()} == {
        "催办单 代拟稿2024-04-01 办公室.docx",
        "催办单 代拟稿2024-04-01 办公室.pdf",
    }
    words = "".join(paragraphs(written["docx"]))
    assert "〔　　　　〕" in words
    once = written["docx"].read_bytes()
    assert export(late, nudge, tmp_path / "again").files["docx"].read_bytes() == once


def test_what_was_sent_is_exported_as_it_was_frozen(late, nudge, tmp_path):
    sent = send(late, nudge).slip
    written = export(late, nudge, tmp_path / "out").files
    assert written["pdf"].name == "催办单 普法督〔2024〕3号 办公室.pdf"
    assert written["docx"].read_bytes() == late.files.path(sent.files["docx"]).read_bytes()


def test_what_is_not_sent_has_no_file(late, nudge, tmp_path):
    act(late, drop_slip, nudge.id, "已口头说明", by="Carol")
    with pytest.raises(WrongState, match="已决定不发"):
        export(late, nudge, tmp_path)


def test_the_offices_own_template_is_used_where_there_is_one(late, nudge, tmp_path):
    own = tmp_path / "own"
    list(write_templates("市外办", own, now=late.clock()))
    (own / "提示单.docx").unlink()
    press = replace(late.press, templates=own)
    sent = send(late, nudge, press=press)
    assert (set(sent.slip.files), sent.said) == ({"docx"}, (OWN_FORM,))
    assert "普法督〔2024〕3号" in "".join(paragraphs(late.files.path(sent.slip.files["docx"])))


def test_a_template_that_cannot_be_used_sends_nothing(late, nudge, tmp_path):
    (tmp_path / "催办单.docx").write_bytes(b"no word file")
    with pytest.raises(BadSetting, match="不是完好的 Word 文件"):
        send(late, nudge, press=replace(late.press, templates=tmp_path))
    assert [slip.state for slip in row(late, Slip)] == [SlipState.DRAFT]


def test_templates_are_not_written_over(issued, tmp_path):
    written = list(write_templates("市外办", tmp_path, now=issued.clock()))
    assert [path.name for path in written] == ["提示单.docx", "催办单.docx", "督办单.docx"]
    with pytest.raises(Refusal, match="已经有了"):
        list(write_templates("市外办", tmp_path, now=issued.clock()))
