"""The script that stands for the scheduler obeys the protocol of the surroundings."""

from collections.abc import Callable
from typing import Any

import pytest

from hiwater_impl.pipeline.context import ZoneContext, ZoneSettings
from hiwater_impl.pipeline.dequeue import dequeue
from hiwater_impl.pipeline.enqueue import enqueue
from hiwater_impl.pipeline.record import close_time
from hiwater_impl.pipeline.system import AuditSystem, SystemSettings
from hiwater_impl.pipeline.thread import AuditThread
from hiwater_impl.pipeline.upcall import door_upcall
from hiwater_impl.surroundings.controlled import IDLE, Controlled, ParkedThread, release
from hiwater_inspector.command_line.checking.critical.passage import DONE, STAYS
from hiwater_inspector.command_line.checking.critical.seen import told
from hiwater_inspector.command_line.checking.critical.shipped import STARTED, Actor, Scripted, chain, implementation
from hiwater_inspector.command_line.checking.critical.situation import NOBODY, Fields, Others

RECORD = (b"a record with room for a time",)
ZONE = ZoneSettings(state=1, high_water=2, low_water=1, buffer_size=64)
FULL = {"count": 2}


def _enqueue(thread: AuditThread, context: ZoneContext) -> None:
    enqueue(thread, context, chain(RECORD), 10, None, wide=True, dont_block=False)


def _close(thread: AuditThread, context: ZoneContext) -> None:
    close_time(thread, context, chain(RECORD), 1, 6152, 0, None)


def _parked(section: Callable[[Any, ZoneContext], Any], fields: Fields) -> tuple[list[Any], list[Any], Any]:
    """Points, events and the end of a section on a real parked thread, let go on wherever it may."""
    surroundings = Controlled(fine=True, memory=True, started=STARTED)
    system = AuditSystem(surroundings, SystemSettings(loaded=True, small_limits=True, started=STARTED, zones=(ZONE,)))
    context = system.contexts[0]
    for name, value in fields.items():
        setattr(context.queue if name == "count" else context, name, value)
    thread = ParkedThread(system, "user0", 0)
    points = []
    try:
        surroundings.begin(thread, lambda running: section(running, context))
        while thread.wait is not IDLE:
            points.append(thread.wait)
            if not surroundings.may_go_on(thread):
                break
            surroundings.go_on(thread)
        return points, [told(event) for event in surroundings.events], context.counters.values()
    finally:
        release([thread])


@pytest.mark.parametrize("section", [_enqueue, _close])
@pytest.mark.parametrize("fields", [{}, FULL, {**FULL, "policy": 1}, {"policy": 0x890}])
def test_points_are_those_of_parked_threads(section: Any, fields: Fields) -> None:
    """The same code passes the same points, tells the same and counts the same as under the real scheduler."""
    points, events, counters = _parked(section, fields)
    ours = implementation("user", fields, NOBODY, section)
    assert (list(ours.points), list(ours.told), ours.left["counters"]) == (points, events, counters)
    assert ours.end == (STAYS if fields == FULL else DONE)


def test_sleep_gives_up_the_lock() -> None:
    """Who sleeps holds no lock and is among the sleepers; what unwinds afterwards is not seen."""
    ours = implementation("user", FULL, NOBODY, _enqueue)
    assert (ours.end, ours.points[-1]) == (STAYS, ("asleep", 493, "write_cv", 0))
    assert ours.left["locks"] == [None, None, None]
    assert ours.left["sleeping writers"] == ["user1", "user2", "user0"]
    assert ours.left["queue"][6] == 1


def test_wake_takes_the_lock_again() -> None:
    """Who was woken wants the lock, has it again behind the wait, and sees what others have changed."""
    ours = implementation("user", FULL, Others({("asleep", 493): {"count": 0}}), _enqueue)
    assert ours.end == DONE
    assert ours.points[-3:] == (
        ("enter", 493, "queue lock", 0),
        ("exit", 403, "queue lock", 0),
        ("count", 406, "enqueue", 0),
    )
    assert (ours.left["queue"][0], ours.left["sleeping writers"]) == (1, [])


def test_others_act_before_the_lock_is_held() -> None:
    """What others change at a point is there once the actor goes on, and happens once."""
    others = Others({("enter", 422): {"records": [RECORD], "count": 5}})
    ours = implementation("reader", {"records": [RECORD] * 2, "count": 9}, others, _dequeue_head)
    assert (ours.left["queue"][0], ours.left["records"]) == (4, [])


def _dequeue_head(thread: AuditThread, context: ZoneContext) -> None:
    head = context.queue.head
    assert head is not None
    context.queue.head, context.queue.tail = head, head
    dequeue(thread, context, context.queue.head)


def test_timed_sleep_ends_by_time() -> None:
    """A timed sleep ends ten ticks later, with the lock, and the door is asked anew."""
    others = Others({("timed", 561): {}}, [(11, None), (0, 0)])
    ours = implementation("reader", {}, others, lambda thread, context: door_upcall(thread, context, 0, b"x"))
    assert (ours.end, ours.left["system"][2]) == (("returned", 0), 10)


def test_halt_is_looked_at_before_it_unwinds() -> None:
    """A halt leaves the lock as it is, whatever is unwound."""
    fields = {"records": [RECORD], "count": 1, "profile": "debug"}
    ours = implementation(
        "reader", fields, NOBODY, lambda thread, context: dequeue(thread, context, chain((b"not queued",)))
    )
    assert (ours.end, ours.left["locks"][0]) == (("halted", "assertion"), "reader0")


def test_one_lock_keeps_the_actor_out() -> None:
    """A lock that somebody holds ends the passage there."""

    def section(thread: AuditThread, context: ZoneContext) -> None:
        surroundings: Any = context.queue.lock
        surroundings.owner = Actor(thread.system, "somebody")
        _enqueue(thread, context)

    ours = implementation("user", {}, NOBODY, section)
    assert (ours.end, ours.points) == (STAYS, (("enter", 372, "queue lock", 0),))


def test_script_is_a_body_of_the_surroundings() -> None:
    """It is the shipped controlled body but for what its scheduler does."""
    replaced = {name for name in vars(Scripted) if not name.startswith("_")}
    assert replaced == {"park", "begin", "halt", "over"}
    assert issubclass(Scripted, Controlled)
