"""Names and addresses as somebody types them."""

import pytest

from models.refusals import Refusal
from rules.contacts import address, email, name


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("zhao.lei+a@mail.example.gov.cn", True),
        ("x@localhost", True),
        ("a@b.cn,c@d.cn", False),
        ("a b@c.cn", False),
        ('"a"@c.cn', False),
        ("а@b.cn", False),  # a Cyrillic letter
        ("a@例子.中国", False),
        ("a@b..cn", False),
        ("a" * 65 + "@b.cn", False),
        ("a@" + "b." * 130 + "cn", False),
        ("=?utf-8?Q?a?=@b.cn", False),
        ("a@b.cn\n", False),
    ],
)
def test_an_address_is_one_plain_address(text, good):
    assert (address(text) == text) is good


@pytest.mark.parametrize(
    "written", ["a@x.cn>", "a@x.cn, b@x.cn", "张三@例子.cn", "=?utf-8?q?a?=@x.cn", "a", ""]
)
def test_what_no_mail_could_go_to_is_refused(written):
    with pytest.raises(Refusal, match="不像邮箱地址"):
        email(written)


def test_an_address_loses_the_blanks_around_it():
    assert email(" alice@example.org\n") == "alice@example.org"


def test_a_name_stands_on_one_line():
    assert name(" 市外办\r\n秘书科 ") == "市外办 秘书科"
    for written in (" \n", "甲\x00", "甲\u202e"):
        with pytest.raises(Refusal, match="不能作名称"):
            name(written)


@pytest.mark.parametrize(
    "rare", ["\U00020000", "\U0002ebf0", "\ue000"]
)  # the last two are news to Python 3.11
def test_a_name_may_have_a_rare_character(rare):
    assert name(f"王{rare}") == f"王{rare}"
