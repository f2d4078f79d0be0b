"""Phrases of other offices: what is clear is not doubted, what is unsure is, nothing is silently wrong."""

from pathlib import Path

import pytest

from rules.deadlines import read
from tests.rules.test_deadlines import written

TABLE = (Path(__file__).parent / "other_offices/phrases.txt").read_text("utf-8").splitlines()
PHRASES = [tuple(line.split(" | ")) for line in TABLE if line and not line.startswith("#")]


def test_no_phrase_is_written_twice():
    assert len({phrase for phrase, _ in PHRASES}) == len(PHRASES) > 800


@pytest.mark.parametrize(("phrase", "expected"), PHRASES)
def test_the_phrase_is_read_by_the_rules(phrase, expected):
    reading = read(phrase.replace("\\n", "\n"), year=2024)

    assert written(reading) == expected or (expected == "?" and reading.flags)
    assert all(flag.endswith(("？", "。")) and "「」" not in flag for flag in reading.flags)
