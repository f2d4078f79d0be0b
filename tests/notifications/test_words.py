"""One line that says how many, how late, how soon."""

from datetime import date

import pytest

from notifications.words import headline, plain, segments, sms, subject
from tests.notifications.sample import digest, item, late

RETURNED = item(stage="returned-1", due_on=date(2026, 6, 30))
OPENS = item(stage="opens", due_on=date(2026, 9, 30), working_days_left=70)
UNDATED = item(due_on=None, working_days_left=None)
HEAD = late(part="department_head")
COORDINATOR = late(14, stage="overdue-10", part="coordinator")
HELPED = item(part="support")
ASKED = item(stage="extension-asked-17", part="decides")
DRAFT = item(task="催办单（代拟稿）：人事科，逾期任务2项", stage="slip-draft-3", due_on=None, part="draft")


@pytest.mark.parametrize(
    ("items", "line"),
    [
        ([item()], "1项任务待办：6月20日到期"),
        ([item(due_on=date(2026, 6, 12))], "1项任务待办：今天到期"),
        ([item(due_on=date(2026, 6, 13))], "1项任务待办：明天到期"),
        ([item(due_on=date(2027, 1, 5))], "1项任务待办：2027年1月5日到期"),
        ([item(part="deputy")], "1项任务待办：6月20日到期"),
        ([UNDATED], "1项任务待办"),
        ([OPENS], "1项任务待办：9月30日到期"),
        ([RETURNED], "1项任务待办：被退回，6月30日到期"),
        ([OPENS, item(), RETURNED], "3项任务待办：1项被退回，最近一项6月20日到期"),
        ([late(), item()], "2项任务待办：1项已逾期，最近一项6月20日到期"),
        ([late(), late(3)], "2项任务已逾期，请尽快办理"),
        ([late(stage="returned-2")], "1项任务已逾期，请尽快办理"),
        ([item(), HEAD, COORDINATOR], "1项任务待办：6月20日到期；另有2项请督促"),
        ([HEAD, HEAD], "本部门2项任务逾期未办，请督促"),
        ([COORDINATOR], "1项任务逾期未办，请研究是否督办"),
        ([DRAFT, DRAFT], "2份代拟稿待审定"),
        ([COORDINATOR, DRAFT], "1项任务逾期未办，请研究是否督办；另有1份代拟稿待审定"),
        ([item(), HEAD, DRAFT], "1项任务待办：6月20日到期；另有1项请督促；另有1份代拟稿待审定"),
        ([HEAD, COORDINATOR], "2项任务逾期未办，请研究是否督办"),
        ([HELPED, HELPED], "2项任务请配合"),
        ([item(), HELPED], "1项任务待办：6月20日到期；另有1项请配合"),
        ([ASKED], "1项延期申请请审批"),
        (
            [COORDINATOR, HELPED, ASKED],
            "1项任务逾期未办，请研究是否督办；另有1项请配合；另有1项延期申请请审批",
        ),
        ([item(part="leader"), late(part="leader")], "2项任务请关注，其中1项已逾期，请知悉"),
    ],
)
def test_the_line(items, line):
    assert headline(digest(*items)) == line
    assert subject(digest(*items)) == f"【学普】{line}"


def test_a_digest_says_something():
    with pytest.raises(ValueError, match="says nothing"):
        digest(items=())


def test_an_sms_names_no_task_no_person_and_no_link():
    said = digest(item(label="报送总结", reason="补签到表"), late())
    text = sms(said, "学普")

    assert text == "【学普】您有2项任务待办：1项已逾期，最近一项6月20日到期。请登录系统办理。"
    for secret in (said.person, said.office, *(word for i in said.items for word in (i.task, i.department))):
        assert secret not in text
    assert "http" not in text


def test_who_was_not_reached_is_in_no_sms_and_no_subject():
    missed = ("Alice：邮箱 alice@example.org（没有这个邮箱），1项任务没有告知",)
    assert sms(digest(unreached=missed), "学普") == sms(digest(), "学普")
    assert subject(digest(unreached=missed)) == subject(digest())


def test_an_sms_to_who_only_watches_asks_to_look():
    assert sms(digest(HEAD), "市外办") == "【市外办】本部门1项任务逾期未办，请督促。请登录系统查看。"


@pytest.mark.parametrize(
    ("text", "count"),
    [("学" * 70, 1), ("学" * 71, 2), ("a" * 134, 2), ("学" * 135, 3), ("𠮷" * 35, 1), ("𠮷" * 36, 2)],
)
def test_segments_are_what_the_carrier_bills(text, count):
    assert segments(text) == count


def test_the_usual_sms_is_one_segment():
    busy = digest(*[late()] * 99, *[RETURNED] * 99, *[item(due_on=date(2027, 12, 31))] * 99, *[HEAD] * 99)
    assert segments(sms(busy, "市外事办公室")) == 1


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("一\r\n二\t三\u3000四", "一 二 三 四"),
        ("报告\u202efdp.exe\x00\u200b", "报告fdp.exe"),
        ("  ", ""),
        ("𠮷《民法典》“é”", "𠮷《民法典》“é”"),
        ("王\U0002ebf0同志", "王\U0002ebf0同志"),  # of 2023: Python 3.11 does not know it yet
    ],
)
def test_plain_is_one_visible_line(written, kept):
    assert plain(written) == kept
