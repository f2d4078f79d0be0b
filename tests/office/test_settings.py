from pathlib import Path

import pytest

from models.refusals import BadSetting
from office.settings import MailWay, Settings, given


@pytest.fixture(autouse=True)
def away_from_any_env_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"XUEPU_{name.upper()}", raising=False)


def test_nothing_is_sent_unless_it_is_said():
    settings = Settings.load()
    assert (settings.mail, settings.home) == (MailWay.NONE, Path("data"))


def test_the_environment_comes_before_the_file(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("XUEPU_PORT=8001\nXUEPU_MAIL=files\n")
    monkeypatch.setenv("XUEPU_PORT", "8002")
    settings = Settings.load()
    assert (settings.port, settings.mail) == (8002, MailWay.FILES)


def test_a_misspelt_setting_is_refused_with_the_likely_one(monkeypatch):
    monkeypatch.setenv("XUEPU_SMPT_HOST", "mail.example.org")
    with pytest.raises(BadSetting, match="XUEPU_SMTP_HOST"):
        Settings.load()


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "0"), ("PORT", "x"), ("MAIL", "post"), ("SMTP_SECURITY", "ssl3")]
)
def test_a_value_that_cannot_be_is_named(monkeypatch, name, value):
    monkeypatch.setenv(f"XUEPU_{name}", value)
    with pytest.raises(BadSetting, match=f"XUEPU_{name}"):
        Settings.load()


def test_a_password_does_not_show(monkeypatch):
    monkeypatch.setenv("XUEPU_SMTP_PASSWORD", "open sesame")
    assert "sesame" not in repr(Settings.load())


def test_given_settings_ask_no_environment(monkeypatch):
    monkeypatch.setenv("XUEPU_PORT", "9999")
    assert given(home=Path("x")).port == 8000


def test_settings_read_back_from_the_environment_they_spell(monkeypatch):
    settings = given(home=Path("x"), mail="smtp", smtp_password="open sesame", port=8123)
    for name, value in settings.environment().items():
        monkeypatch.setenv(name, value)
    assert Settings.load().model_dump() == settings.model_dump()
