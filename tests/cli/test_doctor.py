"""`xuepu doctor`: what is good, what a person should know, what is broken."""

import json

import pytest
from typer.testing import CliRunner

from cli.app import app
from tests.web.conftest import on_sqlite


@pytest.fixture
def told(office):
    """Return what the doctor says of an office with some settings: exit code, level by name, lines."""

    def ask(**settings):
        env = {
            "XUEPU_HOME": str(office.settings.home),
            "XUEPU_DATABASE_URL": office.settings.database_url,
            "XUEPU_MAIL_FROM": "pufa@example.org",
            **{f"XUEPU_{name.upper()}": value for name, value in settings.items()},
        }
        found = CliRunner().invoke(app, ["doctor", "--json"], env=env)
        items = json.loads(found.stdout)["items"]
        assert [each["ok"] for each in items] == [each["level"] != "broken" for each in items]
        lines = CliRunner().invoke(app, ["doctor"], env=env).stdout.splitlines()
        return found.exit_code, {each["what"]: each["level"] for each in items}, lines

    return ask


def test_what_leaves_nobody_told_is_no_good_news(told):
    _, levels, lines = told(mail="files", sms="sandbox")
    assert (levels["数据库"], levels["日志"], levels["时钟"]) == ("good", "good", "good")
    assert (levels["邮件"], levels["短信"], levels["退信"]) == ("attention", "attention", "attention")
    marks = dict(zip(levels, (line.split()[0] for line in lines), strict=True))
    assert (marks["数据库"], marks["邮件"], marks["退信"]) == ("好", "注意", "注意")


def test_only_what_is_broken_fails(told):
    code, levels, lines = told(mail="none")
    assert (code, levels["邮件"]) == (1, "broken")
    assert any(line.startswith("差") and "XUEPU_SMTP_HOST" in line for line in lines)
    code, levels, _ = told(mail="files")
    assert code == int("broken" in levels.values())


def test_a_setting_that_nobody_knows_is_all_that_is_said(told):
    code, levels, lines = told(smpt_host="x")
    assert (code, levels) == (1, {"设置": "broken"})
    assert "XUEPU_SMTP_HOST" in lines[0]


@on_sqlite
def test_a_database_that_is_damaged_is_a_finding_and_the_rest_is_looked_at(office, told):
    office.database.close()
    with (office.settings.home / "xuepu.db").open("r+b") as file:
        file.seek(8192)
        file.write(b"\xa7" * 200_000)
    code, levels, lines = told(mail="files")
    assert (code, levels["设置"], levels["数据库"]) == (1, "good", "broken")
    assert any("从备份恢复" in line for line in lines)


def test_a_database_that_is_not_there_is_a_finding(told):
    code, levels, lines = told(database_url="postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    assert (code, levels) == (1, {"设置": "good", "数据库": "broken"})
    assert "连不上数据库服务器" in lines[1]
