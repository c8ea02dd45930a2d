"""Which lines a step of the model makes: the one of its own point, and those of what happens within the step."""

from typing import Any, Final

from hiwater_conform.following.candidate import Made
from hiwater_model.draft import CLAUSES
from hiwater_model.events import Asked, AssertionFailed, Broadcast, Event, Halted, Printed, Returned
from hiwater_model.machine import Machine, Timer, Wait
from hiwater_model.relation import Outcome

WAKING: Final = (493, "output:sleep", 561)
"""Where a thread that takes a lock does so because it was woken."""
TOLD: Final = ("enter", "exit", "wait", "write", "door")
"""Kinds of point whose passing is a line; the others are hidden, unless something happens in the step."""
_EVENTS: Final = {"enter": "entered", "exit": "left", "wait": "sleeps", "write": "writes", "door": "answered"}


def own_line(wait: Wait) -> Made:
    """The line of a point that is told."""
    event = "woke" if wait.kind == "enter" and wait.at in WAKING else _EVENTS[wait.kind]
    facts = {} if wait.kind == "door" else {"at": wait.at, "zone": wait.zone}
    return Made(event, facts, CLAUSES[wait.at or 0])


def made_within(before: Machine, outcome: Outcome) -> tuple[Made, ...]:
    """What happens within the step, in the order in which an implementation tells it."""
    after = outcome.machine
    made = []
    if after.softcalls is not before.softcalls and len(after.softcalls) > len(before.softcalls):
        made += [_softcall(entry, outcome.clause) for entry in after.softcalls[len(before.softcalls) :]]
    made += [line for event in outcome.events if (line := _of_event(event)) is not None]
    if after.timers is not before.timers:
        made += [
            Made("armed", {"timer": one.kind, "zone": one.zone, "ticks": one.due - after.ticks}, outcome.clause)
            for one in _armed(before.timers, after.timers)
        ]
    return tuple(made)


def result_of(outcome: Outcome) -> Made | None:
    """The end of a user thread's call, if the step ended it."""
    if outcome.events:
        last = outcome.events[-1]
        if type(last) is Returned:
            return Made("returned", {"function": last.function, "value": last.value}, last.clause)
    return None


def _armed(before: tuple[Timer, ...], after: tuple[Timer, ...]) -> list[Timer]:
    rest = list(before)
    armed = []
    for timer in after:
        if timer in rest:
            rest.remove(timer)
        else:
            armed.append(timer)
    return armed


def _softcall(entry: Any, clause: str) -> Made:
    return Made("softcall", {"softcall": None if entry is None else tuple(entry)}, clause)


def _of_event(event: Event) -> Made | None:
    match event:
        case Broadcast(clause, zone, condition):
            return Made("broadcast", {"zone": zone, "condition": condition}, clause)
        case Asked():
            facts = {"zone": event.zone, "type": event.type, "size": len(event.payload), "bytes": event.payload}
            return Made("asked", facts, event.clause, event.payload_clause)
        case AssertionFailed(clause, line):
            return Made("assertion", {"line": line}, clause)
        case Printed(clause, line):
            return Made("printed", {"line": line}, clause)
        case Halted(clause, reason, line):
            return Made("halted", {"reason": reason, "line": line}, clause)
    return None
