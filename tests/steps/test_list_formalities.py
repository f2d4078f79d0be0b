"""Replies to the draft, the list's number, its filing and its publication."""

import json
from datetime import date

import pytest
from sqlmodel import select

from models import LogEntry
from models.refusals import NotFound, NotYours, Refusal, WrongState
from steps.listing.amend import Amendment, amend
from steps.listing.approve import approve
from steps.listing.confirm import confirm
from steps.listing.publish import file_with, number, publish
from steps.listing.reply import reply
from store import lists, log, people
from store.db import begin, reading
from tests import make

TODAY = date(2024, 1, 8)  # of the still clock, and of the issue


def on_list(office, step, *given, by="Carol", **named):
    with begin(office.database) as session:
        return step(
            session,
            lists.of_year(session, 2024),
            *given,
            by=people.person_named(session, by),
            now=office.clock(),
            **named,
        )


def entries(office, action):
    with reading(office.database) as session:
        leaves = session.exec(select(LogEntry.leaf).where(LogEntry.action == action)).all()
    return [json.loads(leaf) for leaf in leaves]


def kept(office, question):
    with reading(office.database) as session:
        return question(session, lists.of_year(session, 2024).id)


def size(office):
    with reading(office.database) as session:
        return log.size(session)


def test_a_reply_is_kept_and_its_words_stay_out_of_the_log(office):
    make.drafted_list(office)
    on_list(office, reply, "人事科", "第4项改为11月底前", on=TODAY, outcome="采纳")
    on_list(office, reply, "人事科", "无意见", on=TODAY)
    first, second = kept(office, lists.replies)
    assert (first.words, first.outcome, second.words) == ("第4项改为11月底前", "采纳", "无意见")
    logged = entries(office, "list.reply")
    assert [entry["detail"]["on"] for entry in logged] == ["2024-01-08"] * 2
    assert set(logged[0]["pd"]) == {"words", "outcome"}
    assert "11月" not in json.dumps(logged, ensure_ascii=False)


@pytest.mark.parametrize(
    ("department", "words", "on", "by", "refusal", "sentence"),
    [
        ("没有的科", "无意见", TODAY, "Carol", NotFound, "没有「没有的科」"),
        ("人事科", "  ", TODAY, "Carol", Refusal, "无意见"),
        ("人事科", "无意见", date(2024, 1, 9), "Carol", Refusal, "还没有到"),
        ("人事科", "无意见", TODAY, "Alice", NotYours, "只有统筹人"),
    ],
)
def test_a_reply_that_cannot_be_is_refused(office, department, words, on, by, refusal, sentence):
    make.drafted_list(office)
    before = size(office)
    with pytest.raises(refusal, match=sentence):
        on_list(office, reply, department, words, on=on, by=by)
    assert (kept(office, lists.replies), size(office)) == ([], before)


def test_once_approved_no_reply_is_taken(office):
    make.drafted_list(office)
    on_list(office, confirm)
    on_list(office, reply, "人事科", "无意见", on=TODAY)
    on_list(office, approve, body="办党组会", on=TODAY, meeting="")
    with pytest.raises(WrongState, match="征求意见已结束"):
        on_list(office, reply, "人事科", "无意见", on=TODAY)


def test_the_number_is_written_as_the_standard_asks_and_may_be_corrected(issued):
    assert on_list(issued, number, "云外发[2024]第03号") == "云外发〔2024〕3号"
    on_list(issued, number, "云外发〔2024〕4号")
    with reading(issued.database) as session:
        assert lists.of_year(session, 2024).doc_number == "云外发〔2024〕4号"
    assert [entry["detail"] for entry in entries(issued, "list.number")] == [
        {"from": "", "to": "云外发〔2024〕3号"},
        {"from": "云外发〔2024〕3号", "to": "云外发〔2024〕4号"},
    ]


def test_a_draft_has_no_number_no_filing_and_no_publication(office):
    make.drafted_list(office)
    with pytest.raises(WrongState, match="审定以后"):
        on_list(office, number, "云外发〔2024〕3号")
    with pytest.raises(WrongState, match="印发以后才能登记备案"):
        on_list(office, file_with, "市普法办", on=TODAY)
    with pytest.raises(WrongState, match="印发以后才能登记公示"):
        on_list(office, publish, "https://example.org/list", on=TODAY)


def test_filing_and_publication_name_the_state_of_the_list(issued, clock):
    on_list(issued, file_with, "市普法办", on=TODAY, number="2024-17")
    on_list(issued, publish, "https://example.org/list", on=TODAY)
    on_list(issued, amend, [Amendment(number="2", deadline="9月30日前")], reason="通知")
    clock.at(2024, 1, 10)
    on_list(issued, file_with, "市普法办", on=date(2024, 1, 10))
    assert [(f.revision, f.filed_on, f.number) for f in kept(issued, lists.filings)] == [
        (1, TODAY, "2024-17"),
        (2, date(2024, 1, 10), ""),
    ]
    (publication,) = kept(issued, lists.publications)
    assert (publication.revision, publication.url) == (1, "https://example.org/list")
    assert entries(issued, "list.file")[0]["detail"] == {
        "number": "2024-17",
        "on": "2024-01-08",
        "revision": 1,
        "with": "市普法办",
    }
    assert entries(issued, "list.publish")[0]["detail"]["url"] == "https://example.org/list"


@pytest.mark.parametrize(
    ("step", "given", "named", "by", "refusal", "sentence"),
    [
        (number, ["3号"], {}, "Carol", Refusal, "不像发文字号"),
        (number, ["云外发〔2024〕3号"], {}, "Alice", NotYours, "只有统筹人"),
        (file_with, [" "], {"on": TODAY}, "Carol", Refusal, "哪个机关"),
        (file_with, ["市普法办"], {"on": date(2024, 1, 7)}, "Carol", Refusal, "备案日期"),
        (file_with, ["市普法办"], {"on": date(2024, 1, 9)}, "Carol", Refusal, "备案日期"),
        (file_with, ["市普法办"], {"on": TODAY}, "Alice", NotYours, "只有统筹人"),
        (publish, ["www.example.org"], {"on": TODAY}, "Carol", Refusal, "不是网址"),
        (publish, ["https://example.org/a b"], {"on": TODAY}, "Carol", Refusal, "不是网址"),
        (publish, ["https://example.org"], {"on": date(2024, 1, 9)}, "Carol", Refusal, "公示日期"),
        (publish, ["https://example.org"], {"on": TODAY}, "Alice", NotYours, "只有统筹人"),
    ],
)
def test_what_cannot_be_is_refused_and_writes_nothing(issued, step, given, named, by, refusal, sentence):
    before = size(issued)
    with pytest.raises(refusal, match=sentence):
        on_list(issued, step, *given, by=by, **named)
    assert size(issued) == before
