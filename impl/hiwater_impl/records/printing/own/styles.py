"""The three styles of our own forms, and which bytes of a string each of them can hold as they are."""

JSON, XML, TEXT = 0, 1, 2

ESCAPED, REFUSED, HIGH = 1, 2, 4
"""What a byte of a string is if not plain: written as an escape, in no text of the style, part of a long character."""

_MARKS = {JSON: b'"\\', XML: b'"&<>', TEXT: b'"\\'}


def byte_classes(style: int) -> list[int]:
    """For each of the 256 bytes 0 when it stands for itself, or one of the numbers above."""
    return [_byte_class(byte, style) for byte in range(256)]


def _byte_class(byte: int, style: int) -> int:
    if byte >= 128:
        return HIGH
    if byte == 0 or (style == XML and byte < 32 and byte not in b"\t\n\r"):
        return REFUSED
    return ESCAPED if byte < 32 or byte in _MARKS[style] else 0
