"""`xuepu message`, on an office of which one mail is uncertain; commands read the machine's own clock."""

import pytest

from cli.app import app
from models import Message, MessageEvent, MessageState
from models.refusals import Refusal
from notifications.channel import ChannelError
from steps.working.report import report
from store.db import begin, reading
from tests.steps.test_remind import Flaky, sweep

WAITS = "有 1 条消息不能确定发没发出去，等人决定"


@pytest.fixture
def office(issued, clock):
    clock.at(2024, 3, 18)
    channel = Flaky(issued.channels["mail"], *[ChannelError("等不到答复", uncertain=True)] * 2)
    sweep(issued, {"mail": channel})
    clock.wait(minutes=2)
    sweep(issued, {"mail": channel})
    return issued


def test_what_waits_is_listed_with_its_tasks(run):
    (item,) = run(app, "message", "list")["items"]
    assert item == {
        "id": 1,
        "state": "uncertain",
        "waits_for_person": True,
        "channel": "mail",
        "to": "Alice",
        "address": "alice@example.org",
        "attempts": 2,
        "tried_at": "2024-03-18T09:02+08:00",
        "reason": "等不到答复",
        "tasks": [{"id": 1, "task": "党组理论学习中心组专题学法"}],
    }
    words = run(app, "message", "list", text=True)
    assert "[1] 等人决定  邮件  Alice alice@example.org  2024-03-18 09:02 发送（第2次）" in words
    assert "任务1「党组理论学习中心组专题学法」" in words


def test_checking_says_how_many_wait_and_what_to_do(run):
    assert run(app, "check", "--year", 2024)["uncertain"] == 1
    assert WAITS in run(app, "check", "--year", 2024, text=True)
    run(app, "message", "settle", 1, "--accepted", "--as", "Carol")
    assert WAITS not in run(app, "check", "--year", 2024, text=True)


@pytest.mark.parametrize(
    ("found", "state", "says"),
    [("--accepted", MessageState.ACCEPTED, "不再发"), ("--lost", MessageState.EXPIRED, "并入下一次提醒")],
)
def test_what_was_found_out_is_settled(office, run, found, state, says):
    assert says in run(app, "message", "settle", 1, found, "--as", "Carol", text=True)
    with reading(office.database) as session:
        assert session.get(Message, 1).state is state
    assert run(app, "message", "list", text=True).strip() == "没有要人管的消息。"


@pytest.fixture
def bounced(office, run):
    """Give Alice, whose mail arrived at our server and bounced later."""
    run(app, "message", "settle", 1, "--accepted", "--as", "Carol")
    with begin(office.database) as session:
        message = session.get(Message, 1)
        assert report(session, message, MessageEvent.BOUNCED, "退信：没有这个邮箱", now=office.clock())
    return office


NOT_TOLD = (
    "Alice的邮箱 alice@example.org 收不到邮件（退信：没有这个邮箱），1 项任务没有告知："
    "「党组理论学习中心组专题学法」。"
    "请更正：xuepu user contact Alice --email 新邮箱，更正后重新告知。"
)


def test_who_was_not_told_is_named_until_the_address_is_right(bounced, run):
    assert NOT_TOLD in run(app, "check", "--year", 2024, text=True)
    assert run(app, "message", "list", text=True).strip() == NOT_TOLD
    (missed,) = run(app, "message", "list")["unreached"]
    assert (missed["person"], missed["address"], [task["id"] for task in missed["tasks"]]) == (
        "Alice",
        "alice@example.org",
        [1],
    )
    assert run(app, "message", "list", "--uncertain")["unreached"] == []
    said = run(
        *(app, "user", "contact", "Alice", "--email", "alice.wang@example.org", "--as", "Carol"), text=True
    )
    assert said.strip() == "已更正Alice的联系方式。有 1 项任务此前没有告知到，下一个办公时间重新告知。"
    assert run(app, "check", "--year", 2024)["unreached"] == []


def test_correcting_nothing_is_refused(run):
    with pytest.raises(Refusal, match="--email"):
        run(app, "user", "contact", "Alice", "--as", "Carol")


@pytest.mark.parametrize("flags", [(), ("--accepted", "--lost")])
def test_settling_needs_one_result(run, flags):
    with pytest.raises(Refusal, match="收到了写 --accepted"):
        run(app, "message", "settle", 1, *flags, "--as", "Carol")


def test_releasing_too_late_says_what_to_do_instead(run):
    with pytest.raises(Refusal, match="xuepu message settle 1 --accepted"):
        run(app, "message", "release", 1, "--as", "Carol")
