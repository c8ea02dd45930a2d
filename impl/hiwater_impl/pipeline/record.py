"""au_close_time: tokens become a record: header, body, zonename, sequence, trailer (audit_io.c:225-362).

Policy and host address are read again and again without a lock, and may change in between (quirk Q8): a record can
lack the trailer that its length counts.
"""

from hiwater_impl.pipeline import tokens
from hiwater_impl.pipeline.chains import Chain, free
from hiwater_impl.pipeline.constants import (
    AUDITING,
    EVENT_SYSTEM_BOOT,
    FLAG_DONT_BLOCK,
    FLAG_OK,
    INIT_AUDIT,
    POLICY_SEQUENCE,
    POLICY_TRAILER,
    POLICY_ZONENAME,
    SEQUENCE_BYTES,
    TRAILER_BYTES,
    UNSET,
)
from hiwater_impl.pipeline.context import ZoneContext
from hiwater_impl.pipeline.enqueue import enqueue
from hiwater_impl.pipeline.memory import membuf
from hiwater_impl.pipeline.thread import AuditThread
from hiwater_impl.surroundings.surroundings import Time

_ADDRESS_TYPE_BYTES = 4


def close_time(
    thread: AuditThread, context: ZoneContext, body: Chain, flag: int, event: int, modifier: int, time: Time | None
) -> None:
    """Make the record and queue it, with the given time or that of queueing. It may sleep, and it may be dropped."""
    surroundings, zone = thread.surroundings, context.zone
    if not flag & FLAG_OK:
        free(thread, body)
        return
    if not _auditing(thread, context) and event != EVENT_SYSTEM_BOOT:
        free(thread, body)
        return
    byte_count, zonename = _count_bytes(thread, context, len(body.data))
    record = _header(thread, context, byte_count, event, modifier)
    time_offset = _time_offset(thread, context)
    if time is not None:
        record.write_in_first(time_offset, tokens.time_field(time, wide=thread.system.width == 64))
    record.pack(body)
    if zonename:
        membuf(thread, 325)
        record.pack_one(zonename)
    surroundings.read(thread, 330, "policy", zone)
    sequence_offset = None
    if context.policy & POLICY_SEQUENCE:
        membuf(thread, 332)
        sequence_offset = record.link_one(tokens.sequence()) + 1
    surroundings.read(thread, 347, "policy", zone)
    if context.policy & POLICY_TRAILER:
        membuf(thread, 348)
        record.pack_one(tokens.trailer(byte_count))
    enqueue(
        thread,
        context,
        record,
        time_offset if time is None else None,
        sequence_offset,
        wide=True,
        dont_block=flag & FLAG_DONT_BLOCK != 0,
    )
    surroundings.count(thread, 361, context, "totalsize", byte_count)


def _auditing(thread: AuditThread, context: ZoneContext) -> bool:
    """The cached state, or else the zone's, is AUDITING or INIT_AUDIT (audit_io.c:253-266)."""
    state = thread.cache
    if state == UNSET:
        thread.surroundings.read(thread, 254, "state", context.zone)
        state = context.state
    return not state & ~(AUDITING | INIT_AUDIT)


def _count_bytes(thread: AuditThread, context: ZoneContext, body: int) -> tuple[int, bytes]:
    """How long the record will be, and its zonename token, if it is to have one (audit_io.c:268-296)."""
    surroundings, zone = thread.surroundings, context.zone
    byte_count = body + tokens.HEADER_BYTES[thread.system.width]
    surroundings.read(thread, 277, "host valid", zone)
    if context.host_valid:
        surroundings.read(thread, 279, "info", zone)
        byte_count += _ADDRESS_TYPE_BYTES + context.host_type
    surroundings.read(thread, 284, "policy", zone)
    zonename = b""
    if context.policy & POLICY_ZONENAME:
        zonename = tokens.zonename(thread.system.own(thread).name)
        byte_count += len(zonename)
    surroundings.read(thread, 291, "policy", zone)
    if context.policy & POLICY_TRAILER:
        byte_count += TRAILER_BYTES
    surroundings.read(thread, 295, "policy", zone)
    if context.policy & POLICY_SEQUENCE:
        byte_count += SEQUENCE_BYTES
    return byte_count, zonename


def _header(thread: AuditThread, context: ZoneContext, byte_count: int, event: int, modifier: int) -> Chain:
    """The header; its address is that of the running thread's own context (audit_io.c:298-302, quirk Q34)."""
    system = thread.system
    thread.surroundings.read(thread, 299, "host valid", context.zone)
    if context.host_valid:
        membuf(thread, 300)
        address = system.own_or_global(thread).host_address
        data = tokens.extended_header(system.width, byte_count, event, modifier, address)
    else:
        membuf(thread, 302)
        data = tokens.header(system.width, byte_count, event, modifier)
    return Chain(data, [len(data)])


def _time_offset(thread: AuditThread, context: ZoneContext) -> int:
    """Where the time field is thought to be (audit_io.c:309-314)."""
    thread.surroundings.read(thread, 312, "host valid", context.zone)
    if not context.host_valid:
        return tokens.TIME_OFFSET
    thread.surroundings.read(thread, 314, "info", context.zone)
    return tokens.TIME_OFFSET + _ADDRESS_TYPE_BYTES + context.host_type
