"""au_close_time: a chain of tokens becomes a record: header, body, zonename, sequence, trailer (audit_io.c:225-362).

Clauses RECORD-01 to RECORD-17. Policy and host address are read again and again without a lock; each read is a point,
so what they say may change between them (quirk Q8).
"""

from typing import NamedTuple

from hiwater_model import tokens
from hiwater_model.citation import implements
from hiwater_model.constants import (
    FLAG_DONT_BLOCK,
    FLAG_OK,
    POLICY_SEQUENCE,
    POLICY_TRAILER,
    POLICY_ZONENAME,
    SEQUENCE_TOKEN_BYTES,
    TRAILER_TOKEN_BYTES,
    UNSET,
)
from hiwater_model.decisions import closes_a_record, header_bytes
from hiwater_model.draft import Draft, point, returned
from hiwater_model.machine import Time
from hiwater_model.membufs import Chain, link, pack, size, write_at
from hiwater_model.producers import enqueue


class CloseTime(NamedTuple):
    """au_close_time in progress. `chain` is the body until the header is made, then the record."""

    at: int | str
    zone: int
    chain: Chain
    flag: int
    event: int
    modifier: int
    time: Time | None
    byte_count: int = 0
    zone_length: int = 0
    header: Chain = ()
    time_offset: int | None = None
    """Where in the first membuf the queue is to write the time; None: it is written already."""
    sequence_membuf: int | None = None


def begin(
    draft: Draft, zone: int, chain: Chain, flag: int, event: int, modifier: int, time: Time | None, why: str
) -> None:
    """Toss what is not to be written, then ask whether auditing is on. `why` is the clause that closes the record."""
    draft.clause = "RECORD-01"
    if flag & FLAG_OK == 0:
        draft.free(chain, "RECORD-01")
        draft.resume()
        return
    frame = CloseTime(254, zone, chain, flag, event, modifier, time)
    draft.stack.append(frame)
    if draft.thread.cache == UNSET:
        draft.park("read", 254, "state", zone, why=why)
    else:
        _gate(draft, frame, draft.thread.cache, why)


@point(254, "RECORD-02")
def state_read(draft: Draft, frame: CloseTime) -> None:
    """The thread has no state cached, so the zone's is in force."""
    _gate(draft, frame, draft.zones[frame.zone].state, "RECORD-03")


def _gate(draft: Draft, frame: CloseTime, state: int, why: str) -> None:
    draft.clause = "RECORD-03"
    if not closes_a_record(state, frame.event):
        draft.free(frame.chain, "RECORD-03")
        draft.give()
        return
    body = size(frame.chain)
    width = draft.before.configuration.width
    draft.keep(frame, byte_count=body + header_bytes(tokens.time_bytes(width)))
    draft.park("read", 277, "host valid", frame.zone, why=why)


@point(277, "RECORD-05")
def host_valid_counted(draft: Draft, frame: CloseTime) -> None:
    """A valid host address makes the header longer."""
    if draft.zones[frame.zone].host_valid:
        draft.park("read", 279, "info", frame.zone)
    else:
        draft.park("read", 284, "policy", frame.zone, why="RECORD-05")


@point(279, "RECORD-05")
def host_counted(draft: Draft, frame: CloseTime) -> None:
    """By its type and its bytes, 4 or 16."""
    draft.keep(frame, byte_count=frame.byte_count + 4 + draft.zones[frame.zone].host_type)
    draft.park("read", 284, "policy", frame.zone)


@point(284, "RECORD-06")
def zonename_counted(draft: Draft, frame: CloseTime) -> None:
    """Policy ZONENAME is read once: the length decides later whether the token is made."""
    if draft.zones[frame.zone].policy & POLICY_ZONENAME:
        length = len(tokens.zonename(_zone_name(draft)))
        draft.keep(frame, byte_count=frame.byte_count + length, zone_length=length)
    draft.park("read", 291, "policy", frame.zone)


@point(291, "RECORD-07")
def trailer_counted(draft: Draft, frame: CloseTime) -> None:
    """Policy TRAIL, first read."""
    if draft.zones[frame.zone].policy & POLICY_TRAILER:
        draft.keep(frame, byte_count=frame.byte_count + TRAILER_TOKEN_BYTES)
    draft.park("read", 295, "policy", frame.zone)


@point(295, "RECORD-08")
def sequence_counted(draft: Draft, frame: CloseTime) -> None:
    """Policy SEQ, first read."""
    if draft.zones[frame.zone].policy & POLICY_SEQUENCE:
        draft.keep(frame, byte_count=frame.byte_count + SEQUENCE_TOKEN_BYTES)
    draft.park("read", 299, "host valid", frame.zone)


@point(299, "RECORD-09")
def header_chosen(draft: Draft, frame: CloseTime) -> None:
    """The host address is asked for again: now it decides the kind of header."""
    at = 300 if draft.zones[frame.zone].host_valid else 302
    draft.park("memory", at, "membuf", None, why="RECORD-09")


@point(300, "TOKEN-02")
def extended_header_made(draft: Draft, frame: CloseTime) -> None:
    """The builder takes the address of the running thread's own context, whatever zone is closed into (quirk Q34)."""
    _header_made(draft, frame, draft.zones[draft.own_or_global()].host_address)


@point(302, "TOKEN-01")
def header_made(draft: Draft, frame: CloseTime) -> None:
    """A header without address."""
    _header_made(draft, frame, None)


def _header_made(draft: Draft, frame: CloseTime, host: bytes | None) -> None:
    width = draft.before.configuration.width
    header = tokens.header(width, frame.byte_count, frame.event, frame.modifier, host)
    draft.keep(frame, header=(header,))
    draft.park("read", 312, "host valid", frame.zone)


@point(312, "RECORD-10")
def time_placed(draft: Draft, frame: CloseTime) -> None:
    """The third read of the host address: where the time field is thought to be."""
    if draft.zones[frame.zone].host_valid:
        draft.park("read", 314, "info", frame.zone)
    else:
        _time_filled(draft, frame, 10)


@point(314, "RECORD-10")
def time_placed_behind_host(draft: Draft, frame: CloseTime) -> None:
    """Behind the address, by the type that is stored now."""
    _time_filled(draft, frame, 14 + draft.zones[frame.zone].host_type)


@implements("RECORD-11", "RECORD-12")
def _time_filled(draft: Draft, frame: CloseTime, offset: int) -> None:
    header = frame.header
    if frame.time is not None:
        wide = draft.before.configuration.width == 64
        header = write_at(header, 0, offset, tokens.time_field(frame.time, wide))
    time_offset = offset if frame.time is None else None
    draft.keep(frame, chain=pack(header, frame.chain), header=(), time_offset=time_offset)
    if frame.zone_length > 0:
        draft.park("memory", 325, "membuf", None)
    else:
        draft.park("read", 330, "policy", frame.zone, why="RECORD-13")


@point(325, "RECORD-13")
def zonename_appended(draft: Draft, frame: CloseTime) -> None:
    """The zonename token, packed: that of the thread that closes."""
    draft.keep(frame, chain=pack(frame.chain, (tokens.zonename(_zone_name(draft)),)))
    draft.park("read", 330, "policy", frame.zone)


@point(330, "RECORD-14")
def sequence_wanted(draft: Draft, frame: CloseTime) -> None:
    """Policy SEQ, second read: is there a sequence token?"""
    if draft.zones[frame.zone].policy & POLICY_SEQUENCE:
        draft.park("memory", 332, "membuf", None)
    else:
        draft.park("read", 347, "policy", frame.zone, why="RECORD-14")


@point(332, "RECORD-14")
def sequence_appended(draft: Draft, frame: CloseTime) -> None:
    """The sequence token is linked, so that it begins a membuf and its number can be found."""
    chain = link(frame.chain, (tokens.sequence(),))
    draft.keep(frame, chain=chain, sequence_membuf=len(chain) - 1)
    draft.park("read", 347, "policy", frame.zone)


@point(347, "RECORD-15")
def trailer_wanted(draft: Draft, frame: CloseTime) -> None:
    """Policy TRAIL, second read: is there a trailer?"""
    if draft.zones[frame.zone].policy & POLICY_TRAILER:
        draft.park("memory", 348, "membuf", None)
    else:
        _enqueued(draft, frame)


@point(348, "RECORD-15")
def trailer_appended(draft: Draft, frame: CloseTime) -> None:
    """The trailer repeats the length that was counted first."""
    _enqueued(draft, frame._replace(chain=pack(frame.chain, (tokens.trailer(frame.byte_count),))))


def _enqueued(draft: Draft, frame: CloseTime) -> None:
    draft.keep(frame, at=357)
    enqueue.begin(
        draft,
        frame.zone,
        frame.chain,
        frame.time_offset,
        frame.sequence_membuf,
        wide=draft.before.configuration.width == 64,
        dont_block=frame.flag & FLAG_DONT_BLOCK != 0,
    )


@returned(357, "RECORD-16")
def queued_or_dropped(draft: Draft, frame: CloseTime, _value: None) -> None:
    """Bytes are counted whether the record was queued or not (quirk Q2)."""
    draft.park("count", 361, "totalsize", frame.zone, frame.byte_count)


@point(361, "RECORD-17")
def bytes_counted(draft: Draft, _frame: CloseTime) -> None:
    """The record is closed."""
    draft.give()


def _zone_name(draft: Draft) -> bytes:
    return draft.before.configuration.zones[draft.thread.zone].name
