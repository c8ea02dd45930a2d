"""Bytes of one piece (a record, a file token, skipped bytes), from a mapping as its JSON line describes it."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from hiwater_impl.records.encoding.fault import NotARecord, shown
from hiwater_impl.records.encoding.fields import Values
from hiwater_impl.records.encoding.values import counted_value
from hiwater_impl.records.encoding.writers import Writer, writers
from hiwater_impl.records.layouts import VERSIONS, layouts

KEYS = frozenset(["kind", "offset", "length", "system", "time", "event", "event_name", "tokens", "damage"])
"""What a piece may tell; bytes come from `tokens` alone, and `system` says how to read their names."""

DAMAGED = "damaged"
"""The name of what is no token: bytes that stand in its place."""

FALLBACK = "illumos"

MOST_BYTES = (1 << 32) - 1
"""What a `byte_count` that is left out can be at most."""


def piece_bytes(piece: Any) -> bytes:
    """The bytes of a piece; raises NotARecord."""
    if not isinstance(piece, dict) or not isinstance(piece.get("tokens"), list):
        raise NotARecord('expected {"tokens": [{"token": …, …}, …]}, not ' + shown(piece))
    if not piece.keys() <= KEYS:
        extra = min(piece.keys() - KEYS)
        raise NotARecord(f"no such key: {shown(extra)}; a piece has {', '.join(sorted(KEYS))}")
    known = _writers_for(piece)
    parts: list[bytes] = []
    uncounted: list[tuple[int, Writer, Values]] = []
    for place, token in enumerate(piece["tokens"]):
        try:
            writer = _writer(token, known)
            if writer is None:
                parts.append(_damaged_bytes(token))
                continue
            counted = token
            if writer.has_byte_count and "byte_count" not in token:
                counted = {**token, "byte_count": 0}
                uncounted.append((place, writer, counted))
            parts.append(writer.written(counted))
        except NotARecord as wrong:
            wrong.token = " ".join([str(place + 1), *([shown(token["token"])] if _is_named(token) else [])])
            raise
    if uncounted:
        size = sum(map(len, parts))
        if size > MOST_BYTES:
            raise NotARecord(f"a record of {size} bytes; {MOST_BYTES} is the most that it can tell")
        for place, writer, token in uncounted:
            parts[place] = writer.written({**token, "byte_count": size})
    return b"".join(parts)


def _is_named(token: Any) -> bool:
    return isinstance(token, dict) and type(token.get("token")) is str


def _writers_for(piece: Values) -> Mapping[str, Writer]:
    """The writers of the dialect that is told; else of the version of the header; else those of illumos."""
    by_dialect = writers()
    system = piece.get("system")
    if system is None:
        first = piece["tokens"][0] if piece["tokens"] else None
        version = first.get("version") if isinstance(first, dict) else None
        return by_dialect[_dialect_of(version)]
    if type(system) is not str or system not in by_dialect:
        raise NotARecord(f"expected {' or '.join(by_dialect)} as system, not {shown(system)}")
    return by_dialect[system]


def _dialect_of(version: Any) -> str:
    known = layouts()
    number = int(known.tables[VERSIONS + version]) if type(version) is int and 0 <= version < 256 else -1
    return known.dialects[number] if number >= 0 else FALLBACK


def _writer(token: Any, known: Mapping[str, Writer]) -> Writer | None:
    """The writer of a token, None for damaged bytes."""
    if not _is_named(token):
        raise NotARecord('expected {"token": …, …}, not ' + shown(token))
    name = token["token"]
    if name in known:
        return known[name]
    if name == DAMAGED:
        return None
    near = get_close_matches(name, known, 1)
    raise NotARecord("there is no such token" + "".join(f"; do you mean {other}?" for other in near))


def _damaged_bytes(token: Values) -> bytes:
    if token.keys() != {"token", "bytes"}:
        raise NotARecord('expected {"token": "damaged", "bytes": "hexadecimal digits"}')
    return counted_value(token["bytes"])
