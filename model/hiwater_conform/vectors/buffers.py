"""Vectors of the daemon: sequences of buffers, good and bad, with what it must make of them and what it must toss.

No run of a right queue has the bad ones. Each that tosses something has its forbidden outcome beside it: what a daemon
that keeps it would deliver.
"""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from hiwater_conform.wire_values import NotThisForm, bytes_from_wire, fields_of, list_of, number
from hiwater_model.constants import COMPLETE, FIRST, LAST, MESSAGE_POLICY, MIDDLE, NOTIFY
from hiwater_model.neighbours.daemon import Daemon, receive

MADE_WHOLE: Final = "DAEMON-01"
TOSSED: Final = "DAEMON-02"
_UNKNOWN: Final = 7
_SHUTDOWN: Final = 2
_KEYS: Final = ("id", "title", "clauses", "buffers", "records", "tossed", "forbidden")


class Buffer(NamedTuple):
    """What comes through the door at once."""

    type: int
    payload: bytes


class Tossed(NamedTuple):
    """Bytes that come to nothing."""

    why: str
    payload: bytes


class Outcome(NamedTuple):
    """The records that a daemon delivers, in order, and what it tosses."""

    records: tuple[bytes, ...]
    tossed: tuple[Tossed, ...]


class BuffersVector(NamedTuple):
    """A sequence of buffers on one connection, and what must come of it."""

    id: str
    title: str
    clauses: tuple[str, ...]
    buffers: tuple[Buffer, ...]
    outcome: Outcome
    forbidden: tuple[bytes, ...] | None
    """Records that no right daemon delivers for these buffers."""


def outcome_of(buffers: tuple[Buffer, ...]) -> Outcome:
    """What the model's daemon makes of buffers that come one after another."""
    daemon, records, tossed = Daemon(), list[bytes](), list[Tossed]()
    for buffer in buffers:
        received = receive(daemon, buffer.type, buffer.payload)
        daemon = received.daemon
        tossed += [Tossed(why, payload) for why, payload in received.tossed]
        records += [] if received.record is None else [received.record]
    return Outcome(tuple(records), tuple(tossed))


def buffers_vectors() -> Iterator[BuffersVector]:
    """All of them, in order."""
    for place, (title, buffers, forbidden) in enumerate(_sequences(), start=1):
        outcome = outcome_of(buffers)
        clause = TOSSED if outcome.tossed else MADE_WHOLE
        yield BuffersVector(f"buffers-{place:02d}", title, (clause,), buffers, outcome, forbidden)


def vector_to_wire(vector: BuffersVector) -> dict[str, Any]:
    """The vector as it stands in a line of the file."""
    wire = {
        "id": vector.id,
        "title": vector.title,
        "clauses": list(vector.clauses),
        "buffers": [{"type": one.type, "bytes": one.payload.hex()} for one in vector.buffers],
        "records": [record.hex() for record in vector.outcome.records],
        "tossed": [{"why": one.why, "bytes": one.payload.hex()} for one in vector.outcome.tossed],
        "forbidden": None if vector.forbidden is None else [record.hex() for record in vector.forbidden],
    }
    assert tuple(wire) == _KEYS
    return wire


def vector_from_wire(value: Any) -> BuffersVector:
    """The vector of a line. Raises NotThisForm."""
    name, title, clauses, buffers, records, tossed, forbidden = fields_of("buffers vector", value, _KEYS)
    if not all(isinstance(one, str) and one for one in (name, title, *list_of("clauses", clauses))):
        raise NotThisForm("buffers vector", "an id, a title and clauses that are texts")
    pairs = [fields_of("buffer", one, ("type", "bytes")) for one in list_of("buffers", buffers)]
    lost = [fields_of("tossed", one, ("why", "bytes")) for one in list_of("tossed", tossed)]
    return BuffersVector(
        name,
        title,
        tuple(clauses),
        tuple(Buffer(number("type", kind), bytes_from_wire(payload)) for kind, payload in pairs),
        Outcome(_records(records), tuple(Tossed(str(why), bytes_from_wire(payload)) for why, payload in lost)),
        None if forbidden is None else _records(forbidden),
    )


def problem_of_buffers(vector: BuffersVector) -> str | None:
    """What is wrong with a vector, held against the model's daemon; None if nothing is."""
    outcome = outcome_of(vector.buffers)
    if vector.outcome != outcome:
        return "its records or what is tossed are not those of the model's daemon"
    if vector.clauses != ((TOSSED,) if outcome.tossed else (MADE_WHOLE,)):
        return "it is not of the clause that it names"
    return "the forbidden records are the right ones" if vector.forbidden == outcome.records else None


def _records(value: Any) -> tuple[bytes, ...]:
    return tuple(bytes_from_wire(one) for one in list_of("records", value))


def _record(text: bytes) -> bytes:
    """A record of a plain 64-bit header and one text token."""
    length = 26 + 3 + len(text) + 1
    header = b"\x74" + length.to_bytes(4) + b"\2" + (6).to_bytes(2) + bytes(2) + (1_000_000_000).to_bytes(8) + bytes(8)
    return header + b"\x28" + (len(text) + 1).to_bytes(2) + text + b"\0"


_ONE: Final = _record(b"the first of two records")
_TWO: Final = _record(b"another")
_A, _B, _C, _D = _ONE[:26], _ONE[26:30], _ONE[30:40], _ONE[40:]
_POLICY: Final = Buffer(NOTIFY | MESSAGE_POLICY, (1).to_bytes(4, "little"))
_Sequence = tuple[str, tuple[Buffer, ...], tuple[bytes, ...] | None]


def _sequences() -> Iterator[_Sequence]:
    first, middle, more, last = Buffer(FIRST, _A), Buffer(MIDDLE, _B), Buffer(MIDDLE, _C), Buffer(LAST, _D)
    whole, other = Buffer(COMPLETE, _ONE), Buffer(COMPLETE, _TWO)
    rest = Buffer(LAST, _ONE[26:])
    second = Buffer(FIRST, _TWO[:26]), Buffer(LAST, _TWO[26:])
    short = Buffer(FIRST, b"\x74\0\0\0\x18" + bytes(5))
    yield "Nothing has come.", (), (_ONE,)
    yield "A record in one piece.", (whole,), ()
    yield "Two records, each in one piece.", (whole, other), (_TWO, _ONE)
    yield "A record in two pieces.", (first, rest), (_A, _ONE[26:])
    yield "A record in four pieces.", (first, middle, more, last), (_ONE[:40],)
    yield "A record in pieces between two whole ones.", (other, first, middle, more, last, other), (_TWO, _TWO)
    yield "A policy message amid a record changes nothing of it.", (first, _POLICY, rest), (_TWO,)
    yield "A last piece alone.", (last,), (_D,)
    yield "A middle piece alone.", (middle,), (_B,)
    yield "A last piece behind a whole record.", (whole, last), (_ONE, _D)
    yield "A record is left unfinished by a whole one.", (first, middle, other), (_A + _B, _TWO)
    yield "The same record is sent again from its first byte.", (first, middle, first, rest), (_A + _B, _ONE)
    yield "A record is left unfinished by the beginning of another.", (first, *second), (_A, _TWO)
    yield "A first piece that is as long as its header says.", (Buffer(FIRST, _ONE),), (_ONE,)
    yield "A first piece that is longer than its header says.", (Buffer(FIRST, _TWO + b"\0"),), (_TWO,)
    yield "A first piece without a header.", (Buffer(FIRST, _D), last), (_D + _D,)
    yield "A first piece whose header claims fewer bytes than any has.", (short,), None
    yield "More comes than the header says.", (first, rest, Buffer(LAST, b"\0")), (_ONE + b"\0",)
    yield "A middle piece goes beyond the header's length.", (first, Buffer(MIDDLE, _ONE[26:] + b"\0"), last), (_ONE,)
    yield "A middle piece that brings the last byte ends nothing.", (first, Buffer(MIDDLE, _ONE[26:])), (_ONE,)
    yield "A whole record without any header is taken.", (Buffer(COMPLETE, b"\1"),), ()
    for kind, word in ((COMPLETE, "complete"), (FIRST, "first"), (MIDDLE, "middle"), (LAST, "last")):
        yield f"An empty buffer of type {word}.", (Buffer(kind, b""),), (b"",)
    yield "An empty last piece amid a record: the record goes on.", (first, Buffer(LAST, b""), rest), (_A,)
    yield "A message that is nothing but its type.", (Buffer(NOTIFY | _SHUTDOWN, b""), whole), ()
    yield "A message that nobody knows.", (Buffer(NOTIFY | _UNKNOWN, b"\1"), whole), (b"\1", _ONE)
    yield "A type that nobody knows counts as last.", (first, Buffer(_UNKNOWN, _ONE[26:])), ()
    yield "A type that nobody knows, without a beginning.", (Buffer(_UNKNOWN, _D),), (_D,)
