"""Listen, print where, open the browser, serve until Ctrl-C; an idle server sleeps until somebody asks."""

import asyncio
import ipaddress
import socket
from collections.abc import Callable
from types import FrameType
from typing import Any, Final

import uvicorn

_GRACE_SECONDS: Final = 2


def is_loopback(address: str) -> bool:
    """Only this machine can reach it. ValueError for what is not an IP address."""
    return ipaddress.ip_address(address).is_loopback


def listen(address: str, port: int) -> socket.socket:
    """A listening TCP socket; port 0 takes a free one. Raises OSError."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return socket.create_server((address, port), family=family)


def serve(asked: Any, listening: socket.socket, ending: Callable[[], object]) -> None:
    """Serve an ASGI application on that socket until SIGINT or SIGTERM; requests under way get some seconds.

    `ending` is called before those are waited for, so that what they wait for can be ended.
    """
    config = uvicorn.Config(
        asked,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        ws_per_message_deflate=False,
        ws_max_size=64 * 1024,
        h11_max_incomplete_event_size=256 * 1024,  # a link may carry a whole run
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    _SleepingServer(config, ending).run(sockets=[listening])


class _SleepingServer(uvicorn.Server):
    """uvicorn looks ten times a second whether it should end; this one is woken when it should."""

    def __init__(self, config: uvicorn.Config, ending: Callable[[], object]) -> None:
        super().__init__(config)
        self._ending = ending
        self._end = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def main_loop(self) -> None:
        """Wait for the end."""
        self._loop = asyncio.get_running_loop()
        if not self.should_exit:
            await self._end.wait()
        await asyncio.to_thread(self._ending)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End, and return to the caller, who has more to end; a second signal waits for nobody who is connected."""
        self.force_exit = self.should_exit
        self.should_exit = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._end.set)
