from datetime import UTC, datetime, timedelta

import pytest

from cli import task_commands
from rules.days import beijing_day
from steps.working.be_away import be_away
from steps.working.hand_over import hand_over
from store import people
from store.db import begin
from tests import make


@pytest.fixture
def listed(office, run):
    """Return the first task of the list, as JSON and as its line."""

    make.issued_list(office)

    def show():
        item = run(task_commands.app, "list", "--year", 2024)["items"][0]
        line = run(task_commands.app, "list", "--year", 2024, text=True).splitlines()[0]
        return (item["department"], item["owner"], item["holder"], item["deputy"]), line

    return show


def today():
    return beijing_day(datetime.now(UTC))  # the commands read the machine's clock


def test_a_task_is_listed_with_who_holds_it(listed):
    said, line = listed()
    assert said == ("办公室", "Alice", "Alice", "")
    assert "办公室  Alice  党组理论学习中心组专题学法（第1次）" in line


def test_where_nothing_is_listed_it_is_said(office, run):
    make.drafted_list(office)
    said = run(task_commands.app, "list", "--year", 2024, text=True)
    assert said == "还没有任务：清单印发、所等的事件登记以后才有。\n"
    said = run(task_commands.app, "list", "--year", 2024, "--state", "已办结", text=True)
    assert said == "没有这样的任务。\n"


def test_who_took_over_is_listed_and_who_stands_in(office, listed):
    with begin(office.database) as session:
        alice, carol, eve = (people.person_named(session, name) for name in ("Alice", "Carol", "Eve"))
        yesterday = today() - timedelta(days=1)
        hand_over(session, alice, eve, last_day=yesterday, by=carol, now=office.clock())
    said, line = listed()
    assert said == ("办公室", "Alice", "Eve", "")
    assert "办公室  Eve  党组" in line
    with begin(office.database) as session:
        bob, carol, eve = (people.person_named(session, name) for name in ("Bob", "Carol", "Eve"))
        be_away(session, eve, bob, from_on=today(), to_on=today(), by=carol, now=office.clock())
    said, line = listed()
    assert said == ("办公室", "Alice", "Eve", "Bob")
    assert "办公室  Eve（Bob代）  党组" in line
