"""Fixed texts of OpenBSM's praudit, 256 for each kind of word (see `operations`), by the number of a byte."""

from collections.abc import Callable, Sequence

from hiwater_impl.records.printing.openbsm.operations import (
    CALENDAR,
    ERROR,
    ESCAPE,
    IPC,
    PRINT,
    PRIVILEGE,
    UNIT_BYTES,
    UNIT_NAME,
)

DAYS_AND_MONTHS = b"Sun Mon Tue Wed Thu Fri Sat Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
"""Days of the week from 0, months from 7 on."""
IPC_KINDS = {1: b"Message IPC", 2: b"Semaphore IPC", 3: b"Shared Memory IPC"}
PRINT_CODES = dict(enumerate((b"binary", b"octal", b"decimal", b"hex", b"string")))
UNITS = dict(enumerate((b"byte", b"short", b"int", b"int64")))
ENTITIES = {38: b"&amp;", 60: b"&lt;", 62: b"&gt;", 34: b"&quot;", 39: b"&apos;"}
LETTERS = {13: b"\\r", 8: b"\\b", 7: b"\\a", 11: b"\\v", 12: b"\\f", 92: b"\\\\", 0xA0: b"\\240"}


def words(errors: Sequence[bytes]) -> list[list[bytes | None]]:
    """The words of every kind, in order; None where there is none. `errors` are the 256 texts of a return token."""
    kinds: dict[int, Callable[[int], bytes | None]] = {
        ERROR: errors.__getitem__,
        IPC: lambda number: IPC_KINDS.get(number, b"%d" % number),
        PRIVILEGE: lambda number: b"successful use of priv" if number else b"failed use of priv",
        PRINT: PRINT_CODES.get,
        UNIT_NAME: UNITS.get,
        UNIT_BYTES: lambda number: b"%d" % (1 << number) if number in UNITS else None,
        ESCAPE: escape,
        CALENDAR: dict(enumerate(DAYS_AND_MONTHS)).get,
    }
    return [[kinds[kind](number) for number in range(256)] for kind in sorted(kinds)]


def escape(byte: int) -> bytes:
    """A byte of an argument or environment string as XML output shows it."""
    if byte in ENTITIES or byte in LETTERS:
        return ENTITIES.get(byte) or LETTERS[byte]
    if byte in (9, 10) or 32 <= byte < 127:
        return bytes([byte])
    low = byte & 127
    control = low < 32 or low == 127
    high = b"\\M" if byte > 127 else b"\\"
    return high + b"^" + bytes([low ^ 64]) if control else high + b"-" + bytes([low])
