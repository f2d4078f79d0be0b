"""Robots of group chats: 企业微信, 钉钉, 飞书, and a plain webhook for anything else.

Not by Apprise: a post that nobody saw would stand in the ledger as sent. `docs/decisions/0006` holds both
beside each other, `tests/notifications/test_chat.py` runs it.
"""

import hmac
import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from urllib.parse import quote

from models.refusals import BadSetting
from notifications.channel import ChannelError
from notifications.https import Answer, Caller, Site
from notifications.phone import hushed


class Kind(StrEnum):
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    WEBHOOK = "webhook"


NAMES = {
    Kind.WECOM: "企业微信机器人",
    Kind.DINGTALK: "钉钉机器人",
    Kind.FEISHU: "飞书机器人",
    Kind.WEBHOOK: "群消息接口",
}
# Where each says how it went; the first of them that is in the answer counts. 0 is a yes.
SAYS = {
    Kind.WECOM: ("errcode",),
    Kind.DINGTALK: ("errcode",),
    Kind.FEISHU: ("code", "StatusCode"),
    Kind.WEBHOOK: (),
}
# What may go better later: the robot is busy, or was asked too often (20 posts a minute, 5 a second).
LATER = {
    Kind.WECOM: {"-1", "45009"},
    Kind.DINGTALK: {"-1", "130101", "130102"},
    Kind.FEISHU: {"9499", "11232"},
    Kind.WEBHOOK: set[str](),
}


@dataclass(frozen=True)
class Robot:
    """One robot, by the address that its group shows: of the public service or of a private deployment.

    `secret` signs (钉钉, 飞书) or is sent as bearer token (webhook). `clock` gives aware instants.
    """

    kind: Kind
    site: Site
    clock: Callable[[], datetime] = field(repr=False)
    secret: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if not (self.secret.isascii() and self.secret.isprintable()):
            raise BadSetting("群机器人的密钥只能是英文字母、数字和符号，请核对。")
        if self.secret and self.kind is Kind.WECOM:
            raise BadSetting("企业微信机器人没有密钥，请把密钥的设置留空。")

    def post(self, caller: Caller, text: str) -> str:
        """Post once; return what the robot said.

        Raises:
            ChannelError: it did not take the post, or nobody can tell.

        """
        target, headers, document = self._request(text)
        body = json.dumps(document, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", **headers}
        return self._judged(caller.ask("POST", target, headers=headers, body=body))

    def _request(self, text: str) -> tuple[str, dict[str, str], dict[str, object]]:
        target, now = self.site.target, self.clock().timestamp()
        headers: dict[str, str] = {}
        document: dict[str, object] = {"msgtype": "text", "text": {"content": text}}
        match self.kind:
            case Kind.DINGTALK if self.secret:
                stamp = str(int(now * 1000))
                joint = "&" if self.site.parts.query else "?"
                signature = quote(_signed(self.secret, f"{stamp}\n{self.secret}"), safe="")
                target = f"{target}{joint}timestamp={stamp}&sign={signature}"
            case Kind.FEISHU:
                document = {"msg_type": "text", "content": {"text": text}}
                if self.secret:
                    stamp = str(int(now))
                    document |= {"timestamp": stamp, "sign": _signed(f"{stamp}\n{self.secret}", "")}
            case Kind.WEBHOOK:
                document = {"text": text}
                if self.secret:
                    headers = {"Authorization": f"Bearer {self.secret}"}
        return target, headers, document

    def _judged(self, answer: Answer) -> str:
        if self.kind is Kind.WEBHOOK:
            if 200 <= answer.status < 300:
                return f"HTTP {answer.status}"
            raise answer.unreadable()
        said = answer.document()
        code = next((str(said[name]) for name in SAYS[self.kind] if name in said), None)
        if code is None:
            raise answer.unreadable()
        words = hushed(str(said.get("errmsg") or said.get("msg") or ""))[:100]
        if code == "0":
            return words or "ok"
        later = code in LATER[self.kind]
        answer_in_short = f"{'暂时不接收' if later else '拒绝了这条消息'}：{words}（{hushed(code)[:20]}）"
        raise ChannelError(f"{NAMES[self.kind]}{answer_in_short}", permanent=not later)


def _signed(key: str, text: str) -> str:
    return b64encode(hmac.digest(key.encode(), text.encode(), "sha256")).decode()
