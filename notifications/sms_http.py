"""SMS over an HTTP gateway of another kind, described by settings: 移动云MAS and its like.

No vendor of this kind publishes its specification, and none was at hand: what `Rule` can say was gathered
from public programs that talk to 云MAS, and is proven here against a loopback gateway, never a live one.
Try a new rule with one message to oneself. Such a gateway gives no key back, so it cannot be asked what
became of an uncertain message: a person decides.
"""

import hmac
import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import md5, new
from string import Template as Pattern
from typing import Any, Literal
from urllib.parse import urlencode

from pydantic import ConfigDict, TypeAdapter, ValidationError, validate_call

from models.refusals import BadSetting
from notifications import sms_answers
from notifications.channel import Composed, Envelope, key_of
from notifications.https import Answer, Caller, Site
from notifications.sms_answers import Verdict, number_of, refusal
from notifications.sms_templates import Template
from notifications.words import Digest
from rules.days import BEIJING

FROZEN = {"key", "template", "values", "content", "text"}
# What a field may be made of, besides the names in `given`.
KNOWN = {"phone", "e164", "time", *FROZEN}
CHINESE = {"values", "content", "text"}  # no header can hold them

Form = Literal["json", "form", "query", "base64-json"]
Hash = Literal["md5", "sha1", "sha256", "hmac-sha256"]


@dataclass(frozen=True)
class Rule:
    """What one gateway wants to hear, and how it says yes.

    Patterns name their parts as ${phone} (11 digits), ${e164}, ${text} (with signature), ${content}
    (without), ${template}, ${values} (a JSON list), ${key}, ${time} (20260612090000, Beijing), and the names
    in `given`, which hold what the vendor handed out: account, password, number of the signature.
    """

    fields: Mapping[str, str]  # name in the request -> pattern; ${mac} is the authenticator
    taken: Mapping[str, str]  # fields of an answer that took the message: {"success": "true"}
    given: Mapping[str, str] = field(default_factory=dict, repr=False)
    form: Form = "json"
    mac: str = ""  # pattern of what is hashed; empty where the gateway wants no authenticator
    hash: Hash = "md5"
    mac_key: str = field(default="", repr=False)  # for hmac
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    server_id: str = ""  # field of the answer that holds the gateway's id
    code: str = ""  # field of the answer that says why not
    never: frozenset[str] = frozenset()  # codes after which trying again cannot help

    __pydantic_config__ = ConfigDict(extra="forbid")  # a misspelt name would fail silently

    def __post_init__(self) -> None:
        known = KNOWN | set(self.given)
        _check(self.mac, known)
        for pattern in self.fields.values():
            _check(pattern, known | {"mac"})
        for pattern in self.headers.values():
            _check(pattern, (known | {"mac"}) - CHINESE)
            if not Pattern(pattern).safe_substitute(self.given).isascii():
                raise BadSetting("短信网关规则的 headers 只能用英文字母、数字和符号。")
        if not self.fields or not self.taken:
            raise BadSetting("短信网关规则须写明请求字段 fields 和受理标志 taken。")
        if self.hash.startswith("hmac") and not self.mac_key:
            raise BadSetting("短信网关规则的 hash 用 hmac 时须写明 mac_key。")


def _check(pattern: str, known: set[str]) -> None:
    if not Pattern(pattern).is_valid() or set(Pattern(pattern).get_identifiers()) - known:
        raise BadSetting(f"短信网关规则里的“{pattern}”不能用，请核对 ${{…}} 里的名称。")


_NAMED = TypeAdapter(dict[str, Any])


def rule_of(written: str) -> Rule:
    """Read a rule that an office wrote down as JSON: a whole one, or {"cloud_mas": {what `cloud_mas` takes}}.

    Raises:
        BadSetting: it is none.

    """
    try:
        found = _NAMED.validate_json(written)
        if set(found) == {"cloud_mas"}:
            return validate_call(cloud_mas)(**_NAMED.validate_python(found["cloud_mas"]))
        return TypeAdapter(Rule).validate_python(found)
    except ValidationError as error:
        where = "、".join(".".join(map(str, each["loc"])) for each in error.errors()[:3]) or "JSON"
        raise BadSetting(f"短信网关规则读不懂，请核对：{where}。") from error


def cloud_mas(
    *, enterprise: str, account: str, password: str, sign: str, extension: str = "", by_template: bool = False
) -> Rule:
    """Return the rule of 移动云MAS: /sms/submit, or /sms/tmpsubmit where texts are sent `by_template`.

    `sign` is the code the platform gave the signature; the platform writes the 【】 itself.
    """
    message = {"mobiles": "${phone}", "content": "${content}"}
    if by_template:
        message = {"templateId": "${template}", "mobiles": "${phone}", "params": "${values}"}
    fields = {
        "ecName": "${enterprise}",
        "apId": "${account}",
        "secretKey": "${password}",
        **message,
        "sign": "${sign}",
        "addSerial": "${extension}",
    }
    return Rule(
        fields={**fields, "mac": "${mac}"},
        taken={"success": "true"},
        given={
            "enterprise": enterprise,
            "account": account,
            "password": password,
            "sign": sign,
            "extension": extension,
        },
        form="base64-json",
        mac="".join(fields.values()),
        server_id="msgGroup",
        code="rspcod",
        never=frozenset({"IllegalSignId", "InvalidMessage", "NoSignId"}),
    )


@dataclass(frozen=True)
class HttpGateway:
    """One gateway. `clock` gives aware instants, for gateways that sign the time."""

    site: Site
    rule: Rule
    template: Template
    clock: Callable[[], datetime] = field(repr=False)
    name: str = "sms"

    def compose(self, digest: Digest, *, to: str, message_id: str, at: datetime) -> Composed:  # noqa: ARG002
        filled = self.template.fill(digest)
        frozen = {
            "key": key_of(message_id),
            "template": filled.code,
            "values": json.dumps(list(filled.values.values()), ensure_ascii=False),
            "content": filled.content,
            "text": filled.text,
        }
        return Composed(subject=filled.text, body=json.dumps(frozen, ensure_ascii=False).encode())

    @contextmanager
    def session(self) -> Iterator["HttpOutlet"]:
        yield HttpOutlet(self, Caller(self.site))


@dataclass(frozen=True)
class HttpOutlet:
    gateway: HttpGateway
    caller: Caller

    def send(self, envelope: Envelope) -> str:
        """Return the gateway's id of the message, or that it took it.

        Raises:
            ChannelError: see there.

        """
        number = number_of(envelope.to)
        frozen = sms_answers.thawed(envelope.body, FROZEN)
        if frozen["template"] == self.gateway.template.code:
            self.gateway.template.ready()
        method, target, headers, body = self._request({**frozen, "e164": number, "phone": number[3:]})
        answer = self.caller.ask(method, target, headers=headers, body=body)
        return self._judged(answer)

    def _request(self, said: Mapping[str, str]) -> tuple[str, str, dict[str, str], bytes]:
        rule, site = self.gateway.rule, self.gateway.site
        said = {**rule.given, **said, "time": f"{self.gateway.clock().astimezone(BEIJING):%Y%m%d%H%M%S}"}
        said = {**said, "mac": _hashed(rule, Pattern(rule.mac).substitute(said))}
        fields = {name: Pattern(pattern).substitute(said) for name, pattern in rule.fields.items()}
        headers = {name: Pattern(pattern).substitute(said) for name, pattern in rule.headers.items()}
        if rule.form == "query":
            joint = "&" if site.parts.query else "?"
            return "GET", f"{site.target}{joint}{urlencode(fields)}", headers, b""
        if rule.form == "form":
            kind, body = "application/x-www-form-urlencoded", urlencode(fields).encode()
        else:
            kind, body = "application/json", json.dumps(fields, ensure_ascii=False).encode()
            body = b64encode(body) if rule.form == "base64-json" else body
        return "POST", site.target, {"Content-Type": f"{kind}; charset=utf-8", **headers}, body

    def _judged(self, answer: Answer) -> str:
        rule = self.gateway.rule
        said = answer.document()
        if not 200 <= answer.status < 300 or not set(rule.taken) <= set(said):
            raise answer.unreadable()
        if all(_spelled(said[name]) == wanted for name, wanted in rule.taken.items()):
            return _spelled(said.get(rule.server_id, "")) or "网关已受理"
        code = _spelled(said.get(rule.code, ""))
        verdict = Verdict.REFUSED if code in rule.never else Verdict.PUT_OFF
        raise refusal(code, "", {code: (verdict, "")})


def _hashed(rule: Rule, text: str) -> str:
    if rule.hash == "hmac-sha256":
        return hmac.new(rule.mac_key.encode(), text.encode(), "sha256").hexdigest()
    return (
        md5(text.encode(), usedforsecurity=False) if rule.hash == "md5" else new(rule.hash, text.encode())
    ).hexdigest()


def _spelled(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
