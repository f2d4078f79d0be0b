"""The sample year: its figures are the published ones, and each of its twists really happened."""

import email
import json
from collections import Counter
from datetime import date
from email import policy
from hashlib import sha256

import pytest

pytest.importorskip("demo", reason="the demo was taken away")

from docx import Document
from sqlmodel import select

from audit import verifier
from demo import cast, kept, story
from demo.office_list import TITLE
from models import (
    Doubt,
    DutyList,
    Evidence,
    EvidenceForm,
    Extension,
    Message,
    MessageBody,
    MessageState,
    Notice,
    NoticeState,
    Part,
    Person,
    Review,
    Slip,
    SlipKind,
    SlipState,
    Submission,
    Task,
    TaskState,
    Verdict,
)
from rules.days import BEIJING, beijing_day
from rules.reminding import Policy
from rules.workdays import Workdays
from store import lists, people, policies, tasks

WORDS = {
    "study_sessions": "专题学法7次",
    "pass_rate": "合格率100%",
    "foreign_cases": "12批17人",
    "consular_cases": "10批17人",
    "high_risk_persons": "41人",
    "foreign_brides": "2起2人",
    "apec_cards": "617人次",
    "verification_forms": "5595人次",
    "promotions": "1批1人次",
    "large_spending": "3次",
}


# ---- figures ----


def test_the_figures_read_as_the_published_report(played):
    figures = played.figures()
    assert {name: figures[name]["text"] for name in WORDS} == WORDS
    assert figures["study_sessions"]["value"] == 7
    assert (figures["pass_rate"]["numerator"], figures["pass_rate"]["denominator"]) == (46, 46)
    assert figures["consular_cases"]["parts"] == [{"value": 10, "unit": "批"}, {"value": 17, "unit": "人"}]


def test_fifty_three_events_are_printed_as_more_than_fifty(played):
    events = played.figures()["publicity_events"]
    assert (events["value"], len(events["records"])) == (53, 53)
    assert events["text"].endswith("50余次")


def test_every_figure_stands_on_entries_of_the_bundle(played):
    entries = played.entries()
    for figure in played.figures().values():
        assert figure["records"]
        for record in figure["records"]:
            entry = entries[record["log"]]
            assert (entry["idx"], entry["object"]) == (record["log"], record["id"])
            assert entry["action"] in ("activity.record", "task.open")


def test_the_numbers_of_the_log_add_up_to_the_figure(played):
    entries = played.entries()
    counted = Counter()
    for record in played.figures()["foreign_cases"]["records"]:
        for number in entries[record["log"]]["detail"]["numbers"]:
            counted[number["subject"], number["unit"]] += number["value"]
    assert (counted["foreign_cases", "批"], counted["foreign_cases", "人"]) == (12, 17)


# ---- the log ----


def test_the_bundle_verifies(played):
    report = verifier.verify(played.folder / "audit-bundle.zip")
    assert (report.verdict, report.first_bad) == ("ok", None)
    assert report.size == len(played.entries())


@pytest.mark.parametrize("share", [0.01, 0.3, 0.5, 0.7, 0.99])
def test_one_changed_byte_does_not(played, tmp_path, share):
    spoiled = bytearray((played.folder / "audit-bundle.zip").read_bytes())
    spoiled[int(len(spoiled) * share)] ^= 1
    (tmp_path / "spoiled.zip").write_bytes(spoiled)
    assert verifier.verify(tmp_path / "spoiled.zip").verdict != "ok"


def test_no_person_can_be_read_from_the_log(played):
    told = json.dumps(played.entries(), ensure_ascii=False)
    for person in cast.CAST:
        assert person.name not in told
        assert person.email not in told
        assert person.phone not in told


# ---- messages ----


def accepted(session):
    return session.exec(select(Message).where(Message.state == MessageState.ACCEPTED)).all()


def the_policy(session):
    return policies.of_list(session, session.exec(select(DutyList)).one().id)


def test_nobody_hears_on_a_rest_day_a_quiet_day_or_out_of_hours(session):
    workdays, policy = Workdays(), the_policy(session)
    sent = kept.sent(session)
    assert len(sent) > 60
    assert policy.quiet_days == (story.QUIET,)
    for message in sent:
        at = message.at.astimezone(BEIJING)
        assert workdays.is_workday(at.date()), at
        assert not story.QUIET[0] <= at.date() <= story.QUIET[1], at
        assert policy.begins_at <= at.time() < policy.ends_at, at


def test_nobody_gets_more_than_the_cap_on_any_day(session):
    policy, sent = the_policy(session), kept.sent(session)
    days = Counter((m.person_id, m.channel, beijing_day(m.at)) for m in sent)
    assert policy.cap_per_day == 1
    assert max(days.values()) == 1
    assert len(days) == len(sent) == len(accepted(session))


def test_each_overdue_duty_climbed_as_the_policy_says(session):
    """Count the working days by hand: on the first, the fifth and the tenth, while it waits for its owner."""
    policy, workdays = the_policy(session), Workdays()
    assert (policy.overdue_workdays, policy.routes) == ((1, 5, 10), Policy().routes)
    climbers = {1: ["owner"], 5: ["owner", "department_head"], 10: ["owner", "coordinator"]}
    late = 0
    for task in tasks.of_list(session, session.exec(select(DutyList)).one().id):
        left = task.handed_in_on if task.done_on else date(2024, 12, 25)
        owed = {
            (workdays.forward(task.due_on, step), f"overdue-{step}", part)
            for step, parts in climbers.items()
            for part in parts
            if workdays.forward(task.due_on, step) <= left
        }
        told = select(Notice, Message).where(Notice.task_id == task.id, Notice.message_id == Message.id)
        climbed = {
            (beijing_day(message.made_at), notice.stage, notice.part.value)
            for notice, message in session.exec(told)
            if notice.stage.startswith("overdue") and notice.state is NoticeState.SENT
        }
        assert climbed == owed, task.demand
        assert kept.climbed(session, task) == kept.owed(session, task, policy)
        late += bool(owed)
    assert late >= 5


def test_the_output_shows_how_the_reminders_kept_to_the_policy(played):
    for words in (
        "一天最多（上限各1条）",
        "休息日、静默日、下班后",
        "邮件1条、短信1条",
        "提醒与办法",
        "一致",
    ):
        assert words in played.stdout
    assert "不一致" not in played.stdout
    assert "2条" not in played.stdout[played.stdout.index("三、") : played.stdout.index("四、")]


def test_an_extension_was_asked_for_granted_and_kept(played, session):
    duty, until, reason = story.EXTENDED
    (task,) = of_duty(session, duty)
    assert (task.first_due_on, task.due_on, task.state) == (date(2024, 10, 31), until, TaskState.ACCEPTED)
    assert "原时限2024年10月31日" in words_of(played.folder / "appendix" / "appendix.docx")
    (asked,) = [m for m in accepted(session) if m.person_id == people.person_named(session, cast.LEADER).id]
    assert (asked.channel, beijing_day(asked.made_at)) == ("mail", story.EXTENSION_ASKED_ON)
    assert reason.rstrip("。") in words_of(played.folder / "appendix" / "appendix.docx")


def test_departments_that_help_were_told_once(session):
    (task,) = of_duty(session, "8")
    helped = select(Notice).where(Notice.task_id == task.id, Notice.part == Part.SUPPORT)
    told = [n for n in session.exec(helped) if n.state is NoticeState.SENT]
    assert len({n.told_department_id for n in told}) == len(told) == len(cast.DEPARTMENTS) - 1


def test_no_message_is_left_behind(session):
    assert {message.state for message in session.exec(select(Message))} == {MessageState.ACCEPTED}
    late = select(Notice).where(Notice.state == NoticeState.FAILED)
    assert session.exec(late).all() == []


def test_the_mail_server_received_each_mail_as_it_was_frozen(played, session):
    received = {
        email.message_from_bytes(path.read_bytes())["Message-ID"]: path.read_bytes()
        for path in (played.folder / "mail").glob("*.eml")
    }
    sent = {message.id for message in accepted(session) if message.channel == "mail"}
    frozen = {each.message_id: each.body for each in session.exec(select(MessageBody))}
    assert sorted(received.values()) == sorted(frozen[message] for message in sent)
    assert len(received) == len(sent)


def test_a_mail_can_be_read(played):
    path = min((played.folder / "mail").glob("*.eml"))
    letter = email.message_from_bytes(path.read_bytes(), policy=policy.default)
    assert letter["To"].endswith(f"@{cast.DOMAIN}")
    assert "同志" in letter.get_body(("plain",)).get_content()


def test_every_sms_lies_beside_the_mails(played, session):
    texts = [json.loads(path.read_bytes())["text"] for path in (played.folder / "sms").iterdir()]
    assert sorted(texts) == sorted(m.subject for m in accepted(session) if m.channel == "sms")
    assert all(text.startswith("【学普】") for text in texts)


# ---- the list ----


def test_the_list_went_through_doubts_that_a_person_settled(session):
    coordinator = people.person_named(session, cast.COORDINATOR)
    doubts = session.exec(select(Doubt)).all()
    assert {doubt.settled_by for doubt in doubts} == {coordinator.id}
    assert set(story.ANSWERS.values()) <= {doubt.answer for doubt in doubts}


def test_the_list_was_approved_on_behalf_and_issued(session):
    duty_list = session.exec(select(DutyList)).one()
    assert (duty_list.approved_by, duty_list.entered_on_behalf) == (story.BODY, True)
    assert (duty_list.doc_number, duty_list.revision) == (story.DOC_NUMBER, 2)
    assert len(lists.duties(session, duty_list.id)) >= 14


def of_duty(session, number):
    duty_list = session.exec(select(DutyList)).one()
    return tasks.of_duty(session, lists.duty_numbered(session, duty_list.id, number).id)


def test_the_amendment_moved_one_day_and_added_one_duty(session):
    (moved,) = of_duty(session, story.REDATED[0])
    assert (moved.first_due_on, moved.due_on) == (date(2024, 7, 20), date(2024, 7, 5))
    (added,) = of_duty(session, "26")
    assert (added.demand, added.due_on) == (story.ADDED[0], date(2024, 7, 15))


def test_what_was_past_at_issue_was_dated_and_done(session):
    january, february = of_duty(session, "10")[:2]
    assert [task.first_due_on for task in (january, february)] == [date(2024, 1, 31), date(2024, 2, 29)]
    for task in (january, february):
        assert (task.due_on, task.backfill, task.state) == (date(2024, 3, 29), False, TaskState.ACCEPTED)


# ---- people ----


def mails_to(session, name):
    person = people.person_named(session, name)
    return [m for m in accepted(session) if m.person_id == person.id]


def submissions_of(session, name):
    person = people.person_named(session, name)
    return session.exec(select(Submission).where(Submission.by_id == person.id)).all()


def test_after_the_hand_over_only_the_successor_hears_and_hands_in(session):
    leaver = people.person_named(session, cast.LEAVES)
    assert leaver.left_on == story.LAST_DAY
    days = [beijing_day(m.made_at) for m in mails_to(session, cast.LEAVES)]
    assert days
    assert max(days) <= story.LAST_DAY
    assert max(beijing_day(s.at) for s in submissions_of(session, cast.LEAVES)) <= story.LAST_DAY
    posts = of_duty(session, "10")
    handed_in = {s.task_id: s.by_id for s in session.exec(select(Submission))}
    successor = people.person_named(session, cast.TAKES_OVER)
    assert {handed_in[task.id] for task in posts[:5]} == {leaver.id}
    assert {handed_in[task.id] for task in posts[5:]} == {successor.id}


def test_the_deputy_hears_and_hands_in_while_the_owner_is_away(session):
    first, last = story.AWAY
    assert not [m for m in mails_to(session, cast.ABSENT) if first <= beijing_day(m.made_at) <= last]
    heard = [m for m in mails_to(session, cast.STEPS_IN) if first <= beijing_day(m.made_at) <= last]
    assert {m.channel for m in heard} == {"mail", "sms"}
    (submission,) = submissions_of(session, cast.STEPS_IN)
    assert first <= beijing_day(submission.at) <= last
    task = session.get(Task, submission.task_id)
    assert (task.owner_name, task.state) == (cast.ABSENT, TaskState.ACCEPTED)


def test_nobody_judged_their_own_work(session):
    by = {s.id: s.by_id for s in session.exec(select(Submission))}
    reviews = session.exec(select(Review)).all()
    assert len(reviews) >= 49
    assert all(review.by_id != by[review.submission_id] for review in reviews)


def test_one_was_sent_back_and_came_again(session):
    (task,) = of_duty(session, "8")
    rounds = tasks.submissions(session, [task.id])
    verdicts = [review.verdict for review in tasks.reviews(session, [s.id for s in rounds])]
    assert verdicts == [Verdict.RETURNED, Verdict.ACCEPTED]
    assert not task.is_overdue(date(2024, 12, 25))


def test_lateness_climbs_to_the_department_head_and_the_coordinator(session):
    task = next(t for t in of_duty(session, "22") if t.department_name == "人事科")
    assert task.handed_in_on > task.due_on
    sent = select(Notice, Person).where(
        Notice.task_id == task.id, Notice.message_id == Message.id, Message.person_id == Person.id
    )
    told = {(notice.stage, person.name) for notice, person in session.exec(sent)}
    assert ("overdue-5", cast.STEPS_IN) in told
    assert ("overdue-10", cast.COORDINATOR) in told


def test_above_the_head_of_the_department_only_persons_report(session):
    leader = people.person_named(session, cast.LEADER)
    head = people.person_named(session, cast.HEAD)
    heard = select(Notice.stage, Message.person_id).where(Notice.message_id == Message.id)
    told = [(stage, who) for stage, who in session.exec(heard) if who in (leader.id, head.id)]
    (asked,) = session.exec(select(Extension)).all()
    assert told == [(f"extension-asked-{asked.id}", leader.id)]  # his to decide: nobody is reported to him
    coordinator = people.person_named(session, cast.COORDINATOR)
    papers = session.exec(select(Slip)).all()
    assert {slip.decided_by for slip in papers} == {coordinator.id}
    for slip in papers:
        if slip.state is SlipState.SENT:
            assert (slip.signed_by, set(slip.files)) == (cast.LEADER, {"docx", "pdf"})


def test_the_duty_never_done_climbed_step_by_step(session):
    (task,) = of_duty(session, "5")
    papers = [slip for slip in session.exec(select(Slip).order_by(Slip.id)) if task.id in slip.task_ids]
    late = [slip for slip in papers if slip.kind is not SlipKind.PROMPT]
    assert [(slip.kind, slip.occasion, slip.state) for slip in late] == [
        (SlipKind.NUDGE, "2024-12-06", SlipState.SENT),  # five working days after 30 November
        (SlipKind.SUPERVISE, "2024-12-13", SlipState.SENT),  # ten
        (SlipKind.NUDGE, "2024-12-24", SlipState.DROPPED),  # what came back late was late again
    ]
    assert late[-1].reason


def test_the_slips_lie_in_the_folder_as_they_were_sent(played, session):
    sent = [slip for slip in session.exec(select(Slip)) if slip.state is SlipState.SENT]
    lying = {sha256(path.read_bytes()).hexdigest() for path in (played.folder / "slips").iterdir()}
    assert {sha for slip in sent for sha in slip.files.values()} <= lying
    assert {slip.kind for slip in sent} == set(SlipKind)
    assert len({slip.number for slip in sent}) == len(sent)
    assert (played.folder / "slips" / "督办单 代拟稿2024-12-13 人事科.pdf").is_file()


def test_minutes_are_registered_and_never_handed_in(session):
    minutes = session.exec(select(Evidence).where(Evidence.kind == "会议记录")).all()
    assert len(minutes) == 5
    assert {(piece.form, piece.sha256) for piece in minutes} == {(EvidenceForm.OFFLINE, None)}
    assert all(piece.kept_at and piece.custodian for piece in minutes)


# ---- documents ----


def words_of(path):
    return "\n".join(paragraph.text for paragraph in Document(path).paragraphs)


def test_the_duty_never_done_stands_in_the_appendix_with_its_reason(played, session):
    (task,) = of_duty(session, "5")
    assert task.state is TaskState.RETURNED
    told = words_of(played.folder / "appendix" / "appendix.docx")
    assert task.demand in told
    assert "市法院第四季度没有适合旁听的行政案件庭审" in told


def test_all_that_is_promised_lies_in_the_folder(played):
    there = {path.name for path in played.folder.iterdir()}
    promised = {"README.txt", f"{TITLE}.docx", "mail", "sms", "appendix", "handed-in", "slips"}
    assert promised | {"audit-bundle.zip", "data", "tables.txt"} <= there
    documents = {path.name for path in (played.folder / "appendix").iterdir()}
    assert documents == {"appendix.docx", "appendix.pdf", "ledger.xlsx", "figures.json"}
    readme = (played.folder / "README.txt").read_text(encoding="utf-8")
    assert "{" not in readme


def test_the_closing_table_says_how_the_year_went(played):
    for words in ("合计", "核验通过", *WORDS.values(), cast.ALWAYS_LATE, "打印字体", str(played.folder)):
        assert words in played.stdout
    for words in ("代拟催办单", "苏映川签发（普法督〔2024〕2号）", "不发：年内无适合旁听的庭审"):
        assert words in "".join(played.stdout.split()).replace("│", "")
    assert "这一年走完了" in played.stderr
    tables = (played.folder / "tables.txt").read_text(encoding="utf-8")
    assert tables.splitlines()[0] == played.stdout.splitlines()[0]
