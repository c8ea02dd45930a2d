"""Steps that the model does not take at a machine: an implementation must refuse them and stay as it is.

A thread that goes on past a lock that another one holds, or wakes by itself, shows here and nowhere else.
"""

from typing import Final

from hiwater_model.machine import IDLE, Machine
from hiwater_model.relation import enabled
from hiwater_model.steps import Answer, Memory, Run, Softcall, Step, Tick, TimerFires

_UNASKED: Final = (Softcall(), TimerFires(), Tick(1))


def blocked(machine: Machine) -> list[Step]:
    """A run of each thread that waits for a lock, memory, a broadcast, a tick, a door or another thread's end."""
    able = _with_kinds(machine)
    runs = (Run(number) for number, thread in enumerate(machine.threads) if thread.wait is not IDLE)
    return [run for run in runs if (Run, run) not in able]


def not_enabled(machine: Machine) -> list[Step]:
    """A run of each thread that may not go on, answers of doors that were not called, and what is not due."""
    readers = range(machine.clock + 1, len(machine.threads))
    candidates: list[Step] = [Run(number) for number in range(len(machine.threads))]
    candidates += [Answer(number, 0, 0) for number in readers]
    candidates += [*_UNASKED, Memory(not machine.memory)]
    able = _with_kinds(machine)
    return [step for step in candidates if (type(step), step) not in able]


def _with_kinds(machine: Machine) -> set[tuple[type, Step]]:
    """Steps are tuples, and two of different kinds may be equal."""
    return {(type(step), step) for step in enabled(machine)}
