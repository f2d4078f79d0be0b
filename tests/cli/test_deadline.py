"""The deadline command as another program calls it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from cli.deadline import deadline
from models.refusals import Refusal

ROOT = Path(__file__).parents[2]
app = typer.Typer()
app.command()(deadline)


def run(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)))


def test_one_phrase_as_json():
    result = run("每季度末月25日前", "--year", 2024, "--json")

    reading = json.loads(result.stdout)
    assert list(reading) == [
        "text", "year", "kind", "occurrences", "min_count", "unit", "campaign", "anchor", "offset", "time",
        "flags", "meaning",
    ]  # fmt: skip
    assert reading["occurrences"][0] == {
        "start": "2024-01-01", "due": "2024-03-25", "label": None, "min_count": None,
    }  # fmt: skip
    assert (reading["kind"], reading["flags"], len(reading["occurrences"])) == ("recurring", [], 4)
    assert result.exit_code == 0


def test_one_phrase_for_a_person():
    shown = run("每月不少于2场", "--year", 2024).stdout
    assert "每月至少2场" in shown
    assert "2024-12-01 至 2024-12-31  至少2场" in shown
    assert "没有疑问" in shown

    assert "待确认：" in run("3月前", "--year", 2024).stdout


def test_the_day_of_issue_is_where_at_once_begins():
    reading = json.loads(run("即日起至6月底", "--year", 2024, "--issued", "2024-03-18", "--json").stdout)
    assert reading["occurrences"][0]["start"] == "2024-03-18"


def test_a_batch_answers_line_by_line_in_order(tmp_path):
    lines = [
        {"text": "5月底前", "year": 2024},
        {"text": "即日起至6月底", "year": 2025, "issued": "2025-02-01"},
        {"text": "每月", "issued": None},
    ]
    batch = tmp_path / "batch.jsonl"
    batch.write_text(
        "\ufeff" + "\r\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n\n", "utf-8"
    )

    answers = [
        json.loads(line) for line in run("--batch", batch, "--year", 2026, "--json").stdout.splitlines()
    ]

    assert [(a["text"], a["year"]) for a in answers] == [
        ("5月底前", 2024),
        ("即日起至6月底", 2025),
        ("每月", 2026),
    ]
    assert answers[1]["occurrences"][0]["start"] == "2025-02-01"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "第2行不是一条 JSON"),
        ("[1]", "第2行应是一个"),
        ('{"year": 2024}', "第2行缺少文字形式的 text"),
        ('{"text": "5月"}', "第2行没有清单年度"),
        ('{"text": "5月", "year": true}', "第2行没有清单年度"),
        ('{"text": "5月", "year": 20244}', "第2行清单年度20244超出范围"),
        ('{"text": "5月", "year": 2024, "issued": "3月"}', "第2行印发日期「3月」不是日期"),
        ("[" * 100_000, "第2行不是一条 JSON"),
    ],
)
def test_a_bad_line_is_refused_by_its_number_and_nothing_is_printed(tmp_path, line, said):
    batch = tmp_path / "batch.jsonl"
    batch.write_text('{"text": "5月", "year": 2024}\n' + line + "\n", "utf-8")

    result = run("--batch", batch, "--json")

    assert isinstance(result.exception, Refusal)
    assert said in str(result.exception)
    assert result.stdout == ""


def test_bad_calls_are_refused(tmp_path):
    (tmp_path / "gb.jsonl").write_bytes('{"text": "五月"}'.encode("gb18030"))
    for arguments in (
        [], ["5月"], ["5月", "--year", 3000], ["5月", "--year", 2024, "--issued", "昨天"],
        ["5月", "--batch", tmp_path / "none.jsonl"], ["--batch", tmp_path / "none.jsonl"],
        ["--batch", tmp_path], ["--batch", tmp_path / "gb.jsonl"],
    ):  # fmt: skip
        assert isinstance(run(*arguments).exception, Refusal), arguments


def test_a_refusal_is_one_sentence_and_exit_2():
    done = subprocess.run(
        [sys.executable, "-m", "cli.app", "deadline", "5月底前", "--json"],
        capture_output=True, text=True, encoding="utf-8", cwd=ROOT, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
