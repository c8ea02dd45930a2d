"""Event and class tables as a system ships them: audit_event and audit_class; FreeBSD and macOS have their own."""

from collections.abc import Mapping
from pathlib import Path

from hiwater_impl.records.names.events import Event, EventTable, table_of
from hiwater_impl.records.names.lines import NameFileFault, entries, number_of


def read_events(file: Path, masks: Mapping[str, int]) -> EventTable:
    """The events of a file with lines `number:name:description:class[,class]`; `masks` are those of a class table.

    Text that is not UTF-8 keeps its bytes as surrogates (`surrogateescape`). Raises NameFileFault for a line that is
    not of this form or a number beyond 65535, OSError when the file cannot be read.
    """
    events: list[Event] = []
    for line, fields in entries(file):
        if len(fields) != 4:
            raise NameFileFault(file, line, f"four fields with colons between are wanted, {len(fields)} stand here")
        number = number_of(fields[0], 0, 65535)
        if number is None:
            raise NameFileFault(file, line, f"{_text(fields[0])!r} is no event number from 0 to 65535")
        name, description, classes = (_text(field) for field in fields[1:])
        if not name.strip():
            raise NameFileFault(file, line, "the name is empty")
        named = tuple(part.strip() for part in classes.split(",") if part.strip())
        events.append(Event(number, name.strip(), description, named))
    return table_of(events, masks)


def read_classes(file: Path) -> dict[str, int]:
    """The masks of a file with lines `mask:name:description`, by name; the first line of a name counts.

    A mask is hexadecimal after 0x and decimal else. Raises NameFileFault for a line that is not of this form or a mask
    of more than 32 bits, OSError when the file cannot be read.
    """
    masks: dict[str, int] = {}
    for line, fields in entries(file):
        if len(fields) != 3 or not fields[1].strip():
            raise NameFileFault(file, line, "a mask, a name and a description are wanted, with colons between")
        mask = _mask(_text(fields[0]).strip())
        if mask is None:
            raise NameFileFault(file, line, f"{_text(fields[0])!r} is no mask of 32 bits")
        masks.setdefault(_text(fields[1]).strip(), mask)
    return masks


def _text(field: bytes) -> str:
    return field.decode(errors="surrogateescape")


def _mask(text: str) -> int | None:
    digits, base = (text[2:], 16) if text[:2].lower() == "0x" else (text, 10)
    try:
        value = int(digits, base)
    except ValueError:
        return None
    return value if digits[0].isalnum() and value < 1 << 32 else None
