"""A run of the model as lines: what is sent to an implementation, and what it must answer."""

from collections.abc import Callable, Sequence
from itertools import chain
from typing import NamedTuple

from hiwater_conform.coverage import Coverage, clauses_followed
from hiwater_conform.wire import Scribe, configure_line, configured_line, is_unspecified, observe_line
from hiwater_model.configuration import Configuration
from hiwater_model.machine import Machine
from hiwater_model.relation import NotEnabled, Outcome, apply, ready, start
from hiwater_model.steps import Answer, Call, Run, Step

BEFORE_STEPS = 2
"""Lines before the first step: configure and observe. One more observe stands behind the last step."""

_LEFT_OUT_MOST = 100

Chooser = Callable[[Machine], Step | None]
"""What to do next; None ends the run."""


class Transcript(NamedTuple):
    """The lines of one run: `configure`, `observe`, the steps, `observe`."""

    configuration: Configuration
    steps: tuple[Step, ...]
    sent: list[bytes]
    expected: list[bytes]
    unspecified: frozenset[int]
    """Lines with a returned value that is compared with nothing."""


class _Taken:
    """The steps of a run, what each led to, the clauses it followed if they are asked for, and what was undefined."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.outcomes: list[Outcome] = []
        self.clauses: list[set[str]] = []
        self.undefined: Outcome | None = None


def record(
    configuration: Configuration,
    choose: Chooser,
    longest: int,
    coverage: Coverage | None = None,
    avoided: frozenset[str] = frozenset(),
) -> Transcript:
    """Let the model make a run of at most `longest` steps.

    It ends early when the machine halts, when `choose` returns None, before a step whose outcome is undefined, and
    when many steps in a row followed clauses that are to be avoided. A step that does, or is not enabled, is left out.
    """
    scribe, machine = Scribe(configuration), start(configuration)
    taken = _taken(machine, choose, longest, avoided, are_counted=coverage is not None)
    sent = [configure_line(1, configuration), observe_line(2)]
    expected = [configured_line(1), scribe.observed_line(2, machine)]
    machines = [machine, *(outcome.machine for outcome in taken.outcomes)]
    changes = list(map(scribe.observer.changed, machines, machines[1:]))
    happened = [outcome.events for outcome in taken.outcomes]
    sequence = BEFORE_STEPS + 1 + len(taken.steps)
    numbers = range(BEFORE_STEPS + 1, sequence)
    sent += map(scribe.step_line, numbers, taken.steps)
    expected += map(scribe.stepped_line, numbers, happened, changes)
    sent.append(observe_line(sequence))
    expected.append(scribe.observed_line(sequence, machines[-1]))
    if coverage is not None:
        for step, events, changed in zip(taken.steps, happened, changes, strict=True):
            coverage.stepped(step, events, changed)
        coverage.followed(chain.from_iterable(taken.clauses))
        if taken.undefined is not None:
            coverage.ended(taken.undefined.events)
    unspecified = (number for number, events in enumerate(happened, BEFORE_STEPS) if events and is_unspecified(events))
    return Transcript(configuration, tuple(taken.steps), sent, expected, frozenset(unspecified))


def _taken(machine: Machine, choose: Chooser, longest: int, avoided: frozenset[str], *, are_counted: bool) -> _Taken:
    """The steps of a run. They are written later, all at once, which is faster."""
    taken = _Taken()
    left_out = 0
    while len(taken.steps) < longest and left_out < _LEFT_OUT_MOST and machine.halted is None:
        step = choose(machine)
        if step is None:
            break
        try:
            outcome = apply(machine, step)
        except NotEnabled:
            continue
        if outcome.machine.halted == "undefined":
            taken.undefined = outcome
            break
        if are_counted or avoided:
            clauses = clauses_followed(machine, step, outcome)
            if not avoided.isdisjoint(clauses):
                left_out += 1
                continue
            taken.clauses.append(clauses)
        left_out = 0
        taken.steps.append(step)
        taken.outcomes.append(outcome)
        machine = outcome.machine
    return taken


def replay(
    configuration: Configuration,
    steps: Sequence[Step],
    beyond: int = 0,
    avoided: frozenset[str] = frozenset(),
    coverage: Coverage | None = None,
) -> Transcript:
    """The transcript of given steps. Those not enabled, or to be avoided, are left out; an undefined one ends it.

    After the last one, threads go on that can, for at most `beyond` steps: the last one that acted first.
    """
    waiting = iter(steps)
    last = steps[-1] if steps else None
    actor = last.thread if isinstance(last, Call | Run | Answer) else 0

    def choose(machine: Machine) -> Step | None:
        step = next(waiting, None)
        if step is None and beyond:
            numbers = range(len(machine.threads))
            ready_ones = (number for number in (*numbers[actor:], *numbers[:actor]) if ready(machine, number))
            number = next(ready_ones, None)
            return None if number is None else Run(number)
        return step

    return record(configuration, choose, len(steps) + beyond, coverage, avoided)
