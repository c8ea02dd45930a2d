"""Writes the digests of the data files, and source.toml, from an audit_io.c, so that no digest is ever typed.

A `digest` line is put below each `lines` line of a clause or exception that names a function or table. The rest of the
files, comments too, is left as it is.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from hiwater_conform.clauses.c_scanner import Scan, scan
from hiwater_conform.clauses.load import NOT_MODELLED_FILE, SOURCE_FILE, area_files
from hiwater_conform.clauses.source_text import SourceText, Span, digest_of

_LINES = re.compile(r'^lines = \[(\d+), (\d+)\]\n(?:digest = "[^"]*"\n)?', re.MULTILINE)
_ENTRY = re.compile(r"^\[\[\w+\]\]\n", re.MULTILINE)
_IN_A_PART = re.compile(r"^(?:function|table) = ", re.MULTILINE)


def write_data(folder: Path, source: SourceText, revision: str | None) -> tuple[Path, ...]:
    """Rewrite what differs in the folder and return those files; without a revision the recorded one stays."""
    written = []
    for name in (*area_files(folder), NOT_MODELLED_FILE):
        text = (folder / name).read_text(encoding="utf-8")
        written.extend(_write(folder / name, with_digests(text, source)))
    path = folder / SOURCE_FILE
    if revision is None:
        revision = str(tomllib.loads(path.read_text(encoding="utf-8"))["revision"])
    written.extend(_write(path, source_document(source, revision, _covered(folder))))
    return tuple(written)


def with_digests(text: str, source: SourceText) -> str:
    """The text of a data file with the digests of this source."""
    starts = [match.start() for match in _ENTRY.finditer(text)]
    pieces = [text[begin:end] for begin, end in zip([0, *starts], [*starts, len(text)], strict=True)]
    return "".join(
        _LINES.sub(lambda match: _digested(match, source), piece) if _IN_A_PART.search(piece) else piece
        for piece in pieces
    )


def outside_digests(found: Scan, part: Span, covered: tuple[Span, ...]) -> frozenset[str]:
    """The digest of each line of code of the part that none of the spans holds."""
    lines = [line for line in found.code_lines(part) if not any(span.holds(line) for span in covered)]
    return frozenset(digest_of(found.code_text(Span(line, line))) for line in lines)


def source_document(source: SourceText, revision: str, covered: tuple[Span, ...]) -> str:
    """The text of source.toml for this source: its parts with their lines and the digests of their code."""
    found = scan(source)
    lines = [
        "# The audit_io.c that the clauses were written from: numbers, names and digests, none of its text.",
        "# Written by `python -m hiwater_conform.clauses write LISTING`; digests are of code without comments.",
        'file = "usr/src/uts/common/c2/audit_io.c"',
        f'revision = "{revision}"',
        f"length = {len(source.lines)}",
    ]
    for part in found.parts:
        decisions = ", ".join(str(line) for line in found.decisions_in(part))
        outside = ", ".join(f'"{digest}"' for digest in sorted(outside_digests(found, part.span, covered)))
        lines += [
            "",
            "[[part]]",
            f'kind = "{part.kind.value}"',
            f'name = "{part.name}"',
            f"lines = [{part.span.first}, {part.span.last}]",
            f'digest = "{digest_of(found.code_text(part.span))}"',
            f"decisions = [{decisions}]",
            f"outside = [{outside}]",
        ]
    return "\n".join(lines) + "\n"


def _covered(folder: Path) -> tuple[Span, ...]:
    texts = [(folder / name).read_text(encoding="utf-8") for name in (*area_files(folder), NOT_MODELLED_FILE)]
    matches = [match for text in texts for match in _LINES.finditer(text)]
    return tuple(Span(int(match.group(1)), int(match.group(2))) for match in matches)


def _digested(match: re.Match[str], source: SourceText) -> str:
    span = Span(int(match.group(1)), int(match.group(2)))
    return f'lines = [{span.first}, {span.last}]\ndigest = "{digest_of(source.span_text(span))}"\n'


def _write(path: Path, text: str) -> list[Path]:
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return []
    path.write_text(text, encoding="utf-8")
    return [path]
