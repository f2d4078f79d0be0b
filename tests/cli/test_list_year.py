"""The commands that carry a list through its year, on an office whose 2024 list is issued."""

import json
from datetime import date

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from cli import calendar_commands, list_commands, policy_commands, upstream_commands
from models.refusals import Refusal
from store import calendar, lists, tasks, upstream
from store.db import reading
from tests import make

ROWS = (
    ("1", "报送反馈", "法规科", "收到通知后10个工作日内", "反馈函"),
    ("2", "民法典宣传月活动", "办公室", "5月31日前", "照片"),
    ("3", "政务公开日活动", "办公室", "政务公开日", "照片"),
)
ITEMS = "序号,要点\n一（一）,组织民法典宣传月活动\n二,培养法律明白人\n"


@pytest.fixture
def issued_list(office):
    make.issued_list(office, ROWS)
    return office


def due_days(office, number):
    with reading(office.database) as session:
        duty = lists.duty_numbered(session, lists.of_year(session, 2024).id, number)
        return [task.due_on for task in tasks.of_duty(session, duty.id)]


@pytest.mark.usefixtures("issued_list")
def test_an_event_is_told_by_the_number_of_the_duty_alone(run, office):
    answer = run(list_commands.app, "happened", "1", "--on", "2024-09-10")
    assert (answer["event"], answer["due_on"]) == ("收到通知", "2024-09-25")
    assert due_days(office, "1") == [date(2024, 9, 25)]
    words = run(list_commands.app, "happened", "1", "--on", "2024-09-11", "--year", 2024, text=True)
    assert "「收到通知」2024-09-11，时限为 2024-09-26。" in words
    with pytest.raises(Refusal, match="不等事件"):
        run(list_commands.app, "happened", "2", "--on", "2024-09-10")


def test_without_an_issued_list_no_event_is_told(run):
    with pytest.raises(Refusal, match="还没有印发"):
        run(list_commands.app, "happened", "1", "--on", "2024-09-10")


@pytest.mark.usefixtures("issued_list")
def test_a_campaign_is_dated_only_when_confirmed(run, office):
    words = ("node", "政务公开日", "--year", 2024, "--start", "2024-05-15", "--source", "市政府办通知")
    shown = run(calendar_commands.app, *words)
    assert (shown["confirmed"], due_days(office, "3")) == (False, [None])
    assert "加 --confirm" in run(calendar_commands.app, *words, text=True)
    done = run(calendar_commands.app, *words, "--confirm")
    assert [item["change"] for item in done["items"]] == [item["change"] for item in shown["items"]]
    assert (done["confirmed"], due_days(office, "3")) == (True, [date(2024, 5, 15)])


@pytest.mark.usefixtures("issued_list")
def test_the_calendar_shows_what_is_unsure_own_or_used(run):
    before = {node["name"]: node for node in run(calendar_commands.app, "show", "--year", 2024)["items"]}
    assert list(before) == ["政务公开日"]
    assert (before["政务公开日"]["provisional"], before["政务公开日"]["start"]) == (True, None)
    run(
        calendar_commands.app, "node", "宪法宣传周", "--year", 2024, "--start", "2024-12-01",
        "--end", "2024-12-07", "--extended-to", "2024-12-10", "--source", "省通知", "--confirm",
    )  # fmt: skip
    after = {node["name"]: node for node in run(calendar_commands.app, "show", "--year", 2024)["items"]}
    assert (after["宪法宣传周"]["end"], after["宪法宣传周"]["announced_end"]) == ("2024-12-10", "2024-12-07")
    words = run(calendar_commands.app, "show", "--year", 2024, text=True)
    assert "暂定  政务公开日　日期待定　关系到第3项「政务公开日活动」" in words
    assert "（公布至 2024-12-07，本地延长）" in words
    unsure = run(calendar_commands.app, "show", "--year", 2031)
    assert not unsure["published"]
    assert "宪法宣传周" in {node["name"] for node in unsure["items"] if node["provisional"]}
    assert len(run(calendar_commands.app, "show", "--year", 2024, "--all")["items"]) > 50


def test_holidays_come_by_hand_and_from_a_small_table(run, office, tmp_path):
    table = tmp_path / "放假.csv"
    table.write_text("日期,安排,名称\n2027-01-01至2027-01-03,休,元旦\n", encoding="gb18030")
    run(
        calendar_commands.app, "holiday", "--notice", "国办发明电〔2026〕5号", "--file", table,
        "--work", "2027-01-09", "--confirm",
    )  # fmt: skip
    with reading(office.database) as session:
        kept = calendar.overlay(session)
    assert [(day.day, str(kind)) for day, kind in sorted(kept.items())] == [
        (1, "rest"),
        (2, "rest"),
        (3, "rest"),
        (9, "work"),
    ]
    shown = run(calendar_commands.app, "show", "--year", 2027)
    assert (shown["published"], len(shown["holidays"])) == (True, 4)
    with pytest.raises(Refusal, match="哪些日子"):
        run(calendar_commands.app, "holiday", "--notice", "国办发明电〔2026〕5号")


def test_the_superior_s_items_are_taken_in_linked_and_shown(run, office, tmp_path):
    make.drafted_list(office, ROWS)
    file = tmp_path / "要点.csv"
    file.write_text(ITEMS, encoding="utf-8")
    taken = run(
        upstream_commands.app, "add", file, "--year", 2024, "--title", "2024年普法要点",
        "--issuer", "市司法局", "--number", "云司发〔2024〕7号", "--on", "2024-03-18",
    )  # fmt: skip
    assert [item["no"] for item in taken["items"]] == ["一（一）", "二"]
    run(upstream_commands.app, "link", "一（一）", "--year", 2024, "--duty", "2")
    assert run(upstream_commands.app, "coverage", "--year", 2024, "--open")["items"][0]["no"] == "二"
    run(upstream_commands.app, "leave", "二", "--year", 2024, "--because", "本单位不管乡村")
    covered = run(upstream_commands.app, "coverage", "--year", 2024)
    assert (covered["open"], [d["no"] for d in covered["items"][0]["duties"]]) == (0, ["2"])
    words = run(upstream_commands.app, "coverage", "--year", 2024, text=True)
    assert "二　培养法律明白人　→　不涉及：本单位不管乡村" in words
    with reading(office.database) as session:
        (document,) = upstream.documents(session, 2024)
    assert (document.doc_number, document.issued_on) == ("云司发〔2024〕7号", date(2024, 3, 18))
    with pytest.raises(Refusal, match="没有第 九 条"):
        run(upstream_commands.app, "leave", "九", "--year", 2024, "--because", "无")


def test_no_coverage_is_answered_by_accepting_what_was_read(run, office, tmp_path):
    make.drafted_list(office, ROWS)
    file = tmp_path / "要点.csv"
    file.write_text(ITEMS, encoding="utf-8")
    run(upstream_commands.app, "add", file, "--year", 2024, "--title", "要点", "--issuer", "市司法局")
    left = run(list_commands.app, "confirm", "--year", 2024, "--accept-readings")["items"]
    assert {doubt["field"] for doubt in left} == {"upstream"}
    answers = [f"{doubt['id']}=不涉及：无" for doubt in left]
    done = run(list_commands.app, "confirm", "--year", 2024, *(w for a in answers for w in ("--answer", a)))
    assert done == {"done": 1, "refused": [], "items": []}


def test_a_name_that_may_be_any_department_is_not_answered_by_accepting_what_was_read(run, office):
    make.drafted_list(office, (("1", "学法考法", "外事科", "10月31日前", "照片"),))
    (left,) = run(list_commands.app, "confirm", "--year", 2024, "--accept-readings")["items"]
    assert (left["field"], left["cell"]) == ("department", "外事科")


def test_what_the_whole_file_lacks_is_looked_at_and_may_be_agreed_to(run, office, tmp_path):
    file = tmp_path / "清单.csv"
    file.write_text("任务,责任部门,完成时限\n学法考法,办公室,10月31日前\n", encoding="utf-8")
    told = run(list_commands.app, "import", file, "--year", 2024, text=True)
    assert "可答  「确认」" in told
    assert "xuepu list confirm --year 2024 --answer" in told
    (left,) = run(list_commands.app, "confirm", "--year", 2024, "--accept-readings")["items"]
    assert left["candidates"] == ["确认"]
    assert not run(list_commands.app, "confirm", "--year", 2024, "--answer", f"{left['id']}=确认")["items"]


def test_a_number_of_another_year_answers_nothing(run, office, tmp_path):
    make.drafted_list(office, (("1", "学法考法", "办公室", "4月15日前后", "照片"),))
    (doubt,) = run(list_commands.app, "confirm", "--year", 2024)["items"]
    file = tmp_path / "2025.csv"
    file.write_text("序号,任务,责任部门,完成时限\n1,学法考法,办公室,4月底前\n", encoding="utf-8")
    run(list_commands.app, "import", file, "--year", 2025)
    with pytest.raises(Refusal, match="2025 年清单没有编号为"):
        run(list_commands.app, "confirm", "--year", 2025, "--answer", f"{doubt['id']}=4月底前")
    with pytest.raises(Refusal, match=f"例如 --answer {doubt['id']}="):
        run(list_commands.app, "confirm", "--year", 2024, "--answer", f"{doubt['id']}=改写时限")


def test_what_the_superior_asks_after_the_confirmation_is_answered_there_too(run, office, tmp_path):
    make.drafted_list(office, ROWS)
    run(list_commands.app, "confirm", "--year", 2024, "--accept-readings")
    file = tmp_path / "要点.csv"
    file.write_text(ITEMS, encoding="utf-8")
    run(upstream_commands.app, "add", file, "--year", 2024, "--title", "要点", "--issuer", "市司法局")
    with reading(office.database) as session:
        asked = lists.doubts(session, lists.of_year(session, 2024).id, open_only=True)
    answers = [word for doubt in asked for word in ("--answer", f"{doubt.id}=第2项")]
    assert "已全部答复" in run(list_commands.app, "confirm", "--year", 2024, *answers, text=True)
    with pytest.raises(Refusal, match="不能核定"):
        run(list_commands.app, "confirm", "--year", 2024)


def test_the_formalities_stand_in_the_list(run, office):
    make.drafted_list(office, ROWS)
    on = ("--year", 2024, "--on", "2024-01-08")
    answer = run(list_commands.app, "reply", *on, "--department", "人事科", "--words", "无意见")
    assert answer["waiting"] == ["办公室", "法规科"]
    run(list_commands.app, "confirm", "--year", 2024, "--accept-readings")
    run(list_commands.app, "approve", *on, "--body", "办党组会")
    run(list_commands.app, "issue", *on)
    run(list_commands.app, "number", "--year", 2024, "--doc-number", "云外发[2024]3号")
    run(list_commands.app, "file", *on, "--body", "市普法办", "--number", "17")
    run(list_commands.app, "publish", *on, "--url", "https://example.org/list")
    shown = run(list_commands.app, "show", "--year", 2024)
    assert shown["doc_number"] == "云外发〔2024〕3号"
    assert shown["replies"] == [
        {"department": "人事科", "words": "无意见", "on": "2024-01-08", "outcome": ""}
    ]
    assert shown["filings"] == [{"revision": 1, "with": "市普法办", "on": "2024-01-08", "number": "17"}]
    assert shown["publications"] == [{"revision": 1, "on": "2024-01-08", "url": "https://example.org/list"}]
    words = run(list_commands.app, "show", "--year", 2024, text=True)
    for line in (
        "已印发　云外发〔2024〕3号",
        "审定：2024-01-08 办党组会（代录）",
        "征求意见：2024-01-08 人事科　无意见",
        "征求意见还没有回复：办公室、法规科",
        "备案：2024-01-08 市普法办 17",
        "公示：2024-01-08 https://example.org/list",
    ):
        assert line in words


@pytest.mark.usefixtures("issued_list")
def test_last_year_s_list_is_rolled_over(run):
    answer = run(list_commands.app, "roll-over", "--year", 2025)
    assert answer["done"] == 3
    shown = run(list_commands.app, "show", "--year", 2025)
    assert (shown["state"], shown["source"]["name"]) == ("draft", "2024年度清单（结转）")
    with pytest.raises(Refusal, match="已经有责任清单"):
        run(list_commands.app, "roll-over", "--year", 2025)
    with pytest.raises(Refusal, match="2030 年的责任清单"):
        run(list_commands.app, "roll-over", "--year", 2031)


@pytest.mark.usefixtures("issued_list")
def test_rolling_over_says_how_the_new_list_reminds(run):
    assert "提醒办法：默认。" in run(list_commands.app, "roll-over", "--year", 2025, text=True)
    run(list_commands.app, "discard", "--year", 2025, "--reason", "重来")
    settle = ("set", "--year", 2024, "--as", "Carol")
    run(policy_commands.app, *settle, "--lead", "7,2", "--quiet", "2024-09-20", "--quiet", "2025-01-02")
    run(policy_commands.app, *settle, "--duty", "2", "--lead", "10")
    words = run(list_commands.app, "roll-over", "--year", 2025, text=True)
    assert "提醒办法沿用 2024 年的" in words
    assert "到期前7、2个工作日" in words
    assert "静默日期：2025-01-02" in words
    assert "第2项另有设定，一并沿用。" in words
    assert "2024 年的静默日期（2024-09-20）不再沿用" in words
    shown = run(policy_commands.app, "show", "--year", 2025)
    assert (shown["settled"], shown["policy"]["lead_workdays"]) == (True, [7, 2])
    assert [each["departs"] for each in shown["duties"]] == [{"lead_workdays": [10]}]


@pytest.mark.usefixtures("issued_list")
def test_the_list_is_exported_as_a_document(run, tmp_path):
    out = ("--year", 2024, "--out", tmp_path / "清单.docx")
    answer = run(list_commands.app, "export", *out)
    file = str(tmp_path / "清单.docx")
    assert answer == {"done": 1, "refused": [], "items": [{"form": "印发稿", "file": file}]}
    assert (tmp_path / "清单.docx").stat().st_size > 5000
    with pytest.raises(Refusal, match="--overwrite"):
        run(list_commands.app, "export", *out)
    assert f"印发稿已写到 {file}" in run(list_commands.app, "export", *out, "--overwrite", text=True)
    with pytest.raises(Refusal, match="没有「终稿」这种文稿"):
        run(list_commands.app, "export", *out, "--form", "终稿")
    with pytest.raises(Refusal, match="不再征求意见"):
        run(list_commands.app, "export", *out, "--form", "consulted")


@pytest.mark.usefixtures("issued_list")
def test_the_template_offers_the_offices_own_departments(run, tmp_path):
    answer = run(list_commands.app, "template", "--out", tmp_path)
    file = str(tmp_path / "学法普法责任清单填写模板.xlsx")
    departments = ["办公室", "法规科", "人事科"]
    assert answer == {"done": 1, "refused": [], "items": [{"file": file, "departments": departments}]}


def test_the_template_needs_no_office(tmp_path):
    home = tmp_path / "none"
    done = CliRunner().invoke(
        list_commands.app,
        ["template", "--out", str(tmp_path / "模板.xlsx"), "--json"],
        env={"XUEPU_HOME": str(home), "XUEPU_DATABASE_URL": ""},
    )
    assert json.loads(done.stdout)["items"][0]["departments"] == []
    assert not home.exists()


def test_a_draft_is_thrown_away_and_taken_in_again(run, office, tmp_path):
    file = tmp_path / "清单.csv"
    file.write_text(
        "序号,工作任务,责任部门,完成时限,佐证材料\n1,宪法宣传,办公室,12月4日前后,照片\n", encoding="utf-8"
    )
    run(list_commands.app, "import", str(file), "--year", 2024)
    with pytest.raises(Refusal, match="xuepu list discard --year 2024"):
        run(list_commands.app, "import", str(file), "--year", 2024)
    words = run(list_commands.app, "discard", "--year", 2024, "--reason", "文件有误", text=True)
    assert "已作废" in words
    assert len(run(list_commands.app, "import", str(file), "--year", 2024)["items"]) == 1


def test_a_list_reads_as_blocks_with_its_questions(run, office, tmp_path):
    file = tmp_path / "清单.csv"
    file.write_text(
        "序号,工作任务,责任部门,完成时限,佐证材料\n1,宪法宣传,办公室,12月4日前后,照片\n", encoding="utf-8"
    )
    run(list_commands.app, "import", str(file), "--year", 2024)
    lines = run(list_commands.app, "show", "--year", 2024, text=True).splitlines()
    assert "   1 宪法宣传" in lines
    assert "     时限  12月4日前后" in lines
    assert "共 1 项，疑问 1 个：" in lines
    assert any(line.startswith("     原文  12月4日前后") for line in lines)
    assert lines[-1].endswith("--answer 1=答复")
    assert max(map(cell_len, lines)) <= 80
