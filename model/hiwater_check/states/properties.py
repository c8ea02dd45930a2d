"""What must hold in every state and at every step, each in a sentence, with the clauses that it rests on.

A property of steps is looked at once for each step that can be told from others; one of states at every state. Not good
for: what a scope does not reach. Each property has a planted fault that breaks it (`tests/formal/states`).
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from hiwater_check.states.local import Taken
from hiwater_check.states.pipe import Pipe, advance
from hiwater_check.states.search import RAISES
from hiwater_conform.exploring.program import Program
from hiwater_model.draft import LOCK_FIELDS
from hiwater_model.machine import IDLE, Machine, Thread
from hiwater_model.steps import AsyncEvent, SetQueueControl, Step


class Property(NamedTuple):
    """A sentence and its clauses."""

    sentence: str
    clauses: tuple[str, ...]


PROPERTIES: Final = {
    RAISES: Property("Every step that is offered can be taken.", ()),
    "count": Property("A queue's count is the number of its records.", ("ENQ-07", "DEQ-03")),
    "first in, first out": Property("Records join at the tail and leave at the head, unchanged.", ("ENQ-06", "DEQ-02")),
    "sequence": Property("Records are numbered in the order of the queue, without a gap.", ("ENQ-05",)),
    "nothing vanishes": Property(
        "A record begun is queued, freed, or in the hand of exactly one thread or softcall.", ("RECORD-16", "DEFER-05")
    ),
    "losses are counted": Property(
        "A record freed unsent is counted as dropped, but for those that nobody wanted (auditing off, no AU_OK).",
        ("BLOCK-02", "DROP-02"),
    ),
    "counters": Property("At rest, enqueue and written have counted every record.", ("ENQ-10", "DEQ-07")),
    "drops when full alone": Property("A drop finds the queue at high water.", ("ENQ-03", "ABLOCK-01")),
    "drops by policy alone": Property(
        "A sync drop has CNT, or a state that is not AUDITING, behind it.", ("BLOCK-01",)
    ),
    "halts by policy alone": Property(
        "The machine halts for a lost event if AHLT says so and the daemon has run, and then always.", ("DROP-02",)
    ),
    "bound": Property("No more than high water and the events of the program are queued.", ("ENQ-03", "ABLOCK-01")),
    "buffer types": Property("Buffer types follow (COMPLETE or FIRST MIDDLE* LAST)*.", ("TABLE-01", "TABLE-02")),
    "buffer sizes": Property("FIRST and MIDDLE fill the buffer, COMPLETE and LAST are not empty.", ("IO-04", "IO-07")),
    "the same buffer again": Property("A door that was too busy is asked the same thing again.", ("DOOR-04",)),
    "whole at the door": Property(
        "A record leaves the queue only after the daemon took all its bytes, in order, after the last failure.",
        ("IO-08", "IO-09", "DEQ-02"),
    ),
    "freed after its upcall": Property("The reader frees what has left the queue, once.", ("DEQ-06",)),
    "locks": Property("A lock has one owner, who is not idle and does not sleep on its queue.", ("LOCK-01",)),
    "waiting writers": Property(
        "wt_block is the number of writers that sleep or were woken and have not run.", ("BLOCK-04", "BLOCK-05")
    ),
    "sleepers": Property("Who sleeps is on its condition's list, and nobody else.", ("LOCK-02",)),
    "no writer sleeps at low water": Property(
        "While the marks are fixed, a writer sleeps above low water alone.", ("DEQ-05",)
    ),
    "no reader sleeps above low water": Property(
        "While the marks are fixed, the reader sleeps at low water or below alone.", ("ENQ-08",)
    ),
}
"""By name, in the order of a table."""
_MID_STEP: Final = frozenset({"exit", "count", "sync", "read", "write", "wait"})
_WRITER_SLEEPS: Final = 493
_READER_SLEEPS: Final = "output:sleep"


class Properties:
    """Watches all of them in a program; see `search.Watch`."""

    def __init__(self, program: Program) -> None:
        calls = [call for thread in program.calls for call in thread]
        self._marks_fixed = not any(isinstance(call, SetQueueControl) for call in calls)
        self._events = sum(isinstance(call, AsyncEvent) for call in calls)

    def first(self, machine: Machine) -> tuple[Pipe, ...]:
        """Nothing has happened yet."""
        return (Pipe(),) * len(machine.zones)

    def step(self, past: tuple[Pipe, ...], step: Step, taken: Taken) -> tuple[tuple[Pipe, ...], tuple[str, ...]]:
        """The pipes of all zones one step later."""
        if taken.after.halted == "undefined":
            return past, ()
        found = [advance(pipe, number, step, taken) for number, pipe in enumerate(past)]
        return tuple(one.pipe for one in found), tuple(name for one in found for name in one.broken)

    def state(self, past: tuple[Pipe, ...], machine: Machine) -> tuple[str, ...]:
        """What a state breaks; a halted machine stopped in the middle of a step."""
        if machine.halted is not None:
            return ()
        broken = [*self._queues(machine), *_locks(machine), *_sleepers(machine)]
        if not any(thread.wait.kind in _MID_STEP for thread in machine.threads):
            broken += _at_rest(past, machine)
        return tuple(broken)

    def _queues(self, machine: Machine) -> Iterator[str]:
        for zone in machine.zones:
            queue = zone.queue
            if queue.count != len(tuple(queue.records.records())):
                yield "count"
            if not self._marks_fixed:
                continue
            if queue.count > queue.high_water + self._events:
                yield "bound"
            if queue.sleeping_writers and queue.count <= queue.low_water:
                yield "no writer sleeps at low water"
            if queue.sleeping_readers and queue.count > queue.low_water:
                yield "no reader sleeps above low water"


def _locks(machine: Machine) -> Iterator[str]:
    for zone in machine.zones:
        for lock in LOCK_FIELDS.values():
            owner = getattr(zone, lock)
            if owner is not None and machine.threads[owner].wait.kind in ("idle", "asleep"):
                yield "locks"


def _sleepers(machine: Machine) -> Iterator[str]:
    for number, zone in enumerate(machine.zones):
        queue = zone.queue
        if queue.writers != sum(_sleeps_or_woken(thread, number) for thread in machine.threads):
            yield "waiting writers"
        for listed, place in ((queue.sleeping_writers, _WRITER_SLEEPS), (queue.sleeping_readers, _READER_SLEEPS)):
            asleep = [
                name
                for name, thread in enumerate(machine.threads)
                if thread.wait[:2] == ("asleep", place) and thread.wait.zone == number
            ]
            if sorted(listed) != asleep:
                yield "sleepers"


def _sleeps_or_woken(thread: Thread, zone: int) -> bool:
    return thread.wait.at == _WRITER_SLEEPS and thread.wait.zone == zone


def _at_rest(past: tuple[Pipe, ...], machine: Machine) -> Iterator[str]:
    """With no thread in the middle of a step all is counted, and every record has its place."""
    if any(pipe.enqueued or pipe.written for pipe in past):
        yield "counters"
    if any(pipe.lost for pipe in past):
        yield "losses are counted"
    in_hand = len(machine.softcalls) + (machine.threads[machine.softint].wait is not IDLE)
    in_hand += sum(thread.wait is not IDLE and thread.function == "au_close" for thread in machine.threads)
    if in_hand != sum(pipe.in_hand for pipe in past):
        yield "nothing vanishes"
