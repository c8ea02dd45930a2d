"""A run of the model as lines: what is sent to an implementation, and what it must answer."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from hiwater_conform.coverage import Coverage, clauses_followed
from hiwater_conform.wire import Scribe, configure_line, configured_line, is_unspecified, observe_line
from hiwater_model.configuration import Configuration
from hiwater_model.machine import Machine
from hiwater_model.relation import NotEnabled, apply, ready, start
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
    observer = scribe.observer
    sent = [configure_line(1, configuration), observe_line(2)]
    expected = [configured_line(1), scribe.observed_line(2, machine)]
    steps: list[Step] = []
    unspecified, left_out = set(), 0
    while len(steps) < longest and left_out < _LEFT_OUT_MOST:
        step = choose(machine)
        if step is None:
            break
        try:
            outcome = apply(machine, step)
        except NotEnabled:
            continue
        events = outcome.events
        if outcome.machine.halted == "undefined":
            if coverage is not None:
                coverage.ended(events)
            break
        clauses = clauses_followed(machine, step, outcome) if avoided or coverage is not None else frozenset()
        if avoided and not avoided.isdisjoint(clauses):
            left_out += 1
            continue
        left_out = 0
        changed = observer.changed(machine, outcome.machine)
        machine = outcome.machine
        steps.append(step)
        sequence = len(sent) + 1
        sent.append(scribe.step_line(sequence, step))
        if events and is_unspecified(events):
            unspecified.add(len(expected))
        expected.append(scribe.stepped_line(sequence, events, changed))
        if coverage is not None:
            coverage.stepped(step, events, changed)
            coverage.followed(clauses)
        if machine.halted is not None:
            break
    sequence = BEFORE_STEPS + 1 + len(steps)
    sent.append(observe_line(sequence))
    expected.append(scribe.observed_line(sequence, machine))
    return Transcript(configuration, tuple(steps), sent, expected, frozenset(unspecified))


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
