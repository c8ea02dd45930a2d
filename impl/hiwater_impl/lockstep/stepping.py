"""One step of the protocol, done to a system under control; or why it cannot be done."""

import struct
from collections.abc import Mapping
from typing import Any

from hiwater_impl.lockstep.calls import call_of
from hiwater_impl.lockstep.world import World
from hiwater_impl.surroundings.controlled import IDLE, ParkedThread


class Refused(Exception):
    """The step is not enabled; nothing has changed."""


def take(world: World, step: Mapping[str, Any]) -> None:
    """Do a step; its events are left in the surroundings. Raises Refused, NoSuchCall, or Undefined."""
    if world.surroundings.halted is not None:
        raise Refused(f"the machine is halted ({world.surroundings.halted})")
    do = _STEPS.get(step["step"])
    if do is None:
        raise Refused(f"there is no step {step['step']}")
    do(world, step)


def _thread(world: World, step: Mapping[str, Any]) -> ParkedThread:
    thread = world.by_name.get(step["thread"])
    if thread is None:
        raise Refused(f"there is no thread {step['thread']}")
    return thread


def _call(world: World, step: Mapping[str, Any]) -> None:
    thread = _thread(world, step)
    if thread not in world.users:
        raise Refused("only user threads make calls")
    if thread.wait is not IDLE:
        raise Refused("the thread is in a call already")
    call = call_of(step, world.system.contexts)
    events, function = world.surroundings.events, step["function"]

    def work(user: ParkedThread) -> None:
        value = call(user)
        events.append({"event": "returned", "thread": user.name, "function": function, "value": value})

    world.surroundings.begin(thread, work)


def _run(world: World, step: Mapping[str, Any]) -> None:
    thread = _thread(world, step)
    if not world.surroundings.may_go_on(thread):
        raise Refused(f"the thread is parked: {' '.join(map(str, thread.wait[:3]))}")
    world.surroundings.go_on(thread)


def _answer(world: World, step: Mapping[str, Any]) -> None:
    thread = _thread(world, step)
    error, reply = step["error"], step["reply"]
    if thread.wait[0] != "door":
        raise Refused("the thread is not waiting for a door")
    if error != 0 and reply is not None:
        raise Refused("an answer that is an error has no reply")
    if reply is not None:
        reply = b"" if reply == "unchanged" else struct.pack("=I", reply & 0xFFFFFFFF)
    world.surroundings.answer = (error, reply)
    world.surroundings.go_on(thread)


def _softcall(world: World, _step: Mapping[str, Any]) -> None:
    surroundings = world.surroundings
    if not surroundings.softcalls:
        raise Refused("no softcall is pending")
    if world.softint.wait is not IDLE:
        raise Refused("a softcall is running")
    work, argument = surroundings.softcalls.pop(0)
    surroundings.begin(world.softint, lambda thread: work(thread, argument))


def _timer(world: World, _step: Mapping[str, Any]) -> None:
    surroundings = world.surroundings
    if not surroundings.timers or surroundings.timers[0].due > surroundings.ticks:
        raise Refused("no timer is due")
    if world.clock.wait is not IDLE:
        raise Refused("a timer is running")
    _, work, context = surroundings.timers.pop(0)
    surroundings.begin(world.clock, lambda thread: work(thread, context))


def _tick(world: World, step: Mapping[str, Any]) -> None:
    if step["ticks"] < 1:
        raise Refused("time goes forward, by at least one tick")
    world.surroundings.pass_time(step["ticks"])


def _memory(world: World, step: Mapping[str, Any]) -> None:
    world.surroundings.available = step["available"]


_STEPS = {
    "call": _call,
    "run": _run,
    "answer": _answer,
    "softcall": _softcall,
    "timer": _timer,
    "tick": _tick,
    "memory": _memory,
}
