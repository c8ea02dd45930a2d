"""Values of the protocol that stand inside larger forms: chains, times, bytes, canonical text.

The wire form of a value is what `json.loads` would give, but for tuples, which stand for lists.
See `specs/hiwater_specs/protocol/README.md`.
"""

import json
import json.encoder
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from hiwater_model.configuration import Configuration
from hiwater_model.machine import Time
from hiwater_model.membufs import Chain

Wire: TypeAlias = Any
"""JSON: null, booleans, integers, strings, lists (or tuples) and dictionaries."""

PROTOCOL_VERSION: Final = 1


class NotThisForm(ValueError):
    """A wire value that does not have the form of the protocol; `where` names the form, `why` what is wrong."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.where = where
        self.why = why


def _encoder() -> Callable[[Wire], str]:
    """The text of a value by the C encoder of `json`, made once: JSONEncoder would make it anew for every value."""
    encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, check_circular=False).encode
    make: Any = getattr(json.encoder, "c_make_encoder", None)
    try:
        pieces = make(None, None, json.encoder.encode_basestring, None, ":", ",", False, False, False)
        if "".join(pieces({"key": [1, None, "ä"]}, 0)) == encode({"key": [1, None, "ä"]}):
            return lambda value: "".join(pieces(value, 0))
    except TypeError:  # another Python, where it is not there or is made otherwise
        pass
    return encode


text_of: Final = _encoder()
"""The canonical text of a wire value: no blanks, keys in the order given."""


def chain_to_wire(chain: Chain | None) -> list[str] | None:
    """A chain as hexadecimal strings."""
    return None if chain is None else [membuf.hex() for membuf in chain]


def chain_from_wire(value: Wire) -> Chain | None:
    """The chain; each membuf holds at most 128 bytes."""
    if value is None:
        return None
    if not isinstance(value, (list, tuple)) or not value:
        raise NotThisForm("chain", "a list of at least one hexadecimal string, or null")
    chain = tuple(bytes_from_wire(membuf) for membuf in value)
    if max(map(len, chain)) > 128:
        raise NotThisForm("chain", "a membuf has at most 128 bytes")
    return chain


def record_from_wire(value: Wire) -> Chain:
    """A chain that may not be null."""
    chain = chain_from_wire(value)
    if chain is None:
        raise NotThisForm("chain", "null where a chain is needed")
    return chain


def bytes_from_wire(value: Wire) -> bytes:
    """The bytes of a lower-case hexadecimal string."""
    if not isinstance(value, str) or value != value.lower():
        raise NotThisForm("bytes", f"lower-case hexadecimal, not {value!r}")
    try:
        data = bytes.fromhex(value)
    except ValueError:
        raise NotThisForm("bytes", f"lower-case hexadecimal, not {value!r}") from None
    if 2 * len(data) != len(value):
        raise NotThisForm("bytes", f"hexadecimal without blanks, not {value!r}")
    return data


def time_from_wire(value: Wire) -> Time | None:
    """Seconds and nanoseconds, or None."""
    if value is None:
        return None
    seconds, nanoseconds = list_of("time", value, 2)
    return number("time", seconds), number("time", nanoseconds)


def number(where: str, value: Wire) -> int:
    """An integer, and no boolean."""
    if type(value) is not int:
        raise NotThisForm(where, f"an integer, not {value!r}")
    return value


def boolean(where: str, value: Wire) -> bool:
    """A boolean, and no number."""
    if type(value) is not bool:
        raise NotThisForm(where, f"true or false, not {value!r}")
    return value


def list_of(where: str, value: Wire, length: int | None = None) -> list[Any]:
    """A list, of so many values if `length` is given."""
    if not isinstance(value, (list, tuple)) or (length is not None and len(value) != length):
        raise NotThisForm(where, f"a list{'' if length is None else f' of {length}'}, not {value!r}")
    return list(value)


def fields_of(where: str, value: Wire, keys: tuple[str, ...]) -> list[Any]:
    """The values of an object that has exactly these keys."""
    if not isinstance(value, dict) or set(value) != set(keys):
        raise NotThisForm(where, f"an object with the keys {', '.join(keys)}, not {value!r}")
    return [value[key] for key in keys]


def thread_names(configuration: Configuration) -> tuple[str, ...]:
    """Names of all threads by their number: users, softint, clock, a reader for each zone."""
    users = tuple(f"user{number}" for number in range(len(configuration.threads)))
    return (*users, "softint", "clock", *(f"reader{zone}" for zone in range(len(configuration.zones))))
