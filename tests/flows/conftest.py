"""An office that flows find as they do at work: by the environment."""

import os
from pathlib import Path

import pytest

from office import Office


def environment(office: Office) -> dict[str, str]:
    """Write the office's settings as environment variables."""
    settings = office.settings
    return {
        "XUEPU_HOME": str(settings.home),
        "XUEPU_DATABASE_URL": settings.database_url,
        "XUEPU_MAIL": settings.mail,
        "XUEPU_MAIL_FROM": settings.mail_from,
        "XUEPU_SMS": settings.sms,
    }


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand where no .env file and no setting of the machine is found."""
    for name in os.environ:
        if name.startswith("XUEPU_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def at_work(issued: Office, elsewhere: None, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Give the issued office of 2024, found by whatever is opened in this process."""
    for name, value in environment(issued).items():
        monkeypatch.setenv(name, value)
    return issued
