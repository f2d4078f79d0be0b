import stat

import pytest

from models.refusals import BadSetting, NotFound
from office import Office
from tests.conftest import settings_for


def test_a_home_without_an_office_says_how_to_begin(tmp_path):
    with pytest.raises(NotFound, match="xuepu init"):
        Office.open(settings_for(tmp_path / "nothing"))
    assert not (tmp_path / "nothing").exists()


def test_an_office_is_opened_as_it_was_left(office):
    reopened = Office.open(office.settings)
    assert reopened.database.write.url == office.database.write.url
    reopened.database.close()


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"mail": "smtp", "smtp_host": ""}, "XUEPU_SMTP_HOST"),
        ({"mail": "smtp", "smtp_host": "x", "mail_from": ""}, "XUEPU_MAIL_FROM"),
        ({"mail": "files", "mail_from": ""}, "XUEPU_MAIL_FROM"),
    ],
)
def test_a_missing_setting_is_named_when_it_is_needed(tmp_path, changed, named):
    office = Office.make(settings_for(tmp_path / "home", **changed))
    with pytest.raises(BadSetting, match=named):
        assert office.channels
    office.database.close()


def test_no_mail_setting_means_no_channel(tmp_path):
    office = Office.make(settings_for(tmp_path / "home", mail="none", sms="none"))
    assert office.channels == {}
    office.database.close()


def test_the_signing_key_is_made_once_and_readable_by_us_only(office):
    first = office.signer("log.example/1/e1").vkey
    assert office.signer("log.example/1/e1").vkey == first
    assert stat.S_IMODE(office.key_file.stat().st_mode) == 0o400


@pytest.mark.parametrize(
    "url", ["postgresql://u@h/xuepu", "mysql://u@h/xuepu", "postgresql+psycopg://u@h:port/xuepu", "甲"]
)
def test_a_database_address_that_cannot_be_one_is_refused(tmp_path, url):
    with pytest.raises(BadSetting, match="XUEPU_DATABASE_URL"):
        Office.open(settings_for(tmp_path, database_url=url))
