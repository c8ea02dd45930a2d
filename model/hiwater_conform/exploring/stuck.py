"""States in which no thread can go on though the program has not ended: who waits for what, and what would free them.

Not good for: saying that a state is a defect. The queue has such states by design; a finding is named only where the
state itself shows it, and what came before may make it another one.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from hiwater_conform.exploring.program import ticks_to_next
from hiwater_conform.wire_values import Wire, thread_names
from hiwater_model.constants import AUDITING
from hiwater_model.draft import LOCK_FIELDS
from hiwater_model.machine import IDLE, Machine, Thread
from hiwater_model.relation import apply, enabled
from hiwater_model.steps import Answer, Run, Softcall, Step, Tick, TimerFires

_WRITER_SLEEPS: Final = (493, "write_cv")
_JUMPS: Final = 6
"""How often time passes: enough for a door to be asked again, for a leaving reader's timer, and for two kicks."""
_LONGEST: Final = 2_000


class Waiting(NamedTuple):
    """A thread that does not go on: its point, and the thread that holds the lock it wants, if any."""

    thread: str
    kind: str
    at: int | str | None
    what: str | None
    zone: int | None
    holder: str | None

    def __str__(self) -> str:
        holder = f", held by {self.holder}" if self.holder else ""
        return f"{self.thread} waits ({self.kind}) for {self.what} of zone {self.zone} at {self.at}{holder}"


class Stuck(NamedTuple):
    """One kind of stuck state."""

    waiting: tuple[Waiting, ...]
    readers: tuple[str, ...]
    """What each zone's audit state and output thread are like."""
    freed_by: str
    """`time`, `memory`, or `a call`: only a new daemon or the administrator."""
    findings: tuple[str, ...]
    """Findings that such a state is known by; empty if it fits none."""


class StuckStates(NamedTuple):
    """A kind of stuck state, how many there are, and a schedule that leads to one."""

    kind: Stuck
    states: int
    schedule: str

    def summary(self) -> dict[str, Wire]:
        """For a report and for --json."""
        kind = self.kind
        return {
            "states": self.states,
            "waiting": [str(waiting) for waiting in kind.waiting],
            "zones": list(kind.readers),
            "freed_by": kind.freed_by,
            "findings": list(kind.findings),
            "schedule": self.schedule,
        }


def stuck(machine: Machine) -> Stuck:
    """Tell the waits of a machine in which no thread can go on."""
    names = thread_names(machine.configuration)
    waiting = tuple(
        _waiting(machine, names, number) for number, thread in enumerate(machine.threads) if thread.wait is not IDLE
    )
    readers = tuple(
        f"zone {number}: state {zone.state}, {'a reader' if zone.active else 'no reader'}, "
        f"{'no door' if zone.door is None else 'a door'}"
        for number, zone in enumerate(machine.zones)
    )
    return Stuck(waiting, readers, freed_by(machine), tuple(sorted(set(_findings(machine)))))


def freed_by(machine: Machine) -> str:
    """Let time pass, every door answer 0, and see whether a user thread's call ends, or the machine stops."""
    waits = [thread.wait for thread in _users(machine)]
    if not machine.memory and any(wait.kind == "memory" for wait in waits):
        return "memory"
    later = machine
    for _ in range(_JUMPS):
        later = _until_quiet(later)
        if later.halted is not None or any(
            thread.wait is IDLE and wait is not IDLE for thread, wait in zip(_users(later), waits, strict=True)
        ):
            return "time"
        ahead = ticks_to_next(later)
        if ahead is None:
            break
        later = apply(later, Tick(ahead)).machine
    return "a call"


def _users(machine: Machine) -> tuple[Thread, ...]:
    return machine.threads[: machine.softint]


def _until_quiet(machine: Machine) -> Machine:
    """All that can go on does, with plain answers of the door."""
    for _ in range(_LONGEST):
        step = next((step for step in enabled(machine) if _is_plain(step)), None)
        if step is None:
            return machine
        machine = apply(machine, step).machine
    return machine


def _is_plain(step: Step) -> bool:
    if isinstance(step, Answer):
        return step.error == 0 and step.reply == 0
    return isinstance(step, Run | Softcall | TimerFires)


def _waiting(machine: Machine, names: tuple[str, ...], number: int) -> Waiting:
    wait = machine.threads[number].wait
    owner = None
    if wait.kind == "enter":
        owner = getattr(machine.zones[wait.zone or 0], LOCK_FIELDS[wait.what or ""])
    return Waiting(names[number], *wait[:4], None if owner is None else names[owner])


def _findings(machine: Machine) -> Iterator[str]:
    """By the state alone: a lost door (W6) looks like a daemon that is gone (W1)."""
    for thread in machine.threads:
        wait = thread.wait
        if wait.kind == "timed":
            yield "W4"
        if wait.kind == "join" and machine.threads[machine.reader(wait.zone or 0)].wait.kind == "asleep":
            yield "W7"
        if (wait.at, wait.what) != _WRITER_SLEEPS or wait.kind != "asleep":
            continue
        zone = machine.zones[wait.zone or 0]
        if zone.queue.count < zone.queue.high_water:
            if zone.queue.count > zone.queue.low_water and not zone.active:
                yield "W8"
            continue
        if zone.state != AUDITING:
            yield "W2"
        elif not zone.active:
            yield "W1 or W6"
