"""Of what an implementation says, what has the form of the protocol: the rest is a difference, and is not drawn."""

from collections.abc import Mapping
from typing import Any, Final

from hiwater_conform.wire_values import Wire
from hiwater_model.constants import NOTIFY

_ENTRY: Final = {"softcalls": 6, "deferred": 5}
"""How long the entries of these lists are; a softcall that frees is shorter."""
_FREES: Final = ["free"]
_WAIT: Final = (1, 4)


def fitting(changed: Mapping[str, Wire], seen: Mapping[str, Wire]) -> dict[str, Wire]:
    """The changes whose values are of the kind that the key had at first, or none."""
    return {key: value for key, value in changed.items() if key in seen and _fits(key, seen[key], value)}


def is_asked(event: Mapping[str, Any]) -> bool:
    """An event that tells of a buffer for the global zone's door, whole."""
    kind, data = event.get("type"), event.get("bytes")
    if event.get("event") != "asked" or event.get("zone") != 0 or not isinstance(event.get("thread"), str):
        return False
    known = isinstance(kind, int) and (0 <= kind <= 3 or bool(kind & NOTIFY))
    return known and isinstance(event.get("size"), int) and isinstance(data, str) and _is_hexadecimal(data)


def is_chain(value: Any) -> bool:
    """Membufs in hexadecimal."""
    return isinstance(value, list) and all(isinstance(one, str) and _is_hexadecimal(one) for one in value)


def _fits(key: str, was: Wire, value: Wire) -> bool:
    field = key.rpartition(".")[2]
    if field == "wait":
        return isinstance(value, list) and len(value) in _WAIT and isinstance(value[0], str)
    if field in _ENTRY:
        return isinstance(value, list) and all(one == _FREES or _is_entry(one, _ENTRY[field]) for one in value)
    if was is None or value is None:
        return value is None or isinstance(value, (int, str, list))
    return type(was) is type(value) or (isinstance(was, (list, tuple)) and isinstance(value, list))


def _is_entry(value: Any, length: int) -> bool:
    return isinstance(value, list) and len(value) == length and isinstance(value[-5], int) and is_chain(value[-1])


def _is_hexadecimal(text: str) -> bool:
    try:
        bytes.fromhex(text)
    except ValueError:
        return False
    return True
