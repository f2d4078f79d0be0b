"""The year overview, on an office that was built through the real steps."""

import re
from contextlib import nullcontext
from datetime import date

import pytest
from sqlmodel import select

from models import Action, Task
from notifications.channel import ChannelError
from steps.keeping.contact import Contact, correct
from steps.listing.amend import Amendment, amend
from steps.listing.approve import approve
from steps.listing.confirm import confirm
from steps.working.be_away import be_away
from steps.working.move import move
from steps.working.review import accept, send_back
from steps.working.submit import submit
from store import lists, people
from store.db import begin, reading
from tests import make
from tests.make import sweep
from tests.web.conftest import on_sqlite, visitor

HOSTILE = '<script>alert("学法")</script>\'" onload=x'


def one_row(task="学法", due="12月31日前"):
    return ("1", task, "办公室", due, "")


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.text))


def counters(answer):
    return dict(re.findall(r'class="counter (\w+)"[^>]*><b>(\d+)</b>', answer.text))


def titles(answer):
    return re.findall(r'<td class="title"><a href="/tasks/\d+">([^<]*)</a>', answer.text)


def first_task(office, demand):
    with reading(office.database) as session:
        return session.exec(select(Task.id).where(Task.demand == demand)).first()


def test_without_a_list_it_says_what_to_do(pages):
    answer = pages.get("/")
    assert answer.status_code == 200
    assert "还没有责任清单" in answer.text
    assert "xuepu list import 责任清单.docx --year 2024" in answer.text
    assert "已有 6 个岗位有人" in answer.text  # the cast and the administrator


def test_a_draft_shows_its_doubts_and_the_next_command(office, pages):
    make.drafted_list(office, [("1", "学法", "保卫科", "12月31日前", "")])
    said = text(pages.get("/"))
    assert "有 1 个疑问要答复" in said
    assert "责任部门「保卫科」不在本单位部门表里" in said
    assert "xuepu list confirm --year 2024 --answer 编号=答复" in said


def test_each_step_to_the_issue_names_the_next(office, pages):
    make.drafted_list(office, [one_row()])
    assert "xuepu list confirm" in pages.get("/").text
    with begin(office.database) as session:
        duty_list = lists.of_year(session, 2024)
        carol, now = people.person_named(session, "Carol"), office.clock()
        confirm(session, duty_list, by=carol, now=now)
    assert "xuepu list approve" in pages.get("/").text
    with begin(office.database) as session:
        duty_list = lists.of_year(session, 2024)
        approve(session, duty_list, body="办党组会", on=date(2024, 1, 8), meeting="", by=carol, now=now)
    assert "xuepu list issue" in pages.get("/").text


def test_a_page_answers_while_a_step_writes(office, pages):
    make.issued_list(office, [one_row("旧名")])
    with begin(office.database) as session:
        session.exec(select(Task)).one().demand = "新名"
        session.flush()
        assert "旧名" in pages.get("/").text
    assert "新名" in pages.get("/").text


def test_an_issued_list_stands_as_its_day_says(office, clock, pages):
    make.issued_list(office)
    clock.at(2024, 6, 3, 9, 31)
    answer = pages.get("/")
    said = text(answer)
    assert "市外办2024年度学法普法责任清单" in said
    assert "已印发" in said
    assert "4 个事项、7 项任务" in said
    assert "今天是 2024年6月3日 星期一（工作日）" in said
    assert "数据截至 09:31" in said
    assert counters(answer) == {"red": "2", "amber": "0", "green": "0", "grey": "5"}
    assert titles(answer)[:3] == [
        "党组理论学习中心组专题学法（第1次）",
        "民法典宣传月活动",
        "党组理论学习中心组专题学法（第2次）",
    ]
    assert "已逾期 70 天" in said
    assert "办结率 0.0%" in said


def test_a_rest_day_and_an_unpublished_year_are_said(office, clock, pages):
    make.issued_list(office)
    clock.at(2024, 6, 10)
    assert "星期一（休息日）" in pages.get("/").text
    clock.at(2039, 6, 10)
    assert "放假安排未公布，按周末推算" in pages.get("/").text


def test_counters_and_others_count_every_task_once(office, clock):
    make.issued_list(
        office,
        [
            ("1", "已过的", "办公室", "1月5日前", ""),
            ("2", "没有日期的", "办公室", "适时", ""),
            ("3", "要免除的", "办公室", "6月30日前", ""),
            ("4", "要退回的", "办公室", "11月30日前", ""),
            ("5", "待审核的", "办公室", "11月30日前", ""),
            ("6", "办结的", "办公室", "11月30日前", ""),
            ("7", "临近的", "办公室", "6月5日前", ""),
            ("8", "逾期的", "办公室", "5月31日前", ""),
            ("9", "未到期的", "办公室", "12月31日前", ""),
        ],
    )
    clock.at(2024, 6, 3)
    alice, bob, carol = (make.person(office, name) for name in ("Alice", "Bob", "Carol"))
    now, task = clock(), lambda demand: first_task(office, demand)
    with begin(office.database) as session:
        for demand in ("要退回的", "待审核的", "办结的"):
            submit(session, task(demand), make.handed_in(), alice, now=now)
        accept(session, task("办结的"), bob, now=now)
        send_back(session, task("要退回的"), bob, reason="缺签到表", now=now)
        move(session, task("要免除的"), Action.WAIVE, carol, now=now, reason="上级取消")
    pages = visitor(office)
    answer = pages.get("/")
    assert counters(answer) == {"red": "1", "amber": "1", "green": "1", "grey": "1"}
    said = text(answer)
    for word in ("退回补正 1", "待审核 1", "待补录 1", "待定 1", "已免除 1"):
        assert word in said
    assert "退回补正：缺签到表" in said
    assert "材料 1 份，6月3日 09:00 提交" in said
    assert "6月3日审核通过" in said
    assert "免除理由：上级取消" in said
    assert "办结率 12.5%" in said  # of 8: what was waived does not count
    for state in (
        "overdue",
        "near",
        "done",
        "later",
        "returned",
        "submitted",
        "backfill",
        "undated",
        "waived",
    ):
        assert len(titles(pages.get(f"/?state={state}"))) == 1


def test_filters_narrow_and_combine(office, pages):
    make.issued_list(office)
    with reading(office.database) as session:
        ids = {d.name: d.id for d in people.departments(session)}
    assert titles(pages.get(f"/?department={ids['人事科']}")) == ["学法考法"]
    assert titles(pages.get("/?search=eve")) == ["学法考法"]
    assert titles(pages.get("/?search=民法典 办公室")) == ["民法典宣传月活动"]
    assert "民法典宣传月活动" in titles(pages.get("/?search=2"))  # its number
    nothing = pages.get(f"/?department={ids['人事科']}&search=民法典")
    assert "没有符合条件的任务" in nothing.text
    assert titles(pages.get("/?year=&department=&state=&search=&page=1")) == titles(pages.get("/"))


@on_sqlite
def test_the_pager_walks_through_all_tasks_once(office, pages):
    make.issued_list(office, [(str(n), f"任务{n:02}", "办公室", "12月31日前", "") for n in range(1, 61)])
    seen, path = [], "/"
    while path:
        answer = pages.get(path)
        seen += titles(answer)
        following = re.search(r'href="([^"]*)" rel="next"', answer.text)
        path = following[1].replace("&amp;", "&") if following else ""
    assert seen == [f"任务{n:02}" for n in range(1, 61)]


def test_queries_do_not_grow_with_the_tasks(office, asks):
    make.issued_list(office, [one_row("任务1")])
    paths = ("/", "/?state=later", "/?search=任务")
    few = [asks(path) for path in paths]
    with begin(office.database) as session:
        more = [Amendment(task=f"任务{n}", lead="办公室", deadline="12月31日前") for n in range(2, 61)]
        amend(
            session, lists.of_year(session, 2024), more, reason="扩充",
            by=people.person_named(session, "Carol"), now=office.clock(),
        )  # fmt: skip
    assert [asks(path) for path in paths] == few
    assert max(few) <= 12


@on_sqlite
def test_hostile_words_stay_words(office, pages):
    make.issued_list(office, [one_row(HOSTILE)])
    answer = pages.get("/", params={"search": HOSTILE})
    assert "<script" not in answer.text
    assert "onload=x" in answer.text
    assert '" onload' not in answer.text
    assert titles(answer) == [
        "&lt;script&gt;alert(&#34;学法&#34;)&lt;/script&gt;&#39;&#34; onload=x",
    ]


def test_what_was_sent_is_told_under_the_task(office, clock, pages):
    make.issued_list(office, [one_row("学法", "3月29日前")])
    assert "3月22日 09:00 起提醒" in pages.get("/").text
    clock.at(2024, 3, 22, 9, 5)
    sweep(office)
    assert "已提醒 1 次，最近 3月22日 09:05（邮件）" in pages.get("/").text
    clock.at(2024, 4, 1, 9, 5)
    sweep(office)
    assert "已催办 1 次，最近 4月1日 09:05（邮件、短信）" in pages.get("/").text


def test_reminders_that_wait_or_fail_say_why(office, clock, pages):
    make.issued_list(office, [one_row("学法", "3月29日前")])
    clock.at(2024, 3, 29, 9, 5)
    sweep(office, {})
    said = text(pages.get("/"))
    assert "到时间还没发出 4 4 条：没有设置这个发送渠道" in said
    assert "短信没有发出：没有设置这个发送渠道" in said


def test_a_refused_message_is_shown_as_failed(office, clock, pages):
    make.issued_list(office, [one_row("学法", "3月29日前")])
    clock.at(2024, 3, 22, 9, 5)
    sweep(office, {"mail": Refusing(office.channels["mail"])})
    said = text(pages.get("/"))
    assert "发送失败 1" in said
    assert "1 条：收件人不存在" in said
    assert "邮件发送失败：收件人不存在" in said
    assert "Alice的邮箱 alice@example.org 收不到邮件（收件人不存在），1 项任务没有告知：「学法」" in said
    with begin(office.database) as session:
        carol, alice = (people.person_named(session, name) for name in ("Carol", "Alice"))
        correct(session, alice, Contact(email="alice.wang@example.org"), by=carol, now=clock())
    said = text(pages.get("/"))
    assert "收不到邮件" not in said
    assert "邮件发送失败" not in said


class Refusing:
    """The office's own mail, whose far side knows nobody."""

    name = "mail"

    def __init__(self, mail):
        self._mail = mail

    def compose(self, digest, **given):
        return self._mail.compose(digest, **given)

    def session(self):
        return nullcontext(self)

    def send(self, envelope):
        raise ChannelError("收件人不存在", permanent=True)


def test_a_deputy_is_named_while_the_owner_is_away(office, clock, pages):
    make.issued_list(office, [one_row()])
    with begin(office.database) as session:
        by_name = {n: people.person_named(session, n) for n in ("Alice", "Carol", "Eve")}
        be_away(
            session, by_name["Alice"], by_name["Eve"], from_on=date(2024, 1, 8), to_on=date(2024, 1, 9),
            by=by_name["Carol"], now=clock(),
        )  # fmt: skip
    assert "Alice（Eve代）" in pages.get("/").text
    clock.at(2024, 1, 10)
    assert "Eve代" not in pages.get("/").text


def test_next_years_draft_hides_no_running_year(office, clock, pages):
    make.issued_list(office)
    clock.at(2024, 12, 2)
    make.drafted_list(office, [one_row()], year=2025)
    answer = pages.get("/")
    assert "2024年度学法普法责任清单</h1>" in answer.text
    assert "2025 年清单正在起草" in answer.text
    assert "还没有印发" in pages.get("/?year=2025").text


def test_a_year_without_a_list_is_not_found(pages):
    answer = pages.get("/?year=2031")
    assert answer.status_code == 404
    assert "还没有 2031 年的责任清单" in answer.text


@on_sqlite
@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("year=abc", "year"),
        ("year=1", "year"),
        ("state=x", "state"),
        ("department=0", "department"),
        ("department=99999999999999999999", "department"),
        ("page=0", "page"),
        (f"search={'学' * 101}", "search"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_sentence(pages, asked, named):
    answer = pages.get(f"/?{asked}")
    assert answer.status_code == 422
    assert f"网址里的「{named}" in answer.text
