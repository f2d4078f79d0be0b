"""A business number that the office accounts for."""

import json

import pytest

from models.refusals import Refusal
from steps.keeping.statistic import add_statistic
from store import log, people, tasks
from store.db import begin, reading


def add(office, name="consular_cases", label="领保案件", units=("批", "人")):
    with begin(office.database) as session:
        by = people.administrator(session)
        return add_statistic(session, name, label, units, by=by, now=office.clock())


def test_statistics_are_printed_in_the_order_in_which_they_were_added(office):
    add(office)
    add(office, "apec_cards", "APEC商旅卡新申请", ["人次"])
    with reading(office.database) as session:
        assert [(s.name, s.units) for s in tasks.statistics(session)] == [
            ("consular_cases", ["批", "人"]),
            ("apec_cards", ["人次"]),
        ]
        newest = json.loads(list(log.leaves(session))[-1])
    assert (newest["action"], newest["object"]) == ("statistic.add", "statistic:apec_cards")
    assert newest["detail"] == {"label": "APEC商旅卡新申请", "units": ["人次"]}


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "领保"},
        {"name": "Cases"},
        {"name": ""},
        {"label": " "},
        {"units": []},
        {"units": ["批", " "]},
        {"units": ["批", "批"]},
        {"name": "foreign_cases"},
    ],
)
def test_what_could_not_be_printed_is_refused(office, wrong):
    add(office, "foreign_cases", "涉外案件")
    with pytest.raises(Refusal, match="统计项"):
        add(office, **wrong)
    with reading(office.database) as session:
        assert [statistic.name for statistic in tasks.statistics(session)] == ["foreign_cases"]
