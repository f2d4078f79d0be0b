"""From a mail back to its tasks: by its link, by its address for answers, by its Message-ID."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from sqlmodel import select

from intake.replies import named_by
from models import LinkToken, Message, TokenUse
from office import Office
from office.settings import ReplyWay
from store import tokens
from store.answers import answered, tasks_of
from store.db import begin, reading
from tests import make
from tests.conftest import settings_for

ANSWERS = "pufa@example.gov.cn"
BASE = "https://pf.example.gov.cn"


@pytest.fixture
def due(issued, clock):
    """Give the office, on the internet and reading answers, on the day its first notices are due."""
    clock.at(2024, 3, 18)
    settings = settings_for(
        issued.settings.home,
        database_url=issued.settings.database_url,
        network="internet",
        base_url=BASE,
        reply_address=ANSWERS,
    )
    return Office(settings, issued.database, clock)


def mail_of(office):
    swept = make.sweep(office)
    assert swept.accepted == 1
    (path,) = (office.settings.home / "mail").glob("*.eml")
    return message_from_bytes(path.read_bytes(), policy=policy.default)


def answer(**headers):
    mail = EmailMessage()
    mail["From"] = "alice@example.org"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content("已办，材料见附件。")
    return mail


def told(office, mail):
    named = named_by(mail, ANSWERS)
    with reading(office.database) as session:
        found = answered(session, named.tokens, named.keys, now=office.clock())
        return found and (found.person.name, [task.id for task in found.tasks], found.by_token)


def test_the_link_in_a_mail_names_its_reader_and_its_tasks(due):
    text = mail_of(due).get_body(("plain",)).get_content()
    token = text.partition(f"{BASE}/t/")[2].split()[0]
    with reading(due.database) as session:
        found = tokens.reader_of(session, token, TokenUse.TASKS, now=due.clock())
        assert found.person.name == "Alice"
        assert [task.id for task in tasks_of(session, found.message_id)] == [1]


def test_the_address_for_answers_finds_the_task(due):
    asked = str(mail_of(due)["Reply-To"])
    assert told(due, answer(To=f"普法办 <{asked}>")) == ("Alice", [1], True)
    assert told(due, answer(To=asked.upper())) == ("Alice", [1], True)
    assert told(due, answer(To="Someone <x@y.cn>", Delivered_To=asked)) == ("Alice", [1], True)


def test_where_the_plus_was_lost_the_message_id_finds_it(due):
    ours = str(mail_of(due)["Message-ID"])
    assert told(due, answer(To=ANSWERS, In_Reply_To=ours)) == ("Alice", [1], False)
    assert told(due, answer(To=ANSWERS, References=f"<other@x.cn> {ours}")) == ("Alice", [1], False)


def test_a_token_in_the_subject_finds_the_task(due):
    settings = due.settings.model_copy(update={"reply_way": ReplyWay.SUBJECT})
    office = Office(settings, due.database, due.clock)
    mail = mail_of(office)
    assert str(mail["Reply-To"]) == ANSWERS
    assert told(office, answer(To=ANSWERS, Subject=f"回复：{mail['Subject']}")) == ("Alice", [1], True)


@pytest.mark.parametrize(
    "headers",
    [
        {"To": ANSWERS},
        {"To": f"pufa+{'a' * 32}@example.gov.cn"},
        {"To": "pufa+@example.gov.cn"},
        {"To": ANSWERS, "In_Reply_To": "<nothing@example.gov.cn>"},
        {"To": ANSWERS, "Subject": f"〔{'a' * 32}〕"},
    ],
)
def test_what_names_nothing_of_ours_is_no_answer(due, headers):
    mail_of(due)
    assert told(due, answer(**headers)) is None


def test_a_token_for_answers_sent_to_another_office_does_not_count(due):
    asked = str(mail_of(due)["Reply-To"]).replace("example.gov.cn", "evil.example")
    assert told(due, answer(To=asked)) is None


def test_the_database_holds_no_token(due):
    mail = mail_of(due)
    texts = [
        str(mail["Reply-To"]).partition("+")[2].partition("@")[0],
        mail.get_body(("plain",)).get_content().partition("/t/")[2].split()[0],
    ]
    with begin(due.database) as session:
        rows = session.exec(select(LinkToken)).all()
        (message,) = session.exec(select(Message)).all()
    assert {row.use for row in rows} == {TokenUse.TASKS, TokenUse.REPLY}
    assert all(row.message_id == message.id for row in rows)
    assert {row.sha256 for row in rows} == {tokens.digest_of(text) for text in texts}
    assert not {row.sha256 for row in rows} & set(texts)
