"""Finds `audit_io.c`: as plain C, or as a listing whose lines begin with their numbers.

The number of a line is what the protocol calls `at`, so a listing is stripped line by line and nothing else changes.
"""

import hashlib
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

ENVIRONMENT_NAME: Final = "HIWATER_AUDIT_IO"
LISTING_IN_SHARED: Final = Path("shared", "seed", "audit_io.listing.txt")
SEED_DIGEST: Final = "d49cea2990b5f72a10ca0ee536d7fa7f8cfb1ca8450bb5d43e911cbd0bc50289"
NEEDED_FUNCTIONS: Final = ("au_close_time", "au_enqueue", "au_doorio", "audit_async_start")

# The blank after the number is a no-break space in listings that were copied from a page.
_NUMBERED: Final = re.compile(r"(\d+)(?:[ \t\u00a0](.*))?")
_FOLDERS_UP_TO_CHECKOUT: Final = 3


class SourceError(Exception):
    """There is no usable C file; the message says what to do. `path` is the file in question, when there is one."""

    def __init__(self, message: str, path: Path | None = None) -> None:
        super().__init__(message)
        self.path = path


class Source(NamedTuple):
    """The text of the C file with its line numbers preserved; `digest` is the SHA-256 of the text, hexadecimal."""

    text: str
    path: Path
    digest: str

    @property
    def note(self) -> str | None:
        """What a report should say of the file: nothing for the known one."""
        if self.digest == SEED_DIGEST:
            return None
        return f"{self.path} is not the revision of audit_io.c that the model was written from: line numbers may differ"


def digest_of(text: str) -> str:
    """SHA-256 of the text as UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def find_source(path: Path | None = None) -> Source:
    """The file named here, else by HIWATER_AUDIT_IO, else the listing beside a checkout. Raises SourceError."""
    if path is not None:
        return read_source(path)
    named = os.environ.get(ENVIRONMENT_NAME)
    if named:
        return read_source(Path(named))
    for folder in Path(__file__).resolve().parents[_FOLDERS_UP_TO_CHECKOUT].parents:
        listing = folder / LISTING_IN_SHARED
        if listing.is_file():
            return read_source(listing)
    raise SourceError(
        "no audit_io.c was named: it is not part of hiwater (its licence is the CDDL); "
        f"get it from illumos-gate, usr/src/uts/common/c2/audit_io.c, and name it by argument or {ENVIRONMENT_NAME}"
    )


def read_source(path: Path) -> Source:
    """Read one file, stripping line numbers if it is a listing. Raises SourceError."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path} cannot be read ({error.strerror}): name a readable audit_io.c", path) from error
    text = plain_text(raw.decode("utf-8", errors="replace"), path)
    for function in NEEDED_FUNCTIONS:
        if re.search(rf"\b{function}\b", text) is None:
            raise SourceError(f"{path} has no {function}: it is not an audit_io.c; name the file of illumos", path)
    return Source(text, path, digest_of(text))


def plain_text(text: str, path: Path | None = None) -> str:
    """The C file of a listing; any other text as it is, with ends of line made uniform. Raises SourceError."""
    lines = text.replace("\r\n", "\n").split("\n")
    first = next((number for number, line in enumerate(lines[:3]) if _is_line(line, 1)), None)
    stripped = lines if first is None else _strip_numbers(lines[first:], path)
    while stripped and not stripped[-1]:
        stripped = stripped[:-1]
    return "".join(f"{line}\n" for line in stripped)


def _is_line(line: str, number: int) -> bool:
    match = _NUMBERED.fullmatch(line)
    return match is not None and int(match[1]) == number


def _strip_numbers(lines: Sequence[str], path: Path | None) -> list[str]:
    stripped: list[str] = []
    for line in lines:
        if not line and len(stripped) == len(lines) - 1:
            break
        match = _NUMBERED.fullmatch(line)
        if match is None or int(match[1]) != len(stripped) + 1:
            raise SourceError(
                f"the listing {path} has no line {len(stripped) + 1} where it should be: copy it again", path
            )
        stripped.append(match[2] or "")
    return stripped
