"""What becomes of a short message after it left: asked of the gateway, and pushed by it."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from models import Attempt, LogEntry, Message, MessageState, Notice, NoticeState
from notifications.receipts import Fate, Receipt, aliyun_callback, tencent_callback
from office import Office
from steps.working.inquire import inquire
from steps.working.receive import Received, receive
from store.db import begin, reading
from tests.conftest import settings_for
from tests.make import sweep
from tests.notifications import gateway as there
from tests.notifications import sms_vendors as vendors
from tests.notifications.gateway import HANG_UP, Instead

NUMBER = "13800000001"  # Alice's
SAID = {
    "aliyun": {"sms": "aliyun", "sms_template": vendors.TEMPLATE},
    "tencent": {"sms": "tencent", "sms_template": vendors.TEMPLATE, "sms_app_id": vendors.APP_ID},
    "http": {"sms": "http", "sms_template": "T1"},
}
vendors_only = pytest.mark.parametrize("way", ["aliyun", "tencent"])
LATER = timedelta(minutes=6)


@pytest.fixture
def opened(clock):
    with there.gateway(clock) as gateway:
        yield gateway


@pytest.fixture
def office_at(issued, opened, clock, tmp_path):
    """Give an office that sends by a vendor, on a day on which Alice gets a mail and a short message."""

    def make(way):
        clock.at(2024, 3, 25)
        address = f"{opened.address}/sms/submit" if way == "http" else opened.address
        described = tmp_path / "mas.json"
        described.write_text(json.dumps({"cloud_mas": vendors.MAS}), encoding="utf-8")
        settings = settings_for(
            issued.settings.home,
            database_url=issued.settings.database_url,
            **SAID[way],
            sms_address=address,
            sms_key_id=vendors.KEY_ID,
            sms_secret=vendors.SECRET,
            sms_filing="通过",
            sms_gateway=str(described),
        )
        return Office(settings, issued.database, clock)

    return make


def ask(office):
    return inquire(office.database, office.channels["sms"], now=office.clock())


def sms(office) -> Message:
    with reading(office.database) as session:
        return session.exec(select(Message).where(Message.channel == "sms").order_by(Message.id)).first()


def rows(office, table, *which):
    with reading(office.database) as session:
        return session.exec(select(table).where(*which)).all()


def ended(opened, fate):
    opened.taken = [replace(text, fate=fate) for text in opened.taken]


@vendors_only
@pytest.mark.parametrize(
    ("fate", "state", "notice"),
    [
        ("delivered", MessageState.DELIVERED, NoticeState.SENT),
        ("bounced", MessageState.BOUNCED, NoticeState.FAILED),
    ],
)
def test_what_was_accepted_is_asked_about_until_it_is_told(
    office_at, opened, clock, way, fate, state, notice
):
    office = office_at(way)
    sweep(office)
    assert ask(office).asked == 0  # too soon
    clock.wait(minutes=6)
    assert (ask(office).told, sms(office).state) == (0, MessageState.ACCEPTED)
    ended(opened, fate)
    clock.wait(minutes=7)
    assert ask(office).told == 1
    message = sms(office)
    assert (message.state, message.reported_at) == (state, clock())
    (carried,) = rows(office, Notice, Notice.message_id == message.id)
    assert carried.state is notice
    assert bool(carried.reason) is (notice is NoticeState.FAILED)
    clock.wait(hours=1)
    assert ask(office).asked == 0  # told once and for all


@vendors_only
def test_an_uncertain_message_that_was_taken_is_never_sent_again(office_at, opened, clock, way):
    office = office_at(way)
    opened.script["SendSms"] = [Instead(HANG_UP, takes=True)]
    assert sweep(office).uncertain == 1
    ended(opened, "delivered")
    clock.wait(minutes=6)
    assert ask(office).told == 1
    assert sms(office).state is MessageState.DELIVERED
    clock.wait(hours=2)
    sweep(office)
    assert len(opened.taken) == 1


def test_an_uncertain_message_that_is_underway_is_accepted(office_at, opened, clock):
    office = office_at("aliyun")
    opened.script["SendSms"] = [Instead(HANG_UP, takes=True)]
    sweep(office)
    clock.wait(minutes=6)
    assert ask(office).told == 1
    assert sms(office).state is MessageState.ACCEPTED


def test_only_what_the_gateway_never_took_is_sent_again(office_at, opened, clock):
    office = office_at("aliyun")
    opened.script["SendSms"] = [Instead(HANG_UP)]
    assert sweep(office).uncertain == 1
    clock.wait(minutes=30)
    assert (ask(office).told, sms(office).state) == (0, MessageState.UNCERTAIN)  # records not complete yet
    sweep(office)
    assert opened.taken == []
    clock.wait(minutes=45)
    assert ask(office).planned_again == 1
    assert sms(office).state is MessageState.PLANNED
    assert sweep(office).accepted == 1
    assert [text.number for text in opened.taken] == [NUMBER]
    assert len(rows(office, Attempt, Attempt.message_id == sms(office).id)) == 2


def test_a_vendor_that_never_says_no_leaves_it_to_a_person(office_at, opened, clock):
    office = office_at("tencent")
    opened.script["SendSms"] = [Instead(HANG_UP)]
    sweep(office)
    for _ in range(20):
        clock.wait(hours=4)
        assert ask(office).planned_again == 0
        sweep(office)
    assert sms(office).state is MessageState.UNCERTAIN
    assert sms(office).key not in {text.key for text in opened.taken}


def test_a_gateway_that_cannot_be_asked_says_so(office_at, opened, clock):
    office = office_at("http")
    opened.script["cloud-mas"] = [Instead(HANG_UP, takes=True)]
    sweep(office)
    clock.wait(hours=2)
    told = ask(office)
    assert (told.asked, told.unasked, "人工核对" in told.why) == (0, 1, True)


def test_a_gateway_that_is_down_is_asked_once(office_at, opened, clock):
    office = office_at("aliyun")
    sweep(office)
    clock.wait(minutes=6)
    opened.script["QuerySendDetails"] = [Instead(b"<html>", 404)]
    told = ask(office)
    assert (told.asked, told.unasked, sms(office).state) == (0, 1, MessageState.ACCEPTED)
    assert ask(office).asked == 1  # not asked is not asked about


# --- Pushed -------------------------------------------------------------------------------------------------


def pushed(way, message, *, fate="delivered", number=NUMBER, key=None, server_id=None):
    """Write a push as the vendor does."""
    key = message.key if key is None else key
    server_id = message.server_id if server_id is None else server_id
    good = fate == "delivered"
    if way == "aliyun":
        told = {
            "phone_number": number,
            "send_time": "2024-03-25 09:00:01",
            "report_time": "2024-03-25 09:00:05",
            "success": good,
            "err_code": "DELIVERED" if good else "MOBILE_NOT_ON_SERVICE",
            "err_msg": f"to {number}",
            "sms_size": "1",
            "biz_id": server_id,
            "out_id": key,
        }
        return aliyun_callback(json.dumps([told]).encode())
    told = {
        "user_receive_time": "2024-03-25 09:00:05",
        "nationcode": "86",
        "mobile": number,
        "report_status": "SUCCESS" if good else "FAIL",
        "errmsg": "DELIVRD" if good else "UNDELIV",
        "description": f"用户 {number}",
        "sid": server_id,
    }
    return tencent_callback(json.dumps([told]).encode())


@vendors_only
@pytest.mark.parametrize(
    ("fate", "state"), [("delivered", MessageState.DELIVERED), ("bounced", MessageState.BOUNCED)]
)
def test_a_push_is_written_down_once(office_at, clock, way, fate, state):
    office = office_at(way)
    sweep(office)
    told = pushed(way, sms(office), fate=fate)
    assert receive(office.database, told, now=clock()) == Received(applied=1)
    assert receive(office.database, told, now=clock()) == Received(known=1)
    assert sms(office).state is state


@vendors_only
@pytest.mark.parametrize(
    "wrong", [{"number": "13900000001"}, {"key": "0000", "server_id": "0^0"}, {"key": "", "server_id": ""}]
)
def test_a_push_that_names_no_message_of_ours_is_kept_out_and_counted(office_at, clock, way, wrong):
    office = office_at(way)
    sweep(office)
    forged = pushed(way, sms(office), **wrong)
    assert receive(office.database, forged, now=clock()) == Received(unknown=1)
    assert sms(office).state is MessageState.ACCEPTED
    (entry,) = rows(office, LogEntry, LogEntry.action == "receipt.unknown")
    assert json.loads(entry.leaf)["detail"] == {"count": 1}


def test_a_push_that_is_quicker_than_our_own_record_is_to_be_told_again(office_at, clock):
    office = office_at("aliyun")
    sweep(office)
    told = pushed("aliyun", sms(office))
    with begin(office.database) as session:
        message = sms(office)
        message.state = MessageState.SENDING
        session.merge(message)
    assert receive(office.database, told, now=clock()) == Received(early=1)
    assert sms(office).state is MessageState.SENDING


def test_a_push_never_lets_a_message_be_sent_again(office_at, clock):
    office = office_at("aliyun")
    sweep(office)
    for fate in (Fate.NEVER_TAKEN, Fate.UNDERWAY):
        message = sms(office)
        receipt = Receipt(message.key, "", "138****0001", fate, None, "")
        assert receive(office.database, [receipt], now=clock()) == Received(known=1)
    assert sms(office).state is MessageState.ACCEPTED


def test_the_log_names_no_number(office_at, opened, clock):
    office = office_at("aliyun")
    sweep(office)
    receive(office.database, pushed("aliyun", sms(office), fate="bounced"), now=clock())
    receive(office.database, pushed("aliyun", sms(office), number="13912345678"), now=clock())
    leaves = b"".join(entry.leaf for entry in rows(office, LogEntry))
    notices = "".join(notice.reason for notice in rows(office, Notice))
    for number in (NUMBER, "13912345678"):
        assert number.encode() not in leaves
        assert number not in notices + sms(office).reason
    assert "手机停机" in notices
