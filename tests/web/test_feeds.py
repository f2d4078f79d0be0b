"""The private calendar: by its token alone, from anywhere, and by nothing else."""

from datetime import date

import pytest
from icalendar import Calendar

from models import Action, TokenUse
from office.channels import long_token
from steps.working.be_away import be_away
from steps.working.mint import mint_calendar
from steps.working.move import move
from steps.working.revoke import revoke
from store import people, tokens
from store.db import begin
from tests.web.conftest import on_sqlite, visitor

pytestmark = on_sqlite


@pytest.fixture
def address(issued):
    with begin(issued.database) as session:
        carol, alice = (people.person_named(session, name) for name in ("Carol", "Alice"))
        return f"/calendar/{mint_calendar(session, alice, long_token, by=carol, now=issued.clock())}.ics"


def elsewhere(office):
    return visitor(office, host="pf.example.gov.cn", address="10.1.2.3")


def events(office, address):
    answer = elsewhere(office).get(address)
    assert answer.status_code == 200
    return Calendar.from_ical(answer.content).walk("VEVENT")


def test_it_holds_what_its_person_answers_for(issued, address):
    found = events(issued, address)
    assert [(event.decoded("DTSTART"), str(event["SUMMARY"])) for event in found] == [
        (date(2024, 3, 25), "党组理论学习中心组专题学法"),
        (date(2024, 5, 31), "民法典宣传月活动"),
        (date(2024, 6, 25), "党组理论学习中心组专题学法"),
        (date(2024, 9, 25), "党组理论学习中心组专题学法"),
        (date(2024, 12, 25), "党组理论学习中心组专题学法"),
    ]
    assert len({str(event["UID"]) for event in found}) == 5
    assert all("URL" not in event for event in found)  # the network ends at the intranet


def test_it_rings_on_the_last_working_day(issued, address, clock):
    last = events(issued, address)[2]  # 25 June 2024, a Tuesday
    assert last.walk("VALARM")[0]["TRIGGER"].to_ical() == b"PT9H"


def test_what_is_done_leaves_it(issued, address):
    with begin(issued.database) as session:
        carol = people.person_named(session, "Carol")
        move(session, 1, Action.WAIVE, carol, now=issued.clock(), reason="重复")
    assert len(events(issued, address)) == 4


def test_a_deputy_sees_the_deadlines_of_who_is_away(issued, clock):
    with begin(issued.database) as session:
        carol, eve = (people.person_named(session, name) for name in ("Carol", "Eve"))
        be_away(
            session,
            people.person_named(session, "Alice"),
            eve,
            from_on=date(2024, 3, 1),
            to_on=date(2024, 3, 31),
            by=carol,
            now=issued.clock(),
        )
        address = f"/calendar/{mint_calendar(session, eve, long_token, by=carol, now=issued.clock())}.ics"
    assert len(events(issued, address)) == 1
    clock.at(2024, 3, 5)
    assert len(events(issued, address)) == 6


def test_it_is_private_and_sets_no_cookie(issued, address):
    headers = elsewhere(issued).get(address).headers
    assert headers["cache-control"] == "private, no-cache"
    assert headers["content-type"] == "text/calendar; charset=utf-8"
    assert headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in headers


def test_a_revoked_address_is_gone(issued, address):
    with begin(issued.database) as session:
        rows = [row for row, _ in tokens.live(session, now=issued.clock(), use=TokenUse.CALENDAR)]
        revoke(session, rows, by=people.person_named(session, "Carol"), now=issued.clock())
    answer = elsewhere(issued).get(address)
    assert (answer.status_code, "已停用" in answer.text) == (404, True)


@pytest.mark.parametrize(
    "path", ["/calendar/.ics", "/calendar/short.ics", f"/calendar/{'A' * 43}.ics", "/calendar/"]
)
def test_what_is_no_token_opens_nothing(issued, path):
    assert elsewhere(issued).get(path).status_code == 404


def test_the_pages_still_answer_this_machine_only(issued):
    for path in ("/", "/tasks/1", "/health", "/healthz"):
        assert elsewhere(issued).get(path).status_code == 403
