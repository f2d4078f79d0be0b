"""Commands called in an office's home, by the machine's own clock."""

import json

import pytest
from typer.testing import CliRunner

from models.refusals import Refusal


@pytest.fixture
def run(office):
    """Run a command of an app in the office's home; return what it printed as JSON."""
    settings = office.settings
    env = {
        "XUEPU_HOME": str(settings.home),
        "XUEPU_DATABASE_URL": settings.database_url,
        "XUEPU_MAIL": "files",
        "XUEPU_MAIL_FROM": "pufa@example.org",
    }

    def call(app, *words, text=False):
        done = CliRunner().invoke(app, [*map(str, words), *([] if text else ["--json"])], env=env)
        if isinstance(done.exception, Refusal):
            raise done.exception
        assert done.exit_code == 0, done.output
        return done.stdout if text else json.loads(done.stdout)

    return call
