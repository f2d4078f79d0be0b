"""The SMS channels of the tests, each at its loopback gateway."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from notifications.channel import ChannelError, Envelope
from notifications.https import Site
from notifications.sms_aliyun import Aliyun
from notifications.sms_http import HttpGateway, cloud_mas
from notifications.sms_templates import Template
from notifications.sms_tencent import Tencent
from tests.notifications import sms_vendors as vendors
from tests.notifications.sample import AT, digest

NUMBER = "+8613800130417"
TEMPLATES = Template(vendors.TEMPLATE, vendors.SIGNATURE)


@dataclass
class Clock:
    """Still until a test moves it."""

    now: datetime = field(default=AT)

    def __call__(self) -> datetime:
        return self.now

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)


def aliyun(
    opened, *, clock: Callable[[], datetime] | None = None, timeout: float = 20.0, **changes
) -> Aliyun:
    values = {"key_id": vendors.KEY_ID, "secret": vendors.SECRET, "template": TEMPLATES}
    values |= {"clock": clock or opened.clock, "site": Site(opened.address, timeout=timeout)}
    return Aliyun(**{**values, **changes})


def tencent(
    opened, *, clock: Callable[[], datetime] | None = None, timeout: float = 20.0, **changes
) -> Tencent:
    values = {
        "key_id": vendors.KEY_ID,
        "secret": vendors.SECRET,
        "app_id": vendors.APP_ID,
        "template": TEMPLATES,
    }
    values |= {"clock": clock or opened.clock, "site": Site(opened.address, timeout=timeout)}
    return Tencent(**{**values, **changes})


def mas(opened, *, clock=None, timeout: float = 20.0, **changes) -> HttpGateway:
    values = {
        "site": Site(f"{opened.address}/sms/submit", timeout=timeout),
        "rule": cloud_mas(**vendors.MAS),
        "template": TEMPLATES,
        "clock": clock or opened.clock,
    }
    return HttpGateway(**{**values, **changes})


VENDORS = {"aliyun": (aliyun, "SendSms"), "tencent": (tencent, "SendSms"), "cloud-mas": (mas, "cloud-mas")}
each_vendor = pytest.mark.parametrize("vendor", VENDORS)
both_vendors = pytest.mark.parametrize("vendor", ["aliyun", "tencent"])


def channel(vendor: str, opened, **changes):
    return VENDORS[vendor][0](opened, **changes)


def action(vendor: str) -> str:
    return VENDORS[vendor][1]


def envelope(of, key: str = "6f2a", to: str = NUMBER) -> Envelope:
    return Envelope(to, key, of.compose(digest(), to=to, message_id=key, at=AT).body)


def sent(of, key: str = "6f2a", to: str = NUMBER) -> str:
    with of.session() as outlet:
        return outlet.send(envelope(of, key, to))


def failure(of, key: str = "6f2a", to: str = NUMBER) -> ChannelError:
    with of.session() as outlet, pytest.raises(ChannelError) as caught:
        outlet.send(envelope(of, key, to))
    reason = caught.value.reason
    assert re.search("[一-鿿]", reason), "the ledger is read by people"
    assert to.removeprefix("+86") not in reason, "a number is never written out"
    return caught.value


def fate(error: ChannelError) -> str:
    return "permanent" if error.permanent else "uncertain" if error.uncertain else "deferred"


def refusal_of(vendor: str, code: str, said: str = "no") -> bytes:
    """Write a refusal as the vendor does."""
    told = {
        "aliyun": {"Code": code, "Message": said, "RequestId": "R"},
        "tencent": {"Response": {"SendStatusSet": [{"Code": code, "Message": said}], "RequestId": "R"}},
        "cloud-mas": {"msgGroup": "", "rspcod": code, "success": False},
    }[vendor]
    return json.dumps(told, ensure_ascii=False).encode()
