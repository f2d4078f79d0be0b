"""What SMS gateways say, sorted by what it means for the message, in Chinese, for the ledger."""

import json
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from enum import Enum, auto
from typing import Any

from notifications.channel import ChannelError
from notifications.phone import hushed, mobile


class Verdict(Enum):
    REFUSED = auto()  # this message will never go out as it is
    PUT_OFF = auto()  # it did not go out, and may later: flow control, the account, our settings
    UNKNOWN = auto()  # the gateway itself broke; it may have gone out


Table = Mapping[str, tuple[Verdict, str]]


def number_of(to: str) -> str:
    """Return a mobile number in E.164.

    Raises:
        ChannelError: permanent; it is none.

    """
    if (number := mobile(to)) is None:
        raise ChannelError("手机号码不正确，请在人员资料中更正", permanent=True)
    return number


def refusal(code: str, said: str, table: Table) -> ChannelError:
    """Turn an error code into its meaning; asked for in full, then by ever shorter heads before a dot.

    `table` MUST hold "", which is what an unknown code means.
    """
    head = code
    while head not in table:
        head = head.rpartition(".")[0]
    verdict, words = table[head]
    if not words:
        words = f"短信网关没有受理：{hushed(said)[:100]}" if said else "短信网关没有受理"
    return ChannelError(
        f"{words}（{hushed(code)[:80]}）",
        permanent=verdict is Verdict.REFUSED,
        uncertain=verdict is Verdict.UNKNOWN,
    )


def thawed(body: bytes, names: AbstractSet[str]) -> dict[str, Any]:
    """Read frozen parameters again.

    Raises:
        ChannelError: permanent; another channel froze them, before the office changed its gateway.

    """
    try:
        frozen = json.loads(body)
    except ValueError:
        frozen = None
    if not isinstance(frozen, dict) or set(frozen) != names:
        raise ChannelError("这条短信是按另一种发送方式生成的，现在的短信网关发不了", permanent=True)
    return frozen


def records(listed: Any) -> list[dict[str, Any]]:
    """Return what a gateway listed.

    Raises:
        ChannelError: it is no list of records.

    """
    if not isinstance(listed, list) or not all(isinstance(record, dict) for record in listed):
        raise ChannelError("短信网关的发送记录无法辨认，稍后再查")
    return listed
