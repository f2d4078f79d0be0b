"""A whole year at each kind of network: where no phone reaches the pages, no message holds a link."""

import re
from collections import Counter
from datetime import date, timedelta
from email import message_from_bytes, policy

import pytest
from sqlmodel import select

from models import Message, MessageBody
from office import Office
from rules.days import BEIJING
from rules.workdays import Workdays
from store.db import reading
from tests import make
from tests.conftest import settings_for
from tests.web.conftest import on_sqlite

pytestmark = on_sqlite
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://|www\.", re.IGNORECASE)
BASE = "https://pf.example.gov.cn"
DINGTALK = "dingtalk://dingtalkclient/page/link?url={url}"


def played(issued, clock, **network) -> list[tuple[Message, bytes]]:
    """Sweep each working day of the sample year; nobody hands anything in."""
    settings = settings_for(
        issued.settings.home,
        database_url=issued.settings.database_url,
        base_url=BASE,
        reply_address="pufa@example.gov.cn",
        chat="files",
        chat_departments=True,
        **network,
    )
    office = Office(settings, issued.database, clock)
    workdays = Workdays()
    day = date(2024, 1, 9)
    while day.year == 2024:
        if workdays.is_workday(day):
            clock.at(day.year, day.month, day.day)
            make.sweep(office)
        day += timedelta(days=1)
    with reading(office.database) as session:
        sent = select(Message, MessageBody.body).join(MessageBody, MessageBody.message_id == Message.id)
        return [(message, body) for message, body in session.exec(sent.order_by(Message.id))]


def texts(message: Message, body: bytes) -> list[str]:
    """Return all that a reader of a message is shown, subject and attachments included."""
    if message.channel != "mail":
        return [message.subject, body.decode()]
    mail = message_from_bytes(body, policy=policy.default)
    leaves = (part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart())
    return [*map(str, mail.values()), *(leaf.decode() for leaf in leaves)]


def test_a_year_inside_the_office_holds_no_link_in_any_message(issued, clock):
    messages = played(issued, clock)

    count = Counter(message.channel for message, _ in messages)
    assert set(count) == {"mail", "sms", "chat"}
    assert min(count.values()) > 10
    for message, body in messages:
        for text in texts(message, body):
            assert not ADDRESS.search(text), (message.channel, message.subject)
            assert "pf.example.gov.cn" not in text


@pytest.mark.parametrize(
    ("network", "scheme"),
    [({"network": "internet"}, f"{BASE}/t/"), ({"network": "gov-chat", "app_link": DINGTALK}, "dingtalk://")],
)
def test_elsewhere_each_mail_holds_its_link_and_nothing_else_does(issued, clock, network, scheme):
    for message, body in played(issued, clock, **network):
        linked = any(scheme in text for text in texts(message, body))
        assert linked is (message.channel == "mail")
        if network["network"] == "gov-chat":
            assert not any("https://" in text for text in texts(message, body))


def test_the_group_hears_once_a_week_on_its_first_working_day(issued, clock):
    posts = [(message, body) for message, body in played(issued, clock) if message.channel == "chat"]

    days = [message.made_at.astimezone(BEIJING).date() for message, _ in posts]
    assert len(days) == len(set(days)) > 30
    assert len({day.isocalendar()[:2] for day in days}) == len(days)
    assert date(2024, 4, 7) not in days  # a Sunday that is worked: its week began on Monday
    assert date(2024, 10, 8) in days  # a Tuesday: the Monday before is National Day's
    assert date(2024, 5, 6) in days
    assert not any(name in body.decode() for _, body in posts for name in ("Alice", "Bob", "Carol"))
