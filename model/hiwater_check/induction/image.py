"""The counted queue that a machine of the model is an image of, and that each step of the model is a step of it.

A thread inside the queue lock counts as far as it has come: a writer that has raised wt_block is asleep though it has
the lock, and so is the output thread that has set rd_block. A step is several of the abstraction, at most: a blocking
one does what its thread does until it waits. Not good for: queues of zones but the one that is asked for.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from hiwater_check.induction.protocol import ACTIONS, Counted, initial, may_set_marks, set_marks
from hiwater_model.asynchronous.backend import AsyncBlock, Backend
from hiwater_model.configuration import Granularity
from hiwater_model.machine import Machine, Thread, Wait
from hiwater_model.producers.enqueue import Enqueue
from hiwater_model.steps import Step

_CLOSING: Final = (872, 875)
_ABOUT_TO_REST: Final = (("count", "output:rblocked"), ("wait", "output:sleep"))
_FINE_STEPS: Final = 2
"""A woken writer stops counting and queues its record in one; an output thread rises and finds the queue empty."""
_BLOCKING_STEPS: Final = 12


def image(machine: Machine, zone: int = 0) -> Counted:
    """The zone's queue with its threads counted. The one softint thread is the global zone's one backend."""
    queue = machine.zones[zone].queue
    waits = [thread.wait for thread in machine.threads]
    sleeping = len(queue.sleeping_writers) + sum(_is_at(wait, "wait", 493, zone) for wait in waits)
    reader = machine.threads[machine.reader(zone)].wait
    reader_asleep = bool(queue.sleeping_readers) or (reader.kind, reader.at) in _ABOUT_TO_REST
    return Counted(
        high=queue.high_water,
        low=queue.low_water,
        queued=queue.count,
        writers=queue.writers,
        asleep=sleeping,
        woken=sum(_is_at(wait, "enter", 493, zone) for wait in waits),
        reader=queue.reader,
        reader_asleep=int(reader_asleep),
        reader_woken=int((reader.kind, reader.at) == ("enter", "output:sleep")),
        in_flight=int(zone == 0 and _in_flight(machine.threads[machine.softint])),
        backends=int(zone == 0),
        enqueued=queue.records.end,
        removed=queue.records.first,
    )


def start_problem(machine: Machine) -> str | None:
    """Why a machine that nothing has happened to is no beginning of the abstraction, in some zone; None if it is."""
    wrong = [zone for zone in range(len(machine.zones)) if not initial(image(machine, zone))]
    return f"zone {wrong[0]}: {image(machine, wrong[0])} is no beginning of the counted queue" if wrong else None


def edge_problem(before: Machine, step: Step, after: Machine) -> str | None:
    """Why a step of the model is none of the abstraction, in some zone; None if it is."""
    if before.halted is not None or after.halted is not None:
        return None
    fine = before.configuration.granularity is Granularity.FINE
    for zone in range(len(before.zones)):
        one, other = image(before, zone), image(after, zone)
        if one != other and not _reaches(one, other, _FINE_STEPS if fine else _BLOCKING_STEPS):
            return f"zone {zone}, {type(step).__name__}: {_told(one, other)} is no step of the counted queue"
    return None


def _is_at(wait: Wait, kind: str, at: int, zone: int) -> bool:
    return wait.at == at and wait.kind == kind and wait.zone == zone


def _in_flight(thread: Thread) -> bool:
    """A backend found room, and its record is not queued yet, nor lost."""
    frames = thread.frames
    if not frames or not isinstance(frames[0], Backend):
        return False
    if any(isinstance(frame, AsyncBlock) for frame in frames):
        return thread.wait.at == 519
    if frames[0].at not in _CLOSING or len(frames) == 1:
        return False
    return thread.wait.at == 372 if isinstance(frames[-1], Enqueue) else thread.wait.at != 361


@lru_cache(maxsize=100_000)
def _reaches(one: Counted, other: Counted, steps: int) -> bool:
    """Whether some steps of the abstraction lead from one to the other, breadth first, nearer ones first."""
    seen, front = {one}, [one]
    for _ in range(steps):
        reached = {after for state in front for after in _next(state, other) if _on_the_way(after, other)}
        if other in reached:
            return True
        front = list(reached - seen)
        seen |= reached
    return False


def _next(state: Counted, wanted: Counted) -> Iterator[Counted]:
    for action in ACTIONS:
        if action.may(state):
            yield action.does(state)
    marks = (wanted.high, wanted.low)
    if marks != (state.high, state.low) and may_set_marks(state, *marks):
        yield set_marks(state, *marks)


def _on_the_way(state: Counted, wanted: Counted) -> bool:
    """Records are queued and removed for good: beyond what is wanted there is no way back."""
    return state.enqueued <= wanted.enqueued and state.removed <= wanted.removed


def _told(one: Counted, other: Counted) -> str:
    changed = [
        f"{name} {old} -> {new}" for name, old, new in zip(Counted._fields, one, other, strict=True) if old != new
    ]
    return ", ".join(changed)
