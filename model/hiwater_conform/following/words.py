"""Lines and states in words, for a verdict."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from hiwater_conform.following.candidate import Candidate, Made
from hiwater_conform.following.lines import Line
from hiwater_conform.following.making import WAKING
from hiwater_conform.telling.names import place_in_words, value_in_words
from hiwater_conform.telling.words import wait_in_words

_Facts = Mapping[str, Any]
_WORDS: Final[dict[str, Callable[[_Facts], str]]] = {
    "called": lambda facts: f"calls {facts['function']}",
    "returned": lambda facts: f"returns {value_in_words(facts['value'])} from {facts['function']}",
    "entered": lambda facts: f"takes the lock at {_place(facts)}",
    "left": lambda facts: f"leaves the lock at {_place(facts)}",
    "sleeps": lambda facts: f"falls asleep at {_place(facts)}",
    "woke": lambda facts: f"has woken, and holds the lock again, at {_place(facts)}",
    "writes": lambda facts: f"writes without a lock at {_place(facts)}",
    "broadcast": lambda facts: f"wakes all who sleep on {facts['condition']}_cv of zone {facts['zone']}",
    "asked": lambda facts: (
        f"asks the door of zone {facts['zone']} with a buffer of type {facts['type']} and {facts['size']} bytes"
    ),
    "answered": lambda facts: "is answered by the door",
    "lacked": lambda facts: f"gets no memory at {place_in_words(facts['at'])}",
    "softcall": lambda facts: "appends a softcall to " + ("free" if facts["softcall"] is None else "finish a record"),
    "begun": lambda facts: "begins the first softcall",
    "armed": lambda facts: f"arms the timer {facts['timer']} of zone {facts['zone']} for {facts['ticks']} ticks",
    "fired": lambda facts: f"begins the timer {facts['timer']} of zone {facts['zone']}",
    "assertion": lambda facts: f"finds the assertion of {place_in_words(facts['line'])} false",
    "printed": lambda facts: f"prints at {place_in_words(facts['line'])}",
    "halted": lambda facts: f"halts the machine ({facts['reason']})",
}


def line_in_words(line: Line) -> str:
    """What the thread does, without its name."""
    return _WORDS[line.event](line.facts)


def made_in_words(made: Made) -> str:
    """What the model has the thread do, without its name."""
    return _WORDS[made.event](made.facts)


def thread_in_words(candidate: Candidate, number: int, names: tuple[str, ...]) -> str:
    """Where a thread is."""
    standing, wait = candidate.standings[number], candidate.machine.threads[number].wait
    name = names[number]
    if standing.owed:
        return f"{name} {made_in_words(standing.owed[0])} next"
    if standing.result is not None:
        return f"{name} {made_in_words(standing.result)} next"
    if standing.pending is not None:
        return f"{name} has begun and not been heard of since"
    if wait.kind == "enter" and wait.at in WAKING:
        return f"{name} was woken, and {wait_in_words(wait[:4])}"
    return f"{name} {wait_in_words(wait[:4])}"


def _place(facts: _Facts) -> str:
    zone = facts.get("zone")
    return place_in_words(facts["at"]) + (f" of zone {zone}" if zone else "")
