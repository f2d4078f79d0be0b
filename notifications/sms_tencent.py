"""SMS over Tencent Cloud (sms 2021-01-11), signed TC3-HMAC-SHA256."""

import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import reduce
from hashlib import sha256
from typing import Any

from models.refusals import BadSetting
from notifications import sms_answers
from notifications.channel import ChannelError, Composed, Envelope, key_of
from notifications.https import Caller, Site
from notifications.receipts import Receipt, Sent, matching, tencent_record
from notifications.sms_answers import Table, Verdict, number_of, refusal
from notifications.sms_templates import Filing, Template
from notifications.words import Digest

VERSION = "2021-01-11"
ADDRESS = "https://sms.tencentcloudapi.com"
REGION = "ap-guangzhou"
TYPE = "application/json; charset=utf-8"
FROZEN = {"SignName", "TemplateId", "TemplateParamSet", "SessionContext"}
PAGE = 100
PAGES = 10
TRAVELS = timedelta(days=3)  # as long as a carrier may try
APART = timedelta(minutes=5)  # our clock and the vendor's

_REFUSED, _PUT_OFF, _UNKNOWN = Verdict.REFUSED, Verdict.PUT_OFF, Verdict.UNKNOWN
# https://cloud.tencent.com/document/product/382/59177, and the error codes common to all its services.
CODES: Table = {
    "InvalidParameterValue.IncorrectPhoneNumber": (_REFUSED, "手机号码不正确，请在人员资料中更正"),
    "FailedOperation.PhoneNumberInBlacklist": (_REFUSED, "号码在免打扰名单中"),
    "FailedOperation.SignatureIncorrectOrUnapproved": (_REFUSED, "短信签名没有通过审核或不存在"),
    "FailedOperation.TemplateIncorrectOrUnapproved": (_REFUSED, "短信模板没有通过审核或不存在"),
    "FailedOperation.TemplateUnapprovedOrNotExist": (_REFUSED, "短信模板没有通过审核或不存在"),
    "FailedOperation.TemplateParamSetNotMatchApprovedTemplate": (_REFUSED, "短信模板的变量与报备的不一致"),
    "FailedOperation.ContainSensitiveWord": (_REFUSED, "短信里有敏感词"),
    "InvalidParameterValue.TemplateParameterLengthLimit": (_REFUSED, "短信模板的变量太长"),
    "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter": (_REFUSED, "短信模板的变量不能是网址"),
    "InvalidParameterValue.ContentLengthLimit": (_REFUSED, "短信太长"),
    "InvalidParameterValue.SdkAppIdNotExist": (_PUT_OFF, "短信应用编号不存在，请核对设置"),
    "FailedOperation.InsufficientBalanceInSmsPackage": (_PUT_OFF, "短信套餐余量不足，请充值"),
    "FailedOperation.MarketingSendTimeConstraint": (_PUT_OFF, "这个时段不能发营销类短信，请核对模板类型"),
    "LimitExceeded": (_PUT_OFF, "触发短信流控，稍后重发"),
    "RequestLimitExceeded": (_PUT_OFF, "调用太快，稍后重发"),
    "AuthFailure": (_PUT_OFF, "访问密钥不对或本机时间不准，请核对设置"),
    "UnauthorizedOperation": (_PUT_OFF, "短信账户没有权限、停用或欠费"),
    "InternalError.SigVerificationFail": (_PUT_OFF, "访问密钥不对，请核对设置"),
    "InternalError.SigFieldMissing": (_PUT_OFF, "访问密钥不对，请核对设置"),
    "InternalError.RequestTimeException": (_PUT_OFF, "本机时间不准，请校时"),
    "InternalError": (_UNKNOWN, "短信网关内部出错，不能确定是否发出"),
    "FailedOperation": (_REFUSED, ""),
    "InvalidParameter": (_REFUSED, ""),
    "InvalidParameterValue": (_REFUSED, ""),
    "MissingParameter": (_REFUSED, ""),
    "UnsupportedOperation": (_REFUSED, ""),
    "": (_PUT_OFF, ""),
}


def signed(  # the shape of `sms_aliyun.signed`, but for what each vendor signs
    key_id: str, secret: str, *, host: str, service: str, action: str, body: bytes, now: datetime
) -> dict[str, str]:
    """Return the signed headers of a POST to / and its `Authorization` (TC3-HMAC-SHA256).

    https://cloud.tencent.com/document/api/213/30654
    """
    headers = {"content-type": TYPE, "host": host, "x-tc-action": action.lower()}
    names = ";".join(headers)
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    canonical = f"POST\n/\n\n{lines}\n{names}\n{sha256(body).hexdigest()}"
    stamp = str(int(now.timestamp()))
    day = f"{now.astimezone(UTC):%Y-%m-%d}"
    scope = f"{day}/{service}/tc3_request"
    to_sign = f"TC3-HMAC-SHA256\n{stamp}\n{scope}\n{sha256(canonical.encode()).hexdigest()}"
    key = reduce(_hmac, (day, service, "tc3_request"), b"TC3" + secret.encode())
    return {
        "Content-Type": TYPE,
        "Host": host,
        "X-TC-Action": action,
        "X-TC-Timestamp": stamp,
        "Authorization": (
            f"TC3-HMAC-SHA256 Credential={key_id}/{scope}, "
            f"SignedHeaders={names}, Signature={_hmac(key, to_sign).hex()}"
        ),
    }


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), sha256).digest()


@dataclass(frozen=True)
class Tencent:
    """One application of one account. `clock` gives aware instants: a signature is good for five minutes."""

    key_id: str
    secret: str = field(repr=False)
    app_id: str  # SmsSdkAppId: 1400006666
    template: Template
    clock: Callable[[], datetime] = field(repr=False)
    site: Site = field(default_factory=lambda: Site(ADDRESS))
    region: str = REGION
    name: str = "sms"

    def __post_init__(self) -> None:
        if not self.key_id or not self.secret or not f"{self.key_id}{self.secret}".isascii():
            raise BadSetting("用腾讯云发短信，请先设置访问密钥（SecretId 和 SecretKey）。")
        if not self.app_id.isdecimal():
            raise BadSetting("用腾讯云发短信，请先设置短信应用编号（SdkAppId），例如 1400006666。")
        if self.site.target != "/":
            raise BadSetting("腾讯云短信的网关地址只写到域名，例如 https://sms.tencentcloudapi.com。")

    def compose(self, digest: Digest, *, to: str, message_id: str, at: datetime) -> Composed:  # noqa: ARG002
        filled = self.template.fill(digest)
        frozen = {
            "SignName": filled.signature,
            "TemplateId": filled.code,
            "TemplateParamSet": list(filled.values.values()),
            "SessionContext": key_of(message_id),
        }
        return Composed(subject=filled.text, body=json.dumps(frozen, ensure_ascii=False).encode())

    @contextmanager
    def session(self) -> Iterator["TencentOutlet"]:
        yield TencentOutlet(self, Caller(self.site))


@dataclass(frozen=True)
class TencentOutlet:
    account: Tencent
    caller: Caller

    def send(self, envelope: Envelope) -> str:
        """Return the vendor's SerialNo.

        Raises:
            ChannelError: see there.

        """
        number = number_of(envelope.to)
        frozen = sms_answers.thawed(envelope.body, FROZEN)
        if frozen["TemplateId"] == self.account.template.code:
            self.account.template.ready()
        said = self._ask("SendSms", {**frozen, **self._app, "PhoneNumberSet": [number]})
        match said.get("SendStatusSet"):
            case [{"Code": "Ok", **status}]:
                return str(status.get("SerialNo") or said.get("RequestId") or "Ok")
            case [{"Code": str(code), **status}]:
                raise refusal(code, str(status.get("Message", "")), CODES)
        raise ChannelError("已交给网关，但回应无法辨认，不能确定是否发出", uncertain=True)

    def ask(self, sent: Sent) -> Receipt | None:
        """Look for the receipt of a message; this vendor never says that it did not take one.

        Raises:
            ChannelError: the receipts could not be read.

        """
        return matching(list(self._receipts(sent)), sent)

    def pull(self) -> list[Receipt]:
        """Take up to 100 waiting receipts out of the vendor's queue, where each waits once: write them down.

        Raises:
            ChannelError: the queue could not be read.

        """
        return self._pulled("PullSmsSendStatus", {"Limit": PAGE})

    def filed(self) -> Filing:
        """Return how far the vendor says that our template has come; nothing is sent.

        Raises:
            ChannelError: the vendor could not be asked, or does not know us or our template.

        """
        code = self.account.template.code
        if not code.isdecimal():
            raise ChannelError(f"腾讯云的模板编号是数字，{code} 不是", permanent=True)
        said = self._ask("DescribeSmsTemplateList", {"International": 0, "TemplateIdSet": [int(code)]})
        match said.get("DescribeTemplateStatusSet"):
            case [{"StatusCode": status}]:
                return {0: Filing.APPROVED, 1: Filing.PENDING, 2: Filing.PENDING}.get(
                    status, Filing.WITHDRAWN
                )
        raise ChannelError(f"腾讯云没有编号为 {code} 的短信模板", permanent=True)

    def _receipts(self, sent: Sent) -> Iterator[Receipt]:
        begins = int((sent.at - APART).timestamp())
        window = {
            "PhoneNumber": number_of(sent.to),
            "BeginTime": begins,
            "EndTime": min(int(self.account.clock().timestamp()), begins + int(TRAVELS.total_seconds())),
        }
        for page in range(PAGES):
            wanted = {**window, "Offset": page * PAGE, "Limit": PAGE}
            receipts = self._pulled("PullSmsSendStatusByPhoneNumber", wanted, sent.to)
            yield from receipts
            if len(receipts) < PAGE:
                return

    def _pulled(self, action: str, values: Mapping[str, Any], to: str = "") -> list[Receipt]:
        said = self._ask(action, {**values, **self._app})
        listed = sms_answers.records(said.get("PullSmsSendStatusSet"))
        return [tencent_record(told, to) for told in listed]

    @property
    def _app(self) -> dict[str, str]:
        return {"SmsSdkAppId": self.account.app_id}

    def _ask(self, action: str, values: Mapping[str, Any]) -> dict[str, Any]:
        account = self.account
        body = json.dumps(values).encode()
        headers = signed(
            account.key_id,
            account.secret,
            host=account.site.host,
            service="sms",
            action=action,
            body=body,
            now=account.clock(),
        )
        where = {"X-TC-Version": VERSION, "X-TC-Region": account.region}
        answer = self.caller.ask("POST", "/", headers={**headers, **where}, body=body)
        match answer.document().get("Response"):
            case {"Error": {"Code": str(code), **error}}:
                raise refusal(code, str(error.get("Message", "")), CODES)
            case dict(said):
                return said
        raise answer.unreadable()
