"""The model's side: the same situation as a machine, taken through the shipped relation point by point.

A call of the file or of a neighbour begins as `apply` begins it, another function by its own `begin`; from then on the
shipped `go_on` takes the actor from one point to the next, which is what `apply` does for it. What is trusted is that
loop, and `changed`, which does what others do.
"""

from collections.abc import Callable
from operator import attrgetter
from typing import Any, Final, TypeAlias

from hiwater_check.contracts.skeleton import CLOCK, READER, SOFTINT, WRITERS, Numbers, world
from hiwater_inspector.command_line.checking.critical.passage import End, Passage, Point
from hiwater_inspector.command_line.checking.critical.situation import OF_QUEUE, OF_THREAD, OF_ZONE, Fields, Others
from hiwater_inspector.command_line.checking.critical.untraced import untraced
from hiwater_model import calls, events
from hiwater_model.configuration import Limits, Profile
from hiwater_model.constants import AGAIN_TICKS
from hiwater_model.draft import Draft, MachineHalted, UndefinedAct
from hiwater_model.fifo import EMPTY
from hiwater_model.going_on import go_on, may_go_on
from hiwater_model.machine import IDLE, Counters, Deferred, Machine
from hiwater_model.relation import apply
from hiwater_model.steps import NAMES, Arguments, Tick

Begin: TypeAlias = Callable[[Draft], None] | Arguments
"""How a section begins: a function of the model on a draft, or the arguments of a call."""
_ACTORS: Final = {"user": 0, "softint": SOFTINT, "clock": CLOCK, "reader": READER}
_START: Final = Numbers(0, 2, 1, 0, 0)
_QUEUE: Final = attrgetter(*OF_QUEUE)
_ZONE: Final = attrgetter(*OF_ZONE)
_THREAD: Final = attrgetter(*OF_THREAD)
_IN_THREAD: Final = (*OF_THREAD, "label", "descriptor", "local")


def model(name: str, fields: Fields, others: Others, begin: Begin) -> Passage:
    """Have the actor (user, softint, clock, reader) do the same in the same situation."""
    actor = _ACTORS[name]
    with untraced():
        machine = changed(world(_START, IDLE, actor=actor), actor, {"syscall": 0, **fields})
    return _Walk(machine, actor, others).passage(begin)


class _Walk:
    """A machine whose actor is taken from point to point, on one draft until others act."""

    def __init__(self, machine: Machine, actor: int, others: Others) -> None:
        self.actor = actor
        self.meanwhile = {**others.meanwhile}
        self.answers = iter(others.answers)
        self.points: list[Point] = []
        self.told: list[tuple[Any, ...]] = []
        self.order: list[int] = []
        self.end: End = ("returned", None)
        self.draft = self._drafted(machine)

    def passage(self, begin: Begin) -> Passage:
        """From the function's beginning to its end, or to where the actor stays."""
        left: dict[str, Any] | None = None
        try:
            self._begin(begin)
            while self.draft.wait is not IDLE and self._goes_on():
                pass
        except MachineHalted:
            self.end = ("halted", self.draft.halted)
        except UndefinedAct as act:
            self.end, left = ("undefined", act.event.reason, act.event.line), {}
        self._tell()
        if left is None:
            with untraced():
                left = observed(self.draft.frozen(), self.actor)
        return Passage((*self.points,), (*self.told,), (*self.order,), self.end, left)

    def _begin(self, begin: Begin) -> None:
        if callable(begin):
            self.draft.function = "section"
            begin(self.draft)
        else:
            self.draft.function = NAMES[type(begin)]
            calls.begin(self.draft, begin)

    def _goes_on(self) -> bool:
        """Others act, then the actor goes on by one point; False if it stays."""
        kind, at = self.draft.wait[:2]
        self._note()
        there = self.meanwhile.pop((kind, at or ""), None)
        if there is not None:
            self._others_act(kind, there)
        if kind == "door":
            self.draft.answer = next(self.answers, None)
            goes = self.draft.answer is not None
        else:
            goes = may_go_on(self.draft, self.draft.thread, self.draft.wait)
        if goes:
            go_on(self.draft)
        else:
            self.end = ("stays",)
        return goes

    def _others_act(self, kind: str, there: Fields) -> None:
        self._tell()
        with untraced():
            machine = changed(self.draft.frozen(), self.actor, there)
        if kind == "timed":
            machine = apply(machine, Tick(AGAIN_TICKS)).machine
        self.draft = self._drafted(machine)
        if kind == "asleep":
            self.draft.wake(0, "read" if self.actor == READER else "write", "")
            self.draft.events.clear()
            self.draft.wait = self.draft.threads[self.actor].wait
        if kind in ("asleep", "timed"):
            self._note()

    def _note(self) -> None:
        """Note the point, and how much has been told."""
        self.points.append(self.draft.wait[:4])
        self.order.append(len(self.told) + len(self.draft.events))

    def _drafted(self, machine: Machine) -> Draft:
        with untraced():
            draft = Draft(machine)
            draft.act_as(self.actor)
        return draft

    def _tell(self) -> None:
        """Note the events of the draft."""
        for event in self.draft.events:
            if isinstance(event, events.Returned):
                self.end = ("returned", event.value)
            else:
                self.told.append(_told(self.draft.before, event))


def changed(machine: Machine, actor: int, fields: Fields) -> Machine:
    """The machine in which others have changed these fields."""
    zone, thread = machine.zones[0], machine.threads[actor]
    queue = zone.queue
    for name, value in fields.items():
        if name in OF_QUEUE:
            queue = queue._replace(**{name: value})
        elif name in OF_ZONE:
            zone = zone._replace(**{name: value})
        elif name in Counters._fields:
            zone = zone._replace(counters=zone.counters._replace(**{name: value}))
        elif name in _IN_THREAD:
            thread = thread._replace(**{name: value})
        elif name == "deferred":
            thread = thread._replace(deferred=(*map(Deferred._make, value),))
        elif name == "records":
            queue = queue._replace(records=EMPTY._replace(front=(*value,)))
        elif name == "appended":
            queue = queue._replace(records=queue.records.append(value))
        else:
            machine = _with_word(machine, name, value)
    threads = (*machine.threads[:actor], thread, *machine.threads[actor + 1 :])
    return machine._replace(zones=(zone._replace(queue=queue),), threads=threads)


def _with_word(machine: Machine, name: str, value: Any) -> Machine:
    """The machine with a word that belongs to no zone."""
    configuration = machine.configuration
    if name == "small_limits":
        limits = Limits.SMALL if value else Limits.KERNEL
        return machine._replace(configuration=configuration._replace(limits=limits))
    if name == "profile":
        return machine._replace(configuration=configuration._replace(profile=Profile(value)))
    return machine._replace(**{"policy" if name == "global_policy" else name: value})


def observed(machine: Machine, actor: int) -> dict[str, Any]:
    """Every field of queue, zone, counters, locks, the actor and the system; where the bystanders are parked."""
    zone, thread = machine.zones[0], machine.threads[actor]
    queue, bystanders = zone.queue, [number for number in (*WRITERS, READER) if number != actor]
    return {
        "queue": _QUEUE(queue),
        "records": [*queue.records.records()],
        "zone": _ZONE(zone),
        "counters": (*zone.counters,),
        "thread": _THREAD(thread),
        "label": thread.label,
        "descriptor": thread.descriptor,
        "local": thread.local,
        "deferred": [(*entry,) for entry in thread.deferred],
        "locks": [_name(machine, owner) for owner in (zone.queue_lock, zone.door_lock, zone.again_lock)],
        "sleeping writers": [_name(machine, number) for number in queue.sleeping_writers],
        "sleeping readers": [_name(machine, number) for number in queue.sleeping_readers],
        "waits": [machine.threads[number].wait[:4] for number in bystanders],
        "system": (machine.policy, machine.loaded, machine.ticks, machine.syncs, machine.halted),
        "softcalls": [None if entry is None else (*entry,) for entry in machine.softcalls],
        "timers": [(*timer,) for timer in machine.timers],
    }


def _name(machine: Machine, number: int | None) -> str | None:
    if number is None:
        return None
    kind = machine.threads[number].kind
    return f"{kind}{number}" if kind == "user" else "reader0" if kind == "reader" else kind


def _told(machine: Machine, event: Any) -> tuple[Any, ...]:
    match event:
        case events.Broadcast():
            return ("broadcast", event.condition, [_name(machine, number) for number in event.woke])
        case events.Asked():
            return ("asked", _name(machine, event.thread), event.door, event.type, len(event.payload), event.payload)
        case events.Freed():
            return ("freed", [*event.lengths])
        case events.Halted():
            return ("halted", event.reason, event.line)
        case events.Jumped():
            return ("jumped", _name(machine, event.thread))
        case events.Synced():
            return ("synced",)
        case events.AssertionFailed():
            return ("assertion", event.line)
        case _:
            return ("printed", event.line)
