"""`xuepu remind`: what went, and what has no way to go."""

import pytest
from typer.testing import CliRunner

from cli.app import app
from tests import make

MONDAY = "2024-04-01T09:00:00+08:00"


@pytest.fixture
def said(office):
    make.issued_list(office, [("1", "学法", "办公室", "3月29日前", "")])

    def remind(**settings):
        env = {
            "XUEPU_HOME": str(office.settings.home),
            "XUEPU_DATABASE_URL": office.settings.database_url,
            "XUEPU_MAIL_FROM": "pufa@example.org",
            **{f"XUEPU_{name.upper()}": value for name, value in settings.items()},
        }
        found = CliRunner().invoke(app, ["remind", "--now", MONDAY], env=env)
        assert found.exit_code == 0, found.output
        return found.stdout.splitlines()

    return remind


def test_only_the_way_that_is_missing_is_named(said):
    sent, held = said(mail="files")
    assert sent == "已发出 1 封（条），暂缓 0，失败 0。"
    assert held == "短信没有启用，有 2 条提醒没有发；要发请设置 XUEPU_SMS，设置后会补发。"


def test_without_any_way_both_are_named(said):
    sent, held = said()
    assert sent.startswith("已发出 0 封")
    assert held.startswith("邮件、短信没有启用，有 ")
    assert "XUEPU_MAIL、XUEPU_SMS" in held
