"""The robots of group chats on the loopback; they refuse as the real ones do, with HTTP 200."""

import base64
import hmac
import json

from tests.notifications.gateway import DOORS, Gateway, Instead, Request, said, scripted

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


DOORS |= {
    "/cgi-bin/webhook": wecom,
    "/robot": dingtalk,
    "/open-apis/bot/v2/hook": feishu,
    f"/open-apis/bot/v2/hook/{ROBOT_KEY}": feishu,  # Apprise ends its address with a stroke
    "/open-apis/bot/v2/hook/wrong": feishu,
    "/hooks": webhook,
}
