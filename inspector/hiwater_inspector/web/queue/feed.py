"""The live feed of a run: a snapshot, then one batch of changes for each credit; what nobody asks for is not made.

A batch holds what differs between the view that the client has and the present one, so a slow client skips what came
and went, and nothing is kept for it but that one view. After a seek, and when too much differs, it gets a snapshot.
"""

import asyncio
import json
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from threading import Lock
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

from starlette.websockets import WebSocket, WebSocketDisconnect

from hiwater_inspector.web.queue.changes import changes
from hiwater_inspector.web.queue.run import Run
from hiwater_inspector.web.queue.view import BIN_RECORDS, SLOTS_MOST, View

CHANGES_MOST: Final = 512
LIMITS: Final = {"slots": SLOTS_MOST, "bin": BIN_RECORDS, "changes": CHANGES_MOST}
"""What a view holds at most, for whoever reads it."""
_KEPT: Final = 64
"""Views that were sent last, for those who come again."""
_PAUSE_SECONDS: Final = 0.05
_BEAT_SECONDS: Final = 15.0


class Shown(NamedTuple):
    """What a client has."""

    seq: int
    jumps: int
    view: View


class Kept:
    """The views that were sent last, by run and seq. Thread-safe."""

    def __init__(self) -> None:
        self._of: WeakKeyDictionary[Run, OrderedDict[int, Shown]] = WeakKeyDictionary()
        self._lock = Lock()

    def put(self, run: Run, shown: Shown) -> None:
        """Keep one more."""
        with self._lock:
            kept = self._of.setdefault(run, OrderedDict())
            kept[shown.seq] = shown
            while len(kept) > _KEPT:
                kept.popitem(last=False)

    def get(self, run: Run, seq: int) -> Shown | None:
        """The view that had this seq, if it is still there."""
        with self._lock:
            return self._of.get(run, OrderedDict()).get(seq)


class Follower:
    """One client's place in a run."""

    def __init__(self, run: Run, kept: Kept, from_: int) -> None:
        self._run = run
        self._kept = kept
        self.shown = kept.get(run, from_)

    def first(self) -> dict[str, Any]:
        """The first message: a resume, or a snapshot."""
        if self.shown is not None:
            return {"resume": {"seq": self.shown.seq}}
        return self.snapshot("first")

    def snapshot(self, reason: str) -> dict[str, Any]:
        """Everything."""
        return self._snapshot(self._look(), reason)

    def next(self) -> dict[str, Any] | None:
        """What is new; None if nothing is."""
        if self.shown is not None and self._run.seq == self.shown.seq:
            return None
        now = self._look()
        if self.shown is None or now.jumps != self.shown.jumps:
            return self._snapshot(now, "seek" if self.shown else "first")
        made = changes(self.shown.view, now.view)
        if len(made) > CHANGES_MOST:
            return self._snapshot(now, "many")
        before, self.shown = self.shown, now
        behind = max(0, self._run.seq - now.seq)
        return {"batch": {"from": before.seq, "to": now.seq, "changes": made, "behind": behind}}

    def _look(self) -> Shown:
        """The number first: a view that is newer than its number is told again, one that is older would be lost."""
        jumps, seq = self._run.jumps, self._run.seq
        shown = Shown(seq, jumps, self._run.view())
        self._kept.put(self._run, shown)
        return shown

    def _snapshot(self, shown: Shown, reason: str) -> dict[str, Any]:
        self.shown = shown
        state = shown.view.model_dump(mode="json")
        return {"snapshot": {"seq": shown.seq, "reason": reason, "state": state, "limits": LIMITS}}


class _Ear:
    """Waits for a run's bell on the event loop."""

    def __init__(self, run: Run) -> None:
        self._loop = asyncio.get_running_loop()
        self.rung = asyncio.Event()
        self.deaf: Callable[[], None] = run.bell.hear(self._ring)

    def _ring(self) -> None:
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self.rung.set)


async def follow(socket: WebSocket, run: Run, kept: Kept, from_: int) -> None:
    """Serve one WebSocket until it is closed."""
    await socket.accept()
    follower, ear, asked = Follower(run, kept, from_), _Ear(run), asyncio.Queue[int](maxsize=64)
    sender = asyncio.create_task(_send(socket, follower, ear, asked))
    try:
        while True:
            ready = _ready(await socket.receive_text())
            if ready is not None and not asked.full():
                asked.put_nowait(ready)
    except (WebSocketDisconnect, RuntimeError):
        pass
    finally:
        ear.deaf()
        sender.cancel()
        with suppress(asyncio.CancelledError, WebSocketDisconnect, RuntimeError):
            await sender


async def _send(socket: WebSocket, follower: Follower, ear: _Ear, asked: "asyncio.Queue[int]") -> None:
    await socket.send_text(_text(await asyncio.to_thread(follower.first)))
    while True:
        seq = await asked.get()
        message: dict[str, Any] | None = None
        if follower.shown is None or seq != follower.shown.seq:
            message = await asyncio.to_thread(follower.snapshot, "gap")
        while message is None:
            ear.rung.clear()
            message = await asyncio.to_thread(follower.next)
            if message is None:
                await ear.rung.wait()
        await socket.send_text(_text(message))


async def events(run: Run, kept: Kept, last: int) -> AsyncIterator[str]:
    """The same feed as server-sent events, at most twenty a second: the client's last id leads on from there."""
    follower, ear = Follower(run, kept, last), _Ear(run)
    try:
        message: dict[str, Any] | None = await asyncio.to_thread(follower.first)
        while True:
            if message is None:
                with suppress(TimeoutError):
                    await asyncio.wait_for(ear.rung.wait(), _BEAT_SECONDS)
                yield ": \n\n" if not ear.rung.is_set() else ""
            else:
                ((name, body),) = message.items()
                yield f"id: {body.get('to', body.get('seq'))}\nevent: {name}\ndata: {_text(body)}\n\n"
                await asyncio.sleep(_PAUSE_SECONDS)
            ear.rung.clear()
            message = await asyncio.to_thread(follower.next)
    finally:
        ear.deaf()


def _ready(text: str) -> int | None:
    try:
        seq = json.loads(text)["ready"]
    except (ValueError, TypeError, KeyError):
        return None
    return seq if isinstance(seq, int) else None


def _text(message: dict[str, Any]) -> str:
    return json.dumps(message, separators=(",", ":"), ensure_ascii=False)
