"""The shared phrases: right, or doubted; never wrong without a doubt."""

import json
from datetime import date
from pathlib import Path

import pytest

from rules.deadlines import read

PHRASES = Path(__file__).parents[2] / "../shared/domain/deadlines.jsonl"


@pytest.fixture(scope="module")
def cases():
    if not PHRASES.exists():
        pytest.skip("the shared phrases are not here")
    lines = PHRASES.read_text("utf-8").splitlines()
    return [(case, _read(case)) for case in map(json.loads, lines)]


def _read(case):
    issued = date.fromisoformat(case["issued"]) if "issued" in case else None
    return read(case["text"], year=case["year"], issued=issued)


def _is_right(case, reading):
    wanted = case["reading"]
    days = [(o.start.isoformat(), o.due.isoformat()) for o in reading.occurrences]
    counts = [o.min_count for o in reading.occurrences]
    return (
        reading.kind == wanted["kind"]
        and days == [(o["start"], o["due"]) for o in wanted["occurrences"]]
        and reading.min_count == wanted["min_count"]
        and ("counts" not in wanted or counts == wanted["counts"])
        and reading.anchor == wanted.get("anchor")
        and reading.time == wanted.get("time")
    )


def test_the_shared_phrases(cases):
    right = [case["text"] for case, reading in cases if _is_right(case, reading)]
    doubted = [case["text"] for case, reading in cases if not _is_right(case, reading) and reading.flags]
    wrong = [case["text"] for case, reading in cases if not _is_right(case, reading) and not reading.flags]
    print(f"\nright {len(right)}, doubted {len(doubted)}, wrong {len(wrong)} of {len(cases)}")  # noqa: T201

    assert wrong == []
    assert len(right) >= 0.98 * len(cases), doubted


def test_what_is_ambiguous_is_doubted_and_what_is_clear_is_not(cases):
    ambiguous = [reading for case, reading in cases if case["ambiguity"]]
    clear = [reading for case, reading in cases if not case["ambiguity"]]
    asked, bothered = sum(bool(r.flags) for r in ambiguous), sum(bool(r.flags) for r in clear)
    print(f"\nambiguous: {asked} of {len(ambiguous)} doubted; clear: {bothered} of {len(clear)}")  # noqa: T201

    assert asked >= 0.95 * len(ambiguous)
    assert bothered <= 0.10 * len(clear)


def test_what_must_be_flagged_is(cases):
    assert [case["text"] for case, reading in cases if case.get("must_flag") and not reading.flags] == []


def test_labels_are_the_words_of_the_clause(cases):
    for case, reading in cases:
        wanted = [o.get("label") for o in case["reading"]["occurrences"]]
        if any(wanted):
            assert [o.label for o in reading.occurrences] == wanted, case["text"]
