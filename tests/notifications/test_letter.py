"""The finished bytes: readable, repeatable, and no header but ours."""

import html
from datetime import date
from email import message_from_bytes, policy
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from models.refusals import BadSetting
from notifications.letter import Answers, compose, sender_of
from notifications.links import Links, Network
from tests.notifications.sample import AT, digest, item, late

HEADERS = [
    "From", "To", "Reply-To", "Subject", "Date", "Message-ID",
    "Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version", "Content-Type",
]  # fmt: skip


TOKEN, REPLY = "T" * 43, "r2" * 16


def made(said=None, **changes):
    values = {
        "sender": "市外办普法办 <pufa@example.gov.cn>",
        "to": "zhao@example.gov.cn",
        "message_id": "6f2a",
        "at": AT,
        "answers": Answers("pufa@example.gov.cn"),
        "links": Links(Network.INTERNET, "https://pf.example.gov.cn"),
    }
    return compose(said or tokened(), **{**values, **changes})


def tokened(*items, **changes):
    return digest(
        *(items or (item(uid="task-17@0f3a.xuepu.local"),)), token=TOKEN, reply_token=REPLY, **changes
    )


def calendar_of(mail):
    (found,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return Calendar.from_ical(found.get_payload(decode=True))


def read(body):
    return message_from_bytes(body, policy=policy.default)


def test_the_headers_say_what_they_must():
    mail = read(made().body)

    assert mail.keys() == HEADERS
    assert str(mail["From"]) == "市外办普法办 <pufa@example.gov.cn>"
    assert mail["Subject"] == "【学普】1项任务待办：6月20日到期"
    assert mail["Date"] == "Fri, 12 Jun 2026 09:00:00 +0800"
    assert mail["Message-ID"] == "<6f2a@example.gov.cn>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert str(mail["Reply-To"]) == f"pufa+{REPLY}@example.gov.cn"
    assert mail.get_content_type() == "multipart/mixed"
    words, calendar = mail.iter_parts()
    assert [part.get_content_type() for part in words.iter_parts()] == ["text/plain", "text/html"]
    assert all("安全生产法专题宣讲" in part.get_content() for part in words.iter_parts())
    assert all(f"https://pf.example.gov.cn/t/{TOKEN}" in part.get_content() for part in words.iter_parts())
    assert (calendar.get_filename(), calendar.get_content_disposition()) == ("deadlines.ics", "attachment")
    assert f"filename*=UTF-8''{quote('任务时限.ics')}".encode() in made().body
    assert calendar.get_param("method") == "PUBLISH"


def test_every_deadline_of_the_digest_is_in_its_calendar():
    said = tokened(
        item(uid="task-1@x"),
        item(uid="task-2@x", task="学法考法；A,B", due_on=date(2026, 6, 30), last_workday=None),
        late(uid="task-3@x"),  # past: nothing to enter in a calendar
        item(uid="task-4@x", due_on=None),
        item(uid="task-5@x", part="department_head"),  # somebody else's
    )
    events = calendar_of(read(made(said).body)).walk("VEVENT")

    assert [(str(e["UID"]), str(e["SUMMARY"]), e.decoded("DTSTART")) for e in events] == [
        ("task-1@x", "“安全生产月”安全生产法专题宣讲", date(2026, 6, 20)),
        ("task-2@x", "学法考法；A,B", date(2026, 6, 30)),
    ]
    assert not any("URL" in event for event in events)  # calendars are shown to others


def test_with_no_deadline_ahead_the_mail_is_words_alone():
    mail = read(made(digest(late(uid="task-3@x"))).body)

    assert mail.get_content_type() == "multipart/alternative"


def test_an_intranet_mail_holds_no_link_at_all():
    mail = read(made(links=Links(base_url="https://pf.example.gov.cn")).body)

    leaves = [part.get_payload(decode=True).decode() for part in mail.walk() if not part.is_multipart()]
    assert len(leaves) == 3
    assert not any("http" in leaf or TOKEN in leaf for leaf in leaves)


def test_behind_a_government_app_the_link_opens_in_the_app():
    app = "dingtalk://dingtalkclient/page/link?url={url}"
    mail = read(made(links=Links(Network.GOV_CHAT, "https://pf.example.gov.cn", app)).body)

    opened = "dingtalk://dingtalkclient/page/link?url=https%3A%2F%2Fpf.example.gov.cn%2Ft%2F" + TOKEN
    for part in mail.iter_parts():
        for form in part.iter_parts() if part.is_multipart() else ():
            assert opened in html.unescape(form.get_content())
            assert "政务微信、政务钉钉里" in form.get_content()
            assert "https://pf" not in form.get_content()


def test_without_plus_addresses_the_subject_carries_the_token():
    mail = read(made(answers=Answers("pufa@example.gov.cn", in_subject=True)).body)

    assert str(mail["Reply-To"]) == "pufa@example.gov.cn"
    assert mail["Subject"].endswith(f"〔{REPLY}〕")


def test_where_nobody_reads_answers_the_mail_says_so():
    mail = read(made(answers=Answers()).body)

    assert mail["Reply-To"] is None
    assert "请勿回复" in mail.get_body(("plain",)).get_content()


@pytest.mark.parametrize("setting", ["市外办", "a@b.cn\r\nBcc: x@y.cn", "a@b.cn, c@d.cn", "a" * 40 + "@b.cn"])
def test_an_address_that_answers_cannot_go_to_is_refused(setting):
    with pytest.raises(BadSetting, match="回复地址"):
        Answers(setting)


def test_the_office_signs_where_the_sender_has_no_name():
    assert (
        str(read(made(sender="pufa@example.gov.cn").body)["From"])
        == "某市人民政府外事办公室 <pufa@example.gov.cn>"
    )


def test_a_whole_message_id_is_kept():
    assert read(made(message_id="<6f2a@mx.example.gov.cn>").body)["Message-ID"] == "<6f2a@mx.example.gov.cn>"


@pytest.mark.parametrize("message_id", ["", "a b", "a\r\nBcc: x@y", "../a", "<a@b", "a@b", "<a>"])
def test_a_message_id_that_could_forge_is_a_bug(message_id):
    with pytest.raises(ValueError, match="message id"):
        made(message_id=message_id)


def test_the_same_values_give_the_same_bytes():
    assert made().body == made().body
    assert made().body != made(message_id="6f2b").body


def test_every_line_is_plain_and_short_enough_for_any_relay():
    body = made(
        digest(*[late(task="学" * 200, reason="补" * 500)] * 40, office="办" * 60, signed="普" * 60)
    ).body

    assert body.isascii()
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert b"\r" not in body.replace(b"\r\n", b"")
    assert max(len(line) for line in body.split(b"\r\n")) <= 78


ATTACKS = [
    "任务\r\nBcc: injected@example.com",
    "任务 =?UTF-8?Q?=0A?=Bcc: injected@example.com",  # Python 3.11.7 makes a header of this
    "=?utf-8?B?DQpCY2M6IHhAeS5jbg==?=",
    "任务\x00\x0b\x0c\x1c\x85\u2028Bcc: x@y.cn",
    "<eve@example.com>, 市外办",
    '"市外办" (x',
    "报告\u202efdp.exe",
    "\ud800",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_user_text_never_becomes_a_header(attack):
    said = tokened(item(task=attack, department=attack, label=attack, reason=attack, evidence_asked=(attack,),
                        uid=attack), office=attack, person=attack, signed=attack)  # fmt: skip
    mail = read(made(said, sender="pufa@example.gov.cn").body)

    assert mail.keys() == HEADERS
    assert not mail.defects
    assert [len(calendar_of(mail).walk(kind)) for kind in ("VEVENT", "VALARM")] == [1, 1]
    assert [a.addr_spec for a in mail["From"].addresses] == ["pufa@example.gov.cn"]


@settings(deadline=None)
@given(st.text(min_size=1, max_size=120), st.text(max_size=60))
@example('学普 A  B 通知, (x) "y" é 𠮷', "@")
def test_any_name_and_signature_read_back(signed, office):
    mail = read(made(digest(signed=signed, office=office), sender="pufa@example.gov.cn").body)

    assert mail.keys() == HEADERS
    assert mail["Subject"] == made(digest(signed=signed, office=office), sender="pufa@example.gov.cn").subject


@pytest.mark.parametrize("to", ["a@b.cn\r\nBcc: x@y.cn", "a@b.cn, c@d.cn", ""])
def test_what_is_no_address_gets_no_line(to):
    assert "To" not in read(made(to=to).body)


@pytest.mark.parametrize("setting", ["", "市外办", "a@b.cn\r\nBcc: x@y.cn", "市外办 <a@b.cn>, x@y.cn"])
def test_a_sender_that_cannot_be_is_refused(setting):
    with pytest.raises(BadSetting, match="发件人"):
        sender_of(setting)
