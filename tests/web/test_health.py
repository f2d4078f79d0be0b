"""Health: seen at a glance, true, and never an exception."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models import CheckpointKind, Message, MessageEvent, Notice
from notifications.channel import ChannelError
from notifications.sms_templates import Filing
from office import Office
from office.settings import MailWay, Security, SmsWay
from steps.keeping.checkpoint import checkpoint
from steps.keeping.contact import Contact, correct
from steps.working.bind import ENOUGH
from steps.working.report import report
from store import people
from store.db import begin
from tests import make
from tests.conftest import settings_for
from tests.steps.test_remind import Flaky, sweep
from tests.web.conftest import on_sqlite, visitor


def levels(pages):
    answer = pages.get("/healthz").json()
    return {check["name"]: check["level"] for check in answer["checks"]}


def words(pages, name):
    return next(c["words"] for c in pages.get("/healthz").json()["checks"] if c["name"] == name)


def sign(office):
    with begin(office.database) as session:
        signer = office.signer(people.organisation(session).log_origin)
        checkpoint(session, signer, CheckpointKind.DAILY, now=office.clock())


def test_a_young_office_is_well(pages):
    answer = pages.get("/healthz")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    told = answer.json()
    assert told["at"] == "2024-01-08T09:00:00+08:00"
    named = {check["name"]: check["level"] for check in told["checks"]}
    assert list(named) == [
        "database",
        "space",
        "log",
        "mail",
        "sms",
        "bounces",
        "uncertain",
        "sweep",
        "fonts",
        "clock",
    ]
    assert {named[name] for name in ("database", "log", "sweep", "clock")} == {"good"}
    assert (named["mail"], named["sms"]) == ("attention", "attention")  # files reach nobody


def test_the_page_says_the_same_in_chinese(pages):
    answer = pages.get("/health")
    assert answer.status_code == 200
    assert '<span class="office">市外办</span>' in answer.text
    for said in ("数据库", "日志", "邮件", "短信", "提醒", "字体", "签名"):
        assert said in answer.text


def test_a_log_that_nobody_signs_asks_for_attention(office, clock, pages):
    clock.wait(hours=27)
    assert levels(pages)["log"] == "attention"
    sign(office)
    assert levels(pages)["log"] == "good"
    assert words(pages, "log").endswith("最近签名 1月9日 12:00（刚刚）")
    clock.wait(days=9)
    assert levels(pages)["log"] == "good"  # nothing came after the signature


def test_reminders_that_stand_still_are_broken(office, clock, pages):
    make.issued_list(office, [("1", "学法", "办公室", "3月29日前", "")])
    clock.at(2024, 3, 22, 9, 5)
    assert levels(pages)["sweep"] == "good"  # due for five minutes: its turn comes
    clock.at(2024, 3, 25, 9, 59)  # the next working day
    assert levels(pages)["sweep"] == "good"
    clock.wait(minutes=2)
    answer = pages.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "broken"
    assert "有 1 条到时间还没发出，最早 3月22日 09:00（3 天前）" in words(pages, "sweep")
    make.sweep(office)
    assert levels(pages)["sweep"] == "good"
    assert "最近一次外发 3月25日 10:01（刚刚）" in words(pages, "sweep")


def test_what_the_cap_holds_until_tomorrow_is_no_alarm(office, clock, pages):
    make.issued_list(office, [("1", "学法", "办公室", "3月29日前", "")])
    clock.at(2024, 3, 29)
    make.sweep(office)
    clock.wait(minutes=10)
    with begin(office.database) as session:
        (notice,) = session.exec(select(Notice).where(Notice.stage == "overdue-1", Notice.channel == "mail"))
        notice.planned_at = office.clock()  # one more, on the same day
        session.add(notice)
    make.sweep(office)
    assert ENOUGH in words(pages, "sweep")
    assert levels(pages)["sweep"] == "good"


ALIYUN = {"sms": SmsWay.ALIYUN, "sms_key_id": "k", "sms_secret": "s", "sms_template": "SMS_1"}


@on_sqlite
@pytest.mark.parametrize(
    ("given", "name", "level", "said"),
    [
        ({"mail": MailWay.NONE}, "mail", "attention", "没有设置，邮件提醒不会发出。"),
        ({"mail": MailWay.SMTP}, "mail", "broken", "XUEPU_SMTP_HOST"),
        (
            {"mail": MailWay.SMTP, "smtp_host": "mail.example.org", "smtp_security": Security.TLS},
            "mail", "good", "经 mail.example.org:465 发送",
        ),
        ({"sms": SmsWay.NONE}, "sms", "good", "没有启用"),
        ({"sms": SmsWay.ALIYUN}, "sms", "broken", "XUEPU_SMS_TEMPLATE"),
        ({**ALIYUN, "sms_filing": Filing.PENDING}, "sms", "attention", "模板报备中，短信现在不会发出"),
        ({**ALIYUN, "sms_filing": Filing.APPROVED}, "sms", "good", "经阿里云发送"),
    ],
)  # fmt: skip
def test_settings_are_told_without_talking_to_a_server(office, given, name, level, said):
    other = Office(
        settings_for(office.settings.home, database_url=office.settings.database_url, **given),
        office.database,
        office.clock,
    )
    pages = visitor(other)
    assert levels(pages)[name] == level
    assert said in words(pages, name)


def test_notices_of_a_channel_that_is_off_are_told_there(office, clock):
    make.issued_list(office, [("1", "学法", "办公室", "3月29日前", "")])
    clock.at(2024, 4, 2)
    settings = settings_for(
        office.settings.home, database_url=office.settings.database_url, mail=MailWay.NONE, sms=SmsWay.NONE
    )
    pages = visitor(Office(settings, office.database, clock))
    assert "已有 4 条到时间没有发出" in words(pages, "mail")
    assert "已有 2 条到时间没有发出" in words(pages, "sms")
    assert levels(pages)["sweep"] == "good"
    assert "已启用的渠道上没有到时间未发的提醒" in words(pages, "sweep")


def test_a_lost_database_is_said_and_not_thrown(office):
    with begin(office.database) as session:
        session.connection().exec_driver_sql("ALTER TABLE organisation RENAME TO lost")
    pages = visitor(office)
    answer = pages.get("/healthz")
    assert answer.status_code == 503
    assert [check["name"] for check in answer.json()["checks"]] == ["database"]
    assert pages.get("/health").status_code == 200


def test_a_clock_behind_the_data_breaks_nothing(clock, pages):
    clock.now -= timedelta(days=400)
    assert pages.get("/healthz").status_code == 200


def test_a_message_that_waits_for_a_person_is_told_with_what_to_do(office, clock):
    make.issued_list(office, [("1", "学法", "办公室", "3月29日前", "")])
    clock.at(2024, 3, 22)
    pages = visitor(office)
    assert levels(pages)["uncertain"] == "good"
    cut = ChannelError("等不到答复", uncertain=True)
    for _ in range(2):
        sweep(office, {"mail": Flaky(office.channels["mail"], cut)})
        clock.wait(minutes=6)
    assert levels(pages)["uncertain"] == "attention"
    assert "xuepu message list" in words(pages, "uncertain")


def test_who_was_not_reached_is_counted_until_they_are(office, clock):
    make.issued_list(office, [("1", "学法", "办公室", "3月29日前", "")])
    clock.at(2024, 3, 29)
    make.sweep(office)
    pages = visitor(office)
    assert levels(pages)["bounces"] == "good"
    with begin(office.database) as session:
        message = session.exec(select(Message).where(Message.channel == "mail")).first()
        assert report(session, message, MessageEvent.BOUNCED, "退信：没有这个邮箱", now=clock())
    assert levels(pages)["bounces"] == "attention"
    assert "有 1 人收不到提醒，1 项任务没有告知到：请用 xuepu message list 查看" in words(pages, "bounces")
    with begin(office.database) as session:
        carol, alice = (people.person_named(session, name) for name in ("Carol", "Alice"))
        correct(session, alice, Contact(email="alice.wang@example.org"), by=carol, now=clock())
    assert levels(pages)["bounces"] == "good"
