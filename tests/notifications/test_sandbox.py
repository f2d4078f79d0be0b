"""Messages as files: whole or absent, numbers masked, again the same."""

import json
import os
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from models.refusals import BadSetting
from notifications.channel import Channel, ChannelError, Envelope
from notifications.phone import masked, mobile
from notifications.sandbox import MailFiles, SmsFiles
from tests.notifications.sample import AT, digest

NUMBER = "+8613800130417"


def sent(channel: Channel, to: str, key: str = "6f2a") -> str:
    body = channel.compose(digest(), to=to, message_id=key, at=AT).body
    with channel.session() as outlet:
        return outlet.send(Envelope(to, key, body))


def test_an_sms_is_a_file(tmp_path):
    name = sent(SmsFiles(tmp_path / "sms", "学普"), NUMBER)

    assert [path.name for path in (tmp_path / "sms").iterdir()] == [name] == ["6f2a-138****0417.json"]
    assert json.loads((tmp_path / "sms" / name).read_bytes()) == {
        "message_id": "6f2a",
        "to": NUMBER,
        "text": "【学普】您有1项任务待办：6月20日到期。请登录系统办理。",
        "segments": 1,
        "at": "2026-06-12T09:00:00+08:00",
    }


def test_a_mail_is_the_bytes_that_would_have_left(tmp_path):
    name = sent(
        MailFiles(tmp_path, "市外办 <pufa@example.gov.cn>"), "zhao@example.gov.cn", "<6f2a@example.gov.cn>"
    )

    mail = message_from_bytes((tmp_path / name).read_bytes(), policy=policy.default)
    assert (name, mail["To"], mail["Message-ID"]) == (
        "6f2a.eml",
        "zhao@example.gov.cn",
        "<6f2a@example.gov.cn>",
    )


def test_sent_again_it_is_still_one(tmp_path):
    channel = SmsFiles(tmp_path, "学普")

    assert sent(channel, NUMBER) == sent(channel, NUMBER)
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("key", ["../6f2a", "a/b", "", ".", "..", "6f2a\x00"])
def test_no_name_leads_out_of_the_folder(tmp_path, key):
    with SmsFiles(tmp_path / "in", "学普").session() as outlet, pytest.raises(ValueError, match="message id"):
        outlet.send(Envelope(NUMBER, key, b"{}"))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "number", ["", "0530-5310000", "12345678901", "1380013041", "00000000000", "zhao@example.gov.cn"]
)
def test_no_sms_reaches_what_is_no_mobile_number(tmp_path, number):
    with pytest.raises(ChannelError, match="手机号码") as caught:
        sent(SmsFiles(tmp_path, "学普"), number)

    assert (caught.value.permanent, list(tmp_path.iterdir())) == (True, [])


def test_a_folder_that_cannot_be_written_puts_the_message_off(tmp_path):
    (tmp_path / "sms").write_text("a file where the folder should be")
    with pytest.raises(ChannelError, match="写不进") as caught:
        sent(SmsFiles(tmp_path / "sms", "学普"), NUMBER)

    assert (caught.value.permanent, caught.value.uncertain) == (False, False)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="此系统没有 /dev/full")
def test_a_full_disk_leaves_no_half_file(tmp_path):
    (tmp_path / f".6f2a-138****0417.json.{os.getpid()}").symlink_to("/dev/full")
    with pytest.raises(ChannelError, match="写不进"):
        sent(SmsFiles(tmp_path, "学普"), NUMBER)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("signature", ["", "【学普】", "学\n普", " "])
def test_a_signature_that_could_pass_for_another_is_refused(tmp_path, signature):
    with pytest.raises(BadSetting, match="短信签名"):
        SmsFiles(tmp_path, signature)


def test_a_sender_that_is_no_address_is_refused(tmp_path):
    with pytest.raises(BadSetting, match="发件人"):
        MailFiles(tmp_path, "市外办")


@pytest.mark.parametrize(
    "written",
    ["13800130417", "+86 138-0013-0417", "８６１３８００１３０４１７", "008613800130417", "138 0013 0417"],
)
def test_a_number_has_one_spelling_and_is_shown_masked(written):
    assert (mobile(written), masked(written)) == (NUMBER, "138****0417")


def test_what_is_no_number_is_hidden_whole():
    assert masked("0530-5310000") == "****"
