"""Events as the protocol writes them. They go one way: an implementation's events are compared as text."""

from collections.abc import Callable
from typing import Any, Final

from hiwater_conform.wire_values import Wire
from hiwater_model.events import (
    Asked,
    AssertionFailed,
    Broadcast,
    Event,
    Freed,
    Halted,
    Jumped,
    Printed,
    Returned,
    Synced,
    Undefined,
)


def event_to_wire(event: Event, names: tuple[str, ...]) -> dict[str, Wire]:
    """The event without its clause; `names` are the threads' names by number."""
    return _FORMS[type(event)](event, names)


def _broadcast(event: Broadcast, names: tuple[str, ...]) -> dict[str, Wire]:
    woke = [names[thread] for thread in event.woke]
    return {"event": "broadcast", "zone": event.zone, "condition": event.condition, "woke": woke}


def _freed(event: Freed, names: tuple[str, ...]) -> dict[str, Wire]:
    return {"event": "freed", "lengths": event.lengths}


def _asked(event: Asked, names: tuple[str, ...]) -> dict[str, Wire]:
    return {
        "event": "asked",
        "thread": names[event.thread],
        "zone": event.zone,
        "door": event.door,
        "type": event.type,
        "size": len(event.payload),
        "bytes": event.payload.hex(),
    }


def _assertion(event: AssertionFailed, names: tuple[str, ...]) -> dict[str, Wire]:
    return {"event": "assertion", "line": event.line}


def _printed(event: Printed, names: tuple[str, ...]) -> dict[str, Wire]:
    return {"event": "printed", "line": event.line}


def _jumped(event: Jumped, names: tuple[str, ...]) -> dict[str, Wire]:
    return {"event": "jumped", "thread": names[event.thread]}


def _synced(event: Synced, names: tuple[str, ...]) -> dict[str, Wire]:
    return {"event": "synced"}


def _halted(event: Halted, names: tuple[str, ...]) -> dict[str, Wire]:
    return {"event": "halted", "reason": event.reason, "line": event.line}


def _returned(event: Returned, names: tuple[str, ...]) -> dict[str, Wire]:
    return {"event": "returned", "thread": names[event.thread], "function": event.function, "value": event.value}


def _undefined(event: Undefined, names: tuple[str, ...]) -> dict[str, Wire]:
    return {"event": "undefined", "reason": event.reason, "line": event.line}


_FORMS: dict[type, Callable[[Any, tuple[str, ...]], dict[str, Wire]]] = {
    Broadcast: _broadcast,
    Freed: _freed,
    Asked: _asked,
    AssertionFailed: _assertion,
    Printed: _printed,
    Jumped: _jumped,
    Synced: _synced,
    Halted: _halted,
    Returned: _returned,
    Undefined: _undefined,
}

EVENT_NAMES: Final[dict[type, str]] = {
    Broadcast: "broadcast",
    Freed: "freed",
    Asked: "asked",
    AssertionFailed: "assertion",
    Printed: "printed",
    Jumped: "jumped",
    Synced: "synced",
    Halted: "halted",
    Returned: "returned",
    Undefined: "undefined",
}
"""What each event is called on the wire."""
