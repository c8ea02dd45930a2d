"""Routes whose request bodies have a limit: a run file of 2 MB, and what is longer is refused while it comes."""

from collections.abc import Callable, Coroutine
from typing import Any, Final

from fastapi import HTTPException, Request, Response
from fastapi.routing import APIRoute
from starlette.types import Message, Receive

BODY_BYTES_MOST: Final = 2 * 1024 * 1024


class LimitedRoute(APIRoute):
    """413 for a longer body, whatever its header says."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's own handler, which receives no more than it may."""
        handle = super().get_route_handler()

        async def limited(request: Request) -> Response:
            return await handle(Request(request.scope, _counted(request.receive)))

        return limited


def _counted(receive: Receive) -> Receive:
    total = 0

    async def counted() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > BODY_BYTES_MOST:
            raise HTTPException(413, "A run file has at most 2 MB.")
        return message

    return counted
