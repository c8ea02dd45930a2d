"""The text of one audit_io.c as numbered lines, and the digest of a span of them.

A plain file and a *listing* (an optional `xref:` line, then `N text` lines counted from 1, whose blank may be a
non-breaking one) give the same lines.
The digest is the first 16 hexadecimal digits of the sha256 of the span with every run of white space made one blank,
so a change of indentation or of line breaks leaves it alone; a change of a comment does not.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from hiwater_conform.clauses.errors import SourceUnreadable

DIGEST_LENGTH = 16
_LISTED = re.compile(r"(\d+)(?:[ \xa0](.*))?")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Lines first..last of a file, both included, counted from 1."""

    first: int
    last: int

    def holds(self, line: int) -> bool:
        """Whether the line lies in the span."""
        return self.first <= line <= self.last

    def encloses(self, other: Span) -> bool:
        """Whether the other span lies wholly in this one."""
        return self.first <= other.first and other.last <= self.last

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


@dataclass(frozen=True, slots=True)
class SourceText:
    """The lines of a file; line n is `lines[n - 1]`, without its newline."""

    name: str
    lines: tuple[str, ...]

    def span_text(self, span: Span) -> str:
        """The lines of the span joined by newlines; lines beyond the end of the file count as absent."""
        return "\n".join(self.lines[span.first - 1 : span.last])


def normalise(text: str) -> str:
    """The text with every run of white space (newlines too) made one blank, and none at either end."""
    return " ".join(text.split())


def digest_of(text: str) -> str:
    """First 16 hexadecimal digits of the sha256 of the normalised text."""
    return hashlib.sha256(normalise(text).encode()).hexdigest()[:DIGEST_LENGTH]


def source_from_text(name: str, text: str) -> SourceText:
    """Lines of a plain file or of a listing, told apart by the numbers."""
    lines = text.removesuffix("\n").split("\n")
    listed = _listing_lines(lines)
    return SourceText(name, tuple(lines if listed is None else listed))


def read_source(path: Path) -> SourceText:
    """Read a plain audit_io.c or a listing of it; raises SourceUnreadable."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SourceUnreadable(str(path), (error.strerror or "cannot be read").lower()) from error
    except UnicodeDecodeError as error:
        raise SourceUnreadable(str(path), "is not text") from error
    return source_from_text(str(path), text)


def _listing_lines(lines: list[str]) -> list[str] | None:
    """The lines without their numbers, or None when they are not numbered 1, 2, 3 and so on."""
    body = lines[1:] if lines and lines[0].startswith("xref:") else lines
    texts: list[str] = []
    for expected, line in enumerate(body, start=1):
        match = _LISTED.fullmatch(line)
        if match is None or int(match.group(1)) != expected:
            return None
        texts.append(match.group(2) or "")
    if not texts:
        return None
    if not texts[-1]:
        texts.pop()  # the number after the last newline
    return texts
