"""A draft is thrown away so that a corrected file can be taken in; nothing a person said is lost."""

import json
from datetime import timedelta

import pytest
from sqlmodel import select

from models import DiscardedDraft, Doubt, Duty, DutyList, LogEntry
from models.refusals import NotFound, NotYours, Refusal, WrongState
from steps.keeping.tidy import tidy
from steps.listing.confirm import settle
from steps.listing.discard import discard
from store import lists, people
from store.db import begin, reading
from tests import make

DOUBTED = (("1", "宪法宣传", "外事科", "12月4日前后", "照片"),)
CORRECTED = (
    ("1", "宪法宣传", "外事科", "12月4日前后", "照片"),
    ("2", "学法考法", "人事科", "10月31日前", "成绩单"),
)


def throw_away(office, *, reason="文件有误，重新导入", by="Carol"):
    with begin(office.database) as session:
        return discard(
            session,
            lists.of_year(session, 2024),
            reason=reason,
            by=people.person_named(session, by),
            now=office.clock(),
        )


def open_doubts(office):
    with reading(office.database) as session:
        return lists.doubts(session, lists.of_year(session, 2024).id, open_only=True)


def answer(office, field, words):
    with begin(office.database) as session:
        doubt = next(d for d in open_doubts(office) if d.field == field)
        settle(session, doubt.id, words, by=people.person_named(session, "Carol"), now=office.clock())


def test_a_draft_is_gone_and_its_file_and_log_entries_stay(office):
    drafted = make.drafted_list(office, DOUBTED)
    throw_away(office)
    with reading(office.database) as session:
        with pytest.raises(NotFound):
            lists.of_year(session, 2024)
        assert not session.exec(select(Duty)).all()
        assert not session.exec(select(Doubt)).all()
        kept = session.exec(select(DiscardedDraft)).one()
        actions = session.exec(select(LogEntry.action).where(LogEntry.about == f"list:{drafted.id}")).all()
    assert (kept.source_sha256, kept.reason) == (drafted.source_sha256, "文件有误，重新导入")
    assert actions == ["list.import", "list.discard"]
    assert tidy(office.database, office.files, now=office.clock() + timedelta(days=3)) == []
    assert office.files.path(kept.source_sha256).exists()


def test_the_reason_is_withheld_from_the_log(office):
    make.drafted_list(office, DOUBTED)
    throw_away(office, reason="张三写错了")
    with reading(office.database) as session:
        leaf = session.exec(select(LogEntry.leaf).where(LogEntry.action == "list.discard")).one()
    assert "张三" not in leaf.decode()
    assert set(json.loads(leaf)["pd"]) == {"reason"}


def test_what_was_answered_is_proposed_when_the_file_comes_again(office):
    make.drafted_list(office, DOUBTED)
    answer(office, "department", "法规科")
    answer(office, "deadline", "12月1日至12月7日")
    throw_away(office)
    make.drafted_list(office, CORRECTED)
    proposed = {doubt.field: doubt.candidates[0] for doubt in open_doubts(office)}
    assert proposed == {"deadline": "12月1日至12月7日"}  # 外事科 is known as 法规科 by now


def test_no_later_list_is_called_as_one_that_was_thrown_away(office):
    first = make.drafted_list(office, DOUBTED)
    throw_away(office)
    again = make.drafted_list(office, CORRECTED)
    assert again.id > first.id


def test_a_second_file_is_refused_with_the_way_to_go(office):
    make.drafted_list(office, DOUBTED)
    with pytest.raises(WrongState, match="xuepu list discard --year 2024"):
        make.drafted_list(office, CORRECTED)


def test_an_issued_list_stays(issued):
    with pytest.raises(WrongState, match="已经印发"):
        throw_away(issued)
    with pytest.raises(WrongState, match="xuepu list amend"):
        make.drafted_list(issued, CORRECTED)
    with reading(issued.database) as session:
        assert session.exec(select(DutyList)).one()


def test_only_who_coordinates_may_and_a_reason_is_needed(office):
    make.drafted_list(office, DOUBTED)
    with pytest.raises(NotYours):
        throw_away(office, by="Alice")
    with pytest.raises(Refusal, match="写明理由"):
        throw_away(office, reason=" ")
    assert open_doubts(office)
