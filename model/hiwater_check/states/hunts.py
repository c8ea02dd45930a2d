"""The hangs and strandings of the findings, each as a step to look for, in a scope that knows nothing of the finding.

A hunt is breadth first through whole machines, so what it catches is a shortest run at its scope. Not good for: saying
that a finding has no shorter run at another scope.
"""

from collections.abc import Callable
from typing import Any, Final, NamedTuple, TypeAlias

from hiwater_check.states.graph import Edge, Graph, State, begun, growing
from hiwater_check.states.scope import BUSY, EVENT, GONE, TINY, records, world
from hiwater_conform.exploring.program import Environment, Program
from hiwater_model.configuration import Granularity
from hiwater_model.constants import AUDITING, NO_AUDIT, POLICY_COUNT, POLICY_HALT, POLICY_PER_ZONE, POLICY_SHARED_COUNT
from hiwater_model.events import Broadcast, Undefined
from hiwater_model.examples import GLOBAL_ZONE, IN_SYSTEM_CALL, WORLD
from hiwater_model.machine import Machine, Zone
from hiwater_model.steps import Arguments, Auditdoor, SetCondition, SetPolicy, Step, ZoneShutdown

Caught: TypeAlias = Callable[[State, State, Edge], bool]
"""Asked of each edge, with the states before and after it."""


class Hunt(NamedTuple):
    """A finding, what it looks like, and where it is looked for."""

    finding: str
    what: str
    program: Program
    caught: Caught


class Catch(NamedTuple):
    """What a hunt caught: the steps, and how much was looked at; no steps if it came home with nothing."""

    hunt: Hunt
    steps: tuple[Step, ...] | None
    states: int
    edges: int


def hunt_down(hunt: Hunt) -> Catch:
    """Look until the first edge that is caught, or the last edge of all."""
    graph: Graph = begun(hunt.program)
    for edge in growing(graph):
        if hunt.caught(graph.states[edge.source], graph.states[edge.target], edge):
            steps = (*graph.trace(edge.source), edge.choice.step)
            return Catch(hunt, steps, len(graph.states), len(graph.edges))
    return Catch(hunt, None, len(graph.states), len(graph.edges))


def _program(
    *calls: tuple[Arguments, ...], gone: bool = False, busy: bool = False, jumps: int = 0, policy: int = 0, **zone: int
) -> Program:
    refusals = ((GONE,) if gone else ()) + ((BUSY,) if busy else ())
    configuration = world(len(calls), policy=policy, **(TINY | zone))
    return Program("hunt", "Where a finding is looked for.", configuration, calls, Environment(refusals, jumps=jumps))


def _zone(state: State) -> Zone:
    return state.machine.zones[0]


def _writer_sleeps(state: State) -> bool:
    return bool(_zone(state).queue.sleeping_writers)


def _full(state: State) -> bool:
    return _zone(state).queue.count >= _zone(state).queue.high_water


def _at_rest(machine: Machine) -> bool:
    """Nobody is in a call but sleepers."""
    return all(thread.wait.kind in ("idle", "asleep") for thread in machine.threads)


def _unread(state: State) -> bool:
    """Auditing is on, and no output thread is there."""
    return _zone(state).state == AUDITING and not _zone(state).active


def _made(state: State, thread: int, calls: int) -> bool:
    """A thread has made so many calls, and the last one has ended."""
    return state.position.begun[thread] == calls and state.machine.threads[thread].wait.kind == "idle"


def _kinds(state: State) -> list[str]:
    return [thread.wait.kind for thread in state.machine.threads]


def _reader(state: State, zone: int = 0) -> Any:
    return state.machine.threads[state.machine.reader(zone)].wait


def _sleeps_again(before: State, after: State, edge: Edge) -> bool:
    """A writer that was woken with the queue full has looked, and sleeps again."""
    actor = edge.choice.actor
    if actor >= len(before.position.begun) or before.machine.threads[actor].wait[:2] != ("enter", 493):
        return False
    return after.machine.threads[actor].wait[:2] == ("asleep", 493)


_OFF_ON: Final = (SetCondition(NO_AUDIT), SetCondition(AUDITING))
_SHUT: Final = Program(
    "hunt",
    "A zone with a queue of its own goes down.",
    WORLD._replace(
        granularity=Granularity.FINE,
        policy=POLICY_PER_ZONE,
        zones=(GLOBAL_ZONE._replace(active=False, door=None), GLOBAL_ZONE._replace(name=b"web", door=8)),
        threads=(IN_SYSTEM_CALL,),
    ),
    ((ZoneShutdown(1),),),
    Environment(),
)

HUNTS: Final = (
    Hunt(
        "W1",
        "A writer sleeps at a full queue; auditing is on, the daemon has gone and nobody reads.",
        _program(records(2), gone=True),
        lambda _before, after, _edge: (
            _writer_sleeps(after) and _full(after) and _unread(after) and _at_rest(after.machine)
        ),
    ),
    Hunt(
        "W2",
        "Auditing was turned off, and a writer within a system call sleeps on at a full queue.",
        _program(records(2), (SetCondition(NO_AUDIT),)),
        lambda before, after, edge: (
            _sleeps_again(before, after, edge) and _zone(after).state == NO_AUDIT and _made(after, 1, 1)
        ),
    ),
    Hunt(
        "W3",
        "SCNT has woken a writer, which sleeps again.",
        _program(records(2), (SetPolicy(POLICY_SHARED_COUNT),)),
        lambda before, after, edge: (
            _sleeps_again(before, after, edge) and bool(_zone(after).policy & POLICY_SHARED_COUNT)
        ),
    ),
    Hunt(
        "W4",
        "The daemon is busy: the output thread waits to ask again, and a writer sleeps.",
        _program(records(2), busy=True),
        lambda _before, after, _edge: _writer_sleeps(after) and _reader(after).kind == "timed",
    ),
    Hunt(
        "W5",
        "CNT is set, the caller wants the door lock to say so, the daemon holds the door, and a writer sleeps.",
        _program(records(2), (SetPolicy(POLICY_COUNT),)),
        lambda _before, after, _edge: (
            _writer_sleeps(after)
            and bool(_zone(after).policy & POLICY_COUNT)
            and _reader(after).kind == "door"
            and after.machine.threads[1].wait[:2] == ("enter", 550)
        ),
    ),
    Hunt(
        "Q26",
        "auditdoor(2) has returned 0, no door was refused, and there is neither door nor output thread.",
        _program(records(1), (SetCondition(NO_AUDIT),), (Auditdoor(8),)),
        lambda _before, after, _edge: _made(after, 2, 1) and _zone(after).door is None and _at_rest(after.machine),
    ),
    Hunt(
        "W6",
        "As Q26 with auditing on again, and a writer sleeps at a full queue.",
        _program(records(2), _OFF_ON, (Auditdoor(8),)),
        lambda _before, after, _edge: (
            _made(after, 2, 1)
            and _zone(after).door is None
            and _unread(after)
            and _writer_sleeps(after)
            and _at_rest(after.machine)
        ),
    ),
    Hunt(
        "W7",
        "A zone's shutdown waits for an output thread that sleeps.",
        _SHUT,
        lambda _before, after, _edge: "join" in _kinds(after) and _reader(after, 1).kind == "asleep",
    ),
    Hunt(
        "Q4",
        "More than high water is queued.",
        _program(records(1), (EVENT,)).at(Granularity.FINE),
        lambda _before, after, _edge: _zone(after).queue.count > _zone(after).queue.high_water,
    ),
    Hunt(
        "Q11",
        "A writer that slept is woken by the turn-off, and its record joins the queue while auditing is off.",
        _program(records(2), (SetCondition(NO_AUDIT),)),
        lambda before, after, edge: (
            _zone(before).state == NO_AUDIT
            and _zone(after).queue.records.end > _zone(before).queue.records.end
            and before.machine.threads[0].wait.at == 493
            and edge.choice.actor == 0
        ),
    ),
    Hunt(
        "Q14",
        "A policy message goes through a door that is not there.",
        _program(records(1), (SetPolicy(POLICY_COUNT),), gone=True),
        lambda _before, _after, edge: any(
            isinstance(event, Undefined) and event.clause == "DOOR-08" for event in edge.events
        ),
    ),
    Hunt(
        "Q24",
        "An event stops the machine though auditing is off.",
        _program(records(1), (SetCondition(NO_AUDIT),), (EVENT,), policy=POLICY_HALT),
        lambda _before, after, _edge: after.machine.halted == "panic" and _zone(after).state == NO_AUDIT,
    ),
    Hunt(
        "Q25",
        "Two chains of kicks are armed.",
        _program(records(1), (Auditdoor(8),), gone=True),
        lambda _before, after, _edge: [timer.kind for timer in after.machine.timers].count("kick") > 1,
    ),
    Hunt(
        "Q31",
        "Auditing was turned off and on, and a record of before is at the door.",
        _program(records(1), (*_OFF_ON, Auditdoor(8))),
        lambda before, after, _edge: (
            before.position.begun == (2, 3)
            and _made(before, 1, 3)
            and _zone(before).queue.count == 1
            and _reader(before).kind == "read"
            and _reader(after).kind == "door"
        ),
    ),
    Hunt(
        "Q32",
        "A kick broadcasts to an output thread that is about to sleep.",
        _program(records(1), jumps=1).at(Granularity.FINE),
        lambda before, _after, edge: (
            any(isinstance(event, Broadcast) and not event.woke for event in edge.events)
            and edge.choice.actor == before.machine.clock
            and _reader(before).kind == "wait"
        ),
    ),
    Hunt(
        "Q33",
        "The output thread has left because auditing was turned off, and a record is queued.",
        _program(records(1), (SetCondition(NO_AUDIT),), high_water=2, low_water=1),
        lambda _before, after, _edge: (
            not _zone(after).active
            and _zone(after).queue.count > 0
            and _zone(after).state == NO_AUDIT
            and _at_rest(after.machine)
        ),
    ),
    Hunt(
        "W8",
        "CNT is in force, fewer than high water are queued, nobody reads, and a writer sleeps.",
        _program(records(2), records(2), (SetPolicy(POLICY_COUNT),), gone=True, high_water=2, low_water=0),
        lambda _before, after, _edge: (
            _writer_sleeps(after)
            and not _full(after)
            and _unread(after)
            and _made(after, 2, 1)
            and _at_rest(after.machine)
        ),
    ),
    Hunt(
        "W9",
        "Auditing is on again, a record is queued, the output thread sleeps, and no kick is armed.",
        _program(records(1), _OFF_ON, jumps=1, high_water=2, low_water=1),
        lambda _before, after, _edge: (
            _zone(after).state == AUDITING
            and _zone(after).queue.count > 0
            and _zone(after).active
            and _made(after, 1, 2)
            and not after.machine.timers
            and _at_rest(after.machine)
            and _reader(after).kind == "asleep"
        ),
    ),
)
"""All of them, with the number of the finding."""
