"""The group at its robot: one post a week through the outbox, whatever the robot says."""

from datetime import date
from threading import Thread

import pytest
from sqlmodel import select

from models import Action, LogEntry, Message, MessageState
from notifications.chat import GroupChat
from notifications.https import Site
from notifications.robots import Kind, Robot
from rules.workdays import Workdays
from steps.working.move import move
from steps.working.post import Posting, opens_the_week, post
from store import people, tasks
from store.db import begin, reading
from tests.notifications import gateway as there
from tests.notifications.chat_robots import ROBOT_KEY
from tests.notifications.gateway import HANG_UP, Instead, said

MONDAY = (2024, 3, 18)


@pytest.fixture
def opened(clock):
    with there.gateway(clock) as gateway:
        yield gateway


@pytest.fixture
def posting(opened, clock):
    site = Site(f"{opened.address}/cgi-bin/webhook/send?key={ROBOT_KEY}")
    return Posting(GroupChat(Robot(Kind.WECOM, site, clock)), "普法工作群")


def told(office, posting):
    return post(office.database, posting, Workdays(), signed="学普", now=office.clock())


def messages(office):
    with reading(office.database) as session:
        return session.exec(select(Message).order_by(Message.id)).all()


def test_it_is_told_once_on_the_first_working_day(issued, clock, posting, opened):
    clock.at(*MONDAY)
    assert (told(issued, posting).accepted, told(issued, posting).accepted) == (1, 0)
    for day in (19, 20, 21, 22):
        clock.at(2024, 3, day)
        assert told(issued, posting).accepted == 0
    clock.at(2024, 3, 25)
    assert told(issued, posting).accepted == 1
    assert [text.content.splitlines()[0] for text in opened.taken] == [
        "【学普】学法普法任务进度（3月18日）",
        "【学普】学法普法任务进度（3月25日）",
    ]
    first = messages(issued)[0]
    assert (first.key, first.channel, first.address, first.state) == (
        "chat-20240318", "chat", "普法工作群", MessageState.ACCEPTED,
    )  # fmt: skip
    with reading(issued.database) as session:
        assert people.person(session, first.person_id).name == "Carol"
        assert b"Carol" not in session.exec(select(LogEntry.leaf).order_by(LogEntry.idx.desc())).first()


def test_two_at_once_post_once(issued, clock, posting, opened):
    clock.at(*MONDAY)
    both = [Thread(target=told, args=(issued, posting)) for _ in range(4)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert len(opened.taken) == 1


def test_with_nothing_to_do_nothing_is_said(issued, clock, posting, opened):
    clock.at(*MONDAY)
    with begin(issued.database) as session:
        carol = people.person_named(session, "Carol")
        for task in tasks.of_list(session, 1):
            move(session, task.id, Action.WAIVE, carol, now=clock(), reason="重复")
    told(issued, posting)
    assert (opened.taken, messages(issued)) == ([], [])


@pytest.mark.parametrize(
    ("instead", "state"),
    [
        (said({"errcode": 93000, "errmsg": "invalid webhook url"}), MessageState.FAILED),
        (said({"errcode": 45009, "errmsg": "api freq out of limit"}), MessageState.PLANNED),
        (Instead(HANG_UP, takes=True), MessageState.UNCERTAIN),
    ],
)
def test_a_robot_that_does_not_say_yes_is_not_taken_for_one(issued, clock, posting, opened, instead, state):
    clock.at(*MONDAY)
    opened.script["wecom"] = [instead]
    told(issued, posting)
    (message,) = messages(issued)
    assert (message.state, bool(message.reason)) == (state, True)
    clock.wait(hours=1)
    told(issued, posting)
    (message,) = messages(issued)
    assert message.state is (MessageState.ACCEPTED if state is MessageState.PLANNED else state)
    assert len(opened.taken) == (0 if state is MessageState.FAILED else 1)


@pytest.mark.parametrize(
    ("day", "opens"),
    [
        (date(2024, 3, 18), True),  # a Monday
        (date(2024, 3, 19), False),
        (date(2024, 3, 17), False),  # a Sunday
        (date(2024, 4, 7), False),  # a Sunday that is worked for a holiday
        (date(2024, 4, 1), True),
        (date(2024, 10, 8), True),  # the Tuesday after National Day
        (date(2024, 2, 18), True),  # a Sunday that is worked, after a week of holidays
        (date(2024, 2, 19), True),
    ],
)
def test_which_day_opens_a_week(day, opens):
    assert opens_the_week(day, Workdays()) is opens
