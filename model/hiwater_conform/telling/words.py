"""Configurations, steps, points and changes of the protocol in words, from their wire forms alone.

Events: `event_words`. Nothing here knows the model or an implementation.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from hiwater_conform.telling.names import (
    ERRORS,
    FLAGS,
    POLICIES,
    STATES,
    bits_in_words,
    chain_in_words,
    place_in_words,
    text_token,
    value_in_words,
)
from hiwater_conform.wire_values import Wire

_DESCRIPTORS: Final = {"local": "its local descriptor", "none": "a null descriptor"}
_GOING_ON: Final = {
    "enter": "taking the {what}",
    "exit": "leaving the {what}",
    "count": "counting {what}",
    "read": "reading {what}",
    "write": "writing {what}",
    "sync": "syncing the {what}",
    "memory": "getting memory for a {what}",
    "wait": "falling asleep on {what}",
    "join": "seeing the {what} end",
}
_STANDING: Final = {
    "enter": "wants the {what}",
    "exit": "is about to leave the {what}",
    "count": "is about to count {what}",
    "read": "is about to read {what}",
    "write": "is about to write {what}",
    "sync": "is about to sync the {what}",
    "memory": "wants memory for a {what}",
    "wait": "is about to sleep on {what}",
    "asleep": "sleeps on {what}",
    "timed": "sleeps for a while on {what}",
    "door": "waits for an answer from the {what}",
    "join": "waits for the {what} to end",
}
_SIMPLE_STEPS: Final[dict[str, Callable[[Mapping[str, Wire]], str]]] = {
    "softcall": lambda step: "softint begins the first softcall",
    "timer": lambda step: "clock begins the first timer that is due",
    "tick": lambda step: "one tick passes" if step["ticks"] == 1 else f"{step['ticks']} ticks pass",
    "memory": lambda step: "memory is there again" if step["available"] else "memory runs out",
}


def step_in_words(step: Mapping[str, Wire], waits: Mapping[str, Wire]) -> str:
    """What is done; `waits` are the waits of all threads before it, by the thread's name."""
    kind = step["step"]
    if kind in _SIMPLE_STEPS:
        return _SIMPLE_STEPS[kind](step)
    thread = step["thread"]
    if kind == "call":
        return f"{thread} calls {call_in_words(step)}"
    if kind == "answer":
        return f"the door answers {thread}: {_answer(step['error'], step['reply'])}"
    wait = waits[thread]
    if wait[0] not in _GOING_ON:
        return f"{thread} goes on"
    return f"{thread} goes on, {_standing_at(_GOING_ON, wait)}"


def call_in_words(step: Mapping[str, Wire]) -> str:
    """The function that is called, with the arguments that are worth saying."""
    arguments = [_argument(key, value) for key, value in step.items() if _is_worth_saying(key, value)]
    return f"{step['function']}({', '.join(arguments)})"


def wait_in_words(wait: Sequence[Wire]) -> str:
    """What a thread does now: nothing, sleep, or stand before something."""
    if wait[0] == "idle":
        return "is idle"
    return _standing_at(_STANDING, wait)


def changes_in_words(changed: Mapping[str, Wire], before: Mapping[str, Wire]) -> Iterator[str]:
    """What changed, a line for each zone, thread or the machine; `before` is the observation before the step."""
    lines: dict[str, list[str]] = {}
    for key, value in changed.items():
        owner, dot, field = key.partition(".")
        owner, field = (owner, field) if dot else ("machine", key)
        lines.setdefault(owner, []).append(_change(field, before.get(key), value))
    for owner, changes in lines.items():
        yield f"{owner}: {'; '.join(changes)}"


def configuration_in_words(configuration: Mapping[str, Wire]) -> Iterator[str]:
    """From what the run starts: the machine, each zone, each thread."""
    missing = [name for name, key in (("module", "loaded"), ("memory", "memory")) if not configuration[key]]
    yield ", ".join(
        [
            f"{configuration['profile']} profile",
            f"{configuration['width']} bit records",
            f"{configuration['granularity']} steps",
            f"{configuration['limits']} limits",
            f"global policy {bits_in_words(configuration['policy'], POLICIES)}",
            *(f"no {name}" for name in missing),
        ]
    )
    for number, zone in enumerate(configuration["zones"]):
        yield f"zone{number} {zone['name']}: {', '.join(_zone(zone))}"
    for number, thread in enumerate(configuration["threads"]):
        call = f"in system call {thread['syscall']}" if thread["syscall"] else "in no system call"
        cached = STATES.get(thread["cache"], thread["cache"])
        yield f"user{number}: zone {thread['zone']}, {call}, cached state {cached}"


def _zone(zone: Mapping[str, Wire]) -> Iterator[str]:
    valid, address_type, address = zone["host"]
    yield STATES[zone["state"]]
    yield f"policy {bits_in_words(zone['policy'], POLICIES)}"
    yield f"high water {zone['high_water']}, low water {zone['low_water']}, buffer {zone['buffer_size']} bytes"
    yield "no door" if zone["door"] is None else f"door {zone['door']}"
    if zone["active"]:
        yield "output thread active"
    if valid:
        yield f"host address of {address_type} bytes {address}"


def _standing_at(phrases: Mapping[str, str], wait: Sequence[Wire]) -> str:
    kind, at, what, zone = wait
    where = "" if zone is None else f" of zone{zone}"
    return f"{phrases[kind].format(what=f'{what}{where}')} ({place_in_words(at)})"


def _answer(error: int, reply: Wire) -> str:
    if error:
        return f"error {ERRORS.get(error, error)}"
    return {None: "no reply buffer", "unchanged": "an empty reply"}.get(reply, f"reply {reply}")


def _is_worth_saying(key: str, value: Wire) -> bool:
    """What a call has unless somebody wants otherwise is not: the thread's descriptor, no modifier, no given time."""
    usual = (("descriptor", "thread"), ("modifier", 0), ("time", None))
    return key not in ("step", "thread", "function") and (key, value) not in usual


def _argument(key: str, value: Wire) -> str:
    if key == "descriptor":
        return _DESCRIPTORS[value]
    if key == "flag":
        return f"flag {bits_in_words(value, FLAGS)}"
    if key == "policy":
        return f"policy {bits_in_words(value, POLICIES)}"
    if key == "state":
        return f"state {STATES.get(value, value)}"
    if key == "tokens":
        return f"tokens {', '.join(map(chain_in_words, value)) or 'none'}"
    if key == "token" and value is not None and text_token(value) is not None:
        return chain_in_words(value)
    return f"{key} {value_in_words(value)}"


def _timer(timer: Sequence[Wire]) -> str:
    due, kind, zone = timer
    return f"{kind} of zone{zone} at tick {due}"


def _put_aside(entry: Sequence[Wire]) -> str:
    """A record body that waits for its end: in a softcall, or deferred in a thread."""
    event, _, _, _, chain = entry[-5:]
    return f"event {event}, {chain_in_words(chain)}"


def _softcall(entry: Sequence[Wire]) -> str:
    return "free a chain" if entry[0] == "free" else f"finish {_put_aside(entry)}"


_LISTS: Final[dict[str, Callable[[Sequence[Wire]], str]]] = {
    "timers": _timer,
    "softcalls": _softcall,
    "deferred": _put_aside,
}


def _change(field: str, before: Wire, value: Wire) -> str:
    if field == "wait":
        return wait_in_words(value)
    if field == "records" and isinstance(value, dict):
        removed = [f"{value['removed']} removed"] if value["removed"] else []
        return f"records {', '.join([*removed, *(f'added {chain_in_words(chain)}' for chain in value['appended'])])}"
    if field in _LISTS:
        return f"{field} {'; '.join(map(_LISTS[field], value)) or 'none'}"
    if field in ("state", "cache"):
        return f"{field} {STATES.get(before, before)} -> {STATES.get(value, value)}"
    if field == "policy":
        return f"policy {bits_in_words(before or 0, POLICIES)} -> {bits_in_words(value, POLICIES)}"
    return f"{field} {value_in_words(before)} -> {value_in_words(value)}"
