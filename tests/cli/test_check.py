"""`xuepu check`: one line where nothing is to be done, and a sentence for each thing that is."""

import json

import pytest
from typer.testing import CliRunner

from cli.app import app
from tests import make


@pytest.fixture
def check(office):
    def ask(*words, **settings):
        env = {
            "XUEPU_HOME": str(office.settings.home),
            "XUEPU_DATABASE_URL": office.settings.database_url,
            "XUEPU_MAIL_FROM": "pufa@example.org",
            **{f"XUEPU_{name.upper()}": value for name, value in settings.items()},
        }
        found = CliRunner().invoke(app, ["check", "--year", "2024", *words], env=env)
        assert found.exit_code == 0, found.output
        return found.stdout

    return ask


def test_a_draft_has_nothing_laid_out_and_says_why(office, check):
    make.drafted_list(office)
    assert check().splitlines()[1:] == ["清单现在是「草稿」，印发以后才有任务和提醒。"]


def test_reminders_that_stand_still_are_no_good_day(office, check):
    """The commands read the machine's clock: of 2024 every reminder should have left."""
    make.issued_list(office, [("1", "学法", "办公室", "3月29日前", "")])
    by_mail = json.loads(check("--json"))["unsent"]
    assert by_mail > 0
    assert f"有 {by_mail} 条提醒早就到了时间、还没有发出" in check()
    assert json.loads(check("--json", sms="sandbox"))["unsent"] > by_mail  # those by SMS count where it is on
