"""Commands about what was told: ledger, group, tokens, calendar, collecting."""

import json
from datetime import date

import pytest
from icalendar import Calendar

from tests.cli.test_year import YEAR, commands


@pytest.fixture
def xuepu(tmp_path):
    run = commands(tmp_path)
    run("init", "--office", "市外办")
    run(
        "user",
        "add",
        "Alice",
        "--department",
        "办公室",
        "--email",
        "alice@example.org",
        "--phone",
        "13800000001",
    )
    return run


def test_the_ledger_of_nothing_is_asked_for_or_empty(xuepu):
    assert "请说明要看什么" in xuepu("ledger", code=2).stderr
    assert xuepu("ledger", "--year", YEAR).stdout.strip() == "没有记录。"
    assert json.loads(xuepu("ledger", "--person", "Alice", "--json").stdout)["items"] == []
    assert "没有编号为 7 的任务" in xuepu("ledger", "--task", 7, code=2).stderr
    assert "不在 2024 年" in xuepu("ledger", "--year", 2024, "--day", "2025-01-01", code=2).stderr


def test_what_is_still_to_come_names_whose_it_is_and_no_number(xuepu, tmp_path):
    file = tmp_path / "清单.csv"
    xuepu("user", "add", "Eve", "--department", "人事科", "--email", "eve@example.org")
    file.write_text(
        "任务,责任部门,配合部门,完成时限,佐证材料\n学习宪法,办公室,人事科,12月31日前,照片\n", encoding="utf-8"
    )
    on = ("--year", YEAR, "--on", f"{YEAR}-01-01")
    xuepu("list", "import", file, "--year", YEAR)
    xuepu("list", "confirm", "--year", YEAR)
    xuepu("list", "approve", *on, "--body", "办党组会")
    xuepu("list", "issue", *on)
    said = xuepu("ledger", "--year", YEAR).stdout
    assert "短信  （责任人）  等待发出" in said
    assert "邮件  （配合部门：人事科）  等待发出" in said
    assert "****" not in said


def test_a_calendar_is_written_subscribed_to_and_revoked(xuepu, tmp_path, monkeypatch):
    printed = xuepu("calendar", "feed", "--person", "Alice").stdout
    assert Calendar.from_ical(printed).walk("VEVENT") == []
    out = tmp_path / "alice.ics"
    assert "alice.ics" in xuepu("calendar", "feed", "--person", "Alice", "--out", out).stdout
    assert out.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert "XUEPU_BASE_URL" in xuepu("calendar", "subscribe", "--person", "Alice", code=2).stderr
    (tmp_path / ".env").write_text("XUEPU_BASE_URL=https://pf.example.gov.cn\n")
    address = xuepu("calendar", "subscribe", "--person", "Alice").stdout.splitlines()[0]
    assert address.startswith("https://pf.example.gov.cn/calendar/")
    (token,) = json.loads(xuepu("token", "list", "--json").stdout)["items"]
    assert (token["use"], token["person"], token["expires_at"]) == ("calendar", "Alice", None)
    assert "日历订阅  Alice  撤销前一直有效" in xuepu("token", "list").stdout
    assert json.loads(xuepu("token", "revoke", token["id"], "--json").stdout)["done"] == 1
    assert "没有有效的链接代码" in xuepu("token", "list").stdout
    assert "已撤销 0 个" in xuepu("token", "revoke", "--person", "Alice").stdout
    assert "两者选一" in xuepu("token", "revoke", code=2).stderr
    assert "没有编号为 99" in xuepu("token", "revoke", 99, code=2).stderr


def test_collecting_needs_something_to_collect_from(xuepu):
    assert "XUEPU_IMAP_HOST" in xuepu("collect", code=2).stderr


def test_a_mailbox_that_cannot_be_read_is_one_sentence(xuepu, tmp_path):
    (tmp_path / ".env").write_text(
        "XUEPU_IMAP_HOST=127.0.0.1\nXUEPU_IMAP_PORT=1\nXUEPU_IMAP_SECURITY=none\n"
        "XUEPU_IMAP_USER=pufa\nXUEPU_IMAP_PASSWORD=open-sesame\n"
    )
    said = xuepu("collect", code=2).stderr
    assert "读不了收件箱" in said
    assert "sesame" not in said


def test_the_group_without_a_robot_gets_text_to_paste(xuepu):
    assert f"没有 {YEAR}" in xuepu("chat", "copy", "--year", YEAR, code=2).stderr


def test_a_sweep_says_what_did_not_go_out_and_where_the_reason_is(xuepu, tmp_path):
    xuepu("user", "add", "Bob", "--department", "人事科")  # nobody can write to him
    file = tmp_path / "清单.csv"
    file.write_text("任务,责任部门,完成时限,佐证材料\n学习宪法,人事科,12月31日前,照片\n", encoding="utf-8")
    on = ("--year", YEAR, "--on", f"{YEAR}-01-01")
    xuepu("list", "import", file, "--year", YEAR)
    xuepu("list", "confirm", "--year", YEAR)
    xuepu("list", "approve", *on, "--body", "办党组会")
    xuepu("list", "issue", *on)
    wednesday = next(day for day in (date(YEAR, 12, n) for n in range(25, 32)) if day.weekday() == 2)
    said = xuepu("remind", "--now", f"{wednesday}T10:00:00+08:00").stdout.splitlines()
    assert said == [
        "已发出 0 封（条），暂缓 0，失败 1。",
        f"没有发出的，原因见 xuepu ledger --day {wednesday}；要人管的见 xuepu message list。",
    ]
    assert "Bob没有登记邮箱" in xuepu("ledger", "--year", YEAR).stdout
