"""Rules of the queue's list: its count, its order, the numbers and lengths in its records, what is freed."""

import struct
from collections.abc import Iterator
from typing import Any, Final

from hiwater_check.stateful.moment import Moment
from hiwater_model.constants import (
    AUDITING,
    INIT_AUDIT,
    NO_AUDIT,
    POLICY_LOCAL,
    POLICY_PER_ZONE,
    POLICY_TRAILER,
)
from hiwater_model.events import Freed
from hiwater_model.membufs import Chain, size
from hiwater_model.steps import AuClose, Call, SetStatistics, Softcall, SyscallExit

_SEQUENCE_TOKEN: Final = 0x2F
_TRAILER: Final = b"\x13\xb1\x05"


def count_is_length(moment: Moment) -> Iterator[str]:
    """The count is the number of records in the list."""
    for number, _, zone in moment.zones:
        length = len(tuple(zone.queue.records.records()))
        if zone.queue.count != length or zone.queue.records.end - zone.queue.records.first != length:
            yield f"the count of zone {number} is {zone.queue.count}, and {length} records are queued"


def first_in_first_out(moment: Moment) -> Iterator[str]:
    """Records join at the tail and leave at the head; those in between stay what they are."""
    for number, old, new in moment.zones:
        before, after = old.queue.records, new.queue.records
        if before is after:
            continue
        if after.first < before.first or after.end < before.end:
            yield f"the records of zone {number} went from {before.first}-{before.end} to {after.first}-{after.end}"
        for record in range(max(before.first, after.first), min(before.end, after.end)):
            if before.at(record) != after.at(record):
                yield f"record {record} of zone {number} has changed while it was queued"


def settings_in_range(moment: Moment) -> Iterator[str]:
    """Marks, sizes, states and policy bits are such as the controls let through."""
    for number, _, zone in moment.zones:
        queue = zone.queue
        if not (0 <= queue.low_water < queue.high_water and queue.buffer_length >= 1 and queue.buffer_size >= 1):
            yield f"zone {number} has marks {queue.high_water}, {queue.low_water} and a buffer of {queue.buffer_size}"
        if zone.state not in (AUDITING, NO_AUDIT, INIT_AUDIT) or zone.policy & ~POLICY_LOCAL:
            yield f"zone {number} has state {zone.state} and policy {zone.policy:#x}"
        if not -(2**31) <= zone.sequence < 2**31:
            yield f"the sequence number of zone {number} is {zone.sequence}, which no 32 bits hold"


def sequence_without_gap(moment: Moment) -> Iterator[str]:
    """Sequence numbers grow by one with each record that carries one, in the order of the queue."""
    for zone in moment.zones:
        if zone.old.sequence == zone.new.sequence and not zone.appended:
            continue
        number = zone.old.sequence
        for record in zone.appended:
            following = (number + 1 + 2**31) % 2**32 - 2**31
            token = struct.pack(">Bi", _SEQUENCE_TOKEN, following)
            if any(membuf.startswith(token) for membuf in record):
                number = following
            elif _numbered(moment):
                yield f"a record of zone {zone.number} does not carry number {following}"
        if number != zone.new.sequence:
            yield f"zone {zone.number} counts {zone.new.sequence} records, and the last one carries {number}"


def _numbered(moment: Moment) -> bool:
    """The record that the actor queues has a place for its number."""
    frames = () if moment.actor < 0 else moment.before.threads[moment.actor].frames
    return moment.fine and any(getattr(frame, "sequence_membuf", None) is not None for frame in frames)


def records_know_their_length(moment: Moment) -> Iterator[str]:
    """A record closed in one step has the length that its header and trailer say; in several, policy may change."""
    step = moment.step
    if moment.fine or not (isinstance(step, Softcall) or _closes(step)):
        return
    own = moment.before.threads[moment.actor].zone if moment.before.policy & POLICY_PER_ZONE else 0
    for zone in moment.zones:
        if zone.number != own and zone.new.host_valid:
            continue
        for record in zone.appended:
            yield from _lengths(record, trailer=zone.new.policy & POLICY_TRAILER != 0)


def _closes(step: Any) -> bool:
    return isinstance(step, Call) and isinstance(step.arguments, AuClose | SyscallExit)


def _lengths(record: Chain, *, trailer: bool) -> Iterator[str]:
    length, whole = size(record), b"".join(record)
    (said,) = struct.unpack_from(">I", whole, 1)
    if said != length:
        yield f"a record has {length} bytes, and its header says {said}"
    if trailer and whole[-7:] != _TRAILER + struct.pack(">I", length):
        yield f"a record of {length} bytes ends with {whole[-7:].hex()}"


def freed_what_left(moment: Moment) -> Iterator[str]:
    """What has left the queue is freed, record by record, first to last, by who took it out."""
    if moment.stopped or moment.actor < 0:
        return
    freed = [event.lengths for event in moment.outcome.events if isinstance(event, Freed) and event.clause == "DEQ-06"]
    held = _detached(moment.before.threads[moment.actor].frames) if moment.was.at == 446 else []
    left = [record for zone in moment.zones for record in zone.removed]
    holds = _detached(moment.after.threads[moment.actor].frames) if moment.now.at == 446 else []
    if [tuple(map(len, record)) for record in held + left] != freed + [tuple(map(len, record)) for record in holds]:
        yield f"{len(held + left)} records were to be freed, and {len(freed)} were"


def _detached(frames: tuple[Any, ...]) -> list[Chain]:
    return [record for frame in frames for record in getattr(frame, "removed", ())]


def dropped_is_freed(moment: Moment) -> Iterator[str]:
    """Every record that the block drops is counted once, and freed; every lost asynchronous event is counted once."""
    if moment.stopped or (isinstance(moment.step, Call) and isinstance(moment.step.arguments, SetStatistics)):
        return
    counted = sum(zone.new.counters.dropped - zone.old.counters.dropped for zone in moment.zones) % 2**32
    freed = sum(isinstance(event, Freed) and event.clause == "ENQ-03" for event in moment.outcome.events)
    freed += (moment.now.at == 376) - (moment.was.at == 376)
    lost = sum(write[2] == "DROP-02" and "dropped" in write[3] for write in moment.outcome.writes)
    if counted != freed + lost:
        yield f"{counted} records are counted as dropped, {freed} freed, {lost} lost"
