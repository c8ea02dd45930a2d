"""A small program: calls that each user thread makes in turn, and what door, clock and memory may do meanwhile.

From a machine and a position in the program follow the next steps, always the same ones in the same order. A program
ends, whatever is chosen, because calls, refusals of the door, jumps of time and outages are counted.
"""

from collections.abc import Iterator
from typing import NamedTuple

from hiwater_model.configuration import Configuration, Granularity
from hiwater_model.machine import IDLE, Machine
from hiwater_model.relation import ready
from hiwater_model.steps import Answer, Arguments, Call, Memory, Run, Softcall, Step, Tick, TimerFires


class Refusals(NamedTuple):
    """Answers of the door other than 0, and how often any of them may be given in one run."""

    answers: tuple[tuple[int, int | str | None], ...]
    """Pairs of an errno and a reply, as in the step `Answer`."""
    times: int


class Environment(NamedTuple):
    """What happens besides the calls. Softcalls and due timers may run whenever the machine lets them."""

    refusals: tuple[Refusals, ...] = ()
    """Besides the plain answer (0, 0), which a door may always give."""
    jumps: int = 0
    """How often time may pass, each time up to the next thing that is due."""
    outages: int = 0
    """How often memory may run out; it may come back at any time."""


class Program(NamedTuple):
    """A configuration, a list of calls for each of its user threads, and the environment; `why` is a sentence."""

    name: str
    why: str
    configuration: Configuration
    calls: tuple[tuple[Arguments, ...], ...]
    environment: Environment

    def at(self, granularity: Granularity) -> "Program":
        """The same program with steps of this granularity."""
        return self._replace(configuration=self.configuration._replace(granularity=granularity))


class Position(NamedTuple):
    """How far a program is: calls begun by each user thread, and what is left of each budget."""

    begun: tuple[int, ...]
    refusals: tuple[int, ...]
    jumps: int
    outages: int


class Choice(NamedTuple):
    """One way to go on, who acts, and the position after it.

    Actors are numbered as threads are; time is one more than the last thread, memory two more.
    """

    step: Step
    actor: int
    position: Position


def first_position(program: Program) -> Position:
    """Before the first step."""
    environment = program.environment
    refusals = tuple(refusal.times for refusal in environment.refusals)
    return Position((0,) * len(program.calls), refusals, environment.jumps, environment.outages)


def choices(program: Program, machine: Machine, position: Position) -> list[Choice]:
    """Every next step of the program: threads by number, then softcall, timer, time, memory; none when halted."""
    if machine.halted is not None:
        return []
    found: list[Choice] = []
    for number, thread in enumerate(machine.threads):
        wait = thread.wait
        if wait is IDLE:
            if number < len(program.calls) and position.begun[number] < len(program.calls[number]):
                found.append(_call(program, position, number))
        elif wait.kind == "door":
            found.extend(_answers(program, position, number))
        elif ready(machine, number):
            found.append(Choice(Run(number), number, position))
    found.extend(_environment(machine, position))
    return found


def finished(program: Program, machine: Machine, position: Position) -> bool:
    """Every user thread has made all its calls and is idle."""
    users = zip(program.calls, position.begun, machine.threads, strict=False)
    return all(begun == len(calls) and thread.wait is IDLE for calls, begun, thread in users)


def ticks_to_next(machine: Machine) -> int | None:
    """Ticks until a timer or a timed sleep is due; None if nothing lies ahead."""
    due = [timer.due for timer in machine.timers]
    due += [thread.wait.extra for thread in machine.threads if thread.wait.kind == "timed"]
    return min((tick - machine.ticks for tick in due if tick > machine.ticks), default=None)


def _call(program: Program, position: Position, number: int) -> Choice:
    begun = position.begun
    after = (*begun[:number], begun[number] + 1, *begun[number + 1 :])
    return Choice(Call(number, program.calls[number][begun[number]]), number, position._replace(begun=after))


def _answers(program: Program, position: Position, number: int) -> Iterator[Choice]:
    yield Choice(Answer(number, 0, 0), number, position)
    for place, (refusal, left) in enumerate(zip(program.environment.refusals, position.refusals, strict=True)):
        if left:
            after = (*position.refusals[:place], left - 1, *position.refusals[place + 1 :])
            for error, reply in refusal.answers:
                yield Choice(Answer(number, error, reply), number, position._replace(refusals=after))


def _environment(machine: Machine, position: Position) -> Iterator[Choice]:
    threads = machine.threads
    if machine.softcalls and threads[machine.softint].wait is IDLE:
        yield Choice(Softcall(), machine.softint, position)
    if machine.timers and machine.timers[0].due <= machine.ticks and threads[machine.clock].wait is IDLE:
        yield Choice(TimerFires(), machine.clock, position)
    if position.jumps:
        ahead = ticks_to_next(machine)
        if ahead is not None:
            yield Choice(Tick(ahead), len(threads), position._replace(jumps=position.jumps - 1))
    if not machine.memory:
        yield Choice(Memory(True), len(threads) + 1, position)
    elif position.outages:
        yield Choice(Memory(False), len(threads) + 1, position._replace(outages=position.outages - 1))
