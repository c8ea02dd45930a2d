"""Rules of the relation itself, whatever the queue does: it is pure, it is total, and each change names its clause."""

from collections.abc import Iterable, Iterator
from enum import Enum
from functools import cache
from typing import Any

from hiwater_check.stateful.moment import Moment
from hiwater_conform.clauses import Strength, clause_registry
from hiwater_model.events import Asked, Halted, Undefined
from hiwater_model.machine import IDLE, Machine
from hiwater_model.relation import NotEnabled, apply, enabled, explain, ready
from hiwater_model.steps import Answer, Call, GetStatistics, Memory, Run, Softcall, Step, Tick, TimerFires

_SECOND_CONSUMER = frozenset({"DEQ-04", "DEQ-08", "IO-13"})
_ATOMS = frozenset({int, str, bytes, bool, type(None)})


@cache
def clauses() -> frozenset[str]:
    """The ids of all clauses."""
    return frozenset(clause.identifier for clause in clause_registry().clauses)


@cache
def _undefined() -> frozenset[str]:
    return frozenset(clause.identifier for clause in clause_registry().clauses if clause.strength is Strength.UNDEFINED)


def same_twice(moment: Moment) -> Iterator[str]:
    """The same step of the same machine has the same outcome."""
    if apply(moment.before, moment.step) != moment.outcome:
        yield "the same step, taken again, leads elsewhere"


def immutable(moment: Moment) -> Iterator[str]:
    """A machine is made of values that cannot change, all the way down; only what is new is looked at."""
    changeable = _changeable(moment.after, moment.before)
    if changeable is not None:
        yield f"the machine holds a {changeable}, which can change"


def _changeable(new: Any, old: Any) -> str | None:
    if new is old or type(new) in _ATOMS or isinstance(new, Enum):
        return None
    if not isinstance(new, tuple):
        return type(new).__name__
    before = old if isinstance(old, tuple) and len(old) == len(new) else (None,) * len(new)
    return next(filter(None, map(_changeable, new, before)), None)


def refusals(moment: Moment) -> Iterator[str]:
    """What is not enabled is refused: who cannot go on, who has no door to answer, who is in a call; and then all.

    Of a machine that goes on, the threads that the step has changed are asked.
    """
    after = moment.after
    for step in _not_enabled(after, moment):
        try:
            apply(after, step)
        except NotEnabled:
            continue
        yield f"{type(step).__name__} is taken, though it is not enabled"
    if after.halted is not None and next(enabled(after), None) is not None:
        yield "a halted machine can go on"


def _not_enabled(machine: Machine, moment: Moment) -> Iterator[Step]:
    stopped = moment.stopped
    if stopped:
        yield from (Tick(1), Memory(available=True))
    if stopped or not machine.softcalls:
        yield Softcall()
    if stopped or not machine.timers or machine.timers[0].due > machine.ticks:
        yield TimerFires()
    for number in range(len(machine.threads)) if stopped else [thread.number for thread in moment.threads]:
        thread = machine.threads[number]
        if stopped or not ready(machine, number):
            yield Run(number)
        if stopped or thread.wait.kind != "door":
            yield Answer(number, 0, 0)
        if stopped or thread.wait != IDLE or number >= machine.softint:
            yield Call(number, GetStatistics())


def clauses_exist(moment: Moment) -> Iterator[str]:
    """Every event and every write names a clause of the data."""
    named = {event.clause for event in moment.outcome.events}
    named.update(event.payload_clause for event in moment.outcome.events if isinstance(event, Asked))
    named.update(write[2] for write in moment.outcome.writes)
    if moment.outcome.clause:
        named.add(moment.outcome.clause)
    for unknown in sorted(named - clauses()):
        yield f"there is no clause {unknown!r}"


def explained(moment: Moment, changed: Iterable[str]) -> Iterator[str]:
    """Every field that can be seen to have changed has a clause that explains it."""
    for key in changed:
        clause = explain(moment.outcome, key)
        if clause not in clauses():
            yield f"{key} has changed, and {clause!r} is to explain it"


def undefined_is_a_clause(moment: Moment) -> Iterator[str]:
    """A step without a defined outcome follows a clause that says so, leaves everything as it was, and stops."""
    ends = [event for event in moment.outcome.events if isinstance(event, Undefined)]
    if bool(ends) != (moment.after.halted == "undefined"):
        yield "an undefined end and its event do not go together"
    for end in ends:
        if end.clause not in _undefined():
            yield f"{end.clause} is not a clause of strength undefined"
        if moment.after != moment.before._replace(halted="undefined"):
            yield "a step without a defined outcome has changed something"


def one_consumer(moment: Moment) -> Iterator[str]:
    """What takes a second consumer of a queue never happens: two at once are undefined before that (IO-12)."""
    for event in moment.outcome.events:
        if event.clause in _SECOND_CONSUMER:
            yield f"{event.clause}: {type(event).__name__}"


def halts_with_an_event(moment: Moment) -> Iterator[str]:
    """A machine that stops says why, once."""
    reasons = [event.reason for event in moment.outcome.events if isinstance(event, Halted)]
    halted = moment.after.halted
    if halted != "undefined" and reasons != ([] if halted is None else [halted]):
        yield f"halted is {halted!r}, and the events say {reasons}"
