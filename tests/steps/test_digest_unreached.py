"""Who was not reached rides along in the coordinator's next mail, until they are told again."""

from datetime import date

import pytest
from sqlalchemy import event

from notifications.channel import ChannelError
from steps.working.be_away import be_away
from steps.working.desk import Desk
from steps.working.digest_unreached import LONGEST_REASON, told_below
from store import people
from store.db import begin, reading
from tests import make
from tests.steps.test_remind import Flaky, mails, sweep
from tests.steps.test_unreached import act, bounce, corrected, letters

ROWS = (("1", "专题学法", "办公室", "3月25日前", ""), ("2", "清理自查", "法规科", "3月26日前", ""))
LINE = "Alice：邮箱 alice@example.org（退信：没有这个邮箱），1项任务没有告知"
HEADING = "没有收到提醒的人"


@pytest.fixture
def bounced(office, clock):
    """Give an office on 19 March: Alice's mail of the day before came back, Carol is to get one."""
    make.issued_list(office, ROWS)
    clock.at(2024, 3, 18)
    sweep(office)
    bounce(office)
    clock.at(2024, 3, 19)
    return office


def said_to(office, to):
    """Return what `to` was written, in order of time."""
    got = sorted((mail for mail in mails(office) if mail["To"] == to), key=lambda mail: mail["Date"].datetime)
    return [mail.get_body(("plain",)).get_content() for mail in got]


def below(office, person, *, channel="mail"):
    with reading(office.database) as session:
        desk = Desk.of(session, date(2024, 3, 19))
        reader = (make.person(office, person).id, channel)
        return told_below(session, {reader}, desk, now=office.clock()).get(reader, ())


def test_the_coordinators_next_mail_names_who_was_not_reached(bounced):
    sweep(bounced)
    (carol,) = said_to(bounced, "carol@example.org")
    assert carol.index("清理自查") < carol.index(HEADING) < carol.index(LINE)
    assert all(HEADING not in words for to, words in letters(bounced) if to != "carol@example.org")


def test_it_is_gone_once_they_are_told_again(bounced, clock):
    sweep(bounced)
    corrected(bounced)
    sweep(bounced)
    clock.at(2024, 3, 25)
    sweep(bounced)
    first, second = said_to(bounced, "carol@example.org")
    assert (LINE in first, HEADING in second) == (True, False)
    assert all(HEADING not in words for words in said_to(bounced, "alice.wang@example.org"))


def test_it_makes_no_message_of_its_own(bounced, clock):
    sweep(bounced)
    clock.at(2024, 3, 20)
    assert sweep(bounced).bound == 0


def test_who_stands_in_for_the_coordinator_reads_it(bounced):
    carol, day = make.person(bounced, "Carol"), date(2024, 3, 19)
    act(bounced, be_away, carol, "Eve", from_on=day, to_on=day)
    sweep(bounced)
    (eve,) = said_to(bounced, "eve@example.org")
    assert LINE in eve


def test_only_mails_of_who_coordinates_say_it(bounced):
    assert below(bounced, "Carol") == (LINE,)
    assert below(bounced, "Bob") == below(bounced, "Eve") == below(bounced, "Carol", channel="sms") == ()


def test_without_a_mail_to_the_coordinator_nothing_is_asked(bounced):
    asked = []
    event.listen(bounced.database.read, "before_cursor_execute", lambda *given: asked.append(given[2]))
    with reading(bounced.database) as session:
        desk, now = Desk.of(session, date(2024, 3, 19)), bounced.clock()
        bob, carol = (make.person(bounced, name).id for name in ("Bob", "Carol"))
        asked.clear()
        assert told_below(session, {(bob, "mail"), (carol, "sms")}, desk, now=now) == {}
        assert asked == []
        told_below(session, {(bob, "mail"), (carol, "mail")}, desk, now=now)
        assert asked != []


def test_one_person_is_one_line_and_no_phone_number_stays_whole(issued, clock):
    refusals = {
        "mail": ChannelError("550 没有 13800000001 这个用户" + "，请核对" * 20, permanent=True),
        "sms": ChannelError("13800000001是空号（EMPTY_NUMBER）", permanent=True),
    }
    clock.at(2024, 3, 25)
    for channel, error in refusals.items():
        flaky = Flaky(issued.channels[channel], error)
        flaky.name = channel
        sweep(issued, {channel: flaky})
    (line,) = below(issued, "Carol")
    assert line.startswith("Alice：邮箱 alice@example.org（550 没有 138****0001 这个用户，请核对")
    assert line.endswith("…）、手机号 138****0001（138****0001是空号），1项任务没有告知")
    assert len(line) < 2 * LONGEST_REASON + 60
    assert "13800000001" not in line


def test_who_has_no_address_is_named_too(issued, clock):
    clock.at(2024, 3, 18)
    with begin(issued.database) as session:
        people.person_named(session, "Alice").email = ""
    sweep(issued)
    assert below(issued, "Carol") == ("Alice：没有登记邮箱，1项任务没有告知",)
