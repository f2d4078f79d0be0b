import json

import pytest
from sqlmodel import select, text

from models import LogEntry, Withheld
from rules.canonical import commitment, encode
from store import log
from store.db import begin, reading
from tests.conftest import FOUNDED


def append(session, **changed):
    given = {"at": FOUNDED, "actor": "p1", "role": "owner", "action": "task.submit", "about": "task:1"}
    log.append(session, **{**given, **changed})


def entries(office):
    with reading(office.database) as session:
        return [json.loads(leaf) for leaf in log.leaves(session)]


def test_entries_are_numbered_without_a_gap_across_transactions(office):
    start = len(entries(office))
    for _ in range(3):
        with begin(office.database) as session:
            append(session)
            append(session, about="task:2")
    found = entries(office)
    assert [entry["idx"] for entry in found] == list(range(start + 6))
    assert [entry["object"] for entry in found[start:]] == ["task:1", "task:2"] * 3


def test_a_transaction_that_fails_leaves_no_entry(office):
    before = entries(office)

    def fail():
        with begin(office.database) as session:
            append(session)
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        fail()
    assert entries(office) == before


def test_personal_values_stand_beside_the_log_never_in_it(office):
    with begin(office.database) as session:
        append(session, withheld={"note": "王某的手机 13800000001", "empty": ""})
    with reading(office.database) as session:
        leaf = list(log.leaves(session))[-1]
        kept = session.exec(select(Withheld).order_by(Withheld.idx.desc())).first()
    assert "王某" not in leaf.decode()
    assert "13800000001" not in leaf.decode()
    assert json.loads(leaf)["pd"] == {"note": commitment(kept.salt, "王某的手机 13800000001")}


def test_forgetting_a_value_leaves_the_log_as_it_was(office):
    with begin(office.database) as session:
        append(session, withheld={"note": "王某"})
    before = entries(office)
    with begin(office.database) as session:
        session.exec(text("DELETE FROM withheld"))
    assert entries(office) == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log_entry SET action = 'x'",
        "DELETE FROM log_entry",
        "UPDATE withheld SET value = 'x'",
    ],
)
def test_the_database_refuses_to_change_the_log(office, statement):
    def change():
        with begin(office.database) as session:
            session.exec(text(statement))

    with pytest.raises(Exception, match="日志只增不改"):
        change()


def test_the_first_entry_of_an_object_is_found(office):
    with begin(office.database) as session:
        append(session, about="task:70")
        append(session, about="task:70")
        append(session, about="task:71")
    with reading(office.database) as session:
        size = log.size(session)
        assert log.recorded(session, ["task:70", "task:71", "task:72"]) == {
            "task:70": size - 3,
            "task:71": size - 1,
        }


def test_what_is_written_is_canonical(office):
    with begin(office.database) as session:
        append(session, detail={"b": [1, True, None], "a": "法"})
    with reading(office.database) as session:
        for row in session.exec(select(LogEntry)):
            entry = json.loads(row.leaf)
            assert encode(entry) == row.leaf
            assert (entry["action"], entry["object"]) == (row.action, row.about)


@pytest.mark.parametrize("value", [1.5, 2**53, "e\u0301", "\ud800", {"法": 1}, object()])
def test_what_could_be_spelled_twice_never_enters(value):
    with pytest.raises((ValueError, UnicodeEncodeError)):
        encode({"detail": value})
