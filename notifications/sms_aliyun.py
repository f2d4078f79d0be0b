"""SMS over Aliyun (dysmsapi 2017-05-25), signed ACS3-HMAC-SHA256."""

import hmac
import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from models.refusals import BadSetting
from notifications import sms_answers
from notifications.channel import ChannelError, Composed, Envelope, key_of
from notifications.https import Caller, Site
from notifications.receipts import Receipt, Sent, aliyun_record, matching, never_taken
from notifications.sms_answers import Table, Verdict, number_of, refusal
from notifications.sms_templates import Filing, Template
from notifications.words import Digest
from rules.days import beijing_day

VERSION = "2017-05-25"
ADDRESS = "https://dysmsapi.aliyuncs.com"
FROZEN = {"SignName", "TemplateCode", "TemplateParam", "OutId"}
PAGE = 50
PAGES = 20
BOOKED = timedelta(hours=1)  # by then every message that was taken is in the vendor's records
KEPT = timedelta(days=29)  # after 30 days it is no longer there
LATEST = timedelta(minutes=10)  # after our attempt began, for the vendor to date the message

_REFUSED, _PUT_OFF, _UNKNOWN = Verdict.REFUSED, Verdict.PUT_OFF, Verdict.UNKNOWN
# https://help.aliyun.com/document_detail/101346.html; `isv`: the sender's part, `isp`: the vendor's.
CODES: Table = {
    "isv.MOBILE_NUMBER_ILLEGAL": (_REFUSED, "手机号码不正确，请在人员资料中更正"),
    "isv.SMS_TEMPLATE_ILLEGAL": (_REFUSED, "短信模板没有通过审核或不存在"),
    "isv.SMS_SIGNATURE_ILLEGAL": (_REFUSED, "短信签名没有通过审核或不存在"),
    "isv.SMS_SIGN_ILLEGAL": (_REFUSED, "短信签名没有通过审核或不存在"),
    "isv.SMS_SIGNATURE_SCENE_ILLEGAL": (_REFUSED, "短信签名与模板的用途不一致"),
    "isv.TEMPLATE_MISSING_PARAMETERS": (_REFUSED, "短信模板的变量与报备的不一致"),
    "isv.TEMPLATE_PARAMS_ILLEGAL": (_REFUSED, "短信模板的变量与报备的不一致"),
    "isv.PARAM_LENGTH_LIMIT": (_REFUSED, "短信模板的变量太长"),
    "isv.PARAM_NOT_SUPPORT_URL": (_REFUSED, "短信模板的变量不能是网址"),
    "isv.SMS_CONTENT_ILLEGAL": (_REFUSED, "短信内容被运营商禁止"),
    "isv.BLACK_KEY_CONTROL_LIMIT": (_REFUSED, "短信变量里有被禁止的词"),
    "isv.BUSINESS_LIMIT_CONTROL": (_PUT_OFF, "触发短信流控，稍后重发"),
    "isv.DAY_LIMIT_CONTROL": (_PUT_OFF, "短信日限额已用完，稍后重发"),
    "isv.MONTH_LIMIT_CONTROL": (_PUT_OFF, "短信月限额已用完，请提高限额"),
    "isv.AMOUNT_NOT_ENOUGH": (_PUT_OFF, "短信余额不足，请充值"),
    "isv.OUT_OF_SERVICE": (_PUT_OFF, "短信业务已停机，请充值"),
    "isv.PRODUCT_UN_SUBSCRIPT": (_PUT_OFF, "短信业务没有开通"),
    "isv.PRODUCT_UNSUBSCRIBE": (_PUT_OFF, "短信业务没有开通"),
    "isv.ACCOUNT_NOT_EXISTS": (_PUT_OFF, "短信账户不存在"),
    "isv.ACCOUNT_ABNORMAL": (_PUT_OFF, "短信账户异常"),
    "isv.DENY_IP_RANGE": (_PUT_OFF, "本机地址不在短信账户的白名单内"),
    "isp.RAM_PERMISSION_DENY": (_PUT_OFF, "访问密钥没有发短信的权限"),
    "SignatureDoesNotMatch": (_PUT_OFF, "访问密钥不对，请核对设置"),
    "InvalidAccessKeyId": (_PUT_OFF, "访问密钥不存在或已停用，请核对设置"),
    "InvalidTimeStamp": (_PUT_OFF, "本机时间不准，请校时"),
    "Throttling": (_PUT_OFF, "调用太快，稍后重发"),
    "ServiceUnavailable": (_PUT_OFF, "短信网关暂停服务，稍后重发"),
    "InternalError": (_UNKNOWN, "短信网关内部出错，不能确定是否发出"),
    "isp": (_UNKNOWN, "短信网关内部出错，不能确定是否发出"),
    "isv": (_REFUSED, ""),
    "": (_PUT_OFF, ""),
}


def signed(
    key_id: str, secret: str, *, host: str, action: str, query: str, now: datetime, nonce: str, version: str
) -> dict[str, str]:
    """Return the headers of a POST to / without body, with its `Authorization` (ACS3-HMAC-SHA256).

    https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature
    """
    digest = sha256(b"").hexdigest()
    headers = {
        "host": host,
        "x-acs-action": action,
        "x-acs-content-sha256": digest,
        "x-acs-date": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": nonce,
        "x-acs-version": version,
    }
    names = ";".join(headers)
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    canonical = f"POST\n/\n{query}\n{lines}\n{names}\n{digest}"
    to_sign = f"ACS3-HMAC-SHA256\n{sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(secret.encode(), to_sign.encode(), sha256).hexdigest()
    authorization = f"ACS3-HMAC-SHA256 Credential={key_id},SignedHeaders={names},Signature={signature}"
    return {**headers, "Authorization": authorization}


def query_of(values: Mapping[str, str]) -> str:
    """Write parameters as they are signed and sent (RFC 3986, sorted by name)."""
    return "&".join(
        f"{quote(name, safe='-_.~')}={quote(values[name], safe='-_.~')}" for name in sorted(values)
    )


@dataclass(frozen=True)
class Aliyun:
    """One account. `clock` gives aware instants: a signature is good for a quarter of an hour."""

    key_id: str
    secret: str = field(repr=False)
    template: Template
    clock: Callable[[], datetime] = field(repr=False)
    site: Site = field(default_factory=lambda: Site(ADDRESS))
    name: str = "sms"

    def __post_init__(self) -> None:
        if not self.key_id or not self.secret or not f"{self.key_id}{self.secret}".isascii():
            raise BadSetting("用阿里云发短信，请先设置访问密钥（AccessKey ID 和 AccessKey Secret）。")
        if self.site.target != "/":
            raise BadSetting("阿里云短信的网关地址只写到域名，例如 https://dysmsapi.aliyuncs.com。")

    def compose(self, digest: Digest, *, to: str, message_id: str, at: datetime) -> Composed:  # noqa: ARG002
        filled = self.template.fill(digest)
        frozen = {
            "SignName": filled.signature,
            "TemplateCode": filled.code,
            "TemplateParam": json.dumps(filled.values, ensure_ascii=False),
            "OutId": key_of(message_id),
        }
        return Composed(subject=filled.text, body=json.dumps(frozen, ensure_ascii=False).encode())

    @contextmanager
    def session(self) -> Iterator["AliyunOutlet"]:
        yield AliyunOutlet(self, Caller(self.site))


@dataclass(frozen=True)
class AliyunOutlet:
    account: Aliyun
    caller: Caller

    def send(self, envelope: Envelope) -> str:
        """Return the vendor's BizId.

        Raises:
            ChannelError: see there.

        """
        number = number_of(envelope.to)
        frozen = sms_answers.thawed(envelope.body, FROZEN)
        if frozen["TemplateCode"] == self.account.template.code:
            self.account.template.ready()
        said = self._ask("SendSms", {**frozen, "PhoneNumbers": number.removeprefix("+86")})
        return str(said.get("BizId") or said.get("RequestId") or "OK")

    def ask(self, sent: Sent) -> Receipt | None:
        """Look a message up in the vendor's records; `Fate.NEVER_TAKEN` once they are complete without it.

        Where a record of that day and number names no key, none can be said to be missing.

        Raises:
            ChannelError: the records could not be read.

        """
        days = sorted({beijing_day(sent.at), beijing_day(sent.at + LATEST)})
        records = [record for day in days for record in self._records(sent.to, day)]
        found = matching(records, sent)
        complete = BOOKED < self.account.clock() - sent.at < KEPT and all(record.key for record in records)
        return never_taken(sent) if found is None and complete else found

    def filed(self) -> Filing:
        """Return how far the vendor says that our template has come; nothing is sent.

        Raises:
            ChannelError: the vendor could not be asked, or does not know us or our template.

        """
        said = self._ask("QuerySmsTemplate", {"TemplateCode": self.account.template.code})
        return {0: Filing.PENDING, 1: Filing.APPROVED}.get(said.get("TemplateStatus", -1), Filing.WITHDRAWN)

    def _records(self, to: str, day: date) -> Iterator[Receipt]:
        for page in range(1, PAGES + 1):
            said = self._ask(
                "QuerySendDetails",
                {
                    "PhoneNumber": number_of(to).removeprefix("+86"),
                    "SendDate": f"{day:%Y%m%d}",
                    "PageSize": str(PAGE),
                    "CurrentPage": str(page),
                },
            )
            listed = said.get("SmsSendDetailDTOs")
            records = sms_answers.records(
                listed.get("SmsSendDetailDTO") if isinstance(listed, dict) else None
            )
            yield from (aliyun_record(told, to) for told in records)
            if len(records) < PAGE:
                return
        raise ChannelError("短信网关里发给这个号码的记录太多，没有查完")

    def _ask(self, action: str, values: Mapping[str, str]) -> dict[str, Any]:
        account = self.account
        query = query_of(values)
        headers = signed(
            account.key_id,
            account.secret,
            host=account.site.host,
            action=action,
            query=query,
            now=account.clock(),
            nonce=secrets.token_hex(16),
            version=VERSION,
        )
        answer = self.caller.ask("POST", f"/?{query}", headers=headers)
        said = answer.document()
        code = said.get("Code")
        if not isinstance(code, str):
            raise answer.unreadable()
        if code != "OK":
            raise refusal(code, str(said.get("Message", "")), CODES)
        return said
