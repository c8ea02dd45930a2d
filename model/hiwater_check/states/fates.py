"""How a run ends once its program is over and only time and plain answers of the door are left: well, or in which hang.

Each hang is known by what the last machine looks like, and has a finding; an end that fits none is told as unknown, and
fails. Not good for: telling W1 from W6 where a daemon both went and came: the machine does not remember.
"""

from collections.abc import Iterator
from typing import Final

from hiwater_conform.exploring.program import Position, Program, ticks_to_next
from hiwater_model.constants import AUDITING, INIT_AUDIT
from hiwater_model.machine import IDLE, Machine, Zone
from hiwater_model.relation import apply, enabled
from hiwater_model.steps import Answer, Auditdoor, Run, Softcall, Step, Tick, TimerFires

JUMPS: Final = 6
"""How often time passes: enough for a busy door, a leaving reader's timer, and two kicks."""
WELL: Final[tuple[str, ...]] = ()
UNKNOWN: Final = "unknown"
HANGS: Final = {
    "halted": "The machine was stopped for a lost event.",
    "undefined": "The C has no defined next act: a door that was gone was called (Q14).",
    "W1": "A writer sleeps at a full queue: auditing is on, and no output thread is there.",
    "W1 or W6": "The same where a daemon had come: it has gone again, or its door was lost.",
    "W2": "A writer sleeps at a full queue: auditing is off, and its thread knows it as on.",
    "W7": "A shutdown waits for an output thread that sleeps.",
    "W8": "A writer sleeps although there is room: the daemon has gone with the queue between its marks.",
    "W9": "Records wait though auditing is on: the output thread sleeps, and no kick is armed.",
    "Q33": "Records wait: auditing is off and the output thread has left.",
    "Q31": "Records wait: auditing is off, and the output thread sleeps.",
    "no daemon": "Records wait for a daemon: none has come yet, or the last one has gone.",
}
"""What an end can be known by, with a sentence; letters and numbers are those of the findings, N of new ones."""


def fate(program: Program, machine: Machine, position: Position) -> tuple[str, ...]:
    """What becomes of a machine whose program is over; nothing if every call ends and every record is delivered."""
    if machine.halted is not None:
        return ("undefined" if machine.halted == "undefined" else "halted",)
    return tuple(sorted(set(_hangs(program, settled(machine), position))))


def settled(machine: Machine) -> Machine:
    """The machine after time has passed often enough, every door answering 0 at once."""
    machine = _until_quiet(machine)
    for _ in range(JUMPS):
        ahead = ticks_to_next(machine)
        if ahead is None or machine.halted is not None:
            break
        machine = _until_quiet(apply(machine, Tick(ahead)).machine)
    return machine


def _until_quiet(machine: Machine) -> Machine:
    while (step := next(filter(_is_plain, enabled(machine)), None)) is not None:
        machine = apply(machine, step).machine
    return machine


def _is_plain(step: Step) -> bool:
    if isinstance(step, Answer):
        return (step.error, step.reply) == (0, 0)
    return isinstance(step, Run | Softcall | TimerFires)


def _hangs(program: Program, machine: Machine, position: Position) -> Iterator[str]:
    if machine.halted is not None:
        yield "undefined" if machine.halted == "undefined" else "halted"
        return
    waiting = [thread for thread in machine.threads[: machine.clock] if thread.wait is not IDLE]
    for thread in waiting:
        if (thread.wait.kind, thread.wait.at) == ("asleep", 493):
            yield _why_asleep(program, machine.zones[thread.wait.zone or 0], position)
        elif thread.wait.kind == "join":
            yield "W7"
        else:
            yield UNKNOWN
    if not waiting:
        yield from (_why_queued(zone, machine) for zone in machine.zones if zone.queue.count)


def _why_asleep(program: Program, zone: Zone, position: Position) -> str:
    if zone.active and zone.state == AUDITING:
        return UNKNOWN
    if zone.queue.count < zone.queue.high_water:
        return "W8"
    if zone.state != AUDITING:
        return "W2"
    doors = (call for calls, begun in zip(program.calls, position.begun, strict=True) for call in calls[:begun])
    return "W1 or W6" if any(isinstance(call, Auditdoor) for call in doors) else "W1"


def _why_queued(zone: Zone, machine: Machine) -> str:
    if not zone.active:
        return "no daemon" if zone.state in (AUDITING, INIT_AUDIT) else "Q33"
    if not zone.queue.sleeping_readers or machine.timers:
        return UNKNOWN
    return "W9" if zone.state == AUDITING else "Q31"
