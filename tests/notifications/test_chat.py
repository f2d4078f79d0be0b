"""Group chats: the robots at their loopback gateway, what Apprise would make of them, and the words."""

import contextlib
import json
import logging
from datetime import UTC, date, datetime

import pytest
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot

from models.refusals import BadSetting
from notifications.channel import ChannelError, Envelope
from notifications.chat import MOST_BYTES, GroupChat, Tally, paste_text
from notifications.https import Site
from notifications.robots import Kind, Robot
from tests.notifications import gateway as there
from tests.notifications.chat_robots import ROBOT_KEY, ROBOT_SECRET
from tests.notifications.gateway import HANG_UP, NEVER, Instead
from tests.notifications.sample import AT, TODAY
from tests.notifications.sms import Clock, fate

PATHS = {
    Kind.WECOM: "/cgi-bin/webhook/send?key={key}",
    Kind.DINGTALK: "/robot/send?access_token={key}",
    Kind.FEISHU: "/open-apis/bot/v2/hook/{key}",
    Kind.WEBHOOK: "/hooks/{key}",
}
TALLY = Tally("学普", TODAY, waiting=12, late=1, soon=3, nearest=date(2026, 6, 20))
TEXT = (
    "【学普】学法普法任务进度（6月12日）\n"
    "待办12项，其中已逾期1项，7日内到期3项，最近时限6月20日。\n"
    "请相关责任部门登录系统办理。"
)
each_kind = pytest.mark.parametrize("kind", list(Kind))
each_robot = pytest.mark.parametrize("kind", [Kind.WECOM, Kind.DINGTALK, Kind.FEISHU])


def robot(kind: Kind, opened, *, key=ROBOT_KEY, secret=ROBOT_SECRET, timeout=20.0) -> Robot:
    site = Site(opened.address + PATHS[kind].format(key=key), timeout=timeout)
    return Robot(kind, site, opened.clock, "" if kind is Kind.WECOM else secret)


def post(of: Robot) -> str:
    chat = GroupChat(of)
    body = chat.compose(TALLY, message_id="6f2a", at=AT).body
    with chat.session() as outlet:
        return outlet.send(Envelope("普法工作群", "6f2a", body))


def failure(of: Robot) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        post(of)
    return caught.value


@each_kind
def test_a_robot_posts_the_words(kind):
    with there.gateway(Clock()) as opened:
        assert post(robot(kind, opened))

    assert [text.content for text in opened.taken] == [TEXT]


def test_a_webhook_shows_its_token():
    with there.gateway(Clock()) as opened:
        post(robot(Kind.WEBHOOK, opened))
        post(robot(Kind.WEBHOOK, opened, secret=""))

    assert [request.headers.get("authorization") for request in opened.seen] == [
        f"Bearer {ROBOT_SECRET}",
        None,
    ]


@pytest.mark.parametrize(
    ("kind", "wrong", "says"),
    [
        (Kind.WECOM, {"key": "wrong"}, "企业微信机器人拒绝了这条消息：invalid webhook url（93000）"),
        (Kind.DINGTALK, {"key": "wrong"}, "钉钉机器人拒绝了这条消息：token is not exist（300005）"),
        (Kind.DINGTALK, {"secret": "SECwrong"}, "钉钉机器人拒绝了这条消息：sign not match（310000）"),
        (Kind.DINGTALK, {"secret": ""}, "钉钉机器人拒绝了这条消息：sign not match（310000）"),
        (Kind.FEISHU, {"secret": "SECwrong"}, "飞书机器人拒绝了这条消息：sign match fail"),
        (Kind.FEISHU, {"secret": ""}, "飞书机器人拒绝了这条消息：sign match fail"),
    ],
)
def test_a_refusal_that_comes_as_http_200_is_a_refusal(kind, wrong, says):
    with there.gateway(Clock()) as opened:
        error = failure(robot(kind, opened, **wrong))

    assert error.reason.startswith(says)
    assert (fate(error), opened.taken) == ("permanent", [])


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        (Kind.WECOM, {"errcode": 45009, "errmsg": "api freq out of limit"}),
        (Kind.WECOM, {"errcode": -1, "errmsg": "system busy"}),
        (Kind.DINGTALK, {"errcode": 130101, "errmsg": "send too fast"}),
        (Kind.FEISHU, {"code": 11232, "msg": "frequency limited"}),
    ],
)
def test_a_busy_robot_is_asked_again_later(kind, answer):
    with there.gateway(Clock(), **{kind: [there.said(answer)]}) as opened:
        error = failure(robot(kind, opened))

    assert (fate(error), "暂时不接收" in error.reason) == ("deferred", True)


def test_the_older_form_of_feishus_yes_counts():
    with there.gateway(Clock(), feishu=[there.said({"StatusCode": 0, "StatusMessage": "success"})]) as opened:
        assert post(robot(Kind.FEISHU, opened)) == "ok"


@each_kind
@pytest.mark.parametrize(
    ("instead", "expected"),
    [
        (Instead(HANG_UP, takes=True), "uncertain"),
        (Instead(NEVER, takes=True), "uncertain"),
        (Instead(b"<html>", 502), "uncertain"),
        (Instead(b"<html>", 404), "deferred"),
        (Instead(b"", 302), "deferred"),
    ],
)
def test_what_nobody_can_tell_is_uncertain(kind, instead, expected):
    with there.gateway(Clock(), **{kind: [instead]}) as opened:
        error = failure(robot(kind, opened, timeout=0.3))

        assert (fate(error), len(opened.seen)) == (expected, 1)


@each_robot
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"errmsg": "ok"}'])
def test_a_robot_that_mumbles_has_not_said_yes(kind, body):
    with there.gateway(Clock(), **{kind: [Instead(body)]}) as opened:
        assert fate(failure(robot(kind, opened))) == "uncertain"


@each_kind
def test_no_key_and_no_secret_is_shown_or_logged(kind, caplog):
    caplog.set_level(logging.DEBUG)
    with there.gateway(Clock(), **{kind: [Instead(b"", 500)]}) as opened:
        of = robot(kind, opened)
        error = failure(of)
        post(of)

    for hidden in (ROBOT_KEY, ROBOT_SECRET):
        assert hidden not in caplog.text + repr(GroupChat(of)) + repr(error)


@pytest.mark.parametrize(
    ("kind", "secret"), [(Kind.WECOM, "SEC1"), (Kind.DINGTALK, "密钥"), (Kind.WEBHOOK, "a\nb")]
)
def test_a_secret_that_cannot_work_is_refused_at_once(kind, secret):
    with pytest.raises(BadSetting):
        Robot(kind, Site("https://robot.example.gov.cn/send?key=1"), Clock(), secret)


# --- What Apprise would make of the same robots: why it is not used, and where it agrees --------------------


def real_now():
    return datetime.now(UTC)


def apprise(kind: Kind, opened, *, key=ROBOT_KEY, secret=""):
    """Make Apprise's own plugin post to the loopback."""
    base = {Kind.WECOM: NotifyWeComBot, Kind.DINGTALK: NotifyDingTalk, Kind.FEISHU: NotifyFeishu}[kind]
    path = PATHS[kind].replace("{key}", "{key}" if kind is Kind.WECOM else "{token}")
    plugin = type("Near", (base,), {"notify_url": opened.address + path})
    named = {"key": key} if kind is Kind.WECOM else {"token": key}
    return plugin(**named, **({"secret": secret} if secret else {}))


@each_robot
def test_apprise_writes_the_same_message(kind):
    with there.gateway(real_now) as opened:
        apprise(kind, opened).notify(body=TEXT)
        with contextlib.suppress(ChannelError):  # unsigned, as Apprise's is
            post(robot(kind, opened, secret=""))

    theirs, ours = (json.loads(request.body) for request in opened.seen)
    assert {**theirs, "at": None} == {**ours, "at": None}


@each_robot
def test_apprise_takes_a_refusal_for_a_yes(kind):
    with there.gateway(real_now) as opened:
        assert apprise(kind, opened, key="wrong").notify(body=TEXT) is True

    assert opened.taken == []


def test_apprise_takes_a_post_whose_answer_was_cut_off_for_unsent():
    with there.gateway(real_now, wecom=[Instead(HANG_UP, takes=True)]) as opened:
        assert apprise(Kind.WECOM, opened).notify(body=TEXT) is False

    assert len(opened.taken) == 1


def test_apprise_signs_for_dingtalk_what_nobody_takes():
    with there.gateway(real_now) as opened:
        assert apprise(Kind.DINGTALK, opened, secret=ROBOT_SECRET).notify(body=TEXT) is True

    assert opened.taken == []


# --- The words ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "待办12项，其中已逾期1项，7日内到期3项，最近时限6月20日。"),
        ({"late": 0}, "待办12项，7日内到期3项，最近时限6月20日。"),
        ({"late": 0, "soon": 0}, "待办12项，最近时限6月20日。"),
        ({"late": 12, "soon": 0, "nearest": None}, "待办12项，其中已逾期12项。"),
    ],
)
def test_the_text_to_paste_says_how_many_not_who(changes, line):
    tally = Tally(**{**vars(TALLY), **changes})

    assert paste_text(tally).splitlines() == [
        "【学普】学法普法任务进度（6月12日）",
        line,
        "请相关责任部门登录系统办理。",
    ]
    chat = GroupChat(Robot(Kind.WECOM, Site("https://robot.example.gov.cn/send?key=1"), Clock()))
    assert chat.compose(tally, message_id="k", at=AT).subject == f"【学普】{line}"


def test_with_nothing_to_do_nothing_is_asked():
    tally = Tally("学普", TODAY, waiting=0, late=0, soon=0, nearest=None)

    assert paste_text(tally) == "【学普】学法普法任务进度（6月12日）\n目前没有待办任务。"


def test_departments_are_named_only_where_the_office_asks_and_as_far_as_they_fit():
    named = tuple(f"第{n}科：逾期{n}项\n" for n in range(1, 200))
    few = paste_text(Tally(**{**vars(TALLY), "named": named[:2]}))
    many = paste_text(Tally(**{**vars(TALLY), "named": named}))

    assert few.splitlines()[2:4] == ["第1科：逾期1项", "第2科：逾期2项"]
    assert "等199条。" in many.splitlines()
    assert many.endswith("办理。")
    assert 1000 < len(many.encode()) <= MOST_BYTES


def test_counts_that_contradict_each_other_are_a_bug():
    with pytest.raises(ValueError, match="more tasks"):
        Tally(**{**vars(TALLY), "late": 10})
