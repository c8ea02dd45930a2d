"""Finds where spans known by their digests alone now lie in one function, keeping their order.

`windows` takes the digest of every run of lines of the function (n lines give n * n / 2 runs, from running hashes);
`place` then chooses the longest chain of spans that keeps the order of the data, and of those the least displaced.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from hiwater_conform.clauses.c_scanner import Scan
from hiwater_conform.clauses.source_text import DIGEST_LENGTH, SourceText, Span, normalise


@dataclass(frozen=True, slots=True)
class Wanted:
    """A span to look for; `offset` is its first line counted from the first line of its part, from 0."""

    owner: str
    is_clause: bool
    span: Span
    digest: str
    offset: int


@dataclass(frozen=True, slots=True)
class _Link:
    """A chain of placed spans that ends with this one: how many, how far displaced in lines, and the link before."""

    wanted: Wanted
    now: Span
    length: int
    displacement: int
    before: _Link | None


def windows(source: SourceText, found: Scan, part: Span) -> Mapping[str, tuple[Span, ...]]:
    """For each digest the runs of lines of the part that have it, with their comments or without, none twice."""
    runs: dict[str, dict[Span, None]] = {}
    for lines in (source.lines, found.code):
        texts = [(number, normalise(lines[number - 1])) for number in range(part.first, part.last + 1)]
        written = [(number, text) for number, text in texts if text]
        for begin, (first, _) in enumerate(written):
            running = hashlib.sha256()
            for position, (last, text) in enumerate(written[begin:]):
                running.update((" " + text if position else text).encode())
                runs.setdefault(running.hexdigest()[:DIGEST_LENGTH], {})[Span(first, last)] = None
    return {digest: tuple(spans) for digest, spans in runs.items()}


def place(
    wanted: tuple[Wanted, ...], runs: Mapping[str, tuple[Span, ...]], part_first: int
) -> dict[str, tuple[Span | None, Span | None]]:
    """For each owner its place, or None and then the nearest run that has its text out of order, or None.

    `wanted` is in the order of its lines.
    """
    best: _Link | None = None
    links: list[_Link] = []
    for entry in wanted:
        longer = []
        for now in runs.get(entry.digest, ()):
            displacement = abs(now.first - part_first - entry.offset)
            before = _best([link for link in links if _keeps_order(link, entry, now)])
            longer.append(_extended(before, entry, now, displacement))
        links.extend(longer)
        best = _best([*longer, *([best] if best is not None else [])])
    chosen: dict[str, Span] = {}
    while best is not None:
        chosen[best.wanted.owner] = best.now
        best = best.before
    return {
        entry.owner: (chosen.get(entry.owner), None if entry.owner in chosen else _nearest(entry, runs, part_first))
        for entry in wanted
    }


def _keeps_order(link: _Link, entry: Wanted, now: Span) -> bool:
    """Whether the entry, placed now, stands to the link as it did: begun together or later, overlapping or apart."""
    if entry.span.first == link.wanted.span.first:
        return now.first == link.now.first
    if entry.span.first > link.wanted.span.last:
        return now.first > link.now.last
    return now.first > link.now.first


def _extended(before: _Link | None, entry: Wanted, now: Span, displacement: int) -> _Link:
    if before is None:
        return _Link(entry, now, 1, displacement, None)
    return _Link(entry, now, before.length + 1, before.displacement + displacement, before)


def _best(links: list[_Link]) -> _Link | None:
    return min(links, key=lambda link: (-link.length, link.displacement), default=None)


def _nearest(entry: Wanted, runs: Mapping[str, tuple[Span, ...]], part_first: int) -> Span | None:
    return min(runs.get(entry.digest, ()), key=lambda now: abs(now.first - part_first - entry.offset), default=None)
