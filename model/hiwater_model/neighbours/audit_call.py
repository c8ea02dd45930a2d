"""audit(2): a record made in user space is checked, completed and queued.

Neighbour: audit_syscalls.c (kernel-queue.md 11). Clauses AUDIT-01 to AUDIT-04. It returns 0 for a record that was
dropped, that is too short for its own header, or that came while auditing was off (quirk Q28).
"""

import struct
from typing import NamedTuple

from hiwater_model import tokens
from hiwater_model.constants import (
    AUDIT_RECORD_LONGEST,
    AUDIT_RECORD_SHORTEST,
    CLOSES_RECORDS,
    E2BIG,
    EINVAL,
    EPERM,
    POLICY_SEQUENCE,
    POLICY_TRAILER,
    POLICY_ZONENAME,
    TOKEN_VERSION,
)
from hiwater_model.decisions import state_in_force
from hiwater_model.draft import Draft, point, returned
from hiwater_model.membufs import Chain, cut, link, pack, size, write_at
from hiwater_model.producers import enqueue

_SHORT_HEADERS = (0x14, 0x15)
_LONG_HEADERS = (0x74, 0x79)
_EXTENDED = (0x15, 0x79)


class AuditCall(NamedTuple):
    """audit(2) in progress."""

    at: int | str
    zone: int
    record: bytes
    chain: Chain = ()
    time_offset: int = 0
    sequence_membuf: int | None = None


def begin(draft: Draft, privileged: bool, record: bytes) -> None:
    """The state is looked at before the privilege."""
    draft.clause = "AUDIT-01"
    zone = draft.own_or_global()
    state = state_in_force(draft.thread.cache, draft.zones[zone].state)
    if not draft.before.loaded or state & ~CLOSES_RECORDS:
        draft.resume(0)
    elif not privileged:
        draft.resume(EPERM)
    elif len(record) > AUDIT_RECORD_LONGEST:
        draft.resume(E2BIG)
    elif len(record) < AUDIT_RECORD_SHORTEST:
        draft.resume(EINVAL)
    else:
        draft.stack.append(AuditCall("audit:copy", zone, record))
        draft.park("memory", "audit:copy", "membuf", None)


@point("audit:copy", "AUDIT-02")
def copied(draft: Draft, frame: AuditCall) -> None:
    """Header kind, header length and version are checked; at_type is believed (quirk Q27)."""
    chain = cut(frame.record)
    problem, time_offset = _header_checked(frame.record, draft.before.configuration.width)
    if problem is not None:
        draft.free(chain, "AUDIT-02")
        draft.give(problem)
        return
    draft.keep(frame, chain=chain, time_offset=time_offset)
    draft.park("read", "audit:zonename", "policy", frame.zone)


def _header_checked(record: bytes, width: int) -> tuple[int | None, int]:
    """The value to return at once, if any, and the place of the time field."""
    kind = record[0]
    if kind not in _SHORT_HEADERS and (width == 32 or kind not in _LONG_HEADERS):
        return EINVAL, 0
    length, time_offset = (18, 10) if kind in _SHORT_HEADERS else (26, 10)
    if kind in _EXTENDED:
        (address_type,) = struct.unpack_from(">i", record, 10)
        length, time_offset = length + 4 + address_type, 14 + address_type
    if len(record) < length:
        return 0, 0
    if record[5] != TOKEN_VERSION:
        return EINVAL, 0
    return None, time_offset


@point("audit:zonename", "AUDIT-03")
def zonename_wanted(draft: Draft, frame: AuditCall) -> None:
    """Policy ZONENAME."""
    if draft.zones[frame.zone].policy & POLICY_ZONENAME:
        draft.park("memory", "audit:zonename_memory", "membuf", None)
    else:
        draft.park("read", "audit:sequence", "policy", frame.zone)


@point("audit:zonename_memory", "AUDIT-03")
def zonename_appended(draft: Draft, frame: AuditCall) -> None:
    """Packed."""
    name = draft.before.configuration.zones[draft.thread.zone].name
    draft.keep(frame, chain=pack(frame.chain, (tokens.zonename(name),)))
    draft.park("read", "audit:sequence", "policy", frame.zone)


@point("audit:sequence", "AUDIT-03")
def sequence_wanted(draft: Draft, frame: AuditCall) -> None:
    """Policy SEQ."""
    if draft.zones[frame.zone].policy & POLICY_SEQUENCE:
        draft.park("memory", "audit:sequence_memory", "membuf", None)
    else:
        draft.park("read", "audit:trailer", "policy", frame.zone)


@point("audit:sequence_memory", "AUDIT-03")
def sequence_appended(draft: Draft, frame: AuditCall) -> None:
    """Linked."""
    chain = link(frame.chain, (tokens.sequence(),))
    draft.keep(frame, chain=chain, sequence_membuf=len(chain) - 1)
    draft.park("read", "audit:trailer", "policy", frame.zone)


@point("audit:trailer", "AUDIT-03")
def trailer_wanted(draft: Draft, frame: AuditCall) -> None:
    """Policy TRAIL."""
    if draft.zones[frame.zone].policy & POLICY_TRAILER:
        draft.park("memory", "audit:trailer_memory", "membuf", None)
    else:
        _completed(draft, frame)


@point("audit:trailer_memory", "AUDIT-03")
def trailer_appended(draft: Draft, frame: AuditCall) -> None:
    """Packed, with the grown length."""
    length = size(frame.chain) + len(tokens.trailer(0))
    _completed(draft, frame._replace(chain=pack(frame.chain, (tokens.trailer(length),))))


def _completed(draft: Draft, frame: AuditCall) -> None:
    chain = write_at(frame.chain, 0, 1, struct.pack(">I", size(frame.chain)))
    draft.keep(frame, chain=chain)
    draft.park("count", "audit:generated", "generated", frame.zone, 1, why="AUDIT-04")


@point("audit:generated", "AUDIT-04")
def generated_counted(draft: Draft, frame: AuditCall) -> None:
    """Counted before queueing."""
    draft.park("count", "audit:audit", "audit", frame.zone, 1)


@point("audit:audit", "AUDIT-04")
def audit_counted(draft: Draft, frame: AuditCall) -> None:
    """The time is that of queueing, whatever the caller wrote, in the width of the caller's header."""
    draft.call_from("audit:enqueue")
    wide = frame.record[0] in _LONG_HEADERS
    enqueue.begin(draft, frame.zone, frame.chain, frame.time_offset, frame.sequence_membuf, wide=wide, dont_block=False)


@returned("audit:enqueue", "AUDIT-04")
def queued_or_dropped(draft: Draft, frame: AuditCall, _value: None) -> None:
    """Bytes are counted in either case."""
    draft.park("count", "audit:totalsize", "totalsize", frame.zone, size(frame.chain))


@point("audit:totalsize", "AUDIT-04")
def bytes_counted(draft: Draft, _frame: AuditCall) -> None:
    """Success, even if the record was dropped."""
    draft.give(0)
