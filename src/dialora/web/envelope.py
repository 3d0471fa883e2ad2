"""What goes around every answer: a name for the request, and the headers that close pages to other sites."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from typeid import TypeID

#: No inline script, no frame, nothing from elsewhere. `blob:` is a recording that was fetched to be played.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self';"
    " connect-src 'self'{sockets}; media-src 'self' blob:; worker-src 'self'; manifest-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: Forms and JSON are small, and sound comes over sockets: nobody fills our memory.
_LARGEST_BODY = 1_000_000
#: But for these, which are read as they arrive, or are files of a known size.
_LARGER_BODIES = {
    "/v1/consent-evidence": 10_500_000,
    "/consents/evidence": 10_500_000,
    "/v1/consent-imports": 500_000_000,
    "/consents/import": 500_000_000,
}
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Envelope:
    """ASGI middleware. It is also where a bug ends: answered, and on record."""

    def __init__(self, app: ASGIApp, answer_bug: Callable[[Request, Exception], Response]) -> None:
        self._app = app
        self._answer_bug = answer_bug

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = str(TypeID("req"))
        scope.setdefault("state", {})["request_id"] = request_id
        static = scope["path"].startswith("/static/")
        started = False
        most = _largest(scope["path"])
        taken = 0

        async def receive_bounded() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                raise HTTPException(413)
            return message

        async def send_sealed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = request_id
                for name, value in _ALWAYS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", _policy(scope))
                headers.setdefault("Cache-Control", "no-cache" if static else "no-store")
                if scope.get("scheme") == "https":
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive_bounded, send_sealed)
            except Exception as error:
                if started:
                    raise
                await self._answer_bug(Request(scope), error)(scope, receive, send_sealed)


def request_id_of(request: Request) -> str:
    return str(request.state.request_id)


def _largest(path: str) -> int:
    """Bytes that a body sent to this address may have."""
    longer = (size for begin, size in _LARGER_BODIES.items() if path == begin or path.startswith(f"{begin}/"))
    return next(longer, _LARGEST_BODY)


def _policy(scope: Scope) -> str:
    """Older browsers do not count our own socket as 'self', so it is named."""
    host = Request(scope).headers.get("host", "")
    named = f" ws://{host} wss://{host}" if host and all(c.isalnum() or c in ".-:[]" for c in host) else ""
    return _POLICY.format(sockets=named)
