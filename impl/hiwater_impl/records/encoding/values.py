"""Values of fields as bytes: strings, counted bytes, lists of numbers. All raise NotARecord."""

import re
import socket
from typing import Any
from uuid import UUID

from hiwater_impl.records.encoding.fault import NotARecord, shown

LONGEST_STRING = 65_535
_HEXADECIMAL = re.compile("(?:[0-9a-fA-F]{2})*")


def string_value(value: Any) -> bytes:
    """The bytes of a string: UTF-8 and a NUL for a text, the very bytes for {"hex": …}; 65535 at most."""
    found = utf_8(value) + b"\0" if type(value) is str else exact_bytes(value, 'a text or {"hex": "…"}')
    if len(found) > LONGEST_STRING:
        raise NotARecord(f"{len(found)} bytes; a string has {LONGEST_STRING} at most")
    return found


def terminated_value(value: Any) -> bytes:
    """The bytes of a string that ends with the next NUL, that one among them."""
    found = utf_8(value) if type(value) is str else exact_bytes(value, 'a text or {"hex": "…"}')
    if b"\0" in found:
        raise NotARecord("a NUL inside; this string ends at its first one, so leave it out")
    return found + b"\0"


def counted_value(value: Any) -> bytes:
    """Bytes from an address, a UUID, hexadecimal digits or {"hex": …}."""
    expected = "an address, a UUID or an even number of hexadecimal digits"
    if type(value) is not str:
        return exact_bytes(value, expected)
    try:
        if "." in value or ":" in value:
            return socket.inet_pton(socket.AF_INET6 if ":" in value else socket.AF_INET, value)
        if "-" in value:
            return UUID(value).bytes
        if _HEXADECIMAL.fullmatch(value):
            return bytes.fromhex(value)
    except (OSError, ValueError):
        pass
    raise NotARecord(f"expected {expected}, not {shown(value)}")


def exact_bytes(value: Any, expected: str) -> bytes:
    """The bytes of {"hex": …}."""
    if not isinstance(value, dict) or value.keys() != {"hex"}:
        raise NotARecord(f"expected {expected}, not {shown(value)}")
    digits = value["hex"]
    if type(digits) is not str or not _HEXADECIMAL.fullmatch(digits):
        raise NotARecord(f"expected an even number of hexadecimal digits, not {shown(digits)}")
    return bytes.fromhex(digits)


def utf_8(text: str) -> bytes:
    """A text in UTF-8; half of a surrogate pair has none."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise NotARecord(f'{shown(ascii(text))} has no UTF-8; tell the bytes as {{"hex": "…"}}') from None
