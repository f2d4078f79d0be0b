"""Whom a token names, and when it names nobody."""

from datetime import date, timedelta
from hashlib import sha256

import pytest
from sqlmodel import select

from models import LinkToken, LogEntry, TokenUse
from office.channels import long_token
from steps.working.mint import mint, mint_calendar
from steps.working.revoke import revoke
from store import people, tokens
from store.db import begin, reading

TOKEN = "T" * 43


@pytest.fixture
def calendar_token(office):
    with begin(office.database) as session:
        carol, alice = (people.person_named(session, name) for name in ("Carol", "Alice"))
        return mint_calendar(session, alice, long_token, by=carol, now=office.clock())


def reader(office, token, use=TokenUse.CALENDAR):
    with reading(office.database) as session:
        found = tokens.reader_of(session, token, use, now=office.clock())
        return found.person.name if found else None


def test_a_token_names_its_person_and_is_kept_as_a_digest_only(office, calendar_token):
    assert reader(office, calendar_token) == "Alice"
    with reading(office.database) as session:
        (row,) = session.exec(select(LinkToken)).all()
        leaves = b"".join(session.exec(select(LogEntry.leaf)).all())
    assert row.sha256 == sha256(calendar_token.encode()).hexdigest()
    assert calendar_token.encode() not in leaves
    assert row.sha256.encode() not in leaves


@pytest.mark.parametrize("token", ["", TOKEN, "'; DROP TABLE linktoken; --", "💣"])
def test_what_is_no_token_names_nobody(office, calendar_token, token):
    assert reader(office, token) is None


def test_a_token_opens_only_what_it_was_made_for(office, calendar_token):
    assert reader(office, calendar_token, TokenUse.TASKS) is None
    assert reader(office, calendar_token, TokenUse.REPLY) is None


def test_a_revoked_token_names_nobody_and_is_revoked_once(office, calendar_token):
    with begin(office.database) as session:
        carol = people.person_named(session, "Carol")
        rows = [row for row, _ in tokens.live(session, now=office.clock())]
        assert revoke(session, rows, by=carol, now=office.clock()) == 1
        assert revoke(session, rows, by=carol, now=office.clock()) == 0
    assert reader(office, calendar_token) is None
    with reading(office.database) as session:
        assert tokens.live(session, now=office.clock()) == []


def test_who_has_left_is_named_no_more(office, clock, calendar_token):
    with begin(office.database) as session:
        alice = people.person_named(session, "Alice")
        alice.left_on = date(2024, 1, 8)
        session.add(alice)
    assert reader(office, calendar_token) == "Alice"
    clock.wait(days=1)
    assert reader(office, calendar_token) is None


def test_the_tokens_of_a_message_are_over_some_day(office, clock):
    minted = mint({TokenUse.TASKS: lambda: TOKEN}, "mail", 1, now=office.clock())
    with begin(office.database) as session:
        session.add(LinkToken(**minted.rows[0]))
    assert minted.texts == {TokenUse.TASKS: TOKEN}
    clock.wait(days=30, seconds=-1)
    assert reader(office, TOKEN, TokenUse.TASKS) is not None
    clock.wait(seconds=1)
    assert reader(office, TOKEN, TokenUse.TASKS) is None


def test_a_token_of_a_message_is_shorter_lived_where_it_is_shorter(office):
    sms, mail = (
        mint({TokenUse.TASKS: long_token}, channel, 1, now=office.clock()) for channel in ("sms", "mail")
    )
    assert sms.rows[0]["expires_at"] + timedelta(days=20) < mail.rows[0]["expires_at"]
