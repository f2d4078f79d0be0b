"""Headers of every answer: nothing foreign is loaded, nothing is framed, no page is kept."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
NEVER_KEPT = "no-store"
KEPT = "public, max-age=31536000, immutable"  # static files are asked for by their digest


class Headers:
    """Wraps the app and adds the headers as the answer starts."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                by_digest = scope["path"].startswith("/static/") and scope["query_string"].startswith(b"v=")
                kept = KEPT if by_digest and message["status"] == 200 else NEVER_KEPT
                headers.setdefault("Cache-Control", kept)  # a calendar says its own
            await send(message)

        await self._app(scope, receive, with_headers)
