"""The gateways of the vendors on the loopback; they take nothing whose signature does not hold.

Written from the vendors' documents and shares no code with the signers it judges; that it judges rightly is
proven by the vendors' own SDKs.
"""

import base64
import contextlib
import hashlib
import hmac
import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from zoneinfo import ZoneInfo

KEY_ID, SECRET = "AKIDTESTKEY00000001", "s3cret-that-must-never-be-shown"
APP_ID = "1400006666"
SIGNATURE, TEMPLATE = "学普", "SMS_474790001"
VARIABLES = ("count", "day")
HANG_UP, NEVER = "hang up", "never"  # instead of an answer


@dataclass(frozen=True)
class Instead:
    """What happens instead of the usual answer to one request; with `takes`, after the message was taken."""

    body: bytes | str = b""  # or HANG_UP, NEVER
    status: int = 200
    takes: bool = False


@dataclass(frozen=True)
class Request:
    method: str
    target: str
    headers: Mapping[str, str]  # names in lower case
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True, strict_parsing=False))


@dataclass(frozen=True)
class Text:
    """A message that was taken and would now be on its way to a phone."""

    number: str
    key: str
    server_id: str
    content: Any
    at: datetime
    fate: str = "underway"


@dataclass
class Gateway:
    clock: Callable[[], datetime]
    script: dict[str, list[Instead]] = field(default_factory=dict)  # action -> what happens instead
    taken: list[Text] = field(default_factory=list)
    seen: list[Request] = field(default_factory=list)
    nonces: set[str] = field(default_factory=set)
    gives_keys_back: bool = True  # Tencent Cloud does only where it was asked to
    port: int = 0
    over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answer(self, request: Request) -> Instead:
        """Take a request as the vendor to whom it speaks would."""
        with self.lock:
            self.seen.append(request)
            authorization = request.headers.get("authorization", "")
            if authorization.startswith("ACS3"):
                return aliyun(self, request)
            if authorization.startswith("TC3"):
                return tencent(self, request)
            return OTHERS[request.path.rpartition("/")[0]](self, request)

    def instead(self, action: str) -> Instead | None:
        waiting = self.script.get(action)
        return waiting.pop(0) if waiting else None

    def take(self, number: str, key: str, content: Any) -> str:
        server_id = f"{9006197469364984400 + len(self.taken)}^0"
        self.taken.append(Text(number, key, server_id, content, self.clock()))
        return server_id


def said(document: Any, status: int = 200) -> Instead:
    return Instead(json.dumps(document, ensure_ascii=False).encode(), status)


def scripted(gateway: Gateway, action: str, usual: Callable[[], Instead]) -> Instead:
    instead = gateway.instead(action)
    if instead is None:
        return usual()
    if instead.takes:
        usual()
    return instead


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
    elif values["TemplateId"] != TEMPLATE:
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


# --- Robots of group chats ----------------------------------------------------------------------------------

ROBOT_KEY = "693a91f67xxxtoken"
ROBOT_SECRET = "SECrobotneverbeshown"


def wecom(gateway: Gateway, request: Request) -> Instead:
    if request.query.get("key") != ROBOT_KEY:
        return said({"errcode": 93000, "errmsg": "invalid webhook url"})
    return posted(gateway, "wecom", request, json.loads(request.body)["text"]["content"])


def dingtalk(gateway: Gateway, request: Request) -> Instead:
    query = request.query
    signature = base64.b64encode(
        hmac.digest(ROBOT_SECRET.encode(), f"{query.get('timestamp')}\n{ROBOT_SECRET}".encode(), "sha256")
    )
    stamp = int(query.get("timestamp", 0)) / 1000
    if query.get("access_token") != ROBOT_KEY:
        return said({"errcode": 300005, "errmsg": "token is not exist"})
    if query.get("sign") != signature.decode() or abs(gateway.clock().timestamp() - stamp) > 3600:
        return said({"errcode": 310000, "errmsg": "sign not match"})
    return posted(gateway, "dingtalk", request, json.loads(request.body)["text"]["content"])


def feishu(gateway: Gateway, request: Request) -> Instead:
    if request.path.strip("/").rpartition("/")[2] != ROBOT_KEY:
        return said(
            {"code": 19001, "msg": "param invalid: incoming webhook access token invalid", "data": {}}
        )
    values = json.loads(request.body)
    stamp = str(values.get("timestamp", 0))
    signature = base64.b64encode(hmac.digest(f"{stamp}\n{ROBOT_SECRET}".encode(), b"", "sha256"))
    if values.get("sign") != signature.decode() or abs(gateway.clock().timestamp() - int(stamp)) > 3600:
        return said({"code": 19021, "msg": "sign match fail or timestamp is not within one hour", "data": {}})
    return posted(gateway, "feishu", request, values["content"]["text"])


def webhook(gateway: Gateway, request: Request) -> Instead:
    return posted(gateway, "webhook", request, json.loads(request.body)["text"])


def posted(gateway: Gateway, robot: str, request: Request, text: str) -> Instead:
    def usual() -> Instead:
        gateway.take(robot, "", text)
        yes = {"code": 0, "msg": "success"} if robot == "feishu" else {"errcode": 0, "errmsg": "ok"}
        return said(yes)

    return scripted(gateway, robot, usual)


OTHERS: dict[str, Callable[[Gateway, Request], Instead]] = {
    "/sms": cloud_mas,
    "/cgi-bin/webhook": wecom,
    "/robot": dingtalk,
    "/open-apis/bot/v2/hook": feishu,
    f"/open-apis/bot/v2/hook/{ROBOT_KEY}": feishu,  # Apprise ends its address with a stroke
    "/hooks": webhook,
}


# --- The server ---------------------------------------------------------------------------------------------


@contextlib.contextmanager
def gateway(clock: Callable[[], datetime], *, tls: Any = None, **script: list[Instead]):
    """Open it; `script` says what happens instead, by action."""
    opened = Gateway(clock, dict(script))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = opened.answer(Request(self.command, self.path, headers, self.rfile.read(length)))
            if answer.body == NEVER:
                opened.over.wait()
            if answer.body in (HANG_UP, NEVER):
                return
            assert isinstance(answer.body, bytes)
            self.send_response(answer.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        do_GET = do_POST  # noqa: N815

        def log_message(self, *args: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    opened.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield opened
    finally:
        opened.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
