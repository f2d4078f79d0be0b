"""SMS templates as they were filed with the vendor (预审模板): fixed words, a few short variables."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Protocol, runtime_checkable

from models.refusals import BadSetting
from notifications.channel import ChannelError
from notifications.words import Digest, month_day, plain, segments

DEFAULT_TEXT = "有${count}项学法普法任务需您办理或关注，最近时限${day}，请登录系统查看。"

# What a template may speak of, and the longest value of each. Six characters is the shortest limit of the
# vendors (Tencent Cloud, accounts opened since 2024-01-25), so a day is told without its year.
LIMITS = {
    "count": 6,  # tasks in the digest
    "late": 6,  # of them overdue
    "day": 6,  # the earliest day by which one of them is due
    "link": 8,  # the code behind a fixed address
}
LONGEST = 500  # characters, signature included: what the vendors take

_VARIABLE = re.compile(r"\$\{(\w*)\}", re.ASCII)
_FIXED_LINK = re.compile(r"https://[A-Za-z0-9.-]+/(?:[A-Za-z0-9_-]+/)*\$\{link\}", re.ASCII)
_ADDRESS = re.compile(r"https?:|www\.|\$\{link\}", re.IGNORECASE)
_CODE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


class Filing(StrEnum):
    """How far the vendor's and the carriers' approval of a template has come."""

    PENDING = "报备中"
    APPROVED = "通过"
    WITHDRAWN = "停用"


@runtime_checkable
class Registry(Protocol):
    """An outlet whose vendor tells how far the filing of our template has come."""

    def filed(self) -> Filing: ...


@dataclass(frozen=True)
class Filled:
    """A template with its values, in the order in which the text names them."""

    code: str
    signature: str
    values: Mapping[str, str]
    content: str  # without signature

    @property
    def text(self) -> str:
        """Return what the phone shows."""
        return f"【{self.signature}】{self.content}"


@dataclass(frozen=True)
class Template:
    """One filed template.

    A link goes out only where `link`, its fixed part, was filed with the text: https://pf.example.gov.cn/s/
    before ${link}, which is the token of the digest.

    Raises:
        BadSetting: no vendor would take it.

    """

    code: str  # as the vendor numbered it: SMS_474790001, 1850001
    signature: str  # as filed, without 【】
    text: str = DEFAULT_TEXT  # as filed, without signature, variables as ${count}
    filing: Filing = Filing.APPROVED
    limits: Mapping[str, int] = field(default_factory=dict)  # where the vendor's differ from `LIMITS`
    link: str = ""  # empty: no link

    def __post_init__(self) -> None:
        for name, value in (("签名", self.signature), ("模板", self.text), ("模板编号", self.code)):
            if not value or value != plain(value) or set("【】") & set(value):
                raise BadSetting(f"短信{name}不能为空，也不要带【】和换行。")
        unknown = set(_VARIABLE.findall(self.text)) - set(LIMITS)
        if unknown or "${" in _VARIABLE.sub("", self.text):
            raise BadSetting("短信模板里的变量只能是 ${count}、${late}、${day}、${link}。")
        if _ADDRESS.search(_FIXED_LINK.sub("", self.text)):
            raise BadSetting(
                "短信模板里的链接须写成固定域名加代码，例如 https://pf.example.gov.cn/s/${link}。"
            )
        if ("link" in self.variables) != bool(
            self.link
        ) or f"{self.link}${{link}}" not in f"{self.text}${{link}}":
            raise BadSetting("短信模板里的链接须与短链接的设置 XUEPU_SMS_LINK 一致：两者都有，或两者都没有。")
        if self.longest > LONGEST:
            raise BadSetting(f"短信模板太长，连同签名和变量不能超过{LONGEST}字。")

    @property
    def variables(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_VARIABLE.findall(self.text)))

    @property
    def longest(self) -> int:
        """Return how many characters it may grow to, signature included."""
        return len(self._at_most().text)

    @property
    def most_segments(self) -> int:
        """Return how many messages a carrier may bill for one."""
        return segments(self._at_most().text)

    def fill(self, digest: Digest) -> Filled:
        """Say how many tasks and the nearest day; no title, no name.

        Raises:
            ChannelError: permanent; the template was withdrawn, or a value does not fit it.

        """
        if self.filing is Filing.WITHDRAWN:
            self.ready()
        told = {
            "count": str(len(digest.items)),
            "late": str(sum(item.days_over > 0 for item in digest.items)),
            "day": _nearest(digest),
        }
        if self.link:
            told["link"] = digest.token
            if not _CODE.fullmatch(told["link"]):
                raise ChannelError("短信链接的代码只能是字母和数字，未发送", permanent=True)
        for name in self.variables:
            value, most = told[name], self._limit(name)
            if len(value) > most:
                raise ChannelError(
                    f"短信模板 {self.code} 的 {name} 最多{most}个字，放不下“{value}”，未发送", permanent=True
                )
        return self._filled({name: told[name] for name in self.variables})

    def ready(self) -> None:
        """Hold back what the vendor would refuse.

        Raises:
            ChannelError: the template is not, or no longer, approved.

        """
        if self.filing is Filing.PENDING:
            raise ChannelError(f"短信模板 {self.code} 还在报备，通过后自动发送")
        if self.filing is Filing.WITHDRAWN:
            raise ChannelError(f"短信模板 {self.code} 已停用，请换用已通过的模板", permanent=True)

    def _filled(self, values: Mapping[str, str]) -> Filled:
        content = _VARIABLE.sub(lambda found: values[found[1]], self.text)
        return Filled(self.code, self.signature, values, content)

    def _at_most(self) -> Filled:
        return self._filled({name: "字" * self._limit(name) for name in self.variables})

    def _limit(self, name: str) -> int:
        return self.limits.get(name, LIMITS[name])


def _nearest(digest: Digest) -> str:
    days = [item.due_on for item in digest.items if item.due_on]
    if not days:
        return "未定"
    ahead = min(days) - digest.today
    if ahead < timedelta():
        return "已过"
    return {0: "今天", 1: "明天"}.get(ahead.days, month_day(min(days)))
