"""Events of the protocol in words, from their wire forms alone."""

from collections.abc import Callable, Mapping
from typing import Final

from hiwater_conform.telling.names import BUFFER_TYPES, cut_short, value_in_words
from hiwater_conform.wire_values import Wire
from hiwater_model.configuration import UNSPECIFIED


def event_in_words(event: Mapping[str, Wire]) -> str:
    """What happened, as a sentence without a full stop."""
    return _EVENTS[event["event"]](event)


def _broadcast(event: Mapping[str, Wire]) -> str:
    effect = f"wakes {', '.join(event['woke'])}" if event["woke"] else "nobody sleeps"
    return f"{event['condition']}_cv of zone{event['zone']} is broadcast: {effect}"


def _asked(event: Mapping[str, Wire]) -> str:
    kind = BUFFER_TYPES.get(event["type"], event["type"])
    what = f": {cut_short(event['bytes'])}" if event["bytes"] else ""
    return f"{event['thread']} calls door {event['door']} with {kind}, {event['size']} bytes{what}"


def _freed(event: Mapping[str, Wire]) -> str:
    lengths = event["lengths"]
    return f"{sum(lengths)} bytes in {len(lengths)} membuf{'' if len(lengths) == 1 else 's'} are freed"


def _halted(event: Mapping[str, Wire]) -> str:
    return f"the machine halts: {event['reason']}" + ("" if event["line"] is None else f" (audit_io.c:{event['line']})")


def _returned(event: Mapping[str, Wire]) -> str:
    value = event["value"]
    if value is None:
        return f"{event['function']} returns to {event['thread']}"
    given = "a variable that was never set" if value == UNSPECIFIED else value_in_words(value)
    return f"{event['function']} returns {given} to {event['thread']}"


def _undefined(event: Mapping[str, Wire]) -> str:
    line = "" if event["line"] is None else f" (audit_io.c:{event['line']})"
    return f"the C has no defined next act: {event['reason']}{line}"


_EVENTS: Final[dict[str, Callable[[Mapping[str, Wire]], str]]] = {
    "broadcast": _broadcast,
    "freed": _freed,
    "asked": _asked,
    "assertion": lambda event: f"the assertion at audit_io.c:{event['line']} fails",
    "printed": lambda event: f"a line is printed on the console (audit_io.c:{event['line']})",
    "jumped": lambda event: f"{event['thread']} jumps to its label",
    "synced": lambda event: "the disks are synced",
    "halted": _halted,
    "returned": _returned,
    "undefined": _undefined,
}
