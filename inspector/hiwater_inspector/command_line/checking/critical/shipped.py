"""The implementation's side: its functions, as they ship, on surroundings whose scheduler is a script.

Locks, conditions, counters, timers and softcalls are those of the shipped `controlled.py`; only what its scheduler does
is replaced: `park` notes the point and goes on, instead of stopping a thread of the operating system. What is trusted
is `Scripted` and `change`, that a wait gives up its lock and falls asleep in one act, CrossHair and Z3. CrossHair's
tracing is off where a situation is made and read, since nothing is decided there.
"""

import sys
from collections.abc import Callable, Sequence
from copy import copy
from typing import Any, Final, NoReturn, TypeAlias

from hiwater_impl.pipeline.chains import Chain
from hiwater_impl.pipeline.context import COUNTERS, ZoneContext, ZoneSettings
from hiwater_impl.pipeline.outcomes import Halted, JumpLabel, Undefined
from hiwater_impl.pipeline.system import AuditSystem, SystemSettings
from hiwater_impl.pipeline.thread import AuditThread, Deferred
from hiwater_impl.surroundings.controlled import IDLE, Controlled, ParkedThread, Wait
from hiwater_inspector.command_line.checking.critical.passage import End, Passage, Record
from hiwater_inspector.command_line.checking.critical.seen import observed, told
from hiwater_inspector.command_line.checking.critical.situation import OF_QUEUE, OF_THREAD, OF_ZONE, Fields, Others
from hiwater_inspector.command_line.checking.critical.untraced import untraced

Section: TypeAlias = Callable[[AuditThread, ZoneContext], Any]
"""A call of the pipeline by the actor."""
STARTED: Final = (1_000_000_000, 0)
"""The wall clock at tick 0."""
_ZONE: Final = ZoneSettings(state=1, success_mask=1, failure_mask=1, high_water=2, low_water=1, buffer_size=64)
_SETTINGS: Final = SystemSettings(loaded=True, later=False, small_limits=True, started=STARTED, zones=(_ZONE,))
_SKELETON: Final = AuditSystem(Controlled(fine=True, memory=True, started=STARTED), _SETTINGS)
"""Copied for every passage: its table of classes is long, and never changes."""
_WRITERS: Final = ("user1", "user2")
_NAMES: Final = {"user": "user0", "reader": "reader0"}


class Stays(BaseException):
    """The actor does not go on from here: it sleeps, or what it wants is not there."""


class Actor(ParkedThread):
    """A thread of the pipeline without a thread of the operating system."""

    __slots__ = ()

    def __init__(self, system: AuditSystem, name: str) -> None:
        AuditThread.__init__(self, system, name, 0)
        self.wait = IDLE
        self.lock = None
        self.due = 0
        self.begins = False


class Scripted(Controlled):
    """Controlled surroundings in which the actor never stops: others act by the script, or the passage ends."""

    def __init__(self, others: Others) -> None:
        super().__init__(fine=True, memory=True, started=STARTED)
        self.points: list[Wait] = []
        self.order: list[int] = []
        self.left: dict[str, Any] | None = None
        """What is left behind, as soon as the actor cannot go on."""
        self.system: AuditSystem
        self.actor: Actor
        self.bystanders: Sequence[Actor] = ()
        """The threads that sleep."""
        self._meanwhile = {**others.meanwhile}
        self._answers = iter(others.answers)

    def park(self, thread: ParkedThread, wait: Wait) -> None:
        """Note the point and let others act; then the actor goes on. Raises Stays if it cannot."""
        if self.left is not None:
            raise Stays
        thread.wait = wait
        self._note(wait)
        kind = wait[0]
        there = self._meanwhile.pop((kind, wait[1]), None)  # type: ignore[misc]
        if there is not None:
            self._others_act(kind, there)
        if not (self._has_answer() if kind == "door" else self.may_go_on(thread)):
            self.over()
            raise Stays

    def begin(self, thread: ParkedThread, work: Callable[[ParkedThread], Any]) -> None:
        """Another thread begins: it is parked at its first point, and left there."""
        thread.wait = ("read", "output:start", "delay", 0)

    def halt(self, thread: ParkedThread, reason: str, line: int | None) -> NoReturn:
        """What is left behind is looked at before anything is unwound."""
        self.halted = reason
        self.over()
        super().halt(thread, reason, line)

    def over(self) -> None:
        """Look at what is left behind, unless that was done before."""
        if self.left is None:
            with untraced():
                self.left = observed(self.system, self.actor, self.bystanders)

    def _others_act(self, kind: str, there: Fields) -> None:
        with untraced():
            change(self.system, self.actor, there)
        if kind == "timed":
            self.pass_time(self.actor.due - self.ticks)
        if kind == "asleep":
            told_before = len(self.events)
            for condition in self.conditions:
                if self.actor in condition.sleepers:
                    condition.broadcast()
            del self.events[told_before:]
        if kind in ("asleep", "timed"):
            self._note(self.actor.wait)

    def _note(self, wait: Wait) -> None:
        self.points.append(wait)
        self.order.append(len(self.events))

    def _has_answer(self) -> bool:
        answer = next(self._answers, None)
        if answer is not None:
            error, reply = answer
            if isinstance(reply, int):
                self.answer = (error, reply.to_bytes(4, sys.byteorder, signed=True))
            else:
                self.answer = (error, None if reply is None else b"")
        return answer is not None


def implementation(name: str, fields: Fields, others: Others, section: Section) -> Passage:
    """Have the actor (user, softint, clock, reader) call a function of the pipeline in a situation."""
    with untraced():
        surroundings = _surroundings(name, fields, others)
    end: End
    try:
        end = ("returned", section(surroundings.actor, surroundings.system.contexts[0]))
        surroundings.actor.wait = IDLE
    except Stays:
        end = ("stays",)
    except Halted as halted:
        end = ("halted", halted.reason)
    except Undefined as undefined:
        end = ("undefined", undefined.reason, undefined.line)
        surroundings.left = {}
    surroundings.over()
    events = [*map(told, surroundings.events)]
    points, order = (*surroundings.points,), (*surroundings.order,)
    return Passage(points, (*events,), order, end, surroundings.left or {})


def _surroundings(name: str, fields: Fields, others: Others) -> Scripted:
    surroundings = Scripted(others)
    system = copy(_SKELETON)
    context = ZoneContext(surroundings, 0, _ZONE)
    context.door, context.active = 7, True
    system.surroundings, system.contexts = surroundings, [context]
    reader, *writers = (Actor(system, each) for each in ("reader0", *_WRITERS))
    actor = reader if name == "reader" else Actor(system, _NAMES.get(name, name))
    bystanders = [each for each in (*writers, reader) if each is not actor]
    for sleeper in bystanders:
        condition, at = (
            (context.queue.read_condition, "output:sleep")
            if sleeper is reader
            else (context.queue.write_condition, 493)
        )
        sleeper.wait = ("asleep", at, condition.name, 0)  # type: ignore[attr-defined]
        condition.sleepers.append(sleeper)  # type: ignore[attr-defined]
    surroundings.system, surroundings.actor = system, actor
    surroundings.readers, surroundings.bystanders = [reader], bystanders
    change(system, actor, fields)
    return surroundings


def change(system: AuditSystem, actor: AuditThread, fields: Fields) -> None:
    """Others have changed these fields."""
    context = system.contexts[0]
    for name, value in fields.items():
        if name in OF_QUEUE:
            setattr(context.queue, name, value)
        elif name in OF_ZONE:
            setattr(context, name, value)
        elif name in COUNTERS:
            setattr(context.counters, name, value)
        elif name in OF_THREAD:
            setattr(actor, name, value)
        elif name == "records":
            context.queue.head = context.queue.tail = None
            for record in value:
                _append(context, record)
        elif name == "appended":
            _append(context, value)
        else:
            _change_other(system, actor, name, value)


def _change_other(system: AuditSystem, actor: AuditThread, name: str, value: Any) -> None:
    surroundings: Any = system.surroundings
    if name in ("descriptor", "local"):
        setattr(actor, name, None if value is None else chain(value))
    elif name == "label":
        actor.label = JumpLabel(live=False) if value else None
    elif name == "deferred":
        actor.deferred = [
            Deferred(event, modifier, flag, time, chain(body)) for event, modifier, flag, time, body in value
        ]
    elif name == "global_policy":
        system.policy = value
    elif name == "memory":
        surroundings.available = value
    elif name == "ticks":
        surroundings.ticks = value
    elif name == "profile":
        system.later, system.debug = value == "later", value == "debug"
    else:
        setattr(system, name, value)


def chain(record: Record) -> Chain:
    """A chain of membufs."""
    return Chain(b"".join(record), [len(membuf) for membuf in record])


def _append(context: ZoneContext, record: Record) -> None:
    queue, last = context.queue, chain(record)
    if queue.head is None:
        queue.head = last
    else:
        assert queue.tail is not None
        queue.tail.next_record = last
    queue.tail = last
