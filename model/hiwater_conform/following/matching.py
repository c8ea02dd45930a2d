"""A line of the trace beside the line that the model makes: equal, or why not; and what the trace may add.

The trace alone knows times. A record, or a body handed to a softcall, takes its time from there.
"""

from hashlib import sha256
from typing import Any, Final, NamedTuple

from hiwater_conform.clauses import clause_registry
from hiwater_conform.following.candidate import Candidate, Made
from hiwater_conform.following.lines import APPENDED_AT, Line
from hiwater_conform.following.past import Past
from hiwater_conform.following.records import line_of_difference, newest, same_record, with_newest
from hiwater_conform.following.words import line_in_words, made_in_words
from hiwater_model.configuration import UNSPECIFIED
from hiwater_model.machine import Deferred, Machine, Wait
from hiwater_model.reader.doorio import DoorIo


class Refusal(NamedTuple):
    """Why a candidate cannot do a line: in words, and the clause that would be broken."""

    why: str
    clause: str | None


_QUEUE_FACTS: Final = ("count", "writers", "reader", "sequence")
_CLAUSES_OF_FACTS: Final[dict[tuple[int | str, str], str]] = {
    (403, "count"): "ENQ-07",
    (403, "sequence"): "ENQ-05",
    (446, "count"): "DEQ-03",
    (493, "writers"): "BLOCK-05",
    ("output:sleep", "reader"): "OUTPUT-04",
}


def refusal_of(made: Made, line: Line, name: str) -> Refusal | None:
    """Why the line is not the one that the model makes; None if it is. Bytes and times are looked at elsewhere."""
    facts = line.facts
    if made.event == line.event and all(facts.get(key) == made.facts[key] for key in _plain_keys(made)):
        return None
    return Refusal(f"{name} {made_in_words(made)} next", made.clause or None)


def _plain_keys(made: Made) -> tuple[str, ...]:
    return tuple(key for key in made.facts if key not in _LOOKED_AT)


_LOOKED_AT: Final = ("bytes", "softcall", "value")


def refusal_of_buffer(made: Made, line: Line, name: str, *, bytes_are_known: bool) -> Refusal | None:
    """The bytes of a buffer, or their digest. Of a record that was still being queued only the length is known."""
    payload = made.facts["bytes"]
    same = line.facts.get("bytes", payload) == payload
    same = same and line.facts.get("sha256", sha256(payload).hexdigest()) == sha256(payload).hexdigest()
    if same or (not bytes_are_known and len(line.facts.get("bytes", payload)) == len(payload)):
        return None
    return Refusal(f"{name} sends {payload.hex()} to the door", made.clause_of_bytes)


def refusal_of_facts(machine: Machine, wait: Wait, line: Line, name: str) -> Refusal | None:
    """Facts read under the queue lock, just before it is given up."""
    if wait.what not in ("queue lock", "write_cv", "read_cv"):
        return None
    zone = machine.zones[wait.zone or 0]
    queue = zone.queue
    for key, ours in zip(_QUEUE_FACTS, (queue.count, queue.writers, queue.reader, zone.sequence), strict=True):
        theirs = line.facts.get(key, ours)
        if ours != theirs:
            clause = _CLAUSES_OF_FACTS.get((wait.at or 0, key))
            return Refusal(f"{name} {line_in_words(line)} with {key} {ours}, not {theirs}", clause)
    return None


def clauses_of_facts(wait: Wait, line: Line) -> list[str]:
    """The clauses that wrote the facts which the line tells: they are shown if it is not refused.

    Not that of the sequence number, which moves under one policy only.
    """
    told = (key for key in _QUEUE_FACTS if key in line.facts and key != "sequence")
    found = (_CLAUSES_OF_FACTS.get((wait.at or 0, key)) for key in told)
    return [clause for clause in found if clause is not None]


def record_taken(candidate: Candidate, wait: Wait, line: Line, name: str) -> Candidate | Refusal:
    """The record that was just queued, with the time that the trace gives it."""
    machine, zone = candidate.machine, wait.zone or 0
    ours, theirs = newest(machine, zone), line.facts["record"]
    assert line.thread is not None
    frame = machine.threads[line.thread].frames[-1]
    if same_record(machine.configuration, ours, theirs, frame.time_offset):
        return candidate._replace(machine=with_newest(machine, zone, theirs))
    foreign = machine.threads[line.thread].function == "audit"
    blamed = None if foreign else line_of_difference(ours, theirs)
    clauses = () if blamed is None else clause_registry().at_line(blamed)
    return Refusal(f"{name} queues {[membuf.hex() for membuf in ours]}", clauses[0].identifier if clauses else "ENQ-06")


def softcall_taken(candidate: Candidate, made: Made, line: Line, name: str) -> Candidate | Refusal:
    """The softcall joins the others now, in the order of the lines, with the time that the trace gives it."""
    ours, theirs = made.facts["softcall"], line.facts["softcall"]
    machine = candidate.machine
    clock = (machine.configuration.seconds, machine.configuration.nanoseconds)
    same_kind = (ours is None) == (theirs is None)
    if not same_kind or not (ours is None or _same_entry(ours, theirs, clock)):
        return Refusal(f"{name} {made_in_words(made)} next", made.clause)
    entries = list(machine.softcalls)
    mine = max(number for number, entry in enumerate(entries) if entry == (None if ours is None else Deferred(*ours)))
    del entries[mine]
    entries.append(None if theirs is None else Deferred(*theirs))
    return candidate._replace(machine=machine._replace(softcalls=tuple(entries)))


def _same_entry(ours: Any, theirs: Any, clock: tuple[int, int]) -> bool:
    same_time = ours[3] in (theirs[3], clock)
    return same_time and (*ours[:3], ours[4]) == (*theirs[:3], theirs[4])


def refusal_of_value(made: Made, value: Any, name: str) -> Refusal | None:
    """What a call gave back."""
    if made.facts["value"] in (value, UNSPECIFIED):
        return None
    return Refusal(f"{name} {made_in_words(made)}", made.clause)


def bytes_are_known(candidate: Candidate, thread: int, zone: int, past: Past) -> bool:
    """Whether the record that is being sent has been shown by a line, or is no record."""
    sending = next((one for one in candidate.machine.threads[thread].frames if isinstance(one, DoorIo)), None)
    if sending is None:
        return True
    record = sending.record if sending.finished is None else sending.finished
    return record is None or record < past.told[zone]


def appends(wait: Wait) -> bool:
    """The point at which the queue is left with a record more."""
    return wait.at == APPENDED_AT
