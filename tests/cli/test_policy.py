"""The commands that settle how a list reminds, and those that ask for a later day.

Commands read the machine's own clock, so the list is one whose year is still to come.
"""

import pytest

from cli import policy_commands, task_commands, user_commands
from models.refusals import Refusal
from rules.reminding import Policy
from store import lists, policies, tasks
from store.db import reading
from tests import make

YEAR = 2098
ROWS = (
    ("1", "民法典宣传月活动", "办公室牵头，人事科配合", "5月30日前", "照片"),
    ("2", "报送总结", "办公室", "10月31日前", "总结"),
)
PREVIEWED = {
    "messages",
    "sms_segments",
    "if_nothing_is_handed_in",
    "months",
    "persons",
    "stages",
    "busiest",
    "untold",
}


@pytest.fixture(autouse=True)
def issued_list(office):
    make.issued_list(office, ROWS, year=YEAR)


@pytest.fixture
def policy(run):
    return lambda verb, *words, **more: run(policy_commands.app, verb, "--year", YEAR, *words, **more)


@pytest.fixture
def extend(run):
    return lambda verb, *words, **more: run(task_commands.app, "extend", verb, *words, **more)


def kept(office):
    with reading(office.database) as session:
        return policies.of_list(session, lists.of_year(session, YEAR).id)


def test_what_is_shown_is_what_holds(policy):
    shown = policy("show")
    assert (shown["settled"], shown["duties"]) == (False, [])
    assert Policy.from_json(shown["policy"]) == Policy()
    words = policy("show", text=True)
    for said in ("默认", "逾期5：部门负责人（邮件）", "都由统筹人决定发不发"):
        assert said in words


def test_a_policy_is_settled_option_by_option(office, policy):
    answer = policy(
        *("set", "--as", "Carol", "--lead", "10,3", "--overdue", "2,6", "--hours", "8:30-17:30"),
        *("--quiet", "2098-09-20至2098-09-21", "--cap", "2", "--no-opening", "--no-monthly"),
        *("--nudge-after", "3", "--supervise-after", "9", "--tell", "逾期6=统筹人:邮件,短信"),
    )
    settled = kept(office)
    assert Policy.from_json(answer["policy"]) == settled
    assert (settled.lead_workdays, settled.overdue_workdays, settled.cap_per_day) == ((10, 3), (2, 6), 2)
    assert (settled.nudge_after, settled.supervise_after, settled.monthly_prompt) == (3, 9, False)
    assert answer["tasks"] == 2
    assert policy("show")["settled"]

    policy("set", "--as", "Carol", "--default")
    assert kept(office) == Policy()


def test_one_duty_is_settled_by_its_number(policy):
    policy("set", "--as", "Carol", "--duty", "2", "--lead", "10")
    (departing,) = policy("show")["duties"]
    assert departing["duty"] == "2"
    assert departing["departs"] == {"lead_workdays": [10]}
    assert policy("show", "--duty", "2")["policy"]["lead_workdays"] == [10]
    assert policy("show", "--duty", "1")["policy"]["lead_workdays"] == [5, 1]


def test_a_preview_stands_beside_today_and_changes_nothing(office, policy):
    seen = policy("preview", "--as", "Carol", "--lead", "10,5,1")
    assert set(seen["now"]) == set(seen["proposed"]) == PREVIEWED
    assert seen["now"]["messages"] == {"mail": 8, "sms": 2}
    assert seen["proposed"]["messages"] == {"mail": 10, "sms": 2}
    assert seen["now"]["sms_segments"] == 2
    assert {one["person"]: one["mail"] for one in seen["now"]["persons"]} == {
        "Alice": 7,
        "Eve": 1,
    }  # the year itself opens
    assert kept(office) == Policy()
    words = policy("preview", "--as", "Carol", "--lead", "10,5,1", text=True)
    for said in ("现行", "拟改", "2098-05", "Alice  7／2  →  9／2", "最多的一天", "已到上限"):
        assert said in words


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "没有写要改什么"),
        (("--lead", "五天"), "请写成"),
        (("--hours", "早九晚五"), "请写成"),
        (("--quiet", "下周"), "请写成"),
        (("--cap", "0"), "上限"),
        (("--tell", "逾期5=分管领导:邮件"), "分管领导"),
        (("--duty", "9", "--lead", "3"), "第 9 项"),
        (("--duty", "1", "--cap", "3"), "整张清单"),
    ],
)
def test_what_cannot_be_settled_is_refused(office, policy, words, says):
    with pytest.raises(Refusal, match=says):
        policy("set", "--as", "Carol", *words)
    assert kept(office) == Policy()


def task_of(office, demand):
    with reading(office.database) as session:
        every = tasks.of_list(session, lists.of_year(session, YEAR).id)
        return next(task for task in every if task.demand == demand)


def ask(extend, task, until):
    (asked,) = extend("ask", task.id, "--until", until, "--reason", "数据未齐", "--as", "Alice")["items"]
    return asked


def test_a_later_day_is_asked_for_and_granted(office, extend):
    task = task_of(office, "报送总结")
    (asked,) = extend("ask", task.id, "--until", "2098-11-14", "--reason", "数据未齐", "--as", "Alice")[
        "items"
    ]
    (waiting,) = extend("list", "--year", YEAR, "--waiting")["items"]
    assert (waiting["id"], waiting["state"], waiting["times"]) == (asked["id"], "asked", 1)

    extend("refuse", asked["id"], "--reason", "请抓紧", "--as", "Bob")
    (again,) = extend("ask", task.id, "--until", "2098-11-07", "--reason", "数据未齐", "--as", "Alice")[
        "items"
    ]
    (granted,) = extend("grant", again["id"], "--as", "Carol")["items"]
    assert granted["due_on"] == "2098-11-07"
    assert task_of(office, "报送总结").due_on.isoformat() == "2098-11-07"
    assert extend("list", "--year", YEAR, "--waiting")["items"] == []
    words = extend("list", "--year", YEAR, text=True)
    for said in ("未同意", "请抓紧", "已同意（代录）", "2098-10-31 → 2098-11-07（第2次申请）"):
        assert said in words


def test_a_request_is_withdrawn(office, extend):
    task = task_of(office, "报送总结")
    (asked,) = extend("ask", task.id, "--until", "2098-11-14", "--reason", "数据未齐", "--as", "Alice")[
        "items"
    ]
    extend("withdraw", asked["id"], "--as", "Alice")
    with pytest.raises(Refusal, match="已撤回"):
        extend("grant", asked["id"], "--as", "Bob")


def test_somebody_may_be_away_without_a_deputy(run):
    said = run(user_commands.app, *("away", "Alice", "--from", "2098-05-01", "--to", "2098-05-09"), text=True)
    assert "Alice 离岗，没有代理人，提醒由部门负责人收，没有的由统筹人收。" in said
    said = run(user_commands.app, *("back", "Alice", "--on", "2098-05-06"), text=True)
    assert "Alice 2098-05-06 起在岗" in said
