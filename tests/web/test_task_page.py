"""One task's page: what the coordinator sees of it."""

import re
from datetime import date

import pytest
from sqlmodel import select

from models import Action, ActivityKind, EvidenceForm, Task
from steps.listing.amend import Amendment, amend
from steps.working import extend
from steps.working.hand_over import hand_over
from steps.working.move import move
from steps.working.reopen import reopen
from steps.working.review import accept, send_back
from steps.working.submit import Count, HandedIn, Happening, Piece, submit
from store import lists, people
from store.db import begin, reading
from tests import make
from tests.web.conftest import on_sqlite
from tests.web.test_overview import HOSTILE, text


@pytest.fixture
def task_id(office):
    make.issued_list(office, [("1", "学法考法", "办公室", "3月29日前", "成绩单、签到表")])
    with reading(office.database) as session:
        return session.exec(select(Task.id)).one()


def given(office, task_id, handed_in, name="Alice"):
    with begin(office.database) as session:
        submit(session, task_id, handed_in, people.person_named(session, name), now=office.clock())


def test_a_fresh_task_says_what_is_asked(pages, task_id):
    said = text(pages.get(f"/tasks/{task_id}"))
    for words in (
        "学法考法", "未到期", "办公室 Alice", "完成时限 3月29日", "成绩单、签到表", "清单写作：3月29日前",
        "还没有提交材料", "到期前 5 个工作日提醒", "已排好",
    ):  # fmt: skip
        assert words in said


def test_work_that_is_open_again_is_not_called_sent_back(office, clock, pages, task_id):
    with begin(office.database) as session:
        carol = people.person_named(session, "Carol")
        move(session, task_id, Action.WAIVE, carol, reason="重复", now=clock())
    clock.at(2024, 6, 3)  # all its reminders are past
    with begin(office.database) as session:
        reopen(session, task_id, carol, reason="并不重复", now=clock())
    said = text(pages.get(f"/tasks/{task_id}"))
    assert "重新打开：并不重复" in said
    assert "第 1 次退回或重新打开通知" in said


def test_rounds_show_evidence_numbers_and_reviews(office, clock, pages, task_id):
    clock.at(2024, 3, 20)
    with (office.settings.home / "成绩单.txt").open("w+b") as source:
        source.write(b"46" * 3000)
        source.seek(0)
        stored = office.files.put(source)
    happening = Happening(
        ActivityKind.EXAM, "年度学法考法", date(2024, 3, 18), place="三楼会议室", participants=46,
        laws=("《中华人民共和国宪法》",), partners=("市司法局",), numbers=(Count("passed", 46, "人"),),
    )  # fmt: skip
    pieces = (
        Piece(EvidenceForm.FILE, "成绩单", "成绩单.txt", pages=2, stored=stored, media_type="text/plain"),
        Piece(EvidenceForm.LINK, "截图", "网站报道", url="https://example.org/1"),
        Piece(
            EvidenceForm.OFFLINE, "会议记录", "考法记录", dated_on=date(2024, 3, 18), custodian="Alice",
            kept_at="2 号柜",
        ),
    )  # fmt: skip
    given(office, task_id, HandedIn("组织 46 人参加", pieces, (happening,)))
    said = text(pages.get(f"/tasks/{task_id}"))
    for words in (
        "第 1 次提交", "Alice 3月20日 09:00", "组织 46 人参加", "学法考法 年度学法考法",
        "3月18日 · 三楼会议室 · 46 人 · 合格 46 人 · 《中华人民共和国宪法》 · 会同市司法局",
        f"2 页 · 5 KB · SHA-256 {stored.sha256[:12]}…", "Alice保管，存放于2 号柜", "还缺：签到表",
    ):  # fmt: skip
        assert words in said

    clock.at(2024, 3, 21)
    with begin(office.database) as session:
        bob = people.person_named(session, "Bob")
        send_back(session, task_id, bob, reason="缺签到表", now=clock())
    clock.at(2024, 3, 22)
    given(
        office, task_id, HandedIn("补齐", (pieces[0], Piece(EvidenceForm.FILE, "签到表", "x", stored=stored)))
    )
    with begin(office.database) as session:
        accept(session, task_id, people.person_named(session, "Bob"), now=clock())
    said = text(pages.get(f"/tasks/{task_id}"))
    assert said.index("第 2 次提交") < said.index("第 1 次提交")  # the latest first
    assert "退回 Bob 3月21日 09:00 缺签到表" in said
    assert "审核通过 Bob 3月22日 09:00" in said
    assert "还缺" not in said
    assert "已取消" in said  # the notices of a done task


def test_who_was_told_is_shown_with_the_phone_masked(office, clock, pages, task_id):
    clock.at(2024, 3, 29, 9, 5)
    make.sweep(office)
    answer = pages.get(f"/tasks/{task_id}")
    said = text(answer)
    assert "到期提醒 已受理 3月29日 09:05 短信 责任人：Alice 138****0001" in said
    assert "alice@example.org" in said
    assert "13800000001" not in answer.text


def test_an_owner_who_left_and_a_new_day_are_told_apart_from_the_first(office, clock, pages, task_id):
    clock.at(2024, 2, 1)
    with begin(office.database) as session:
        alice, eve, carol = (people.person_named(session, name) for name in ("Alice", "Eve", "Carol"))
        hand_over(session, alice, eve, last_day=date(2024, 2, 1), by=carol, now=clock())
        amend(
            session, lists.of_year(session, 2024), [Amendment(number="1", deadline="4月30日前")],
            reason="推迟", by=carol, now=clock(),
        )  # fmt: skip
    clock.at(2024, 2, 2)
    said = text(pages.get(f"/tasks/{task_id}"))
    assert "办公室 Eve" in said
    assert "印发时为 Alice" in said
    assert "原定 3月29日" in said


def test_hostile_words_and_links_do_nothing(office, pages, task_id):
    piece = Piece(EvidenceForm.LINK, HOSTILE, HOSTILE, url='https://example.org/?a="><script>x</script>')
    given(office, task_id, HandedIn(HOSTILE, (piece,)))
    answer = pages.get(f"/tasks/{task_id}")
    assert "<script" not in answer.text
    links = re.findall(r'<a href="([^"]*)" target="_blank" rel="noopener noreferrer">', answer.text)
    assert links == ["https://example.org/?a=&#34;&gt;&lt;script&gt;x&lt;/script&gt;"]


def test_queries_do_not_grow_with_the_rounds(office, asks, task_id):
    few = asks(f"/tasks/{task_id}")
    for _ in range(5):
        given(office, task_id, make.handed_in())
        with begin(office.database) as session:
            bob = people.person_named(session, "Bob")
            send_back(session, task_id, bob, reason="再补", now=office.clock())
    assert asks(f"/tasks/{task_id}") == few
    assert few <= 16


@on_sqlite
@pytest.mark.parametrize(
    "path", ["/tasks/2", "/tasks/0", "/tasks/-1", "/tasks/x", "/tasks/99999999999999999999"]
)
def test_a_task_that_is_not_there(pages, task_id, path):
    answer = pages.get(path)
    assert answer.status_code == 404
    assert "没有找到" in answer.text


@on_sqlite
def test_a_slash_too_many_leads_to_the_page(pages, task_id):
    answer = pages.get(f"/tasks/{task_id}/")
    assert (answer.status_code, answer.url.path) == (200, f"/tasks/{task_id}")


def test_an_extended_task_shows_its_first_day_and_every_request(office, clock, pages, task_id):
    clock.at(2024, 3, 18)

    def as_(name):
        return {"by": people.person_named(session, name), "now": clock()}

    with begin(office.database) as session:
        first = extend.ask(session, task_id, date(2024, 5, 31), reason=HOSTILE, **as_("Alice"))
        extend.refuse(session, first.id, answer="不超过一个月", **as_("Bob"))
        second = extend.ask(session, task_id, date(2024, 4, 12), reason="考场改期", **as_("Alice"))
        extend.grant(session, second.id, **as_("Carol"))
    answer = pages.get(f"/tasks/{task_id}")
    said = text(answer)
    assert "<script>alert" not in answer.text
    for words in (
        "完成时限 4月12日", "经批准延期，原时限 3月29日", "已同意：3月29日 → 4月12日", "考场改期",
        "Carol 3月18日 09:00 代录领导意见", "未同意：3月29日 → 5月31日", "Bob 3月18日 09:00 批：不超过一个月",
    ):  # fmt: skip
        assert words in said
    assert "延期，原 3月29日" in text(pages.get("/"))


def test_a_department_that_helps_is_named_in_the_ledger_of_what_was_said(office, pages):
    make.issued_list(office, [("1", "学法考法", "办公室牵头，人事科配合", "3月29日前", "成绩单")])
    said = text(pages.get("/tasks/1"))
    assert "配合部门" in said
