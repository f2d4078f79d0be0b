"""What the empty list offers is read without a doubt."""

import pytest

from rules import deadlines
from rules.columns import Field, Sure, meaning
from rules.list_example import DEADLINES, example_columns
from rules.nodes import Nodes
from rules.workdays import Workdays


@pytest.mark.parametrize("year", [2024, 2031])
def test_every_deadline_offered_is_clear(year):
    for phrase in (
        *DEADLINES,
        *(e for c in example_columns() if c.heading == "完成时限" for e in c.examples),
    ):
        reading = deadlines.read(phrase, year=year, workdays=Workdays(), nodes=Nodes())
        assert (reading.flags, bool(reading.occurrences)) == ((), True), phrase


def test_every_heading_is_known_and_none_twice():
    found = [meaning(column.heading) for column in example_columns()]
    assert {each.sure for each in found} == {Sure.KNOWN}
    assert len({each.field for each in found}) == len(found) >= 12
    assert {each.field for each in found} >= {Field.TASK, Field.LEAD, Field.DEADLINE, Field.EVIDENCE}


def test_the_offices_own_departments_are_offered():
    offered = {c.heading: c.options for c in example_columns(["外事科", "办公室"])}
    assert offered["责任部门"] == offered["配合部门"] == ("外事科", "办公室")
