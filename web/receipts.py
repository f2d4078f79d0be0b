"""Where SMS gateways push their receipts: a secret address, a small body, nothing else."""

import hmac
from collections.abc import Callable
from enum import StrEnum

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from models.refusals import NotFound
from notifications.receipts import (
    ALIYUN_THANKS,
    TENCENT_THANKS,
    BadReceipt,
    Receipt,
    aliyun_callback,
    tencent_callback,
)
from steps.working.receive import receive
from web.deps import Now, OfficeDep

router = APIRouter(prefix="/receipts")
LARGEST = 256 * 1024  # bytes; a push holds a hundred receipts of about 300


class Vendor(StrEnum):
    ALIYUN = "aliyun"
    TENCENT = "tencent"


READ: dict[Vendor, tuple[Callable[[bytes], list[Receipt]], dict[str, object]]] = {
    Vendor.ALIYUN: (aliyun_callback, dict(ALIYUN_THANKS)),
    Vendor.TENCENT: (tencent_callback, dict(TENCENT_THANKS)),
}


@router.post("/{secret}/{vendor}")
async def pushed(secret: str, vendor: Vendor, request: Request, office: OfficeDep, now: Now) -> Response:
    """Thank for what was written down; whatever else is answered, the gateway tells again."""
    meant = office.settings.sms_receipts.get_secret_value()
    if not meant or not hmac.compare_digest(secret.encode(), meant.encode()):
        raise NotFound("这个网址没有内容。")
    body = await _small(request)
    if body is None:
        return Response(status_code=413)
    read, thanks = READ[vendor]
    try:
        receipts = read(body)
    except BadReceipt:
        return Response(status_code=400)
    received = await run_in_threadpool(receive, office.database, receipts, now=now)
    return Response(status_code=503) if received.early else JSONResponse(thanks)


async def _small(request: Request) -> bytes | None:
    """Return the body, or None as soon as it is too large."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return None
    return body
