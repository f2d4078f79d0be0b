"""Every item that the superior demands is answered by own duties, or said not to concern the office."""

import io
import json
from datetime import date

import pytest
from sqlmodel import select

from models import LogEntry, UpstreamItem
from models.refusals import BadList, NotFound, NotYours, Refusal, WrongState
from rules.demands import Demand
from steps.keeping.tidy import tidy
from steps.listing.amend import Amendment, amend
from steps.listing.approve import approve
from steps.listing.confirm import confirm, settle
from steps.listing.upstream import Document, question_about, take_in
from steps.working.review import accept
from steps.working.submit import submit
from store import lists, log, people, tasks, upstream
from store.db import begin, reading
from tests import make

DOCUMENT = Document(
    2024, "《2024年全市普法依法治理工作要点》", "市司法局", "云司发[2024]7号", date(2024, 3, 18)
)
DEMANDS = (
    Demand("一（一）", "落实党组理论学习中心组学法制度，专题学法不少于4次"),
    Demand("一（二）", "组织开展“民法典宣传月”活动"),
    Demand("二", "培养乡村“法律明白人”"),
)


def with_session(office, step, *, by="Carol"):
    with begin(office.database) as session:
        return step(session, people.person_named(session, by), office.clock())


def taken_in(office, document=DOCUMENT, demands=DEMANDS, by="Carol"):
    stored = office.files.put(io.BytesIO(b"the superior's document"))

    def step(session, by, now):
        return take_in(session, document, demands, source_name="要点.docx", stored=stored, by=by, now=now)

    return with_session(office, step, by=by)


def open_questions(office):
    with reading(office.database) as session:
        duty_list = lists.of_year(session, 2024)
        return lists.doubts(session, duty_list.id, open_only=True)


def answer(office, *words):
    for doubt, said in zip(open_questions(office), words, strict=False):
        with_session(office, lambda s, by, now, d=doubt, w=said: settle(s, d.id, w, by=by, now=now))


def lines(office):
    with reading(office.database) as session:
        return {line.item.no: line for line in upstream.coverage(session, 2024)}


def on_list(office, step, **named):
    return with_session(
        office, lambda session, by, now: step(session, lists.of_year(session, 2024), by=by, now=now, **named)
    )


def test_each_item_is_a_question_with_the_likeliest_duties(office):
    make.drafted_list(office)
    taken_in(office)
    first, second, third = open_questions(office)
    assert first.question.startswith(
        "《2024年全市普法依法治理工作要点》一（一）「落实党组理论学习中心组学法制度"
    )
    assert [d.candidates[:1] for d in (first, second, third)] == [["第1项"], ["第2项"], []]
    assert {doubt.field for doubt in (first, second, third)} == {"upstream"}


def test_what_came_before_the_list_is_asked_when_the_list_comes(office):
    taken_in(office)
    make.drafted_list(office)
    assert len(open_questions(office)) == 3


def test_an_uncovered_item_keeps_the_list_from_being_confirmed(office):
    make.drafted_list(office)
    taken_in(office)
    answer(office, "第1项", "第2项")
    with pytest.raises(WrongState, match="法律明白人"):
        on_list(office, confirm)
    answer(office, "不涉及：本单位不管乡村")
    on_list(office, confirm)


def test_what_comes_after_the_confirmation_keeps_it_from_being_approved(office):
    make.drafted_list(office)
    on_list(office, confirm)
    taken_in(office)
    meeting = {"body": "办党组会", "on": date(2024, 1, 8), "meeting": "第1次"}
    with pytest.raises(WrongState, match="还有 3 个疑问"):
        on_list(office, approve, **meeting)
    answer(office, "第1项", "第2项、第4项", "不涉及：本单位不管乡村")
    on_list(office, approve, **meeting)


def test_the_coverage_tells_who_answers_and_how_far(issued):
    taken_in(issued)
    answer(issued, "第1、3项", "第2项", "不涉及：本单位不管乡村")
    with reading(issued.database) as session:
        duty = lists.duty_numbered(session, lists.of_year(session, 2024).id, "2")
        (task,) = tasks.of_duty(session, duty.id)
    with_session(issued, lambda s, by, now: submit(s, task.id, make.handed_in(), by, now=now), by="Alice")
    with_session(issued, lambda s, by, now: accept(s, task.id, by, now=now), by="Bob")
    found = lines(issued)
    assert {no: [duty.no for duty in line.duties] for no, line in found.items()} == {
        "一（一）": ["1", "3"],
        "一（二）": ["2"],
        "二": [],
    }
    assert {no: (line.done, line.tasks) for no, line in found.items()} == {
        "一（一）": (0, 5),
        "一（二）": (1, 1),
        "二": (0, 0),
    }
    assert found["二"].item.not_ours_because == "本单位不管乡村"
    assert all(line.covered for line in found.values())


def test_a_later_answer_takes_the_place_of_the_earlier(issued):
    taken_in(issued)
    answer(issued, "第1项", "第2项", "不涉及：本单位不管乡村")
    with begin(issued.database) as session:
        duty_list = lists.of_year(session, 2024)
        item = upstream.item_numbered(session, 2024, "二")
        doubt = question_about(session, duty_list, item)
        settle(session, doubt.id, "第4项", by=people.person_named(session, "Carol"), now=issued.clock())
    line = lines(issued)["二"]
    assert ([duty.no for duty in line.duties], line.item.not_ours_because) == (["4"], "")


def test_a_struck_duty_answers_nothing_any_more(issued):
    taken_in(issued)
    answer(issued, "第1项", "第2项", "第4项")
    on_list(issued, amend, amendments=[Amendment(number="2", strike=True)], reason="通知")
    assert [no for no, line in lines(issued).items() if not line.covered] == ["一（二）"]


@pytest.mark.parametrize(
    ("words", "refusal", "sentence"),
    [("已落实", Refusal, "看不懂"), ("不涉及", Refusal, "为什么不涉及"), ("第99项", NotFound, "第 99 项")],
)
def test_an_answer_that_says_nothing_is_refused_and_writes_nothing(office, words, refusal, sentence):
    make.drafted_list(office)
    taken_in(office)
    with reading(office.database) as session:
        before = log.size(session)
    with pytest.raises(refusal, match=sentence):
        answer(office, words)
    assert len(open_questions(office)) == 3
    with reading(office.database) as session:
        assert log.size(session) == before


@pytest.mark.parametrize(
    ("document", "demands", "by", "refusal", "sentence"),
    [
        (DOCUMENT, (), "Carol", BadList, "没有读到要点"),
        (Document(2024, "", "市司法局"), DEMANDS, "Carol", Refusal, "标题和发文机关"),
        (Document(2024, "要点", "市司法局", "7号"), DEMANDS, "Carol", Refusal, "不像发文字号"),
        (DOCUMENT, DEMANDS, "Alice", NotYours, "只有统筹人"),
    ],
)
def test_a_document_that_cannot_be_is_refused(office, document, demands, by, refusal, sentence):
    with pytest.raises(refusal, match=sentence):
        taken_in(office, document, demands, by)
    with reading(office.database) as session:
        assert session.exec(select(UpstreamItem)).all() == []


def test_a_document_is_taken_in_once(office):
    taken_in(office)
    with pytest.raises(Refusal, match="已经登记过"):
        taken_in(office)


def test_items_of_several_documents_are_told_apart_by_title(office):
    taken_in(office)
    taken_in(office, Document(2024, "省普法责任清单", "省司法厅"), (Demand("二", "推送以案释法"),))
    with reading(office.database) as session:
        with pytest.raises(Refusal, match="--document"):
            upstream.item_numbered(session, 2024, "二")
        assert upstream.item_numbered(session, 2024, "二", "省普法").text == "推送以案释法"
        with pytest.raises(NotFound):
            upstream.item_numbered(session, 2024, "九")


def test_the_file_is_kept_and_its_words_are_not_in_the_log(office, clock):
    taken_in(office)
    clock.wait(days=3)
    with begin(office.database) as session:
        kept = upstream.documents(session, 2024)[0]
    tidy(office.database, office.files, now=clock())
    assert office.files.whole(kept.source_sha256)
    with reading(office.database) as session:
        (leaf,) = session.exec(select(LogEntry.leaf).where(LogEntry.action == "upstream.take_in")).all()
    assert json.loads(leaf)["detail"] == {"doc_number": "云司发〔2024〕7号", "items": 3, "year": 2024}
    assert "普法" not in leaf.decode()
