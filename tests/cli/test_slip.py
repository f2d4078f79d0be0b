"""`xuepu slip`, on an office whose first quarter's study is late."""

import json
from datetime import date

import pytest
from typer.testing import CliRunner

from cli import slip_commands
from models.refusals import Refusal
from steps.working import extend
from steps.working.draw_up import draw_up
from steps.working.submit import submit
from store import people
from store.db import begin
from tests import make
from tests.reports.reading import paragraphs

NINE = "2024-04-01T09:00:00+08:00"


@pytest.fixture
def run(issued):
    """Run a command in the office's home; return what it printed as JSON."""
    settings = issued.settings
    env = {
        "XUEPU_HOME": str(settings.home),
        "XUEPU_DATABASE_URL": settings.database_url,
        "XUEPU_MAIL": "files",
        "XUEPU_MAIL_FROM": "pufa@example.org",
    }

    def call(*words, text=False, exit_code=0, mail="files"):
        asked = [*map(str, words), *([] if text else ["--json"])]
        done = CliRunner().invoke(slip_commands.app, asked, env={**env, "XUEPU_MAIL": mail})
        if isinstance(done.exception, Refusal):
            raise done.exception
        assert done.exit_code == exit_code, done.output
        return done.stdout if text else json.loads(done.stdout)

    return call


@pytest.fixture
def draft(run):
    (slip,) = run("draw-up", "--now", NINE)["items"]
    return slip["id"].removeprefix("slip:")


def test_drawing_up_says_what_it_drew_up(run):
    answer = run("draw-up", "--now", NINE)
    assert (answer["done"], answer["lapsed"]) == (1, [])
    assert answer["items"][0] == {
        "id": "slip:1",
        "kind": "nudge",
        "state": "draft",
        "department": "办公室",
        "occasion": "2024-04-01",
        "tasks": ["task:1"],
        "number": "",
        "signed_by": "",
        "dated_on": None,
        "answer_by": None,
        "reason": "",
        "files": {},
    }
    assert "新拟 0 份代拟稿" in run("draw-up", "--now", NINE, text=True)


def test_the_queue_is_listed_in_words_and_by_state(run, draft):
    assert f"[{draft}] 代拟稿  催办单  2024-04-01  办公室  任务 1 项" in run(
        "list", "--year", 2024, text=True
    )
    assert run("list", "--year", 2024, "--state", "sent")["items"] == []


def test_a_slip_is_shown_with_its_tasks(run, draft):
    shown = run("show", draft)
    assert [each["task"] for each in shown["items"]] == ["党组理论学习中心组专题学法"]


def test_a_draft_counts_what_is_still_late(issued, run, draft):
    with begin(issued.database) as session:
        alice = people.person_named(session, "Alice")
        submit(session, 1, make.handed_in(), alice, now=issued.clock())
    assert "任务 0 项" in run("show", draft, text=True)


def test_a_draft_shows_that_a_later_day_is_asked_for(issued, run):
    """The commands read the machine's clock: the list is one whose year is still to come."""
    make.issued_list(issued, [("1", "专题学法", "办公室", "3月25日前", "")], year=2098)
    drawn = run("draw-up", "--now", "2098-03-03T08:00:00+08:00")["items"]
    (prompt,) = (slip["id"].removeprefix("slip:") for slip in drawn if slip["kind"] == "prompt")
    (item,) = run("show", prompt)["items"]
    assert item["extension"] == ""
    with begin(issued.database) as session:
        alice, task = people.person_named(session, "Alice"), int(item["id"].removeprefix("task:"))
        extend.ask(session, task, date(2098, 4, 30), reason="领导出差", by=alice, now=issued.clock())
    assert "专题学法（已申请延期至2098年4月30日，待审批）" in run("show", prompt, text=True)


def test_send_export_and_list_again(issued, run, tmp_path):
    now = issued.clock.at(2025, 1, 2, 8)  # the commands read the machine's clock, which is later still
    with begin(issued.database) as session:
        (slip,) = (each for each in draw_up(session, now=now).drafts if 1 in each.task_ids)
    given = ("--number", "普法督〔2025〕1号", "--on", "2025-01-02", "--answer-by", "2025-01-09")
    answer = run("send", slip.id, *given, "--signed-by", "Bob", "--as", "Carol")
    assert [each["held"] for each in answer["told"]] == [False]
    sent = answer["items"][0]
    assert (sent["state"], sent["number"], set(sent["files"])) == (
        "sent",
        "普法督〔2025〕1号",
        {"docx", "pdf"},
    )
    written = run("export", "--year", 2024, "--out", tmp_path, slip.id, "--formats", "docx")["items"]
    assert written == [str(tmp_path / "催办单 普法督〔2025〕1号 办公室.docx")]
    assert "签发人：Bob" in "".join(paragraphs(written[0]))
    assert run("show", slip.id)["state"] == "sent"


def test_no_reminder_is_promised_where_mail_is_off(issued, run):
    now = issued.clock.at(2025, 1, 2, 8)
    with begin(issued.database) as session:
        (slip,) = (each for each in draw_up(session, now=now).drafts if 1 in each.task_ids)
    given = ("--number", "普法催〔2025〕1号", "--on", "2025-01-02", "--answer-by", "2025-01-09")
    said = run("send", slip.id, *given, "--as", "Carol", text=True, mail="none")
    assert "没有设置邮件，Alice收不到提醒，请当面送达" in said


def test_no_reminder_is_promised_to_who_has_no_address(issued, run):
    now = issued.clock.at(2025, 1, 2, 8)
    with begin(issued.database) as session:
        people.person_named(session, "Alice").email = None
        (slip,) = (each for each in draw_up(session, now=now).drafts if 1 in each.task_ids)
    given = ("--number", "普法催〔2025〕1号", "--on", "2025-01-02", "--answer-by", "2025-01-09")
    *_, said = run("send", slip.id, *given, "--as", "Carol", text=True).splitlines()
    assert said == "Alice没有登记邮箱，收不到提醒，请当面送达，再用 xuepu user contact 登记。"


def test_drafts_of_the_year_are_exported_and_what_is_empty_is_told(run, draft, tmp_path):
    answer = run("export", "--year", 2024, "--out", tmp_path)
    assert [path.rsplit("/", 1)[1] for path in answer["items"]] == [
        "催办单 代拟稿2024-04-01 办公室.docx",
        "催办单 代拟稿2024-04-01 办公室.pdf",
    ]
    run("drop", draft, "--reason", "已口头说明", "--as", "Carol")
    assert run("export", "--year", 2024, "--out", tmp_path)["items"] == []
    refused = run("export", "--year", 2024, "--out", tmp_path, draft, exit_code=2)["refused"]
    assert refused == [{"id": f"slip:{draft}", "reason": "这份催办单已决定不发，没有文件可以导出。"}]


def test_a_drop_is_listed_with_its_reason(run, draft):
    run("drop", draft, "--reason", "已口头说明", "--as", "Carol")
    assert "不发  催办单  2024-04-01  办公室  任务 1 项  理由：已口头说明" in run(
        "list", "--year", 2024, text=True
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("drop", 99, "--reason", "无"), "没有编号为 99 的单子"),
        (("export", "--year", 2024, "--out", "x", "--formats", "ofd"), "没有「ofd」这种格式"),
        (("send", 1, "--number", "1", "--on", "四月", "--answer-by", "2024-04-08"), "不是日期"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(run, draft, tmp_path, words, says):
    with pytest.raises(Refusal, match=says):
        run(*words, "--as", "Carol") if words[0] == "drop" else run(*words)


def test_templates_are_handed_out_and_checked(run, tmp_path):
    written = run("template", "--out", tmp_path)["items"]
    assert len(written) == 3
    for path in written:
        assert run("check-template", path) == {"ok": True, "items": []}
    (tmp_path / "督办单.docx").write_bytes(b"no word file")
    answer = run("check-template", tmp_path / "督办单.docx", exit_code=1)
    assert answer == {
        "ok": False,
        "items": ["模板「督办单.docx」不是完好的 Word 文件，请用 Word 或 WPS 另存为 .docx。"],
    }
    with pytest.raises(Refusal, match="要叫 提示单"):
        run("check-template", tmp_path / "通知.docx")
