"""The daemon's side of the door: one connection's buffers become records again, and what does not fit is tossed.

auditd's doorway.c (kernel-queue.md 9), clauses DAEMON-01, DAEMON-02. The reply is 0 whatever happens here. Left out:
the pool of buffers, which blocks; here it is the disk that can be full (`trails.py`).
"""

import enum
import sys
from collections.abc import Callable
from typing import Final

from hiwater_impl.pipeline.constants import COMPLETE, FIRST, MESSAGE_POLICY, MIDDLE, NOTIFY, POLICY_COUNT

_HEADER_IDS: Final = frozenset((0x12, 0x14, 0x15, 0x74, 0x79))
_SHORTEST_FRAGMENTED_RECORD: Final = 25
LONGEST: Final = 16_777_216
"""Bytes that are held of a record: no reader of trails takes a longer one, and a header may claim 4 GB."""


class Toss(enum.Enum):
    """Why bytes were tossed."""

    EMPTY = "an empty buffer is taken for damaged before its type is looked at"
    UNKNOWN_MESSAGE = "an unknown message"
    UNFINISHED = "a record was left unfinished"
    BAD_FIRST = "a first piece without a header that fits"
    ORPHAN = "a piece of a record whose first piece is missing"
    TOO_LONG = "a record longer than its header says"
    BEYOND_LONGEST = "a header that claims more than any record has"


class Reassembly:
    """What is held of one connection's record, and its copy of policy CNT. `toss` is called with all that is lost."""

    def __init__(self, toss: Callable[[Toss, bytes], None]) -> None:
        self._toss = toss
        self._held: bytearray | None = None
        self._length = 0
        self.count_instead_of_block = False

    def receive(self, kind: int, payload: bytes | memoryview) -> bytes | bytearray | memoryview | None:
        """A buffer comes; the record that ends with it, or None. A record that came COMPLETE is `payload` itself."""
        if kind == COMPLETE and payload:
            if self._held is not None:
                self._drop_held(Toss.UNFINISHED)
            return payload
        if not payload:
            self._toss(Toss.EMPTY, b"")
        elif kind & NOTIFY:
            self._message(kind & ~NOTIFY, payload)
        elif kind == FIRST:
            self._first(payload)
        else:
            return self._go_on(kind, payload)
        return None

    def end(self) -> None:
        """The connection is gone: what is held of a record will not be finished."""
        if self._held is not None:
            self._drop_held(Toss.UNFINISHED)

    def _message(self, code: int, payload: bytes | memoryview) -> None:
        if code == MESSAGE_POLICY:
            policy = int.from_bytes(bytes(payload[:4]).ljust(4, b"\0"), sys.byteorder)
            self.count_instead_of_block = policy & POLICY_COUNT != 0
        else:
            self._toss(Toss.UNKNOWN_MESSAGE, bytes(payload))

    def _first(self, payload: bytes | memoryview) -> None:
        """A record begins; one that was being collected is tossed, which absorbs the kernel's resend."""
        if self._held is not None:
            self._drop_held(Toss.UNFINISHED)
        length = int.from_bytes(payload[1:5], "big") if payload[0] in _HEADER_IDS else 0
        if length < _SHORTEST_FRAGMENTED_RECORD or length <= len(payload):
            self._toss(Toss.BAD_FIRST, bytes(payload))
        elif length > LONGEST:
            self._toss(Toss.BEYOND_LONGEST, bytes(payload))
        else:
            self._held, self._length = bytearray(payload), length

    def _go_on(self, kind: int, payload: bytes | memoryview) -> bytearray | None:
        """A record goes on or ends; any unknown type counts as LAST. One that ends early is filled up with zeros."""
        held = self._held
        if held is None:
            self._toss(Toss.ORPHAN, bytes(payload))
            return None
        held += payload
        if len(held) > self._length:
            self._drop_held(Toss.TOO_LONG)
            return None
        if kind == MIDDLE:
            return None
        self._held = None
        return held if len(held) == self._length else held.ljust(self._length, b"\0")

    def _drop_held(self, reason: Toss) -> None:
        held, self._held = self._held, None
        assert held is not None
        self._toss(reason, bytes(held))
