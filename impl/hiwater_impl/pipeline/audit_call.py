"""audit(2): a record made in user space is checked, completed and queued (neighbour: audit_syscalls.c).

It returns 0 for a record that was dropped, that is too short for its own header, or that came while auditing was off
(quirk Q28).
"""

import struct

from hiwater_impl.pipeline import tokens
from hiwater_impl.pipeline.chains import Chain, cut, free
from hiwater_impl.pipeline.constants import (
    AUDITING,
    E2BIG,
    EINVAL,
    EPERM,
    INIT_AUDIT,
    POLICY_SEQUENCE,
    POLICY_TRAILER,
    POLICY_ZONENAME,
    RECORD_BYTES_LEAST,
    RECORD_BYTES_MOST,
    TOKEN_VERSION,
    TRAILER_BYTES,
)
from hiwater_impl.pipeline.context import ZoneContext
from hiwater_impl.pipeline.enqueue import enqueue
from hiwater_impl.pipeline.memory import membuf
from hiwater_impl.pipeline.thread import AuditThread

_NARROW = (0x14, 0x15)
_WIDE = (0x74, 0x79)
_EXTENDED = (0x15, 0x79)
_VERSION_OFFSET = 5


def audit(thread: AuditThread, privileged: bool, data: bytes) -> int:
    """Queue a user's record: 0 or an errno. It may sleep. Nothing says whether the record was kept."""
    system, surroundings = thread.system, thread.surroundings
    context = system.own_or_global(thread)
    if not system.loaded or (thread.cache or context.state) & ~(AUDITING | INIT_AUDIT):
        return 0
    if not privileged:
        return EPERM
    if len(data) > RECORD_BYTES_MOST:
        return E2BIG
    if len(data) < RECORD_BYTES_LEAST:
        return EINVAL
    membuf(thread, "audit:copy")
    record = cut(data)
    problem, time_offset = _check_header(data, system.width)
    if problem is not None:
        free(thread, record)
        return problem
    sequence_offset = _complete(thread, context, record)
    surroundings.count(thread, "audit:generated", context, "generated", 1)
    surroundings.count(thread, "audit:audit", context, "audit", 1)
    byte_count = len(record.data)
    enqueue(thread, context, record, time_offset, sequence_offset, wide=data[0] in _WIDE, dont_block=False)
    surroundings.count(thread, "audit:totalsize", context, "totalsize", byte_count)
    return 0


def _check_header(data: bytes, width: int) -> tuple[int | None, int]:
    """What to return at once, if anything, and where the time stands. The address's length is believed (quirk Q27)."""
    kind = data[0]
    if kind not in _NARROW and (kind not in _WIDE or width == 32):
        return EINVAL, 0
    length, time_offset = tokens.HEADER_BYTES[64 if kind in _WIDE else 32], tokens.TIME_OFFSET
    if kind in _EXTENDED:
        (address_type,) = struct.unpack_from(">i", data, tokens.TIME_OFFSET)
        length, time_offset = length + 4 + address_type, time_offset + 4 + address_type
    if len(data) < length:
        return 0, 0
    if data[_VERSION_OFFSET] != TOKEN_VERSION:
        return EINVAL, 0
    return None, time_offset


def _complete(thread: AuditThread, context: ZoneContext, record: Chain) -> int | None:
    """Append what the policy wants and correct the length; where the sequence number goes, if anywhere."""
    surroundings, zone = thread.surroundings, context.zone
    surroundings.read(thread, "audit:zonename", "policy", zone)
    if context.policy & POLICY_ZONENAME:
        membuf(thread, "audit:zonename_memory")
        record.pack_one(tokens.zonename(thread.system.own(thread).name))
    surroundings.read(thread, "audit:sequence", "policy", zone)
    sequence_offset = None
    if context.policy & POLICY_SEQUENCE:
        membuf(thread, "audit:sequence_memory")
        sequence_offset = record.link_one(tokens.sequence()) + 1
    surroundings.read(thread, "audit:trailer", "policy", zone)
    if context.policy & POLICY_TRAILER:
        membuf(thread, "audit:trailer_memory")
        record.pack_one(tokens.trailer(len(record.data) + TRAILER_BYTES))
    record.write_in_first(1, len(record.data).to_bytes(4))
    return sequence_offset
