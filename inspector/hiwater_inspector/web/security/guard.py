"""The first thing that a request meets, HTTP or WebSocket: host, origin, token; and the headers of every answer."""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlencode

from hiwater_inspector.web.documents import locked_out
from hiwater_inspector.web.security.admission import Admission, Refusal
from hiwater_inspector.web.security.headers import NOT_KEPT, SECURITY_HEADERS

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asked = Callable[[Scope, Receive, Send], Awaitable[None]]

_OPEN: Final = "/static/"
_PASSWORD_BYTES: Final = 4096
_PAUSE_SECONDS: Final = 1.0
_CLOSE_FOREIGN: Final = 4403


class Guard:
    """ASGI middleware: lets a request through to `inner` when `admission` knows it, and answers it otherwise."""

    def __init__(self, inner: Asked, admission: Admission) -> None:
        self._inner = inner
        self._admission = admission
        self._unlocking = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, exchange the token for a cookie, unlock by password, or pass on."""
        if scope["type"] == "lifespan":
            await self._inner(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        method = scope["method"] if scope["type"] == "http" else "WEBSOCKET"
        refusal = self._admission.refuse_host(headers.get("host")) or self._admission.refuse_origin(method, headers)
        if refusal is not None:
            await _refuse(scope, receive, send, refusal)
        elif scope["path"].startswith(_OPEN):
            await self._inner(scope, receive, _dressed(send))
        elif self._admission.knows(headers):
            await self._pass_on(scope, receive, send)
        else:
            await self._let_in(scope, receive, send, headers)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = _query(scope)
        if scope["type"] == "http" and scope["method"] == "GET" and "token" in given:
            await _answer(send, 303, [("location", _without_token(scope))])
            return
        await self._inner(scope, receive, _dressed(send))

    async def _let_in(self, scope: Scope, receive: Receive, send: Send, headers: dict[str, str]) -> None:
        admission = self._admission
        if scope["type"] == "http" and scope["method"] == "GET" and admission.opened_by(_query(scope).get("token", "")):
            await _answer(send, 303, [("location", _without_token(scope)), self._cookie()])
        elif scope["type"] == "http" and scope["path"] == "/unlock" and scope["method"] == "POST":
            await self._unlock(receive, send)
        elif scope["type"] == "http" and "text/html" in headers.get("accept", ""):
            page = locked_out(by_password=admission.password is not None)
            await _answer(send, 401, [("content-type", "text/html; charset=utf-8")], page.encode())
        else:
            sentence = "Open the address that `hiwater inspect` printed, or send its token as a bearer."
            await _refuse(scope, receive, send, Refusal(401, sentence))

    async def _unlock(self, receive: Receive, send: Send) -> None:
        """One try at a time and one a second, so that guessing is slow for everybody together."""
        body = b""
        more = True
        while more and len(body) <= _PASSWORD_BYTES:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        password = dict(parse_qsl(body.decode("utf-8", "replace"))).get("password", "")
        async with self._unlocking:
            if self._admission.unlocked_by(password):
                await _answer(send, 303, [("location", "/"), self._cookie()])
                return
            await asyncio.sleep(_PAUSE_SECONDS)
        page = locked_out(by_password=self._admission.password is not None, refused=True)
        await _answer(send, 401, [("content-type", "text/html; charset=utf-8")], page.encode())

    def _cookie(self) -> tuple[str, str]:
        admission = self._admission
        return ("set-cookie", f"{admission.cookie_name}={admission.token}; HttpOnly; SameSite=Strict; Path=/")


def _query(scope: Scope) -> dict[str, str]:
    return dict(parse_qsl(scope["query_string"].decode("latin-1")))


def _without_token(scope: Scope) -> str:
    # A path that begins with two slashes would be another host.
    path = "/" + quote(scope["path"]).lstrip("/")
    kept = [(name, value) for name, value in parse_qsl(scope["query_string"].decode("latin-1")) if name != "token"]
    return path + ("?" + urlencode(kept) if kept else "")


def _dressed(send: Send) -> Send:
    async def send_dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = {name.lower() for name, _ in message["headers"]}
            more = [*SECURITY_HEADERS, NOT_KEPT]
            added = [(name.encode(), value.encode()) for name, value in more if name.encode() not in present]
            message = {**message, "headers": [*message["headers"], *added]}
        await send(message)

    return send_dressed


async def _refuse(scope: Scope, receive: Receive, send: Send, refusal: Refusal) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": _CLOSE_FOREIGN, "reason": refusal.sentence})
        return
    body = json.dumps({"detail": refusal.sentence}).encode()
    await _answer(send, refusal.status, [("content-type", "application/json")], body)


async def _answer(send: Send, status: int, headers: list[tuple[str, str]], body: bytes = b"") -> None:
    named = [(name.encode(), value.encode()) for name, value in (*headers, ("content-length", str(len(body))))]
    dressed = _dressed(send)
    await dressed({"type": "http.response.start", "status": status, "headers": named})
    await dressed({"type": "http.response.body", "body": body})
