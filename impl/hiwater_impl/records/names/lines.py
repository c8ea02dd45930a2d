"""Files of names in the systems' own form: one entry a line, fields between colons."""

from collections.abc import Iterator
from pathlib import Path


class NameFileFault(Exception):
    """A line of a file of names is not in its form: `file`, `line` (from 1) and `what` is wrong with it."""

    def __init__(self, file: Path, line: int, what: str) -> None:
        super().__init__(f"{file}, line {line}: {what}")
        self.file = file
        self.line = line
        self.what = what


def entries(file: Path) -> Iterator[tuple[int, list[bytes]]]:
    """Number and fields of each line that is neither blank nor a comment (`#` first); OSError if it cannot be read."""
    for number, line in enumerate(file.read_bytes().split(b"\n"), 1):
        text = line.strip(b" \t\r")
        if text and not text.startswith(b"#"):
            yield number, text.split(b":")


def number_of(field: bytes, low: int, high: int) -> int | None:
    """The decimal number that a field holds, when it is one from low to high."""
    digits = field.strip()
    if not digits.removeprefix(b"-").isdigit() or len(digits) > 20:
        return None
    value = int(digits)
    return value if low <= value <= high else None
