"""The SMS vendors as a gateway on the loopback: their signatures judged, their answers, their records.

Written from the vendors' documents and shares no code with the signers it judges; that it judges rightly is
proven by the vendors' own SDKs (`test_sms_signing`).
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from zoneinfo import ZoneInfo

from tests.notifications.gateway import DOORS, Gateway, Instead, Request, Text, said, scripted

KEY_ID, SECRET = "AKIDTESTKEY00000001", "s3cret-that-must-never-be-shown"
APP_ID = "1400006666"
SIGNATURE, TEMPLATE = "学普", "SMS_474790001"
TEMPLATE_NUMBER = "474790001"  # as Tencent Cloud counts
VARIABLES = ("count", "day")

# --- Aliyun -------------------------------------------------------------------------------------------------

_ACS3 = re.compile(
    r"ACS3-HMAC-SHA256 Credential=(?P<key>[^,]+),\s*"
    r"SignedHeaders=(?P<names>[^,]+),\s*Signature=(?P<hex>[0-9a-f]{64})"
)


def aliyun(gateway: Gateway, request: Request) -> Instead:
    if (wrong := aliyun_wrong(gateway, request)) is not None:
        return said({"Code": wrong, "Message": "refused", "RequestId": "R"}, 400)
    action, values = request.headers["x-acs-action"], request.query
    if action == "QuerySendDetails":
        return scripted(gateway, action, lambda: aliyun_records(gateway, values))
    if action == "QuerySmsTemplate":
        return scripted(gateway, action, lambda: aliyun_template(gateway, values))
    return scripted(gateway, action, lambda: aliyun_send(gateway, values))


def aliyun_wrong(gateway: Gateway, request: Request) -> str | None:  # noqa: PLR0911  (a list of faults)
    """Say what is wrong with a signature, in the vendor's words."""
    headers = request.headers
    found = _ACS3.fullmatch(headers["authorization"])
    if found is None:
        return "IncompleteSignature"
    if found["key"] != KEY_ID:
        return "InvalidAccessKeyId.NotFound"
    names = found["names"].split(";")
    must = {name for name in headers if name.startswith("x-acs-")} | {"host"}
    if not must <= set(names) or names != sorted(names):
        return "IncompleteSignature"
    if headers["x-acs-content-sha256"] != hashlib.sha256(request.body).hexdigest():
        return "SignatureDoesNotMatch"
    pairs = sorted(parse_qsl(urlsplit(request.target).query, keep_blank_values=True))
    canonical = "\n".join(
        (
            request.method,
            quote(unquote(request.path), safe="/-_.~"),
            "&".join(f"{quote(a, safe='-_.~')}={quote(b, safe='-_.~')}" for a, b in pairs),
            *(f"{name}:{headers[name].strip()}" for name in names),
            "",
            found["names"],
            headers["x-acs-content-sha256"],
        )
    )
    to_sign = "ACS3-HMAC-SHA256\n" + hashlib.sha256(canonical.encode()).hexdigest()
    if hmac.new(SECRET.encode(), to_sign.encode(), "sha256").hexdigest() != found["hex"]:
        return "SignatureDoesNotMatch"
    dated = datetime.strptime(headers["x-acs-date"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    if abs(gateway.clock() - dated) > timedelta(minutes=15):
        return "InvalidTimeStamp.Expired"
    if headers["x-acs-signature-nonce"] in gateway.nonces:
        return "SignatureNonceUsed"
    gateway.nonces.add(headers["x-acs-signature-nonce"])
    return None


def aliyun_send(gateway: Gateway, values: Mapping[str, str]) -> Instead:
    wrong = None
    if not re.fullmatch(r"1[3-9]\d{9}", values.get("PhoneNumbers", "")):
        wrong = "isv.MOBILE_NUMBER_ILLEGAL"
    elif values.get("SignName") != SIGNATURE:
        wrong = "isv.SMS_SIGNATURE_ILLEGAL"
    elif values.get("TemplateCode") != TEMPLATE:
        wrong = "isv.SMS_TEMPLATE_ILLEGAL"
    elif set(given := json.loads(values["TemplateParam"])) != set(VARIABLES):
        wrong = "isv.TEMPLATE_MISSING_PARAMETERS"
    if wrong:
        return said({"Code": wrong, "Message": f"{values.get('PhoneNumbers')} 未受理", "RequestId": "R"})
    server_id = gateway.take(values["PhoneNumbers"], values["OutId"], given)
    return said({"Code": "OK", "Message": "OK", "RequestId": "R", "BizId": server_id})


def aliyun_records(gateway: Gateway, values: Mapping[str, str]) -> Instead:
    states = {"underway": 1, "bounced": 2, "delivered": 3}
    found = [
        {
            "PhoneNum": text.number,
            "OutId": text.key,
            "SendStatus": states[text.fate],
            "ErrCode": {"bounced": "UNDELIV", "delivered": "DELIVERED"}.get(text.fate, ""),
            "SendDate": beijing(text.at),
            "ReceiveDate": beijing(text.at + timedelta(seconds=3)),
            "TemplateCode": TEMPLATE,
            "Content": "【学普】…",
        }
        for text in gateway.taken
        if text.number == values["PhoneNumber"] and beijing(text.at, "%Y%m%d") == values["SendDate"]
    ]
    size, page = int(values["PageSize"]), int(values["CurrentPage"])
    listed = {"SmsSendDetailDTO": found[(page - 1) * size : page * size]}
    return said({"Code": "OK", "Message": "OK", "TotalCount": str(len(found)), "SmsSendDetailDTOs": listed})


def aliyun_template(gateway: Gateway, values: Mapping[str, str]) -> Instead:
    if values["TemplateCode"] != TEMPLATE:
        return said({"Code": "isv.SMS_TEMPLATE_ILLEGAL", "Message": "no template", "RequestId": "R"})
    found = {"TemplateCode": TEMPLATE, "TemplateStatus": {"通过": 1, "报备中": 0, "停用": 10}[gateway.filing]}
    return said({"Code": "OK", "Message": "OK", "RequestId": "R", **found})


def beijing(instant: datetime, form: str = "%Y-%m-%d %H:%M:%S") -> str:
    return instant.astimezone(ZoneInfo("Asia/Shanghai")).strftime(form)


# --- Tencent Cloud ------------------------------------------------------------------------------------------

_TC3 = re.compile(
    r"TC3-HMAC-SHA256 Credential=(?P<key>[^/]+)/(?P<day>[^/]+)/sms/tc3_request, "
    r"SignedHeaders=(?P<names>[^,]+), Signature=(?P<hex>[0-9a-f]{64})"
)


def tencent(gateway: Gateway, request: Request) -> Instead:
    if (wrong := tencent_wrong(gateway, request)) is not None:
        return respond({"Error": {"Code": wrong, "Message": "refused"}})
    action, values = request.headers["x-tc-action"], json.loads(request.body)
    if action == "DescribeSmsTemplateList":
        return scripted(gateway, action, lambda: tencent_template(gateway, values))
    if values["SmsSdkAppId"] != APP_ID:
        return respond(
            {"Error": {"Code": "UnauthorizedOperation.SmsSdkAppIdVerifyFail", "Message": "refused"}}
        )
    doing = {
        "SendSms": tencent_send,
        "PullSmsSendStatus": tencent_pull,
        "PullSmsSendStatusByPhoneNumber": tencent_receipts,
    }[action]
    return scripted(gateway, action, lambda: doing(gateway, values))


def respond(response: dict[str, Any]) -> Instead:
    return said({"Response": {**response, "RequestId": "R"}})


def tencent_wrong(gateway: Gateway, request: Request) -> str | None:  # noqa: PLR0911  (a list of faults)
    headers = request.headers
    found = _TC3.fullmatch(headers["authorization"])
    if found is None:
        return "AuthFailure.InvalidAuthorization"
    if found["key"] != KEY_ID:
        return "AuthFailure.SecretIdNotFound"
    names = found["names"].split(";")
    if not {"content-type", "host"} <= set(names) or names != sorted(names):
        return "AuthFailure.SignatureFailure"
    dated = datetime.fromtimestamp(int(headers["x-tc-timestamp"]), UTC)
    if abs(gateway.clock() - dated) > timedelta(minutes=5):
        return "AuthFailure.SignatureExpire"
    if found["day"] != f"{dated:%Y-%m-%d}":
        return "AuthFailure.SignatureFailure"
    canonical = "\n".join(
        (
            request.method,
            request.path,
            urlsplit(request.target).query,
            *(f"{name}:{headers[name].strip().lower()}" for name in names),
            "",
            found["names"],
            hashlib.sha256(request.body).hexdigest(),
        )
    )
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = f"TC3-HMAC-SHA256\n{headers['x-tc-timestamp']}\n{found['day']}/sms/tc3_request\n{hashed}"
    key = f"TC3{SECRET}".encode()
    for part in (found["day"], "sms", "tc3_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    if hmac.digest(key, to_sign.encode(), "sha256").hex() != found["hex"]:
        return "AuthFailure.SignatureFailure"
    return None


def tencent_send(gateway: Gateway, values: Mapping[str, Any]) -> Instead:
    (number,) = values["PhoneNumberSet"]
    status = {"PhoneNumber": number, "SessionContext": values.get("SessionContext", ""), "Fee": 1}
    wrong = None
    if not re.fullmatch(r"\+861[3-9]\d{9}", number):
        wrong = "InvalidParameterValue.IncorrectPhoneNumber"
    elif values["SignName"] != SIGNATURE:
        wrong = "FailedOperation.SignatureIncorrectOrUnapproved"
    elif values["TemplateId"] not in (TEMPLATE, TEMPLATE_NUMBER):
        wrong = "FailedOperation.TemplateUnapprovedOrNotExist"
    elif len(values["TemplateParamSet"]) != len(VARIABLES):
        wrong = "FailedOperation.TemplateParamSetNotMatchApprovedTemplate"
    if wrong:
        refused = {**status, "Code": wrong, "Message": f"{number} refused", "SerialNo": ""}
        return respond({"SendStatusSet": [refused]})
    server_id = gateway.take(number.removeprefix("+86"), status["SessionContext"], values["TemplateParamSet"])
    return respond({"SendStatusSet": [{**status, "Code": "Ok", "Message": "ok", "SerialNo": server_id}]})


def tencent_pull(gateway: Gateway, values: Mapping[str, Any]) -> Instead:
    """Give each result away once."""
    ended = [text for text in gateway.taken if text.fate != "underway"][: values["Limit"]]
    gateway.taken = [text for text in gateway.taken if text not in ended]
    return respond({"PullSmsSendStatusSet": [tencent_status(gateway, text) for text in ended]})


def tencent_receipts(gateway: Gateway, values: Mapping[str, Any]) -> Instead:
    found = [
        tencent_status(gateway, text)
        for text in gateway.taken
        if f"+86{text.number}" == values["PhoneNumber"]
        and values["BeginTime"] <= text.at.timestamp() <= values["EndTime"]
        and text.fate != "underway"
    ]
    return respond({"PullSmsSendStatusSet": found[values["Offset"] :][: values["Limit"]]})


def tencent_template(gateway: Gateway, values: Mapping[str, Any]) -> Instead:
    if set(values) != {"International", "TemplateIdSet"}:
        return respond({"Error": {"Code": "UnknownParameter", "Message": "refused"}})
    found = [
        {"TemplateId": wanted, "StatusCode": {"通过": 0, "报备中": 1, "停用": -1}[gateway.filing]}
        for wanted in values["TemplateIdSet"]
        if str(wanted) == TEMPLATE_NUMBER
    ]
    return respond({"DescribeTemplateStatusSet": found})


def tencent_status(gateway: Gateway, text: Text) -> dict[str, Any]:
    return {
        "UserReceiveTime": int(text.at.timestamp()) + 3,
        "CountryCode": "86",
        "SubscriberNumber": text.number,
        "PhoneNumber": f"+86{text.number}",
        "SerialNo": text.server_id,
        "ReportStatus": "SUCCESS" if text.fate == "delivered" else "FAIL",
        "Description": "用户短信送达成功" if text.fate == "delivered" else "用户关机",
        "SessionContext": text.key if gateway.gives_keys_back else "",
    }


# --- 移动云MAS ----------------------------------------------------------------------------------------------

MAS = {
    "enterprise": "某市外办",
    "account": "pufa",
    "password": "mas-secret-never-shown",
    "sign": "aPGfhhrYe",
}


def cloud_mas(gateway: Gateway, request: Request) -> Instead:
    values = json.loads(base64.b64decode(request.body, validate=True))
    given = values.pop("mac")
    if hashlib.md5("".join(values.values()).encode()).hexdigest() != given:
        return said({"msgGroup": "", "rspcod": "IllegalMac", "success": False})
    if (values["ecName"], values["apId"], values["secretKey"]) != (
        MAS["enterprise"],
        MAS["account"],
        MAS["password"],
    ):
        return said({"msgGroup": "", "rspcod": "InvalidUsrOrPwd", "success": False})
    if values["sign"] != MAS["sign"]:
        return said({"msgGroup": "", "rspcod": "IllegalSignId", "success": False})

    def usual() -> Instead:
        server_id = gateway.take(values["mobiles"], "", values.get("content") or values["params"])
        return said({"msgGroup": server_id, "rspcod": "success", "success": True})

    return scripted(gateway, "cloud-mas", usual)


DOORS |= {"ACS3-HMAC-SHA256": aliyun, "TC3-HMAC-SHA256": tencent, "/sms": cloud_mas}
