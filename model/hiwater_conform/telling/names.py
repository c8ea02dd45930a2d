"""Names for the numbers of the audit interface, and bytes and places as a person reads them."""

from collections.abc import Mapping, Sequence
from typing import Final

from hiwater_conform.wire_values import Wire, text_of

STATES: Final = {0: "unset", 1: "AUDITING", 2: "NOAUDIT", 4: "INIT_AUDIT", 8: "NOSPACE"}
POLICIES: Final = {
    0x1: "CNT",
    0x2: "AHLT",
    0x4: "ARGV",
    0x8: "ARGE",
    0x10: "SEQ",
    0x40: "GROUP",
    0x80: "TRAIL",
    0x100: "PATH",
    0x200: "SCNT",
    0x400: "PUBLIC",
    0x800: "ZONENAME",
    0x1000: "PERZONE",
    0x2000: "WINDATA_DOWN",
    0x4000: "WINDATA_UP",
}
FLAGS: Final = {1: "AU_OK", 2: "AU_DONTBLOCK", 4: "AU_DEFER"}
BUFFER_TYPES: Final = {
    0: "COMPLETE",
    1: "FIRST",
    2: "MIDDLE",
    3: "LAST",
    0x8001: "the message POLICY",
    0x8002: "the message SHUTDOWN",
}
ERRORS: Final = {4: "EINTR", 9: "EBADF", 11: "EAGAIN", 22: "EINVAL"}

_SHOWN_DIGITS: Final = 24
_SHOWN_TEXT: Final = 16


def bits_in_words(bits: int, names: Mapping[int, str]) -> str:
    """Names of the bits that are set, or none."""
    known = [name for bit, name in names.items() if bits & bit]
    rest = bits & ~sum(names)
    return " + ".join([*known, *([f"{rest:#x}"] if rest else [])]) or "none"


def place_in_words(at: int | str | None) -> str:
    """A line of the file, or a point of a neighbour."""
    return f"audit_io.c:{at}" if isinstance(at, int) else str(at)


def places_in_words(places: Sequence[int | str]) -> str:
    """Several of them; the file's name stands once."""
    lines = [str(at) for at in places if isinstance(at, int)]
    points = [at for at in places if isinstance(at, str)]
    return ", ".join([*([f"audit_io.c:{lines[0]}", *lines[1:]] if lines else []), *points])


def bytes_in_words(digits: str) -> str:
    """Hexadecimal, cut short if it is long."""
    return digits if len(digits) <= _SHOWN_DIGITS else f"{cut_short(digits)} ({len(digits) // 2} bytes)"


def cut_short(digits: str) -> str:
    """Hexadecimal, cut short without its length."""
    return digits if len(digits) <= _SHOWN_DIGITS else f"{digits[:_SHOWN_DIGITS]}…"


def value_in_words(value: Wire) -> str:
    """A value of any other kind."""
    if isinstance(value, str):
        return bytes_in_words(value)
    if isinstance(value, (list, tuple)) and value and all(isinstance(one, str) for one in value):
        return chain_in_words(value)
    return "none" if value is None else text_of(value)


def chain_in_words(chain: Sequence[str]) -> str:
    """A text token as its text; any other chain as its membufs."""
    return text_token(chain) or " | ".join(bytes_in_words(membuf) or "nothing" for membuf in chain)


def text_token(chain: Sequence[str]) -> str | None:
    """A chain that is a text token (0x28, length, characters, NUL) as its text, in quotes; None for any other."""
    data = bytes.fromhex("".join(chain))
    characters = data[3:-1]
    is_one = data[:1] == b"\x28" and data[-1:] == b"\0" and len(data) == 3 + int.from_bytes(data[1:3], "big")
    if not is_one or not characters.isascii() or not characters.decode("ascii").isprintable():
        return None
    text = characters.decode("ascii")
    return f'text "{text}"' if len(text) <= _SHOWN_TEXT else f'text "{text[:_SHOWN_TEXT]}…" ({len(data)} bytes)'
