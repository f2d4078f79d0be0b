"""Who may: until there are accounts, only who sits at this machine."""

from ipaddress import ip_address

from fastapi import Request

from models.refusals import NotYours


def is_loopback(host: str) -> bool:
    """Say whether a name or address can only mean this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def loopback_only(request: Request) -> None:
    """Refuse a far caller, and a near browser that was lured here under another name (DNS rebinding)."""
    client = request.client.host if request.client else ""
    if not (is_loopback(client) and is_loopback(_bare(request.headers.get("host", "")))):
        raise NotYours("还没有登录账号，网页只能在本机打开，请在本机浏览器里用 127.0.0.1 访问。")


def _bare(host: str) -> str:
    """Strip the port: "127.0.0.1:8000" -> "127.0.0.1", "[::1]:8000" -> "::1"."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].lower()
