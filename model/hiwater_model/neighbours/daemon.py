"""The daemon's side of the door: buffers are collected into records again, and what does not fit is tossed.

Neighbour: auditd's doorway.c (kernel-queue.md 9). Clauses DAEMON-01, DAEMON-02. The reply is always 0, so nothing that
happens here reaches the kernel. Its buffers never run out: CNT is noted and decides nothing. The original file does
not contain the daemon: this part is compared with nothing.
"""

import struct
from typing import NamedTuple

from hiwater_model.citation import implements
from hiwater_model.constants import COMPLETE, FIRST, MESSAGE_POLICY, MIDDLE, NOTIFY, POLICY_COUNT

_HEADER_IDS = (0x12, 0x14, 0x15, 0x74, 0x79)
_SHORTEST_FRAGMENTED_RECORD = 25


class Held(NamedTuple):
    """A record being collected: how long its header says it is, and what has come."""

    length: int
    data: bytes


class Daemon(NamedTuple):
    """The daemon as far as the door sees it. `count_instead_of_block` is its copy of policy CNT."""

    held: Held | None = None
    count_instead_of_block: bool = False


class Received(NamedTuple):
    """What came of a buffer: the daemon after it, a whole record or None, and what was tossed and why."""

    daemon: Daemon
    record: bytes | None = None
    tossed: tuple[tuple[str, bytes], ...] = ()


@implements("DAEMON-01", "DAEMON-02")
def receive(daemon: Daemon, buffer_type: int, payload: bytes) -> Received:
    """One buffer comes through the door. `payload` is what stands behind the 8-byte head."""
    if not payload:
        return _toss(daemon, "an empty buffer is taken for damaged before its type is looked at", payload)
    if buffer_type & NOTIFY:
        return _message(daemon, buffer_type & ~NOTIFY, payload)
    if buffer_type in (COMPLETE, FIRST):
        return _begin(daemon, buffer_type, payload)
    return _go_on(daemon, buffer_type, payload)


def _message(daemon: Daemon, code: int, payload: bytes) -> Received:
    if code == MESSAGE_POLICY:
        (policy,) = struct.unpack("=I", payload[:4].ljust(4, b"\0"))
        return Received(daemon._replace(count_instead_of_block=policy & POLICY_COUNT != 0))
    return _toss(daemon, "an unknown message", payload)


def _begin(daemon: Daemon, buffer_type: int, payload: bytes) -> Received:
    """A record begins: one that was being collected is tossed, which is what absorbs the kernel's resend."""
    tossed = () if daemon.held is None else (("a record was left unfinished", daemon.held.data),)
    empty = daemon._replace(held=None)
    if buffer_type == COMPLETE:
        return Received(empty, payload, tossed)
    length = int.from_bytes(payload[1:5], "big") if payload[0] in _HEADER_IDS else 0
    if length < _SHORTEST_FRAGMENTED_RECORD or length <= len(payload):
        return Received(empty, None, (*tossed, ("a first piece without a header that fits", payload)))
    return Received(daemon._replace(held=Held(length, payload)), None, tossed)


def _go_on(daemon: Daemon, buffer_type: int, payload: bytes) -> Received:
    """A record goes on or ends; any type that is unknown counts as LAST.

    A record that ends early is as long as its header says: the rest is stale memory, here zeros (compare with nothing).
    """
    if daemon.held is None:
        return _toss(daemon, "a piece of a record whose first piece is missing", payload)
    data = daemon.held.data + payload
    if len(data) > daemon.held.length:
        return _toss(daemon._replace(held=None), "a record longer than its header says", data)
    if buffer_type == MIDDLE:
        return Received(daemon._replace(held=Held(daemon.held.length, data)))
    return Received(daemon._replace(held=None), data.ljust(daemon.held.length, b"\0"))


def _toss(daemon: Daemon, reason: str, payload: bytes) -> Received:
    return Received(daemon, None, ((reason, payload),))
