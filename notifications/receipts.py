"""What became of an SMS after the gateway took it: call-backs read, records compared with what we sent.

Neither vendor signs its call-backs. So the address they are told MUST hold a long random part, and a receipt
counts only where it names what nobody else knows: the number we of our message together with our key or the
vendor's own id of it. Asking the vendor (`Inquiry.ask`) is signed, both ways by TLS, and always outranks.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from models.refusals import Refusal
from notifications.phone import hushed, masked
from rules.days import BEIJING

# What the vendors want to hear, as JSON; anything else and they tell us again.
ALIYUN_THANKS = {"code": 0, "msg": "接收成功"}
TENCENT_THANKS = {"result": 0, "errmsg": "OK"}

# https://help.aliyun.com/zh/sms/user-guide/error-codes (receipts), and the carriers' own short words
CARRIERS = {
    "DELIVERED": "已送达",
    "DELIVRD": "已送达",
    "UNDELIV": "未送达",
    "EXPIRED": "关机或不在服务区，过期未送达",
    "REJECTD": "被运营商拒收",
    "MOBILE_NOT_ON_SERVICE": "手机停机",
    "MOBILE_IN_BLACK": "号码在黑名单中",
    "MBBLACK": "号码在黑名单中",
    "MOBILE_SEND_LIMIT": "超过该号码的发送上限",
    "MOBILE_ACCOUNT_ABNORMAL": "号码账户异常",
    "INVALID_NUMBER": "号码状态异常",
    "CONTENT_KEYWORD": "内容被关键字拦截",
    "SP_NOT_BY_SMS": "收件人没有开通短信",
}


class BadReceipt(Refusal):
    """A call-back that no vendor can have sent."""


class Fate(StrEnum):
    DELIVERED = "delivered"  # the phone has it
    BOUNCED = "bounced"  # it will never get there
    UNDERWAY = "underway"  # the gateway took it; the carrier has not said more
    NEVER_TAKEN = "never-taken"  # the gateway's records are complete, and it is not in them


@dataclass(frozen=True)
class Receipt:
    """`key` or `server_id` may be empty: not every vendor gives both back."""

    key: str  # of our message
    server_id: str  # what `send` returned
    number: str  # masked
    fate: Fate
    at: datetime | None  # when the phone or the carrier answered
    reason: str  # in Chinese, for the ledger


@dataclass(frozen=True)
class Sent:
    """A message as we know it: what a receipt is held against."""

    key: str
    to: str
    at: datetime  # when the attempt began
    server_id: str = ""  # empty while it is uncertain


@runtime_checkable
class Inquiry(Protocol):
    """An outlet whose vendor can be asked what became of a message."""

    def ask(self, sent: Sent) -> Receipt | None:
        """Return what the vendor says; None while nothing can be concluded, which is no leave to resend.

        Raises:
            ChannelError: it could not be asked.

        """
        ...


def never_taken(sent: Sent) -> Receipt:
    return Receipt(
        sent.key, sent.server_id, masked(sent.to), Fate.NEVER_TAKEN, None, "短信网关没有这条短信的记录"
    )


def is_about(receipt: Receipt, sent: Sent) -> bool:
    """Say whether a receipt speaks of this message: the number, and our key or the vendor's id."""
    named = (receipt.key and receipt.key == sent.key) or (
        not receipt.key and sent.server_id and receipt.server_id == sent.server_id
    )
    return bool(named) and receipt.number == masked(sent.to)


def matching(receipts: Iterable[Receipt], sent: Sent) -> Receipt | None:
    """Return the receipt of a message; among several, one that is final."""
    about = [receipt for receipt in receipts if is_about(receipt, sent)]
    return min(about, key=lambda receipt: list(Fate).index(receipt.fate), default=None)


def aliyun_callback(body: bytes) -> list[Receipt]:
    """Read a push of `SmsReport`.

    https://help.aliyun.com/zh/sms/developer-reference/smsreport-2

    Raises:
        BadReceipt: it is none.

    """
    return _read(
        body,
        lambda told: Receipt(
            key=_text(told, "out_id"),
            server_id=_text(told, "biz_id"),
            number=masked(_text(told, "phone_number")),
            fate=Fate.DELIVERED if told["success"] is True else Fate.BOUNCED,
            at=_beijing(told["report_time"]),
            reason=_reason(_text(told, "err_code"), _text(told, "err_msg")),
        ),
    )


def tencent_callback(body: bytes) -> list[Receipt]:
    """Read a push of delivery results; it names the vendor's id only, never our key.

    https://www.tencentcloud.com/document/product/382/43547

    Raises:
        BadReceipt: it is none.

    """
    return _read(
        body,
        lambda told: Receipt(
            key="",
            server_id=_text(told, "sid"),
            number=masked(_text(told, "mobile")),
            fate=_reported(told["report_status"]),
            at=_beijing(told["user_receive_time"]),
            reason=_reason(_text(told, "errmsg"), _text(told, "description")),
        ),
    )


def aliyun_record(told: Mapping[str, Any], to: str) -> Receipt:
    """Read one record of QuerySendDetails about the number `to`; it names our key only."""
    fates = {1: Fate.UNDERWAY, 2: Fate.BOUNCED, 3: Fate.DELIVERED}
    fate = fates.get(told.get("SendStatus", 1), Fate.UNDERWAY)
    return Receipt(
        key=_text(told, "OutId"),
        server_id="",
        number=masked(to),
        fate=fate,
        at=None if fate is Fate.UNDERWAY else _moment(lambda: _beijing(told["ReceiveDate"])),
        reason="等待运营商回执" if fate is Fate.UNDERWAY else _reason(_text(told, "ErrCode"), ""),
    )


def tencent_record(told: Mapping[str, Any], to: str = "") -> Receipt:
    """Read one record of PullSmsSendStatus, about the number `to` where one was asked for.

    Our key is in it only where the vendor switched that on for the account.
    """
    return Receipt(
        key=_text(told, "SessionContext"),
        server_id=_text(told, "SerialNo"),
        number=masked(to or _text(told, "PhoneNumber")),
        fate=Fate.DELIVERED if told.get("ReportStatus") == "SUCCESS" else Fate.BOUNCED,
        at=_moment(lambda: datetime.fromtimestamp(int(told["UserReceiveTime"]), UTC)),
        reason=_reason("", _text(told, "Description")),
    )


def _read(body: bytes, reading: Callable[[Mapping[str, Any]], Receipt]) -> list[Receipt]:
    try:
        told = json.loads(body)
        if not isinstance(told, list):
            raise TypeError  # noqa: TRY301  (caught with its like)
        return [reading(each) for each in told]
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError, OverflowError) as error:
        raise BadReceipt("短信回执无法辨认，没有采用。") from error


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    return value if isinstance(value, str) else ""


def _reported(status: Any) -> Fate:
    return {"SUCCESS": Fate.DELIVERED, "FAIL": Fate.BOUNCED}[status]


def _beijing(written: Any) -> datetime:
    """Read 2017-01-01 08:00:00, which both vendors mean as Beijing time."""
    return datetime.strptime(written, "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING).astimezone(UTC)


def _moment(reading: Callable[[], datetime]) -> datetime | None:
    try:
        return reading()
    except (ValueError, TypeError, LookupError, OverflowError, OSError):
        return None


def _reason(code: str, said: str) -> str:
    return CARRIERS.get(code) or hushed(said or code)[:100]
